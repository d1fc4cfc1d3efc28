import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import * as path from "node:path";
import { finished } from "node:stream/promises";
import { type KeepFailed, localStream } from "./import-access-logs";

/** Keeps failed records in the lake as Firehose does under its error prefix. */
export interface FailedStore {
  readonly keep: KeepFailed;
  close(): Promise<void>;
}

/** Creates `<lake>/failed/<the local stream>/processing-failed/dt=<today>/…` on the first failure: JSON lines with the raw record in base64. */
export async function createFailedStore(lake: string): Promise<FailedStore> {
  const now = new Date().toISOString();
  const folder = path.join(lake, "failed", localStream, "processing-failed", `dt=${now.slice(0, 10)}`);
  let stream: WriteStream | undefined;
  await mkdir(lake, { recursive: true });
  return {
    keep({ bytes, reason, arrival }) {
      if (!stream) {
        mkdirSync(folder, { recursive: true });
        stream = createWriteStream(path.join(folder, `local-${now.replaceAll(/[:.]/g, "-")}.json`));
      }
      stream.write(
        `${JSON.stringify({
          attemptsMade: 1,
          arrivalTimestamp: arrival,
          errorCode: "Lambda.FunctionRequestedFailure",
          errorMessage: reason,
          attemptEndingTimestamp: arrival,
          rawData: bytes.toString("base64"),
        })}\n`,
      );
    },
    async close() {
      if (!stream) return;
      stream.end();
      await finished(stream);
    },
  };
}

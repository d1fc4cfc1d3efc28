import type { RedriveEnvelope } from "../transform-access-logs/redrive-envelope";
import type { FailedDocument } from "./failed-documents";

/** What to do with a failed record: put `record` into its stream, let it `rest`, or keep it as unreadable. */
export type Return = { action: "return"; record: Uint8Array; row?: string } | { action: "rest"; row?: string } | { action: "unreadable" };

/**
 * Decides how a failed record returns to its stream.
 *
 * - What failed before or in the transformer (`processing-failed`, `line-failed`) is put back raw, in an envelope that tells the transformer how
 *   often this happened; a record that is such an envelope already gets a new number, not a second envelope.
 * - What failed after it (`format-conversion-failed`, and whatever else Firehose could not write) is a row of ours and goes back as
 *   such, to be checked and written anew. Rows carry no number, so `rowAttempts` has it, by the row's key.
 * - A stream without a transformer (`enveloped` false) gets its rows as they are.
 *
 * After `maxAttempts` returns a record rests. A record is at most 1,000 KiB; one that its envelope makes larger is compressed inside, and
 * rests if even that is too much.
 */
export function makeReturnPlan(maxAttempts: number) {
  const { createHash } = require("node:crypto") as typeof import("node:crypto");
  const { gzipSync } = require("node:zlib") as typeof import("node:zlib");
  const largest = 1024000;
  const start = '{"redrive":{';

  const parsed = (data: Buffer): any => {
    try {
      return JSON.parse(data.toString("utf8"));
    } catch {
      return undefined;
    }
  };
  const rowIdentity = (data: Buffer): string => {
    const row = parsed(data);
    const key = row?.row_key ?? row?.event_id;
    return createHash("sha256")
      .update(typeof key === "string" ? key : data)
      .digest("hex")
      .slice(0, 16);
  };

  const inEnvelope = (document: FailedDocument, data: Buffer, about: RedriveEnvelope["redrive"]): Uint8Array => {
    const write = (bytes: Buffer) =>
      Buffer.from(JSON.stringify({ redrive: about, data: bytes.toString("base64") } satisfies RedriveEnvelope));
    const envelope = write(data);
    return envelope.length <= largest || about.kind === "row" || document.data === undefined ? envelope : write(gzipSync(data));
  };

  return (document: FailedDocument, errorType: string, enveloped: boolean, rowAttempts: Record<string, number>): Return => {
    const { data, arrival, logGroup, rowId } = document;
    if (data === undefined || data.length === 0) return { action: "unreadable" };
    const isRow = !enveloped || !(errorType === "processing-failed" || errorType === "line-failed");
    if (isRow) {
      const row = rowIdentity(data);
      const attempt = (rowAttempts[row] ?? 0) + 1;
      if (attempt > maxAttempts) return { action: "rest", row };
      const record = enveloped ? inEnvelope(document, data, { attempt, kind: "row", arrival }) : Buffer.concat([data, Buffer.from("\n")]);
      return record.byteLength > largest ? { action: "rest", row } : { action: "return", record, row };
    }
    const before = data.toString("latin1", 0, start.length) === start ? (parsed(data) as RedriveEnvelope | undefined) : undefined;
    if (before !== undefined && typeof before.data === "string" && before.redrive.attempt >= 1) {
      const attempt = before.redrive.attempt + 1;
      if (attempt > maxAttempts) return { action: "rest" };
      const record = Buffer.from(JSON.stringify({ redrive: { ...before.redrive, attempt }, data: before.data }));
      return record.length > largest ? { action: "rest" } : { action: "return", record };
    }
    // A line's own count includes the try that failed; the first return is number 1.
    const attempt = errorType === "line-failed" ? (document.attemptsMade ?? 1) : 1;
    if (attempt > maxAttempts) return { action: "rest" };
    const about = { attempt, kind: "raw" as const, arrival, ...(logGroup ? { logGroup } : {}), ...(rowId ? { rowId } : {}) };
    const record = inEnvelope(document, data, about);
    return record.byteLength > largest ? { action: "rest" } : { action: "return", record };
  };
}

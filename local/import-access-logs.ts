import { gzipSync } from "node:zlib";
import type { FirehoseTransformEvent, FirehoseTransformResult } from "../functions/transform-access-logs/firehose-transform";
import { failureReasons } from "./failure-reasons";
import type { ImportBalance } from "./import-summary";
import type { LakeWriter } from "./lake-writer";
import type { Handler } from "./serialized-handler";

/** One record for the stream: its bytes, how many log lines they hold, and where they are from. */
export interface SourceRecord {
  readonly bytes: Buffer;
  readonly lines: number;
  /** `file:line`, or what else names the place. */
  readonly where: string;
  /** When CloudWatch Logs received it, in milliseconds. @default now */
  readonly arrival?: number;
}

/** The one stream of a local run. What fails is kept under `failed/<its name>/`, by the transformer and by the run alike. */
export const localStream = "access-logs";

export type Transformer = Handler<FirehoseTransformEvent, FirehoseTransformResult>;

/** Keeps what failed as Firehose would, under `failed/…` of the lake. */
export type KeepFailed = (failed: {
  readonly bytes: Buffer;
  readonly reason: string;
  readonly where: string;
  readonly arrival: number;
}) => void;

/** What is handed to the transformer at a time, as Firehose would: its answer, with rows that are longer than the lines, must stay below 6 MB. */
const batchBytes = 1024 * 1024;
const batchRecords = 500;
/** Deliveries of CloudWatch Logs are gzip and unpack to about ten times their size. */
const weightOf = (bytes: Buffer) => (bytes[0] === 0x1f && bytes[1] === 0x8b ? bytes.length * 10 : bytes.length);
/** Firehose takes no larger record. */
const largestRecordBytes = 1000 * 1024;

/** A batch of log lines as CloudWatch Logs delivers it: gzip of a DATA_MESSAGE envelope. Rows take the owner's account where their lines tell none. */
export function cloudWatchLogsRecord(
  logGroup: string,
  lines: readonly { readonly at: number; readonly text: string }[],
  owner?: string,
): Buffer {
  return gzipSync(
    JSON.stringify({
      messageType: "DATA_MESSAGE",
      owner,
      logGroup,
      logStream: "local",
      subscriptionFilters: ["access-logs"],
      logEvents: lines.map((line, i) => ({ id: String(i).padStart(56, "0"), timestamp: line.at, message: line.text })),
    }),
    { level: 1 },
  );
}

/**
 * Runs records through the serialized transformer in Firehose-sized batches and hands the rows to the writer.
 * Rows and failures add up to what was read; duplicates are known only after the writer has merged (see `balanceOf`).
 */
export async function transformRecords(
  records: AsyncIterable<SourceRecord> | Iterable<SourceRecord>,
  transform: Transformer,
  writer: LakeWriter,
  keepFailed: KeepFailed,
  onProgress: (lines: number) => void,
): Promise<ImportBalance> {
  const reasons = failureReasons();
  const balance = { read: 0, stored: 0, duplicates: 0, dropped: 0, failed: 0 };
  let batch: SourceRecord[] = [];
  let bytes = 0;

  const fail = (record: SourceRecord, reason: string) => {
    balance.failed += record.lines;
    reasons.add(reason, record.where, record.lines);
    keepFailed({ bytes: record.bytes, reason, where: record.where, arrival: record.arrival ?? Date.now() });
  };

  const flush = async () => {
    if (batch.length === 0) return;
    const sent = batch;
    batch = [];
    bytes = 0;
    const arrival = Date.now();
    const answer = await transform({
      invocationId: `local-${arrival}`,
      deliveryStreamArn: `arn:aws:firehose:eu-west-1:111122223333:deliverystream/${localStream}`,
      region: "eu-west-1",
      records: sent.map((record, i) => ({
        recordId: String(i),
        approximateArrivalTimestamp: record.arrival ?? arrival,
        data: record.bytes.toString("base64"),
      })),
    });
    const answered = new Map(answer.records.map((record) => [record.recordId, record]));
    for (const [i, record] of sent.entries()) {
      const result = answered.get(String(i));
      if (result?.result === "Ok") {
        const rows = Buffer.from(result.data!, "base64")
          .toString("utf8")
          .split("\n")
          .filter((row) => row !== "");
        for (const row of rows) writer.append("access_logs", result.metadata!.partitionKeys.dt, row);
        balance.stored += rows.length;
        // A batch of lines may hold bad ones: the transformer has kept them under line-failed, and answers for the others.
        if (rows.length < record.lines) {
          balance.failed += record.lines - rows.length;
          reasons.add("bad lines in a CloudWatch Logs batch (kept under line-failed)", record.where, record.lines - rows.length);
        }
      } else if (result?.result === "Dropped") balance.dropped += record.lines;
      else
        fail(record, result?.errorMessage ?? (result ? "the transformer gave no reason" : "the transformer did not answer for the record"));
    }
    onProgress(balance.read);
  };

  for await (const record of records) {
    balance.read += record.lines;
    if (record.bytes.length > largestRecordBytes) {
      fail(record, `record larger than ${largestRecordBytes.toLocaleString("en")} bytes, the most that Firehose takes`);
      continue;
    }
    if (batch.length === batchRecords || bytes + weightOf(record.bytes) > batchBytes) await flush();
    batch.push(record);
    bytes += weightOf(record.bytes);
  }
  await flush();
  return { ...balance, reasons: reasons.list() };
}

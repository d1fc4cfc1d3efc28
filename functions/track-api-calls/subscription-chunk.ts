/** One log event of a subscription batch, as CloudWatch Logs hands it over. */
export interface LogEvent {
  id?: unknown;
  timestamp?: unknown;
  message?: unknown;
}

/** A subscription batch after unpacking. `identity` names the batch: two deliveries of one batch share it. */
export type Chunk =
  | { kind: "control" }
  | { kind: "unreadable"; reason: string }
  | { kind: "data"; identity: string; logGroup: string; logEvents: LogEvent[] };

/**
 * Unpacks what a CloudWatch Logs subscription sends to a function: `{ awslogs: { data: base64(gzip(JSON)) } }`.
 *
 * CloudWatch Logs probes a destination with CONTROL_MESSAGE batches whose events are plain text, so these answer apart.
 * Nothing here throws: a batch that cannot be unpacked today cannot be unpacked by a retry either, and is answered as `unreadable`.
 *
 * Deliveries are at least once and carry no id of their own. The ids of log events are unique within a log group, so the group and
 * stream, the first and the last id and their number name a batch; a batch without ids is named by its bytes.
 */
export function makeChunkReader() {
  const { gunzipSync } = require("node:zlib") as typeof import("node:zlib");
  const { createHash } = require("node:crypto") as typeof import("node:crypto");
  const parse = JSON.parse;
  const fromBase64 = (text: string) => Buffer.from(text, "base64");
  const isArray = Array.isArray;

  const nameOf = (data: string, logGroup: string, logStream: string, logEvents: LogEvent[]): string => {
    const first = logEvents[0]?.id;
    const last = logEvents[logEvents.length - 1]?.id;
    const parts = first && last ? [logGroup, logStream, first, last, logEvents.length] : [data];
    return createHash("sha256").update(parts.join("\n")).digest("hex");
  };

  return (event: any): Chunk => {
    const data = event?.awslogs?.data;
    if (typeof data !== "string") return { kind: "unreadable", reason: "the event holds no awslogs.data" };
    let batch: any;
    try {
      // The limit keeps a crafted gzip from filling the memory; CloudWatch Logs sends at most 256 KB compressed, some MB unpacked.
      batch = parse(gunzipSync(fromBase64(data), { maxOutputLength: 268435456 }).toString("utf8"));
    } catch (error) {
      return { kind: "unreadable", reason: `the batch is not gzipped JSON (${(error as NodeJS.ErrnoException).code ?? "syntax"})` };
    }
    if (batch?.messageType === "CONTROL_MESSAGE") return { kind: "control" };
    if (!isArray(batch?.logEvents)) return { kind: "unreadable", reason: "the batch holds no logEvents" };
    const logGroup = String(batch.logGroup ?? "");
    const logEvents: LogEvent[] = batch.logEvents;
    return { kind: "data", identity: nameOf(data, logGroup, String(batch.logStream ?? ""), logEvents), logGroup, logEvents };
  };
}

import type { RedriveEnvelope } from "./redrive-envelope";

/** What one Firehose record holds. */
export interface ReadRecord {
  readonly lines: readonly RecordLine[];
  readonly logGroup: string | null;
  readonly logStream: string | null;
  /** Account that owns the log group. */
  readonly owner: string | null;
  /** How often the record was put back before. */
  readonly attempt: number;
  /** When it first arrived, where the record itself says so. */
  readonly arrival: number | null;
  /** `row`: the lines are rows of ours. */
  readonly kind: "raw" | "row";
}

export interface RecordLine {
  readonly text: string;
  /** Key for a row without a request id, as the redriver passes it on. */
  readonly rowId: string | null;
  /** Id that CloudWatch Logs gave the line. */
  readonly eventId: string | null;
  /** When CloudWatch Logs received the line, in milliseconds. */
  readonly receivedAt: number | null;
}

/**
 * Unpacks Firehose records: plain lines, gzip, CloudWatch Logs batches, and what the redriver puts back. Answers `dropped` for a control
 * message, by which CloudWatch Logs tests that the destination is there, and `{ reason }` for what it cannot read.
 */
export function makeRecordReader(source: "direct" | "bridge") {
  const { gunzipSync } = require("node:zlib") as typeof import("node:zlib");
  const BufferOf = Buffer;
  const parse = JSON.parse;
  const isArray = Array.isArray;
  // A record is at most 1,000 KiB; what unpacks to more than this would not fit into an answer anyway.
  const maxUnpacked = 48 * 1024 * 1024;

  const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
  const raw = (lines: RecordLine[], from: Partial<ReadRecord>): ReadRecord => ({
    logGroup: null,
    logStream: null,
    owner: null,
    attempt: 0,
    arrival: null,
    kind: "raw",
    ...from,
    lines,
  });
  const splitLines = (content: string, id: string | null): RecordLine[] => {
    const lines: RecordLine[] = [];
    for (const line of content.split("\n")) {
      const trimmed = line.trim();
      if (trimmed !== "")
        lines.push({
          text: trimmed,
          rowId: id !== null && lines.length > 0 ? `${id}-${lines.length}` : id,
          eventId: null,
          receivedAt: null,
        });
    }
    return lines;
  };
  const readBatch = (content: string): ReadRecord | "dropped" | { reason: string } => {
    let batch: Record<string, unknown>;
    try {
      batch = parse(content);
    } catch {
      return { reason: "the CloudWatch Logs batch is not JSON" };
    }
    if (batch === null || typeof batch !== "object") return { reason: "the record is no CloudWatch Logs batch" };
    if (batch["messageType"] === "CONTROL_MESSAGE") return "dropped";
    const events = batch["logEvents"];
    if (batch["messageType"] !== "DATA_MESSAGE" || !isArray(events)) return { reason: "the record is no CloudWatch Logs batch" };
    const lines: RecordLine[] = [];
    for (const event of events) {
      const message = event === null || typeof event !== "object" ? void 0 : event.message;
      if (typeof message !== "string") return { reason: "an event of the CloudWatch Logs batch has no message" };
      const receivedAt = typeof event.timestamp === "number" && event.timestamp > 0 ? event.timestamp : null;
      lines.push({ text: message.trim(), rowId: null, eventId: text(event.id), receivedAt });
    }
    return raw(lines, { logGroup: text(batch["logGroup"]), logStream: text(batch["logStream"]), owner: text(batch["owner"]) });
  };
  const readBytes = (bytes: Buffer, id: string | null, asLine: boolean): ReadRecord | "dropped" | { reason: string } => {
    let content = bytes;
    const packed = bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
    if (packed) {
      try {
        content = gunzipSync(bytes, { maxOutputLength: maxUnpacked });
      } catch (error) {
        const tooLarge = (error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE";
        return { reason: tooLarge ? `the record unpacks to more than ${maxUnpacked} bytes` : "the record is broken gzip" };
      }
    }
    const plain = content.toString("utf8");
    if (
      !asLine &&
      (packed || source === "bridge") &&
      /^\s*\{\s*"(?:messageType|owner|logGroup|logStream|subscriptionFilters|logEvents)"/.test(plain)
    )
      return readBatch(plain);
    const lines = splitLines(plain, id);
    if (lines.length === 0) return { reason: "the record is empty" };
    return source === "bridge" && !asLine ? { reason: "the record is no CloudWatch Logs batch" } : raw(lines, {});
  };
  const readEnvelope = (content: string): ReadRecord | "dropped" | { reason: string } => {
    let envelope: RedriveEnvelope;
    try {
      envelope = parse(content);
    } catch {
      return { reason: "the redrive envelope is not JSON" };
    }
    const about = envelope.redrive;
    const keys = Object.keys(envelope);
    if (keys.length !== 2 || typeof envelope.data !== "string" || !(about.attempt >= 1) || (about.kind !== "raw" && about.kind !== "row"))
      return { reason: "the redrive envelope is not one of ours" };
    const bytes = BufferOf.from(envelope.data, "base64");
    const logGroup = text(about.logGroup);
    const id = text(about.rowId);
    const inside =
      about.kind === "row" ? raw(splitLines(bytes.toString("utf8"), id), {}) : readBytes(bytes, id, logGroup !== null || id !== null);
    if (inside === "dropped" || "reason" in inside) return inside;
    return {
      ...inside,
      logGroup: inside.logGroup ?? logGroup,
      attempt: about.attempt,
      // No later than a Date can be: one record shall not break the batch.
      arrival: about.arrival > 0 && about.arrival < 8e15 ? about.arrival : null,
      kind: about.kind,
    };
  };
  return (data: string): ReadRecord | "dropped" | { reason: string } => {
    const bytes = BufferOf.from(data, "base64");
    if (bytes.length > 12 && bytes[0] === 0x7b && bytes.toString("latin1", 0, 12) === '{"redrive":{')
      return readEnvelope(bytes.toString("utf8"));
    return readBytes(bytes, null, false);
  };
}

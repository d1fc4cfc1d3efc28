import type { DirectoryIndex, StageEntry } from "./directory-index";
import type { FirehoseAnswer, FirehoseRecord, FirehoseTransformEvent } from "./firehose-transform";
import type { BoundLine } from "./line-binder";
import type { makeRecordReader, ReadRecord } from "./record-reader";
import type { FailedLine } from "./redrive-envelope";
import type { BatchContext, BuiltRow, LineOrigin } from "./row-builder";
import type { ValueReaders } from "./value-readers";

/** What a batch came to, before anything is answered. */
export interface BatchOutcome {
  /** Failed records with the reason. */
  readonly answers: FirehoseAnswer[];
  /** Lines to be kept before the answers are given; the records they belong to are `withFailedLines`. */
  readonly failedLines: readonly FailedLine[];
  readonly withFailedLines: readonly number[];
  /** Rows in the answer to each record. */
  readonly rows: readonly number[];
}

interface Tools {
  readonly read: ReturnType<typeof makeRecordReader>;
  readonly readers: ValueReaders;
  choose(text: string, group: readonly StageEntry[] | null, directory: DirectoryIndex): BoundLine | string;
  build(line: BoundLine, origin: LineOrigin, context: BatchContext): BuiltRow;
  rebuild(text: string, context: BatchContext): BuiltRow | string;
}

/**
 * Turns the records of one invocation into answers; no I/O.
 *
 * Every record id comes back exactly once. A record is `Ok` when at least one of its lines became a row. Lines that did not, in a record of
 * several, are handed out as failed lines; a record none of whose lines became a row is `ProcessingFailed`, and Firehose keeps it.
 *
 * The service takes no answer above 6 MB (6,291,456 bytes). A record that would push the answer over the limit comes back as `ProcessingFailed`; of a record of
 * several lines those rows that fit are answered, and the others are handed out as failed lines, so that even one record that is too large
 * by itself gets through when it is put back line by line.
 *
 * A Firehose record has one partition, so a record of several lines goes to the day of its earliest row. Readers look one day back and no
 * further: rows of later days than the next are handed out as failed lines too (the two days that hold most rows stay).
 */
export function makeBatchTransform(maxAnswerBytes: number, tools: Tools) {
  const { createHash } = require("node:crypto") as typeof import("node:crypto");
  const { read, choose, build, rebuild } = tools;
  const dayOf = tools.readers.dayOf;
  const BufferOf = Buffer;
  const floor = Math.floor;
  const dayLength = 86400000;
  const failedAnswerBytes = 60;
  const okAnswerBytes = 110;

  const base64Length = (bytes: number) => 4 * floor((bytes + 2) / 3);
  const bytesOf = (text: string): number => BufferOf.byteLength(text);

  const newestDays = (rows: readonly { at: number }[]): number => {
    const counts: Record<number, number> = {};
    for (const { at } of rows) counts[floor(at / dayLength)] = (counts[floor(at / dayLength)] ?? 0) + 1;
    let best = -1;
    let most = 0;
    for (const day of Object.keys(counts)) {
      const held = counts[+day]! + (counts[+day + 1] ?? 0);
      if (held > most) {
        best = +day;
        most = held;
      }
    }
    return best;
  };

  return (event: FirehoseTransformEvent, context: BatchContext): BatchOutcome => {
    const answers: FirehoseAnswer[] = [];
    const failedLines: FailedLine[] = [];
    const withFailedLines: number[] = [];
    const rowCounts: number[] = [];
    let left = maxAnswerBytes;
    for (const record of event.records) left -= failedAnswerBytes + record.recordId.length;

    const fail = (record: FirehoseRecord, reason: string) => {
      answers.push({ recordId: record.recordId, result: "ProcessingFailed", errorMessage: reason });
      rowCounts.push(0);
    };
    const succeed = (record: FirehoseRecord, text: string, at: number, rows: number) => {
      const data = BufferOf.from(text, "utf8").toString("base64");
      left -= data.length + okAnswerBytes;
      answers.push({ recordId: record.recordId, result: "Ok", data, metadata: { partitionKeys: { dt: dayOf(at) } } });
      rowCounts.push(rows);
    };
    // A delivery that comes twice must find the same key: CloudWatch Logs repeats an event's id, Firehose a record's within its own attempts.
    const lineId = (record: FirehoseRecord, from: ReadRecord, number: number) => () => {
      const line = from.lines[number]!;
      if (line.rowId !== null) return line.rowId;
      const origin =
        line.eventId === null
          ? `${record.recordId}\n${number}`
          : `${from.logGroup}\n${from.logStream}\n${line.eventId}\n${line.receivedAt}`;
      return `row-${createHash("sha256").update(`${origin}\n${line.text}`).digest("hex").slice(0, 32)}`;
    };
    const rowOf = (record: FirehoseRecord, from: ReadRecord, number: number, arrival: number, stages: readonly StageEntry[] | null) => {
      const line = from.lines[number]!;
      if (from.kind === "row") return rebuild(line.text, context);
      const chosen = choose(line.text, stages, context.directory);
      if (typeof chosen === "string") return chosen;
      const origin = { stages, owner: from.owner, arrival: line.receivedAt ?? arrival, rowId: lineId(record, from, number) };
      return build(chosen, origin, context);
    };

    const several = (record: FirehoseRecord, from: ReadRecord, arrival: number, stages: readonly StageEntry[] | null) => {
      const rows: { text: string; at: number; number: number }[] = [];
      const bad: FailedLine[] = [];
      let firstReason = "";
      const keep = (number: number, errorCode: FailedLine["errorCode"], errorMessage: string) => {
        const line = from.lines[number]!;
        bad.push({
          attemptsMade: from.attempt + 1,
          arrivalTimestamp: arrival,
          errorCode,
          errorMessage,
          rawData: BufferOf.from(line.text, "utf8").toString("base64"),
          lineNumber: number + 1,
          logGroup: from.logGroup,
          logStream: from.logStream,
          rowId: lineId(record, from, number)(),
        });
      };
      for (let number = 0; number < from.lines.length; number++) {
        const row = rowOf(record, from, number, arrival, stages);
        if (typeof row !== "string") rows.push({ text: row.text, at: row.at, number });
        else {
          if (firstReason === "") firstReason = row;
          keep(number, "LineNotUnderstood", row);
        }
      }
      if (rows.length === 0) return fail(record, `none of ${from.lines.length} lines became a row; the first: ${firstReason}`);
      if (from.kind === "row" && bad.length > 0) return fail(record, firstReason);
      const day = newestDays(rows);
      const texts: string[] = [];
      let earliest = Number.MAX_SAFE_INTEGER;
      let bytes = 0;
      for (const { text, at, number } of rows) {
        const size = bytesOf(text) + 1;
        const rowDay = floor(at / dayLength);
        if (rowDay < day || rowDay > day + 1)
          keep(number, "SpansDays", "the line's day is too far from that of the other lines of its record");
        else if (base64Length(bytes + size) + okAnswerBytes > left)
          keep(number, "ResponseTooLarge", "the row does not fit into an answer of 6 MB");
        else {
          bytes += size;
          texts.push(text);
          if (at < earliest) earliest = at;
        }
      }
      if (texts.length === 0) return fail(record, "the rows do not fit into an answer of 6 MB");
      if (bad.length > 0) {
        withFailedLines.push(answers.length);
        failedLines.push(...bad);
      }
      return succeed(record, `${texts.join("\n")}\n`, earliest, texts.length);
    };

    for (const record of event.records) {
      if (context.refusal !== null) {
        fail(record, context.refusal);
        continue;
      }
      try {
        const from = read(record.data);
        if (from === "dropped" || ("lines" in from && from.lines.length === 0)) {
          answers.push({ recordId: record.recordId, result: "Dropped" });
          rowCounts.push(0);
        } else if ("reason" in from) fail(record, from.reason);
        else {
          const arrival = from.arrival ?? record.approximateArrivalTimestamp ?? context.now;
          const stages = from.logGroup === null ? null : (context.directory.logGroups.get(from.logGroup) ?? null);
          if (from.lines.length > 1) several(record, from, arrival, stages);
          else {
            const row = rowOf(record, from, 0, arrival, stages);
            if (typeof row === "string") fail(record, row);
            else if (base64Length(bytesOf(row.text) + 1) + okAnswerBytes > left)
              fail(record, "the row does not fit into an answer of 6 MB");
            else succeed(record, `${row.text}\n`, row.at, 1);
          }
        }
      } catch (error) {
        // A record that breaks the code is one record; its text stays out of the reason.
        fail(record, `unexpected ${error instanceof Error ? error.name : "error"} while transforming`);
      }
    }
    return { answers, failedLines, withFailedLines, rows: rowCounts };
  };
}

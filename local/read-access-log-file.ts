import { gzipSync } from "node:zlib";
import { answerLists, beginsAnswer, type Entry, entryOf } from "./aws-cli-output";
import { cloudWatchLogsRecord, type SourceRecord } from "./import-access-logs";
import { makeDocumentSplitter, piecesOf } from "./json-documents";
import { exportedTime, longestLineBytes, openText, readLines, receivedAt, type TellUnreadable, type TextSource } from "./log-files";

/** Tells whether the bytes of a record are a line of an access log. */
export type IsLine = (record: Buffer) => Promise<boolean>;

/** Firehose writes deliveries of CloudWatch Logs one behind the other. Within one this cannot stand, since a quote in a text is escaped. */
const nextDelivery = '}{"messageType":"';

/** The deliveries of CloudWatch Logs that a line holds. */
function deliveriesIn(line: Buffer): Buffer[] {
  const deliveries: Buffer[] = [];
  let start = 0;
  for (let at = line.indexOf(nextDelivery); at >= 0; at = line.indexOf(nextDelivery, start)) {
    deliveries.push(line.subarray(start, at + 1));
    start = at + 1;
  }
  return [...deliveries, line.subarray(start)];
}

/** What a subscription delivered keeps the log group, by which the line's format is known; the handler expects it as gzip. */
const packed = (delivery: Buffer | string) => gzipSync(delivery, { level: 1 });

/** How many lines a delivery holds; of one that is broken, how many it seems to. Fields that a filter pattern extracts may be called `message` too. */
function linesOf(delivery: Buffer): number {
  const text = delivery.toString("utf8");
  try {
    const { logEvents } = JSON.parse(text) as { logEvents?: unknown };
    if (Array.isArray(logEvents)) return Math.max(1, logEvents.length);
  } catch {
    // The transformer says what is wrong with it.
  }
  return (text.match(/"message":/g) ?? [1]).length;
}

async function* lineRecords(file: string, report: TellUnreadable, text: TextSource): AsyncGenerator<SourceRecord> {
  for await (const { bytes, line } of readLines(file, report, text)) {
    const where = `${file}:${line}`;
    const head = bytes.subarray(0, 120).toString("latin1");
    if (head.startsWith("{") && head.includes('"messageType":"')) {
      for (const delivery of deliveriesIn(bytes)) yield { bytes: packed(delivery), lines: linesOf(delivery), where };
      continue;
    }
    const time = exportedTime.exec(head);
    yield time ? { bytes: bytes.subarray(time[0].length), lines: 1, where, ...receivedAt(time) } : { bytes, lines: 1, where };
  }
}

/** One log line as a record. A line break in it would make two of it, unless it comes as CloudWatch Logs delivers it. */
function recordOf(text: string, at: number | undefined, where: string): SourceRecord {
  const line = text.trim();
  const bytes = line.includes("\n") ? cloudWatchLogsRecord("", [{ at: at ?? 0, text: line }]) : Buffer.from(line, "utf8");
  return { bytes, lines: 1, where, ...(at !== undefined && { arrival: at }) };
}

async function* documentRecords(file: string, tell: TellUnreadable, text: TextSource): AsyncGenerator<SourceRecord> {
  let told = false;
  const report: TellUnreadable = (problem) => {
    told = true;
    tell(problem);
  };
  const splitter = makeDocumentSplitter(answerLists, longestLineBytes);
  let lines = 0;
  for await (const piece of piecesOf(text(report), splitter)) {
    const entry: Entry = entryOf(piece);
    const where = `${file}:${piece.line}`;
    if (entry.is === "answer") {
      if (entry.problem) report({ file, reason: entry.problem });
    } else if (entry.is === "unreadable") report({ file, line: piece.line, reason: entry.reason });
    else if (entry.is === "delivery") {
      lines += entry.messages.length;
      yield { bytes: packed(entry.text), lines: Math.max(1, entry.messages.length), where };
    } else if (entry.is === "text" && entry.isTrail)
      report({ file, line: piece.line, reason: "a CloudTrail event: give it with --cloudtrail" });
    else {
      lines++;
      yield recordOf(entry.text, entry.is === "text" ? entry.at : undefined, where);
    }
  }
  if (splitter.damage() !== undefined)
    report({ file, reason: `not whole JSON: ${lines.toLocaleString("en")} lines before the damage were read (${splitter.damage()})` });
  else if (lines === 0 && !told) report({ file, reason: "holds no log lines" });
}

/** So much of a file is looked at to see what it is; API Gateway cannot deliver a longer line. */
const lookedAt = 1024 * 1024;
const tried = 20;

/**
 * Whether a file that begins so is JSON documents and not lines. Lines of a log come first: an array in one line is one where the line can be read as such, and
 * stays one where its elements cannot, since a format that is not known may be an array.
 */
async function holdsDocuments(start: Buffer, isLine: IsLine): Promise<boolean> {
  const first = /^\s*([^\n]*)/.exec(start.toString("utf8"))![1]!.trim();
  if (/^[{[][\s{[]*$/.test(first) || /^\[\s*\]$/.test(first) || beginsAnswer(first)) return true;
  if (!first.startsWith("[") || (await isLine(Buffer.from(first, "utf8")))) return false;
  if (/^\[\s*\{/.test(first)) return true;
  for (const piece of makeDocumentSplitter(answerLists, lookedAt).push(start).slice(0, tried)) {
    const entry = entryOf(piece);
    if ((entry.is === "text" || entry.is === "object") && (await isLine(recordOf(entry.text, undefined, "").bytes))) return true;
  }
  return false;
}

/**
 * The records of a file of access logs: lines, with or without the time of an export, deliveries of CloudWatch Logs, or JSON documents whose
 * elements are the lines (see `entryOf`). `where` of a record is the line of the file on which it begins.
 */
export async function* readAccessLogFile(file: string, report: TellUnreadable, isLine: IsLine): AsyncGenerator<SourceRecord> {
  const { start, text } = await openText(file, lookedAt);
  yield* (await holdsDocuments(start, isLine)) ? documentRecords(file, report, text) : lineRecords(file, report, text);
}

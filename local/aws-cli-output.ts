import type { Piece } from "./json-documents";
import { isObject, parsed } from "./json-value";
import { exportedTime, receivedAt } from "./log-files";

/** What a piece of a file of JSON documents is, as the AWS CLI, a subscription or `jq` writes them. */
export type Entry =
  /** A log line, or the text of a CloudTrail event where `isTrail` says so. `at` is when CloudWatch Logs received it, in milliseconds. */
  | { readonly is: "text"; readonly text: string; readonly isTrail?: true; readonly at?: number }
  /** An object of a kind of its own: one log line, or one event. */
  | { readonly is: "object"; readonly text: string; readonly value: unknown }
  | { readonly is: "delivery"; readonly text: string; readonly messages: readonly string[] }
  /** The rest of an answer whose list was read: nothing to keep. `problem` says why the list is not whole. */
  | { readonly is: "answer"; readonly problem?: string }
  | { readonly is: "unreadable"; readonly reason: string };

/** The lists that answers hold: `filter-log-events` and `get-log-events`, `get-query-results`, CloudTrail's files, `lookup-events`. */
export const answerLists: ReadonlySet<string> = new Set(["events", "results", "Records", "Events"]);

/** How files begin that hold such an answer in one line, or events of one a line. Status and message alone could be an access log's. */
const answerStart =
  /^\{\s*("events"\s*:\s*\[\s*([{\]]|$)|"results"\s*:\s*\[\s*([[\]]|$)|"(searchedLogStreams|nextForwardToken|nextBackwardToken|queryLanguage|\$metadata|ResponseMetadata)"\s*:)/;
const eventStart = /^\{\s*"(logStreamName|ingestionTime|eventId|timestamp|message)"\s*:/;
const rowStart = /^\[\s*(\[\s*)?\{\s*"field"\s*:/;

/** `aws logs tail --format json` puts time and stream into a line before each message, which it indents. */
const tailStart = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?\+00:00 \S+$/;

const eventKeys = new Set(["logStreamName", "timestamp", "message", "ingestionTime", "eventId"]);

/** A log event as the CLI prints it. No other key may stand there: an access log can have a `message` of its own. */
const isLogEvent = (value: unknown): value is { message: string; timestamp?: unknown } =>
  isObject(value) && typeof value.message === "string" && Object.keys(value).every((key) => eventKeys.has(key));

const isRow = (value: unknown): value is { field: unknown; value: unknown }[] =>
  Array.isArray(value) && value.length > 0 && value.every((cell) => isObject(cell) && typeof cell.field === "string");

const received = (at: unknown): { at?: number } => (typeof at === "number" && at > 0 && at < 8e15 ? { at } : {});

function rowEntry(cells: readonly { field: unknown; value: unknown }[]): Entry {
  const cellOf = (name: string) => cells.find(({ field }) => field === name)?.value;
  const message = cellOf("@message");
  if (typeof message !== "string") return { is: "unreadable", reason: "a row without @message: choose it in the query (fields @message)" };
  return { is: "text", text: message, ...received(Date.parse(`${cellOf("@timestamp")}Z`)) };
}

function lineEntry(text: string): Entry {
  if (tailStart.test(text)) return { is: "answer" };
  const time = exportedTime.exec(text);
  return time ? { is: "text", text: text.slice(time[0].length), ...received(receivedAt(time).arrival) } : { is: "text", text };
}

/** Whether the first line of a file begins an answer of the CLI, an event or row of one, or what it tails. */
export function beginsAnswer(firstLine: string): boolean {
  if (answerStart.test(firstLine) || rowStart.test(firstLine) || tailStart.test(firstLine)) return true;
  const value = eventStart.test(firstLine) ? parsed(firstLine) : undefined;
  return isLogEvent(value) && ("logStreamName" in value || "ingestionTime" in value || "eventId" in value);
}

/** What a piece says. Text that is no JSON is an object all the same: formats of access logs may be broken JSON. */
export function entryOf(piece: Piece): Entry {
  if (piece.kind === "too long") return { is: "unreadable", reason: `text of ${piece.length.toLocaleString("en")} bytes is too long` };
  const text = piece.bytes.toString("utf8");
  if (piece.kind === "line") return lineEntry(text);
  // Most of what is read are CloudTrail's own files, and what their events say is looked at later.
  if (piece.list === "Records") return { is: "text", text, isTrail: true };
  const value = parsed(text);
  if (piece.cut.length > 0) {
    const { status, NextToken, nextToken }: Record<string, unknown> = isObject(value) ? value : {};
    if (piece.cut.includes("results") && typeof status === "string" && status !== "Complete")
      return { is: "answer", problem: `the query was not complete (status ${status}): more may be in the log group than in the file` };
    // The CLI asks for every page itself, unless it was told to stop (--max-items, --no-paginate).
    if (typeof (NextToken ?? nextToken) === "string")
      return { is: "answer", problem: "the answer is not the last page (it has a token for the next): there is more than in the file" };
    return { is: "answer" };
  }
  if (isObject(value) && typeof value.CloudTrailEvent === "string") return { is: "text", text: value.CloudTrailEvent, isTrail: true };
  if (piece.list === "Events") return { is: "unreadable", reason: "an entry of Events without CloudTrailEvent" };
  if (isRow(value)) return rowEntry(value);
  if (piece.list === "results") return { is: "unreadable", reason: "an entry of results that is no row of a query" };
  if (isLogEvent(value)) return { is: "text", text: value.message, ...received(value.timestamp) };
  if (piece.list === "events") return { is: "unreadable", reason: "an entry of events without a message" };
  if (isObject(value) && typeof value.messageType === "string" && Array.isArray(value.logEvents)) {
    const messages = value.logEvents.map((event: unknown) => (isObject(event) && typeof event.message === "string" ? event.message : ""));
    return { is: "delivery", text, messages: value.messageType === "DATA_MESSAGE" ? messages : [] };
  }
  if (typeof value === "string") return { is: "text", text: value };
  if (/^[[{]/.test(text)) return { is: "object", text, value };
  return { is: "unreadable", reason: "an element of an array that is neither text nor an object" };
}

import { answerLists, beginsAnswer, type Entry, entryOf } from "./aws-cli-output";
import { makeDocumentSplitter, type Piece, piecesOf } from "./json-documents";
import { isObject, parsed } from "./json-value";
import { exportedTime, longestLineBytes, openText, readLines, type TellUnreadable, type TextSource } from "./log-files";

/** One CloudTrail event as the text that CloudWatch Logs would carry, and the place it is from: `file:number`. */
export interface SourceEvent {
  readonly text: string;
  /** The event's own id, where it has one. */
  readonly id?: string;
  readonly where: string;
}

/** The part of a file that is looked at to see whether it is one JSON value a line; the first lines may be damaged. */
const lookedAt = 1024 * 1024;
const linesLookedAt = 50;

/** The event's own id, not one that its parameters hold; `isOther` where the text is an object of another kind. What is no JSON is for the tracker. */
function about(text: string): { id?: string; isOther?: true } {
  const value = parsed(text);
  if (!isObject(value)) return {};
  // Insight events have no name at this place.
  if (!("eventName" in value || "eventVersion" in value)) return { isOther: true };
  return typeof value.eventID === "string" && value.eventID !== "" ? { id: value.eventID } : {};
}

/** The events that an entry holds; none in an object that is no event. Broken JSON and other elements of lists are passed on, for the tracker to count. */
function textsOf(entry: Entry, piece: Piece): readonly string[] {
  if (entry.is === "delivery") return entry.messages;
  if (entry.is === "text") return [entry.text];
  if (entry.is !== "object") return [];
  const isEvent = entry.value === undefined || piece.kind === "element" || (isObject(entry.value) && "eventName" in entry.value);
  return isEvent ? [entry.text] : [];
}

/** What a text holds that may be one whole JSON value or several, one behind the other; undefined where it is not whole. */
function entriesIn(text: Buffer): { entry: Entry; texts: readonly string[] }[] | undefined {
  const splitter = makeDocumentSplitter(answerLists, longestLineBytes);
  const pieces = [...splitter.push(text), ...splitter.end()];
  if (splitter.damage() !== undefined || pieces.some(({ kind }) => kind === "line")) return undefined;
  return pieces.map((piece) => {
    const entry = entryOf(piece);
    return { entry, texts: textsOf(entry, piece) };
  });
}

const withoutTime = (line: string) => line.replace(exportedTime, "");

const holdsEvents = (line: string): boolean =>
  entriesIn(Buffer.from(withoutTime(line), "utf8"))?.some(({ texts }) => texts[0] !== undefined && parsed(texts[0]) !== undefined) ?? false;

/** Whether a file that begins so has its events in lines of their own, some of which may be damaged. An array can be written so too. */
function isLines(start: string): boolean {
  const lines = start.trimStart().split("\n", linesLookedAt);
  if (holdsEvents(lines[0]!)) return true;
  const splitter = makeDocumentSplitter(answerLists, longestLineBytes);
  const pieces = splitter.push(Buffer.from(start, "utf8"));
  if (start.length < lookedAt) pieces.push(...splitter.end());
  return (splitter.damage() !== undefined || pieces.some(({ kind }) => kind === "line")) && lines.some(holdsEvents);
}

/** Events of a file of lines. A line that is not whole is passed on as it is, for the tracker to count. */
async function* fromLines(file: string, report: TellUnreadable, text: TextSource): AsyncGenerator<string> {
  let others = 0;
  let firstOther = 0;
  for await (const { bytes, line } of readLines(file, report, text)) {
    const event = withoutTime(bytes.toString("utf8"));
    const entries = entriesIn(Buffer.from(event, "utf8")) ?? [{ entry: { is: "text", text: event } as const, texts: [event] }];
    let found = 0;
    for (const { entry, texts } of entries) {
      found += texts.length;
      yield* texts;
      if (entry.is === "unreadable") {
        found++;
        report({ file, line, reason: entry.reason });
      } else if (entry.is === "answer" || entry.is === "delivery") found++;
      if (entry.is === "answer" && entry.problem) report({ file, reason: entry.problem });
    }
    if (found === 0 && others++ === 0) firstOther = line;
  }
  if (others > 0) report({ file, reason: `${others.toLocaleString("en")} lines without a CloudTrail event, first line ${firstOther}` });
}

/** Events of a file of JSON documents, which may be damaged. */
async function* fromDocuments(file: string, report: TellUnreadable, text: TextSource): AsyncGenerator<string> {
  const splitter = makeDocumentSplitter(answerLists, longestLineBytes);
  let events = 0;
  let others = 0;
  let firstOther = 0;
  for await (const piece of piecesOf(text(report), splitter)) {
    const entry = entryOf(piece);
    if (entry.is === "unreadable") report({ file, line: piece.line, reason: entry.reason });
    else if (entry.is === "answer" && entry.problem) report({ file, reason: entry.problem });
    const texts = textsOf(entry, piece);
    events += texts.length;
    if (entry.is === "object" && texts.length === 0 && others++ === 0) firstOther = piece.line;
    yield* texts;
  }
  if (splitter.damage() !== undefined)
    report({ file, reason: `not whole JSON: ${events.toLocaleString("en")} events before the damage were read (${splitter.damage()})` });
  else if (others > 0 && events > 0)
    report({ file, reason: `${others.toLocaleString("en")} objects without a CloudTrail event, first in line ${firstOther}` });
}

/**
 * The events of a CloudTrail file: `{"Records": […]}` as it lies in S3, an array, JSON lines, what the AWS CLI prints, or deliveries of
 * CloudWatch Logs (see `entryOf`). A damaged file yields what is whole and is reported.
 */
export async function* readTrailFile(file: string, tell: TellUnreadable): AsyncGenerator<SourceEvent> {
  let told = false;
  const report: TellUnreadable = (problem) => {
    told = true;
    tell(problem);
  };
  const opened = await openText(file, lookedAt);
  const start = opened.start.toString("utf8");
  let number = 0;
  const inLines = isLines(start);
  const isJson = /^\s*[[{]/.test(start) || beginsAnswer(start.trimStart().split(/\r?\n/, 1)[0]!);
  if (inLines || isJson || start.trim() === "") {
    for await (const text of inLines ? fromLines(file, report, opened.text) : fromDocuments(file, report, opened.text)) {
      const { id, isOther } = about(text);
      number++;
      if (isOther) report({ file, line: number, reason: "not a CloudTrail event: it has no eventName" });
      else yield { text, ...(id !== undefined && { id }), where: `${file}:${number}` };
    }
  }
  if (number > 0 || told) return;
  // CloudTrail's own digest files lie beside the logs and hold no events.
  if (/CloudTrail-Digest/.test(file)) return;
  if (start.trim() === "") report({ file, reason: "the file is empty" });
  else report({ file, reason: `holds no CloudTrail events${isJson ? "" : ": must be JSON, begins otherwise"}` });
}

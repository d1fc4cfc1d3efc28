import { JSONParser } from "@streamparser/json";
import { exportedTime, readBytes, type Unreadable } from "./log-files";

/** One CloudTrail event as the text that CloudWatch Logs would carry, and the place it is from: `file:number`. */
export interface SourceEvent {
  readonly text: string;
  /** The event's own id, where it has one. */
  readonly id?: string;
  readonly where: string;
}

/** Files up to this size are parsed at once, which is ten times as fast; larger ones event by event. */
const parsedAtOnce = 64 * 1024 * 1024;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** The events in one parsed JSON value: a log file, an array of events, or one event. */
function eventsIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (isObject(value) && Array.isArray(value.Records)) return value.Records;
  return isObject(value) && "eventName" in value ? [value] : [];
}

/** Undefined where the text is not one JSON value. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether the text is one JSON value a line; the first lines may be damaged. */
const isLines = (text: string): boolean =>
  text
    .slice(0, 1024 * 1024)
    .split("\n", 50)
    .some((line) => eventsIn(parsed(line.replace(exportedTime, ""))).length > 0);

/** The whole events of a damaged or very large `{"Records": […]}` or array, one after the other. */
async function* streamed(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  file: string,
  report: (problem: Unreadable) => void,
): AsyncGenerator<unknown> {
  const ready: unknown[] = [];
  let broken: string | undefined;
  let records = 0;
  const parser = new JSONParser({ paths: ["$.Records.*", "$.*"], keepStack: false });
  parser.onValue = ({ value, stack }) => {
    // `$.*` also matches the members of a log file's top object: only elements of arrays are events.
    if (isObject(value) && (stack.length > 1 || "eventName" in value)) {
      ready.push(value);
      records++;
    }
  };
  parser.onError = (error) => {
    broken = error.message;
  };
  for await (const chunk of chunks) {
    if (broken !== undefined || parser.isEnded) break;
    parser.write(chunk);
    yield* ready.splice(0);
  }
  if (broken === undefined && !parser.isEnded) broken = "it ends in the middle";
  if (broken !== undefined)
    report({ file, reason: `not whole JSON: ${records.toLocaleString("en")} events before the damage were read (${broken})` });
}

async function* joined(first: readonly Buffer[], rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  yield* rest;
}

/**
 * The events of a CloudTrail file: `{"Records": […]}` as it lies in S3, an array, or JSON lines.
 * A damaged file yields what is whole and is reported; a line that is no JSON is passed on as it is, for the tracker to count.
 */
export async function* readTrailFile(file: string, tell: (problem: Unreadable) => void): AsyncGenerator<SourceEvent> {
  let told = false;
  const report = (problem: Unreadable) => {
    told = true;
    tell(problem);
  };
  const chunks: Buffer[] = [];
  let size = 0;
  const bytes = readBytes(file, report)[Symbol.asyncIterator]();
  const rest = { [Symbol.asyncIterator]: () => bytes };
  let more = true;
  while (size <= parsedAtOnce) {
    const next = await bytes.next();
    if (next.done) {
      more = false;
      break;
    }
    chunks.push(next.value);
    size += next.value.length;
  }
  let number = 0;
  const numbered = (event: unknown): SourceEvent => ({
    text: typeof event === "string" ? event : JSON.stringify(event),
    ...(isObject(event) && typeof event.eventID === "string" && event.eventID !== "" && { id: event.eventID }),
    where: `${file}:${++number}`,
  });

  if (!more) {
    const text = Buffer.concat(chunks).toString("utf8");
    const whole = parsed(text);
    if (text.trim() === "") report({ file, reason: "the file is empty" });
    else if (whole !== undefined) for (const event of eventsIn(whole)) yield numbered(event);
    else if (isLines(text)) {
      let others = 0;
      let firstOther = 0;
      for (const [i, raw] of text.split("\n").entries()) {
        if (raw.trim() === "") continue;
        const line = raw.replace(exportedTime, "");
        const value = parsed(line);
        const events = value === undefined ? [line] : eventsIn(value);
        if (events.length === 0 && others++ === 0) firstOther = i + 1;
        for (const event of events) yield numbered(event);
      }
      if (others > 0) report({ file, reason: `${others.toLocaleString("en")} lines without a CloudTrail event, first line ${firstOther}` });
    } else if (!/^\ufeff?\s*[[{]/.test(text)) report({ file, reason: "holds no CloudTrail events: must be JSON, begins otherwise" });
    else for await (const event of streamed(chunks, file, report)) yield numbered(event);
  } else for await (const event of streamed(joined(chunks, rest), file, report)) yield numbered(event);

  // CloudTrail's own digest files lie beside the logs and hold no events.
  if (number === 0 && !told && !/CloudTrail-Digest/.test(file)) report({ file, reason: "holds no CloudTrail events" });
}

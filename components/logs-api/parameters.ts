/**
 * What a caller may say in the query string, declared once: the mapping templates check it, the request validator knows what must be
 * there, the OpenAPI documents describe it.
 */

/** A query parameter of the API. */
export interface Parameter {
  /** Its name in the query string. */
  readonly name: ParameterName;
  /** What it does, one sentence, with the unit. */
  readonly description: string;
  /** What the value must be, to follow "must be" in a refusal. */
  readonly allowed: string;
  /** Must be given; the request validator of API Gateway refuses a call without it before any template runs. */
  readonly required?: boolean;
  /** Regular expression for the whole value, read alike by Java (templates), JavaScript and JSON Schema. */
  readonly pattern: string;
  /** Whether the value travels to the service as a number or as text. */
  readonly type: "integer" | "string";
  /** JSON Schema of the value, for the OpenAPI document. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** A value that is accepted. */
  readonly example: string;
}

export type ParameterName = "stream" | "start" | "end" | "limit" | "filter" | "order" | "next";

/** FilterLogEvents searches newest first only from 2024-01-01T00:00:00Z on; an earlier `startTime` is an InvalidParameterException. */
export const EARLIEST_NEWEST_FIRST_MS = 1_704_067_200_000;

const LATEST_MS = 9_999_999_999_999;
// No leading zero: `007` is not a JSON number.
const EPOCH_MS = "0|[1-9][0-9]{0,12}";

const time = (name: "start" | "end", description: string, example: string, also = ""): Parameter => ({
  name,
  description,
  allowed: `a time in epoch milliseconds from 0 to ${LATEST_MS}${also}`,
  pattern: EPOCH_MS,
  type: "integer",
  schema: { type: "integer", format: "int64", minimum: 0, maximum: LATEST_MS },
  example,
});

const limit = (most: number, pattern: string, what: string): Parameter => ({
  name: "limit",
  description: `The most ${what} in one answer. An answer may hold fewer, even none, and still have a next page.`,
  allowed: `a whole number from 1 to ${most}`,
  pattern,
  type: "integer",
  schema: { type: "integer", minimum: 1, maximum: most, default: most },
  example: "50",
});

export const stream: Parameter = {
  name: "stream",
  description: "Name of the log stream. It may hold slashes and brackets, so it travels in the query string.",
  allowed: "the name of a log stream: 1 to 512 characters without ':' and '*'",
  required: true,
  pattern: "[^:*]{1,512}",
  type: "string",
  schema: { type: "string", minLength: 1, maxLength: 512, pattern: "^[^:*]*$" },
  example: "2026/11/21/[$LATEST]0123456789abcdef0123456789abcdef",
};
const startText = "Only events at or after this time, in epoch milliseconds.";
const endText = "Only events before this time, in epoch milliseconds.";
const notBeforeStart = ", not before 'start'";
const unlessOldest = `, and from ${EARLIEST_NEWEST_FIRST_MS} (2024-01-01) on unless 'order' is 'oldest'`;
/** The time range of one stream; GetLogEvents leaves out events at `end`. */
export const start = time("start", startText, "1795219200000");
export const end = time("end", endText, "1795305600000", notBeforeStart);
/** The time range of a search; FilterLogEvents includes events at `end`. */
export const searchStart = time("start", startText, "1795219200000", unlessOldest);
export const searchEnd = time("end", endText.replace("before", "up to"), "1795305599999", notBeforeStart + unlessOldest);
/** CloudWatch answers at most 10,000 events or 1 MB. */
export const eventLimit = limit(10_000, "[1-9][0-9]{0,3}|10000", "events");
/** DescribeLogStreams answers at most 50 streams. */
export const streamLimit = limit(50, "[1-9]|[1-4][0-9]|50", "streams");
export const filter: Parameter = {
  name: "filter",
  description: "CloudWatch Logs filter pattern; every event matches when it is absent.",
  allowed: "a filter pattern of at most 1024 characters",
  pattern: "[\\s\\S]{1,1024}",
  type: "string",
  schema: { type: "string", minLength: 1, maxLength: 1024 },
  example: "{ $.status = 500 }",
};
export const order: Parameter = {
  name: "order",
  description: `Which events come first. \`newest\` reaches back to ${EARLIEST_NEWEST_FIRST_MS} (2024-01-01); older events need \`oldest\`.`,
  allowed: "'newest' or 'oldest'",
  pattern: "newest|oldest",
  type: "string",
  schema: { type: "string", enum: ["newest", "oldest"], default: "newest" },
  example: "oldest",
};
export const next: Parameter = {
  name: "next",
  description: "The `next` of the answer before, with all other parameters as they were. It is good for 24 hours.",
  allowed: "the 'next' of an earlier answer",
  pattern: "[!-~]{1,4096}",
  type: "string",
  schema: { type: "string", minLength: 1, maxLength: 4096, pattern: "^[!-~]*$" },
  example: "f/39333445586732000000000000000000000000000000000000000001/s",
};

/** The sentence with which a value is refused. */
export const refusalMessage = (parameter: Parameter): string => `Parameter '${parameter.name}' must be ${parameter.allowed}.`;

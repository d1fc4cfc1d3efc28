/** Answers of the service, recorded ones and made ones: what the caller sees of each. */
import { routes } from "../../../components/logs-api/routes";
import type { Finding } from "../engine";
import { CONTEXT, Gateway } from "./gateway";
import { hostile } from "./hostile-values";
import type { Renderer } from "./renderer";
import type { ServiceAnswer } from "./service";
import { ALIAS, document, LOG_GROUP, usual } from "./subject";

type Path = (typeof routes)[number]["path"];

interface AnswerCase {
  readonly what: string;
  readonly path: Path;
  readonly service: ServiceAnswer;
  readonly query?: Record<string, string>;
  readonly status: number;
  /** The whole body; of a problem only what it must hold. */
  readonly body: unknown;
  /** Readings of the variables in which it must hold. @default all */
  readonly onlyWithParameters?: boolean;
}

const SECRET = "arn:aws:logs:eu-west-1:123456789012:log-group:/secret/other";
const json = (status: number, body: unknown): ServiceAnswer => ({ status, body: JSON.stringify(body) });
const exception = (type: string, message = `User arn:aws:sts::123456789012:assumed-role/x is not authorized on ${SECRET}`, status = 400) =>
  json(status, { __type: type, message });

const event = (message: string, i = 0) => ({ ingestionTime: 1_795_219_200_456 + i, message, timestamp: 1_795_219_200_123 + i });
const pages = (what: string, path: "stream-events" | "events", events: object[], token: string | undefined, sent?: string): AnswerCase => ({
  what,
  path,
  service: json(
    200,
    path === "events"
      ? { events, searchedLogStreams: [], ...(token && { nextToken: token }) }
      : { events, nextBackwardToken: "b/1/s", nextForwardToken: token },
  ),
  query: sent === undefined ? {} : { next: sent },
  status: 200,
  body: { events, next: token === undefined || token === sent ? null : token },
  onlyWithParameters: token !== undefined && token === sent,
});

const everyMessage = hostile.map((message, i) => event(message, i));
/** 10,000 events of 1 MB in all, as many as one page can hold. */
const full = Array.from({ length: 10_000 }, (_, i) => event(`${i} it's "quoted" \\ 漢字 😀 \u0001`.padEnd(78, "."), i));

const answered = (type: string, status: number, code: string): AnswerCase[] =>
  routes.flatMap(({ path }) =>
    [type, `com.amazonaws.logs#${type}`].map((spelt) => ({ what: spelt, path, service: exception(spelt), status, body: { code } })),
  );
const failing = (what: string, service: ServiceAnswer): AnswerCase[] =>
  routes.map(({ path }) => ({ what, path, service, status: 502, body: { code: "BadGateway" } }));

const html = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx at 10.0.0.7</body></html>";

const sample = [1, 2, 3].map((i) => ({
  ingestionTime: 1396035394997,
  timestamp: i < 3 ? 1396035378988 : 1396035378989,
  message: `Example event ${i}`,
}));
/** As the service has really given them: the sample of its API reference, and what users of it have posted. */
const recorded: AnswerCase[] = [
  {
    what: "the sample of the API reference",
    path: "stream-events",
    service: json(200, {
      events: sample,
      nextBackwardToken: "b/31132629274945519779805322857203735586714454643391594505",
      nextForwardToken: "f/31132629323784151764587387538205132201699397759403884544",
    }),
    status: 200,
    body: { events: sample, next: "f/31132629323784151764587387538205132201699397759403884544" },
  },
  // The whole answer to a request with "nextToken": "", from a trace in fluent-plugin-cloudwatch-logs#116: the technique of our refusals.
  refused(
    "stream-events",
    "1 validation error detected: Value '' at 'nextToken' failed to satisfy constraint: Member must have length greater than or equal to 1",
    "next",
  ),
  refused(
    "stream-events",
    "1 validation error detected: Value 'worker/main/arn:aws:ecs:us-east-1:123456789012:task/cedfef6d' at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*",
    "stream",
  ),
  refused(
    "stream-events",
    "1 validation error detected: Value '50000' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
    "limit",
  ),
  refused("events", "Invalid character(s) in term '?'", "filter"),
  refused("events", "Invalid character(s) in term 'endTime'", "filter"),
  refused("events", "Invalid filter pattern: Invalid character(s) in term '\"\"'", "filter"),
  refused("events", "If a filter pattern starts with '{' it must end with '}'", "filter"),
  {
    what: "rate exceeded",
    path: "events",
    service: exception("ThrottlingException", "Rate exceeded"),
    status: 429,
    body: { code: "TooManyRequests" },
  },
  {
    what: "no such stream",
    path: "stream-events",
    service: exception("ResourceNotFoundException", "The specified log stream does not exist."),
    status: 404,
    body: { code: "NotFound" },
  },
  {
    what: "a role without rights",
    path: "events",
    service: exception(
      "AccessDeniedException",
      "User: arn:aws:sts::123456789012:assumed-role/logs/BackplaneAssumeRoleSession is not authorized to perform: logs:FilterLogEvents on resource: arn:aws:logs:eu-west-1:123456789012:log-group:x:log-stream: because no identity-based policy allows the logs:FilterLogEvents action",
    ),
    status: 403,
    body: { code: "AccessDenied" },
  },
];

const cases: AnswerCase[] = [
  ...recorded,
  ...(["stream-events", "events"] as const).flatMap((path) => [
    pages("first page", path, [event("one"), event("two", 1)], "t/2"),
    pages("later page", path, [event("three")], "t/3", "t/2"),
    pages("empty page, more to come", path, [], "t/4", "t/3"),
    pages("last page: the token repeats", path, [], "t/4", "t/4"),
    pages("messages of every kind", path, everyMessage, "t/1"),
    pages("1 MB of events", path, full, "t/1"),
    pages("a token of every sign", path, [], "f/\"\\'#$x"),
  ]),
  pages("last page: no token", "events", [event("four")], undefined, "t/3"),
  pages("no events at all", "events", [], undefined),
  {
    what: "events of a search tell their stream",
    path: "events",
    service: json(200, { events: [{ ...event("x"), logStreamName: "a/[b]", eventId: "17" }] }),
    status: 200,
    body: { events: [{ ...event("x"), logStreamName: "a/[b]", eventId: "17" }], next: null },
  },
  {
    what: "streams without ARNs and upload tokens",
    path: "streams",
    service: json(200, {
      logStreams: [
        {
          arn: SECRET,
          creationTime: 1,
          firstEventTimestamp: 1_795_219_200_123,
          lastEventTimestamp: 0,
          lastIngestionTime: 4,
          logStreamName: `it's "[$LATEST]" 漢`,
          storedBytes: 0,
          uploadSequenceToken: "5",
        },
        { arn: SECRET, creationTime: 2, logStreamName: "never written", storedBytes: 0 },
      ],
      nextToken: "t/1",
    }),
    status: 200,
    body: {
      streams: [
        {
          name: `it's "[$LATEST]" 漢`,
          creationTime: 1,
          firstEventTimestamp: 1_795_219_200_123,
          lastEventTimestamp: 0,
          lastIngestionTime: 4,
        },
        { name: "never written", creationTime: 2, firstEventTimestamp: null, lastEventTimestamp: null, lastIngestionTime: null },
      ],
      next: "t/1",
    },
  },
  { what: "no streams", path: "streams", service: json(200, { logStreams: [] }), status: 200, body: { streams: [], next: null } },
  {
    what: "streams with names of every kind",
    path: "streams",
    service: json(200, { logStreams: hostile.slice(0, 50).map((logStreamName) => ({ logStreamName })) }),
    status: 200,
    body: {
      streams: hostile
        .slice(0, 50)
        .map((name) => ({ name, creationTime: null, firstEventTimestamp: null, lastEventTimestamp: null, lastIngestionTime: null })),
      next: null,
    },
  },
  ...answered("ResourceNotFoundException", 404, "NotFound"),
  ...answered("InvalidParameterException", 400, "InvalidParameter"),
  ...answered("ValidationException", 400, "InvalidParameter"),
  ...answered("ValidationError", 400, "InvalidParameter"),
  ...answered("AccessDeniedException", 403, "AccessDenied"),
  ...answered("NotAuthorized", 403, "AccessDenied"),
  ...answered("RequestEntityTooLargeException", 413, "TooLarge"),
  ...answered("ThrottlingException", 429, "TooManyRequests"),
  ...answered("LimitExceededException", 429, "TooManyRequests"),
  ...answered("TooManyRequestsException", 429, "TooManyRequests"),
  ...[
    "ServiceUnavailableException",
    "InternalFailure",
    "UnrecognizedClientException",
    "ExpiredTokenException",
    "IncompleteSignature",
    "MalformedHttpRequestException",
    "OptInRequired",
    "RequestAbortedException",
    "RequestExpired",
    "RequestTimeoutException",
    "SerializationException",
    "UnknownOperationException",
    "OperationAbortedException",
    "SomethingNew",
  ].flatMap((type) => answered(type, 502, "BadGateway")),
  ...[500, 503, 504].flatMap((status) => failing(`HTTP ${status}`, exception("ServiceUnavailableException", "x", status))),
  ...[200, 301, 400, 403, 413, 500, 502, 503].flatMap((status) => failing(`HTML with HTTP ${status}`, { status, body: html })),
  ...[200, 400, 503].flatMap((status) => failing(`blank, HTTP ${status}`, { status, body: "  \r\n" })),
  ...[200, 400].flatMap((status) => failing(`nothing, HTTP ${status}`, { status, body: "" })),
  ...[200, 400].flatMap((status) => failing(`cut off, HTTP ${status}`, { status, body: '{"events":[{"mess' })),
  ...[200, 400].flatMap((status) => failing(`a list, HTTP ${status}`, json(status, []))),
  ...failing(
    "the wrong headers",
    json(200, { Output: { __type: "com.amazon.coral.service#UnknownOperationException", message: null }, Version: "1.0" }),
  ),
  ...failing("an exception under 200", exception("ThrottlingException", "x", 200)),
  ...failing("events that are no list", json(200, { events: "x", logStreams: 1 })),
  // What only the service can judge: its words say which parameter it was.
  ...(["stream-events", "events", "streams"] as const).map((path) => refused(path, "The specified nextToken is invalid.", "next")),
  refused("events", "Invalid filter pattern", "filter"),
  refused("events", "1 validation error detected: Value at 'filterPattern' failed to satisfy constraint: x", "filter"),
  refused("events", "startFromHead false is supported only when startTime is on or after Jan 1, 2024 00:00:00 UTC.", "start"),
  refused("stream-events", "endTime is out of range", "end"),
];

function refused(path: Path, message: string, parameter: string): AnswerCase {
  return {
    what: message,
    path,
    service: exception("InvalidParameterException", message),
    status: 400,
    body: { code: "InvalidParameter", parameter },
  };
}

/** How the variables of a template can be read where their reference leaves it open. */
const readings = (["empty", "null"] as const).flatMap((missing) => [false, true].map((bareAnswers) => ({ missing, bareAnswers })));

export async function checkAnswers(
  renderer: Renderer,
  {
    judged = document,
    among = readings,
    every = 1,
  }: { judged?: typeof document; among?: readonly (typeof readings)[number][]; every?: number } = {},
): Promise<{ count: number; findings: Finding[] }> {
  const findings: Finding[] = [];
  const never = () => {
    throw new Error("the answers are given");
  };
  let count = 0;
  for (const { missing, bareAnswers } of among) {
    const gateway = new Gateway(renderer, judged, never, { missing, bareAnswers });
    for (const one of cases.filter((_, i) => i % every === 0)) {
      if (bareAnswers && one.onlyWithParameters) continue;
      count++;
      const route = routes.find(({ path }) => path === one.path)!;
      const query = { ...(one.path === "stream-events" ? { stream: usual(route).stream! } : {}), ...one.query };
      const { status, body } = await gateway.answer(`/groups/${ALIAS}/${one.path}`, query, one.service);
      const wrong = difference(one, status, body);
      if (wrong) findings.push({ where: `${one.path}, ${one.what} (missing: ${missing}${bareAnswers ? ", bare" : ""})`, message: wrong });
    }
  }
  return { count, findings };
}

function difference(one: AnswerCase, status: number, body: string): string | undefined {
  if (status !== one.status) return `the caller sees ${status}, not ${one.status}: ${body.slice(0, 200)}`;
  let got: any;
  try {
    got = JSON.parse(body);
  } catch {
    return `not JSON: ${body.slice(0, 200)}`;
  }
  if (status === 200) return JSON.stringify(got) === JSON.stringify(one.body) ? undefined : firstDifference(got, one.body);
  const { code, parameter, message, requestId, ...others } = got;
  const want = one.body as { code: string; parameter?: string };
  if (code !== want.code) return `code ${code}, not ${want.code}`;
  if (parameter !== want.parameter) return `parameter ${parameter}, not ${want.parameter}`;
  if (typeof message !== "string" || message === "") return "no message";
  if (requestId !== CONTEXT.extendedRequestId) return `request id ${requestId}`;
  if (Object.keys(others).length > 0) return `more than a problem has: ${Object.keys(others)}`;
  for (const secret of ["arn:", "/secret", LOG_GROUP, "10.0.0.7", "__type"])
    if (body.includes(secret)) return `the service's words go through: ${body}`;
  return undefined;
}

function firstDifference(got: unknown, want: unknown): string {
  const [a, b] = [JSON.stringify(got), JSON.stringify(want)];
  let at = 0;
  while (a[at] === b[at]) at++;
  return `at ${at}: ${a.slice(Math.max(0, at - 40), at + 80)} instead of ${b.slice(Math.max(0, at - 40), at + 80)}`;
}

/** The routes of the API: which CloudWatch Logs operation answers each, and how its parameters become members of the service's request. */
import * as p from "./parameters";

/** One route below `/groups/{alias}`. */
export interface Route {
  /** Last part of the path. */
  readonly path: "streams" | "stream-events" | "events";
  /** CloudWatch Logs operation that answers. */
  readonly action: "DescribeLogStreams" | "GetLogEvents" | "FilterLogEvents";
  /** One sentence for the document. */
  readonly summary: string;
  readonly parameters: readonly RouteParameter[];
  /** Members that are the same in every request, as JSON values. */
  readonly fixed: Readonly<Record<string, unknown>>;
  /** The list in the service's answer that becomes the answer. */
  readonly list: "logStreams" | "events";
  /** Where the service's answer keeps the token of the next page. */
  readonly token: "nextToken" | "nextForwardToken";
}

/** A parameter, the member it fills, and the member that is made wrong on purpose to have the service refuse the request. */
export interface RouteParameter {
  readonly parameter: p.Parameter;
  /** Member of the service's request; none where the route treats the parameter by itself. */
  readonly member?: string;
  /**
   * A request without any log group that breaks the documented constraint of exactly one member. The service's validation names that
   * member (`… at 'startTime' failed to satisfy constraint …`), which tells the response template which parameter was refused.
   */
  readonly refusal: { readonly member: string; readonly body: Readonly<Record<string, unknown>> };
}

const stream = "-"; // GetLogEvents requires a stream name; with one, only the member meant is wrong.
const tooLow = (member: string, value: number, rest: object = {}) => ({ member, body: { [member]: value, ...rest } });

const range = (from: p.Parameter, to: p.Parameter, rest: object = {}): readonly RouteParameter[] => [
  { parameter: from, member: "startTime", refusal: tooLow("startTime", -1, rest) },
  { parameter: to, member: "endTime", refusal: tooLow("endTime", -1, rest) },
  { parameter: p.eventLimit, member: "limit", refusal: tooLow("limit", 0, rest) },
  { parameter: p.next, member: "nextToken", refusal: { member: "nextToken", body: { nextToken: "", ...rest } } },
];

export const routes: readonly Route[] = [
  {
    path: "streams",
    action: "DescribeLogStreams",
    summary: "The log streams of the group, the one written to last first",
    parameters: [
      { parameter: p.streamLimit, member: "limit", refusal: tooLow("limit", 0) },
      { parameter: p.next, member: "nextToken", refusal: { member: "nextToken", body: { nextToken: "" } } },
    ],
    fixed: { orderBy: "LastEventTime", descending: true },
    list: "logStreams",
    token: "nextToken",
  },
  {
    path: "stream-events",
    action: "GetLogEvents",
    summary: "The events of one log stream, the oldest first",
    parameters: [
      // ':' is outside the pattern of a stream name.
      { parameter: p.stream, member: "logStreamName", refusal: { member: "logStreamName", body: { logStreamName: ":" } } },
      ...range(p.start, p.end, { logStreamName: stream }),
    ],
    // A forward token is only understood together with startFromHead.
    fixed: { startFromHead: true },
    list: "events",
    token: "nextForwardToken",
  },
  {
    path: "events",
    action: "FilterLogEvents",
    summary: "The events of all streams of the group, the newest first",
    parameters: [
      // No member of its own that can be wrong in a short text: two members that the API never uses stand for these.
      { parameter: p.order, refusal: { member: "logStreamNamePrefix", body: { logStreamNamePrefix: ":" } } },
      { parameter: p.filter, member: "filterPattern", refusal: { member: "logStreamNames", body: { logStreamNames: [] } } },
      ...range(p.searchStart, p.searchEnd),
    ],
    fixed: {},
    list: "events",
    token: "nextToken",
  },
];

/**
 * CloudWatch Logs as its callers know it: validation in the words of the service, pages that are short or empty while more is to come, a
 * last token that repeats, tokens that belong to a direction. It answers a request as API Gateway sends it.
 */

export interface ServiceRequest {
  readonly target: string;
  readonly contentType: string;
  readonly body: string;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly body: string;
}

export interface StoredEvent {
  readonly logStreamName: string;
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
  readonly eventId: string;
}

interface Constraint {
  readonly holds: (value: any) => boolean;
  readonly text: string;
}

const between = (low: number, high: number): Constraint[] => [
  { holds: (v) => v >= low, text: `Member must have value greater than or equal to ${low}` },
  { holds: (v) => v <= high, text: `Member must have value less than or equal to ${high}` },
];
const length = (low: number, high: number): Constraint[] => [
  { holds: (v) => v.length >= low, text: `Member must have length greater than or equal to ${low}` },
  { holds: (v) => v.length <= high, text: `Member must have length less than or equal to ${high}` },
];
const pattern = (text: string): Constraint => ({
  holds: (v) => new RegExp(`^(?:${text})$`).test(v),
  text: `Member must satisfy regular expression pattern: ${text}`,
});

/** Constraints of the API reference, by member. */
const constraints: Record<string, Constraint[]> = {
  logGroupName: [...length(1, 512), pattern("[\\.\\-_/#A-Za-z0-9]+")],
  logGroupIdentifier: [...length(1, 2048), pattern("[\\w#+=/:,.@-]*")],
  logStreamName: [...length(1, 512), pattern("[^:*]*")],
  logStreamNamePrefix: [...length(1, 512), pattern("[^:*]*")],
  logStreamNames: length(1, 100),
  startTime: between(0, Number.MAX_SAFE_INTEGER),
  endTime: between(0, Number.MAX_SAFE_INTEGER),
  nextToken: length(1, Number.MAX_SAFE_INTEGER),
  filterPattern: length(0, 1024),
};
const required: Record<string, string[]> = { GetLogEvents: ["logStreamName"], FilterLogEvents: [], DescribeLogStreams: [] };

export class FakeLogs {
  /** Requests that passed validation and named a group, with the group. */
  readonly read: string[] = [];

  constructor(
    private readonly groups: Record<string, StoredEvent[]>,
    /** AWS is taking the refused value out of its messages, service by service: both forms must be understood. */
    private readonly showsValues = true,
    private readonly random: () => number = () => 0.5,
  ) {}

  answer({ target, contentType, body }: ServiceRequest): ServiceAnswer {
    const action = /^Logs_20140328\.(\w+)$/.exec(target)?.[1];
    if (contentType !== "application/x-amz-json-1.1" || !action || !required[action])
      return json(200, { Output: { __type: "com.amazon.coral.service#UnknownOperationException", message: null }, Version: "1.0" });
    let request: Record<string, any>;
    try {
      request = JSON.parse(body);
    } catch {
      return json(400, { __type: "SerializationException" });
    }
    const violations = this.validate(action, request);
    if (violations.length > 0) {
      const count = violations.length === 1 ? "1 validation error" : `${violations.length} validation errors`;
      return refuse(`${count} detected: ${violations.join("; ")}`);
    }
    if ((request.logGroupName === undefined) === (request.logGroupIdentifier === undefined))
      return refuse("Exactly one of the logGroupName or logGroupIdentifier parameters must be specified.");
    const events = this.groups[request.logGroupName];
    if (!events) return json(400, { __type: "ResourceNotFoundException", message: "The specified log group does not exist." });
    this.read.push(request.logGroupName);
    if (action === "GetLogEvents") return this.getLogEvents(events, request);
    return action === "FilterLogEvents" ? this.filterLogEvents(events, request) : this.describeLogStreams(events, request);
  }

  private validate(action: string, request: Record<string, any>): string[] {
    const all = { ...constraints, limit: between(1, action === "DescribeLogStreams" ? 50 : 10_000) };
    const missing = required[action]!.filter((member) => request[member] === undefined);
    return [
      ...missing.map((member) => `Value null at '${member}' failed to satisfy constraint: Member must not be null`),
      ...Object.entries(request).flatMap(([member, value]) =>
        ((all as Record<string, Constraint[]>)[member] ?? [])
          .filter(({ holds }) => !holds(value))
          .map(({ text }) => `Value${this.showsValues ? ` '${value}'` : ""} at '${member}' failed to satisfy constraint: ${text}`),
      ),
    ];
  }

  private getLogEvents(all: StoredEvent[], request: Record<string, any>): ServiceAnswer {
    const events = all.filter((e) => e.logStreamName === request.logStreamName);
    if (events.length === 0) return json(400, { __type: "ResourceNotFoundException", message: "The specified log stream does not exist." });
    const inRange = within(events, request, false);
    const token = /^f\/(\d+)\.(\d+)\/s$/.exec(request.nextToken ?? "f/0.0/s");
    if (!token) return refuse("The specified nextToken is invalid.");
    if (request.nextToken && !request.startFromHead) return refuse("The specified nextToken is invalid for this direction.");
    const [from, hop] = [Number(token[1]), Number(token[2])];
    const page = inRange.slice(from, from + this.pageSize(request.limit ?? 10_000));
    const atEnd = from >= inRange.length;
    // An empty page before the end has a new token all the same; at the end the token comes back as it was.
    const next = atEnd ? `f/${from}.${hop}/s` : `f/${from + page.length}.${hop + 1}/s`;
    return json(200, {
      events: page.map(({ timestamp, ingestionTime, message }) => ({ ingestionTime, message, timestamp })),
      nextBackwardToken: `b/${from}.${hop}/s`,
      nextForwardToken: next,
    });
  }

  private filterLogEvents(all: StoredEvent[], request: Record<string, any>): ServiceAnswer {
    if (request.filterPattern === "{") return refuse("Invalid filter pattern");
    if (request.startFromHead === false && (request.startTime ?? 0) < 1_704_067_200_000)
      return refuse("startFromHead false is supported only when startTime is on or after Jan 1, 2024 00:00:00 UTC.");
    const matching = within(all, request, true).filter((e) => !request.filterPattern || e.message.includes(request.filterPattern));
    if (request.startFromHead === false) matching.reverse();
    const from = request.nextToken === undefined ? 0 : Number(/^Bxkq(\d+)\.\d+$/.exec(request.nextToken)?.[1] ?? Number.NaN);
    if (Number.isNaN(from)) return refuse("The specified nextToken is invalid.");
    const page = matching.slice(from, from + this.pageSize(request.limit ?? 10_000));
    const done = from + page.length >= matching.length;
    return json(200, {
      events: page,
      searchedLogStreams: [],
      ...(done ? {} : { nextToken: `Bxkq${from + page.length}.${Math.floor(this.random() * 1e9)}` }),
    });
  }

  private describeLogStreams(all: StoredEvent[], request: Record<string, any>): ServiceAnswer {
    const names = [...new Set(all.map((e) => e.logStreamName))];
    const from = Number(request.nextToken ?? 0);
    const page = names.slice(from, from + (request.limit ?? 50));
    return json(200, {
      logStreams: page.map((logStreamName) => ({
        arn: `arn:aws:logs:eu-west-1:123456789012:log-group:${request.logGroupName}:log-stream:${logStreamName}`,
        creationTime: 1,
        logStreamName,
        storedBytes: 0,
        uploadSequenceToken: "49",
      })),
      ...(from + page.length < names.length ? { nextToken: String(from + page.length) } : {}),
    });
  }

  /** Seldom what was asked for; at times nothing. */
  private pageSize(limit: number): number {
    const dice = this.random();
    return dice < 0.1 ? 0 : dice < 0.4 ? Math.ceil(limit * dice) : limit;
  }
}

const json = (status: number, body: unknown): ServiceAnswer => ({ status, body: JSON.stringify(body) });
const refuse = (message: string) => json(400, { __type: "InvalidParameterException", message });

const within = (events: StoredEvent[], { startTime, endTime }: Record<string, any>, endIncluded: boolean) =>
  events.filter(({ timestamp: t }) => t >= (startTime ?? 0) && (endTime === undefined || t < endTime || (endIncluded && t === endTime)));

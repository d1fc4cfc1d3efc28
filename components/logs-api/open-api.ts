/** The API for those who call it: OpenAPI 3.1, made of the same routes, parameters and problems as the templates. */
import { problems } from "./answers";
import { describedScheme, type LogsApiAuthorization, SCHEME } from "./authorization";
import { type Parameter, refusalMessage, stream } from "./parameters";
import { type Route, routes } from "./routes";

/** What the document is made for. */
export interface OpenApiArgs {
  /** Address of the stage. */
  readonly url: string;
  readonly aliases: readonly string[];
  readonly authorization: LogsApiAuthorization;
}

/** The document of the API at one address, with the aliases that are deployed there. */
export function openApiDocument({ url, aliases, authorization }: OpenApiArgs) {
  return {
    openapi: "3.1.0",
    info: {
      title: "Logs API",
      version: "1.0",
      description:
        "Reads the listed log groups of CloudWatch Logs. Times are epoch milliseconds in UTC. " +
        "A page may hold fewer items than asked for, even none: go on until `next` is null.",
    },
    servers: [{ url }],
    security: [{ [SCHEME]: [] }],
    paths: Object.fromEntries(routes.map((route) => [`/groups/{alias}/${route.path}`, { get: operation(route, aliases) }])),
    components: {
      securitySchemes: { [SCHEME]: describedScheme(authorization) },
      schemas: { Event: event, GroupEvent: groupEvent, Stream: logStream, Problem: problem },
    },
  };
}

function operation(route: Route, aliases: readonly string[]) {
  return {
    operationId: { streams: "listStreams", "stream-events": "readStream", events: "searchEvents" }[route.path],
    summary: route.summary,
    parameters: [
      {
        name: "alias",
        in: "path",
        required: true,
        description: "Which log group.",
        schema: { type: "string", enum: aliases },
        example: aliases[0],
      },
      ...route.parameters.map(({ parameter }) => described(parameter)),
    ],
    responses: { "200": page(route), ...refusals(route) },
  };
}

function described({ name, required, description, schema, example }: Parameter) {
  return {
    name,
    in: "query",
    required: required ?? false,
    description,
    schema,
    example: schema["type"] === "integer" ? Number(example) : example,
  };
}

const nullable = (type: string, rest: object) => ({ type: [type, "null"], ...rest });
const timestamp = (description: string) => ({ type: "integer", format: "int64", description: `${description}, epoch milliseconds.` });

const eventProperties = {
  timestamp: timestamp("When it happened"),
  ingestionTime: timestamp("When CloudWatch Logs received it"),
  message: { type: "string" },
};
const event = { type: "object", required: ["timestamp", "ingestionTime", "message"], properties: eventProperties };
const groupEvent = {
  type: "object",
  required: event.required,
  properties: {
    ...eventProperties,
    logStreamName: { type: "string", description: "Where it is: the `stream` of `stream-events`." },
    eventId: { type: "string", description: "Unique in the group." },
  },
};
const streamTimes = {
  creationTime: "When the stream was created",
  firstEventTimestamp: "Time of its first event",
  lastEventTimestamp: "Time of its last event, some minutes late",
  lastIngestionTime: "When its last event was received",
};
const logStream = {
  type: "object",
  required: ["name", ...Object.keys(streamTimes)],
  properties: {
    name: { type: "string" },
    ...Object.fromEntries(
      Object.entries(streamTimes).map(([name, text]) => [
        name,
        nullable("integer", { format: "int64", description: `${text}, epoch milliseconds.` }),
      ]),
    ),
  },
};
const problem = {
  type: "object",
  required: ["code", "message", "requestId"],
  properties: {
    code: { type: "string", enum: [...new Set(Object.values(problems).map(({ code }) => code))] },
    parameter: { type: "string", description: "The parameter that was refused, where it is known." },
    message: { type: "string" },
    requestId: { type: "string", description: "Say it when you ask for help: the access log has it as `extended_request_id`." },
  },
};

const exampleEvent = { timestamp: 1795219200123, ingestionTime: 1795219200456, message: "ERROR order 17: card declined\n" };
const examples = {
  streams: {
    streams: [
      {
        name: stream.example,
        creationTime: 1795219199000,
        firstEventTimestamp: 1795219200123,
        lastEventTimestamp: 1795222800000,
        lastIngestionTime: 1795222800300,
      },
    ],
    next: null,
  },
  "stream-events": { events: [exampleEvent], next: "f/39333445586732000000000000000000000000000000000000000001/s" },
  events: {
    events: [{ ...exampleEvent, logStreamName: stream.example, eventId: "39333445586732000000000000000000000000000000000000000001" }],
    next: null,
  },
};

function page(route: Route) {
  const [list, item] = { streams: ["streams", "Stream"], "stream-events": ["events", "Event"], events: ["events", "GroupEvent"] }[
    route.path
  ] as [string, string];
  return {
    description: "A page.",
    content: {
      "application/json": {
        schema: {
          type: "object",
          required: [list, "next"],
          properties: {
            [list]: { type: "array", items: { $ref: `#/components/schemas/${item}` } },
            next: nullable("string", { description: "Send it as `next` for the page that follows; null: there is none." }),
          },
        },
        example: examples[route.path],
      },
    },
  };
}

const exampleRequestId = "c2VlIHlvdSBsYXRlcg=";

function refusals(route: Route) {
  const statuses = [...new Set(Object.values(problems).map(({ status }) => status))];
  const { parameter } = route.parameters.find((one) => one.parameter.name === "limit")!;
  return Object.fromEntries(
    statuses.map((status) => {
      const all = Object.values(problems).filter((candidate) => candidate.status === status);
      const { code, message } = all[0]!;
      const example = status === 400 ? { code, parameter: parameter.name, message: refusalMessage(parameter) } : { code, message };
      return [
        String(status),
        {
          description: all.map((one) => one.message).join(" Or: "),
          content: {
            "application/json": { schema: { $ref: "#/components/schemas/Problem" }, example: { ...example, requestId: exampleRequestId } },
          },
        },
      ];
    }),
  );
}

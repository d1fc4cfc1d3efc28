import { gzipSync } from "node:zlib";
import { makeTracker, type TrackerConfig, type TrackerReport } from "../../../functions/track-api-calls";
import { handlerText } from "../../../local/handler-text";
import { loadText } from "../../../local/serialized-handler";
import { ServiceError, sdkModule } from "../../../local/stand-ins/sdk-module";
import { stateTable } from "./state-table";

export const trackerConfig: TrackerConfig = {
  metricNamespace: "API-COUNT",
  maxMetricSeries: 500,
  ignoredEventSources: [],
  auditEventSources: ["apigateway.amazonaws.com"],
  alarms: [],
  window: { pastHours: 336, futureHours: 2 },
  clientIp: "keep",
  principals: "keep",
};

let lines = 0;
let events = 0;

/** A CloudTrail event of five minutes ago, with an id of its own. */
export const trailEvent = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  eventVersion: "1.09",
  userIdentity: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/ada", accountId: "111122223333", userName: "ada" },
  eventTime: new Date(Date.now() - 300000).toISOString().replace(/\.\d+Z/, "Z"),
  eventSource: "ec2.amazonaws.com",
  eventName: "DescribeInstances",
  awsRegion: "eu-west-1",
  sourceIPAddress: "203.0.113.7",
  userAgent: "aws-cli/2",
  requestParameters: null,
  responseElements: null,
  eventID: `00000000-0000-4000-8000-${String(++events).padStart(12, "0")}`,
  readOnly: true,
  managementEvent: true,
  eventCategory: "Management",
  recipientAccountId: "111122223333",
  ...fields,
});

/** What CloudWatch Logs sends for these messages; objects are written as JSON. */
export function delivery(messages: unknown[], fields: Record<string, unknown> = {}) {
  const batch = {
    messageType: "DATA_MESSAGE",
    owner: "111122223333",
    logGroup: "/aws/cloudtrail/trail",
    logStream: "111122223333_CloudTrail_eu-west-1",
    subscriptionFilters: ["events"],
    logEvents: messages.map((message) => ({
      id: String(++lines).padStart(56, "3"),
      timestamp: Date.now(),
      message: typeof message === "string" ? message : JSON.stringify(message),
    })),
    ...fields,
  };
  return { awslogs: { data: gzipSync(JSON.stringify(batch)).toString("base64") } };
}

export interface Datum {
  Namespace: string;
  MetricName: string;
  Dimensions: { Name: string; Value: string }[];
  Timestamp: Date;
  Value: number;
}

/** The handler as Lambda calls it. */
export type Track = (event: unknown, context?: { getRemainingTimeInMillis(): number }) => Promise<TrackerReport>;

const serialized = (config: TrackerConfig): Promise<string> => handlerText(makeTracker, config);
export const trackerText = () => serialized(trackerConfig);

const { write } = process.stdout;
const { warn } = console;
let listeners = 0;

/** Keeps what a handler writes, without printing it. Handlers may run side by side. */
async function listening<T>(heard: { stdout: unknown[]; warnings: string[] }, run: () => Promise<T>): Promise<T> {
  if (listeners++ === 0) {
    process.stdout.write = ((line: string) => heard.stdout.push(JSON.parse(line)) > 0) as typeof write;
    console.warn = (line: string) => void heard.warnings.push(line);
  }
  try {
    return await run();
  } finally {
    if (--listeners === 0) {
      process.stdout.write = write;
      console.warn = warn;
    }
  }
}

/** The serialized tracker among stand-ins for the services it calls. `fresh()` is another cold start on the same services. */
export async function trackerRig(changes: Partial<TrackerConfig> = {}, environment: Record<string, string> = {}) {
  const text = await serialized({ ...trackerConfig, ...changes });
  const state = stateTable();
  const rig = {
    state,
    requests: [] as { Namespace: string; MetricData: Omit<Datum, "Namespace">[] }[],
    records: [] as Record<string, any>[],
    recordCalls: [] as number[],
    stdout: [] as any[],
    warnings: [] as string[],
    metricsFail: undefined as ((input: any) => Error | undefined) | undefined,
    refuseRecords: undefined as ((row: any, call: number) => boolean) | undefined,
    calls: 0,
    datums: (): Datum[] => rig.requests.flatMap(({ Namespace, MetricData }) => MetricData.map((datum) => ({ Namespace, ...datum }))),
    /** Sum of the values of a metric, over all its dimensions and minutes. */
    sum: (metric: string, namespace = "API-COUNT") =>
      rig.datums().reduce((sum, datum) => sum + (datum.Namespace === namespace && datum.MetricName === metric ? datum.Value : 0), 0),
    total: () =>
      rig.datums().reduce((sum, datum) => sum + (datum.Namespace === "API-COUNT" && datum.MetricName !== "Errors" ? datum.Value : 0), 0),
    series: () => new Set(rig.datums().map(({ Namespace, MetricName, Dimensions }) => JSON.stringify([Namespace, MetricName, Dimensions]))),
    fresh: (): Track => {
      const before = { ...process.env };
      for (const name of ["STATE_TABLE", "AUDIT_STREAM", "PSEUDONYM_KEY_SECRET", "AWS_LAMBDA_FUNCTION_NAME"]) delete process.env[name];
      try {
        const handler: Track = loadText<unknown, TrackerReport>(text, modules, {
          STATE_TABLE: "state",
          AUDIT_STREAM: "audit",
          ...environment,
        });
        return (event, context) => listening(rig, () => handler(event, context));
      } finally {
        for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
        Object.assign(process.env, before);
      }
    },
  };
  const modules = {
    "@aws-sdk/client-dynamodb": state.module,
    "@aws-sdk/client-cloudwatch": sdkModule("CloudWatchClient", {
      PutMetricData: (input) => {
        rig.calls++;
        if (input.MetricData.length > 1000) throw new ServiceError("InvalidParameterValueException", 400);
        const error = rig.metricsFail?.(input);
        if (error) throw error;
        rig.requests.push(input);
        return {};
      },
    }),
    "@aws-sdk/client-firehose": sdkModule("FirehoseClient", {
      PutRecordBatch: (input) => {
        rig.recordCalls.push(input.Records.length);
        const bytes = input.Records.reduce((sum: number, record: any) => sum + record.Data.byteLength, 0);
        if (input.Records.length > 500 || bytes > 4 * 1024 * 1024) throw new ServiceError("InvalidArgumentException", 400);
        const RequestResponses = input.Records.map((record: any) => {
          const row = JSON.parse(Buffer.from(record.Data).toString("utf8"));
          if (rig.refuseRecords?.(row, rig.recordCalls.length)) return { ErrorCode: "ServiceUnavailableException" };
          rig.records.push(row);
          return { RecordId: "1" };
        });
        return { FailedPutCount: RequestResponses.filter((one: any) => one.ErrorCode).length, RequestResponses };
      },
    }),
    "@aws-sdk/client-secrets-manager": sdkModule("SecretsManagerClient", {
      GetSecretValue: () => ({ SecretString: "a key that nobody guesses", VersionId: "v7" }),
    }),
  };
  return Object.assign(rig, { track: rig.fresh() });
}

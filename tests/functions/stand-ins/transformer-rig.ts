import { gzipSync } from "node:zlib";
import { decodePlan } from "../../../analytics/schema/decode-plan";
import { formatFor } from "../../../analytics/schema/log-format";
import { makeTransformer, type TransformerConfig } from "../../../functions/transform-access-logs";
import type {
  FirehoseRecord,
  FirehoseTransformEvent,
  FirehoseTransformResult,
} from "../../../functions/transform-access-logs/firehose-transform";
import type { FailedLine, RedriveEnvelope } from "../../../functions/transform-access-logs/redrive-envelope";
import { handlerText } from "../../../local/handler-text";
import { type Handler, loadText } from "../../../local/serialized-handler";
import { ServiceError, sdkModule } from "../../../local/stand-ins/sdk-module";

export const restFormat = formatFor("REST").template;
export const httpFormat = formatFor("HTTP").template;
export const webSocketFormat = formatFor("WEBSOCKET").template;

export const transformerConfig: TransformerConfig = {
  source: "direct",
  plan: decodePlan,
  templates: [
    { name: "own-rest", kind: "REST", template: restFormat, own: true },
    { name: "own-http", kind: "HTTP", template: httpFormat, own: true },
    { name: "own-websocket", kind: "WEBSOCKET", template: webSocketFormat, own: true },
  ],
  customerSource: ["api-key"],
  clientIp: "keep",
  principals: "keep",
  droppedColumns: [],
  metricNamespace: "API-COUNT",
  metricsFor: [],
  maxUserAgentLength: 512,
  explainFailures: true,
};

/** Midday of yesterday: a time that every lake takes. */
export const noon = Math.floor(Date.now() / 86400000) * 86400000 - 43200000;
export const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
export const lakeTime = (at: number) => new Date(at).toISOString().replace("T", " ").slice(0, 23);

/** What API Gateway knows of an ordinary request; the tests change what they are about. */
export const request = (values: Record<string, string> = {}): Record<string, string> => ({
  requestTimeEpoch: String(noon),
  extendedRequestId: "UJfKzDoEFXQ=",
  requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
  apiId: "a1b2c3d4e5",
  stage: "prod",
  httpMethod: "GET",
  path: "/prod/orders/17",
  resourcePath: "/orders/{id}",
  status: "200",
  responseLength: "348",
  responseLatency: "27",
  "identity.sourceIp": "203.0.113.7",
  "identity.userAgent": "curl/8.5.0",
  "identity.apiKeyId": "key1",
  ...values,
});

/** Fills a format as API Gateway does; what it does not know is `-`. */
export const fill = (template: string, values: Record<string, string>): string =>
  template.replace(/\$context\.([A-Za-z_][\w.]*)/g, (_, name: string) => values[name] ?? "-");

let ids = 0;
export const record = (data: string | Buffer, at = Date.now(), recordId = `record-${++ids}`): FirehoseRecord => ({
  recordId,
  approximateArrivalTimestamp: at,
  data: Buffer.from(data).toString("base64"),
});

/** A batch as CloudWatch Logs sends it. */
export const logBatch = (messages: readonly string[], fields: Record<string, unknown> = {}): Buffer =>
  gzipSync(
    JSON.stringify({
      messageType: "DATA_MESSAGE",
      owner: "111122223333",
      logGroup: "/aws/apigateway/shop",
      logStream: "stream-1",
      subscriptionFilters: ["access-logs"],
      logEvents: messages.map((message, i) => ({ id: String(i).padStart(56, "3"), timestamp: noon + i, message })),
      ...fields,
    }),
  );

export const envelope = (redrive: RedriveEnvelope["redrive"], data: string | Buffer): string =>
  JSON.stringify({ redrive, data: Buffer.from(data).toString("base64") });

export const directory = {
  schemaVersion: 1,
  generatedAt: new Date(Date.now() - 120000).toISOString(),
  apis: {
    a1b2c3d4e5: { name: "orders", kind: "REST", stages: { prod: { accessLogFormat: restFormat } } },
    h1h2h3h4h5: { name: "shop", kind: "HTTP", stages: { $default: { accessLogFormat: httpFormat } } },
  },
  logGroups: { "/aws/apigateway/shop": ["h1h2h3h4h5/$default"] },
  keys: { key1: { name: "Acme Ltd", customerId: "acme", enabled: true, tags: {}, plans: ["silver", "gold"] } },
  plans: {
    silver: { name: "Silver", quota: null, throttle: null, stages: ["other/prod"] },
    gold: { name: "Gold", quota: null, throttle: null, stages: ["a1b2c3d4e5/prod"] },
  },
};

/** The text that is uploaded: what Pulumi serializes, compacted. */
export const transformerText = (config: TransformerConfig = transformerConfig): Promise<string> => handlerText(makeTransformer, config);

export interface Put {
  readonly Key: string;
  readonly Body: string;
}

/** The serialized transformer between stand-ins: what it answered, wrote, put, and how often it asked. */
export interface TransformerRig {
  transform(records: readonly FirehoseRecord[]): Promise<FirehoseTransformResult["records"]>;
  /** Transforms these texts, one record each, and gives the rows, in order. */
  rows(...lines: (string | Buffer)[]): Promise<Record<string, any>[]>;
  readonly stdout: Record<string, any>[];
  readonly puts: Put[];
  readonly gets: { Key: string; IfNoneMatch?: string }[];
  failedLines(): FailedLine[];
}

export interface RigOptions {
  readonly config?: Partial<TransformerConfig>;
  /** Answers the read of the directory; throws what S3 would. */
  readonly directory?: () => { text: string; etag?: string };
  readonly putFails?: boolean;
  readonly secret?: () => string;
}

export const rowsOf = (answer: { data?: string }): Record<string, any>[] =>
  Buffer.from(answer.data ?? "", "base64")
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

export async function transformerRig(options: RigOptions = {}): Promise<TransformerRig> {
  const stdout: Record<string, any>[] = [];
  const puts: Put[] = [];
  const gets: { Key: string; IfNoneMatch?: string }[] = [];
  const standIns = {
    "@aws-sdk/client-s3": sdkModule("S3Client", {
      GetObject(input: { Key: string; IfNoneMatch?: string }) {
        gets.push(input);
        const { text, etag } = options.directory?.() ?? { text: JSON.stringify(directory), etag: '"1"' };
        if (etag && input.IfNoneMatch === etag) throw new ServiceError("NotModified", 304);
        return { ETag: etag, Body: { transformToString: async () => text } };
      },
      PutObject(input: Put) {
        if (options.putFails) throw new ServiceError("SlowDown", 503);
        puts.push(input);
        return {};
      },
    }),
    "@aws-sdk/client-secrets-manager": sdkModule("SecretsManagerClient", {
      GetSecretValue: () => ({ SecretString: (options.secret ?? (() => "0123456789abcdef0123456789abcdef"))(), VersionId: "v7" }),
    }),
  };
  const text = await transformerText({ ...transformerConfig, ...options.config });
  const handler: Handler<FirehoseTransformEvent, FirehoseTransformResult> = loadText(text, standIns, {
    LAKE_BUCKET: "lake",
    DIRECTORY_KEY: "directory/current.json",
    AWS_REGION: "eu-west-1",
    PSEUDONYM_KEY_SECRET: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:key",
  });
  const transform: TransformerRig["transform"] = async (records) => {
    const { write } = process.stdout;
    process.stdout.write = ((line: string) => stdout.push(JSON.parse(line)) > 0) as typeof write;
    try {
      const deliveryStreamArn = "arn:aws:firehose:eu-west-1:111122223333:deliverystream/amazon-apigateway-test";
      return (await handler({ invocationId: "invocation", deliveryStreamArn, region: "eu-west-1", records })).records;
    } finally {
      process.stdout.write = write;
    }
  };
  return {
    transform,
    stdout,
    puts,
    gets,
    failedLines: () =>
      puts.flatMap(({ Body }) =>
        Body.trim()
          .split("\n")
          .map((line) => JSON.parse(line) as FailedLine),
      ),
    async rows(...lines) {
      const answers = await transform(lines.map((line) => record(line)));
      const failed = answers.find(({ result }) => result !== "Ok");
      if (failed) throw new Error(`${failed.result}: ${failed.errorMessage}`);
      return answers.flatMap(rowsOf);
    },
  };
}

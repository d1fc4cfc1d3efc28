import { serializeFunction } from "@pulumi/pulumi/runtime";
import { decodePlan } from "../analytics/schema/decode-plan";
import { formatFor } from "../analytics/schema/log-format";
import { compactHandlerText } from "../functions/compact-handler-text";
import { makeTransformer, type TransformerConfig } from "../functions/transform-access-logs";
import type { FirehoseTransformEvent, FirehoseTransformResult } from "../functions/transform-access-logs/firehose-transform";
import { loadText } from "../local/serialized-handler";
import { sdkModule } from "../local/stand-ins/sdk-module";
import type { Measurement } from "./measurement";

const keys = 1000;

const directory = JSON.stringify({
  schemaVersion: 1,
  generatedAt: "2026-11-21T00:00:00.000Z",
  apis: { a1b2c3d4e5: { name: "orders", kind: "REST", stages: { prod: {} } } },
  logGroups: {},
  keys: Object.fromEntries(
    Array.from({ length: keys }, (_, i) => [`key${i}`, { name: `Customer ${i}`, customerId: `c-${i}`, plans: ["gold"] }]),
  ),
  plans: { gold: { name: "Gold", stages: ["a1b2c3d4e5/prod"] } },
});

/** A line as API Gateway fills the template, with values of realistic length. */
function lineOf(template: string, i: number): string {
  const values: Record<string, string> = {
    requestTimeEpoch: String(1763725000000 + i * 37),
    extendedRequestId: `UJ${i}fKzDoEFXQ=`,
    requestId: `c6af9ac6-7b61-11e6-9a41-${String(i).padStart(12, "0")}`,
    apiId: "a1b2c3d4e5",
    stage: "prod",
    httpMethod: "GET",
    path: `/prod/orders/${i}`,
    resourcePath: "/orders/{id}",
    status: i % 20 === 0 ? "429" : "200",
    responseLength: String(300 + (i % 900)),
    responseLatency: String(20 + (i % 200)),
    "integration.latency": String(10 + (i % 180)),
    "integration.status": "200",
    "identity.sourceIp": `203.0.113.${i % 256}`,
    "identity.userAgent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36",
    "identity.apiKeyId": `key${i % keys}`,
    accountId: "123456789012",
    domainName: "api.example.com",
    protocol: "HTTP/1.1",
    tlsVersion: "TLSv1.3",
    wafResponseCode: "WAF_ALLOW",
    xrayTraceId: "1-5759e988-bd862e3fe1be46a994272793",
  };
  return template.replace(/\$context\.([A-Za-z_][\w.]*)/g, (_, name: string) => values[name] ?? "-");
}

/** Measures the serialized text of the handler, as Lambda runs it, on batches of 500 lines of the project's own REST format. */
export async function run(): Promise<readonly Measurement[]> {
  const { template } = formatFor("REST");
  const config: TransformerConfig = {
    source: "direct",
    plan: decodePlan,
    templates: [{ name: "own-rest", kind: "REST", template, own: true }],
    customerSource: ["api-key"],
    clientIp: "keep",
    principals: "keep",
    droppedColumns: [],
    metricNamespace: "",
    metricsFor: [],
    maxUserAgentLength: 512,
  };
  const text = compactHandlerText((await serializeFunction(makeTransformer(config), { isFactoryFunction: true })).text);
  const s3 = sdkModule("S3Client", {
    GetObject: () => ({ ETag: "1", Body: { transformToString: async () => directory } }),
    PutObject: () => ({}),
  });
  const environment = { LAKE_BUCKET: "lake", DIRECTORY_KEY: "directory/current.json", AWS_REGION: "eu-west-1" };
  const handler = loadText<FirehoseTransformEvent, FirehoseTransformResult>(text, { "@aws-sdk/client-s3": s3 }, environment);
  const lines = Array.from({ length: 500 }, (_, i) => lineOf(template, i));
  const event: FirehoseTransformEvent = {
    invocationId: "bench",
    deliveryStreamArn: "arn:aws:firehose:eu-west-1:123456789012:deliverystream/amazon-apigateway-bench",
    records: lines.map((line, i) => ({
      recordId: String(i),
      approximateArrivalTimestamp: 1763725000000,
      data: Buffer.from(line).toString("base64"),
    })),
  };
  const first = await handler(event);
  const rows = first.records.map((record) => Buffer.from(record.data ?? "", "base64").toString("utf8"));
  if (first.records.some((record) => record.result !== "Ok")) throw new Error("The benchmark's lines must become rows, some did not.");
  const parsed = rows.map((row) => JSON.parse(row) as object);
  const perSecond = async (work: () => unknown): Promise<number> => {
    for (let i = 0; i < 20; i++) await work();
    const best: number[] = [];
    for (let round = 0; round < 5; round++) {
      const start = process.hrtime.bigint();
      for (let i = 0; i < 20; i++) await work();
      best.push((20 * 500 * 1e9) / Number(process.hrtime.bigint() - start));
    }
    return Math.round(Math.max(...best));
  };
  const floor = () =>
    event.records.map((record, i) => {
      JSON.parse(Buffer.from(record.data, "base64").toString("utf8"));
      return Buffer.from(JSON.stringify(parsed[i])).toString("base64");
    });
  return [
    {
      what: "rows",
      value: await perSecond(() => handler(event)),
      unit: "a second",
      floor: await perSecond(floor),
      floorIs: "JSON.parse of the lines, JSON.stringify of the rows, base64 both ways",
    },
    { what: "line", value: Math.round(lines.join("").length / lines.length), unit: "bytes", floor: null },
    { what: "row", value: Math.round(rows.join("").length / rows.length), unit: "bytes", floor: null },
    { what: "handler", value: Buffer.byteLength(text), unit: "bytes", floor: null },
  ];
}

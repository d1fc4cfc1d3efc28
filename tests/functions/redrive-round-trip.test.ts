import { gzipSync } from "node:zlib";
import { serializeFunction } from "@pulumi/pulumi/runtime";
import { expect } from "chai";
import { decodePlan } from "../../analytics/schema/decode-plan";
import { formatFor } from "../../analytics/schema/log-format";
import { makeTransformer, type TransformerConfig } from "../../functions/transform-access-logs";
import type { FirehoseTransformEvent, FirehoseTransformResult } from "../../functions/transform-access-logs/firehose-transform";
import { loadText } from "../../local/serialized-handler";
import { failedRecord, redriverRig } from "./stand-ins/redriver-rig";

type Transform = (event: FirehoseTransformEvent) => Promise<FirehoseTransformResult>;

const { template } = formatFor("REST");
const knownFormat = { name: "own-rest", kind: "REST" as const, template, own: true };
const config = (source: "direct" | "bridge", templates: TransformerConfig["templates"]): TransformerConfig => ({
  source,
  plan: decodePlan,
  templates,
  customerSource: ["api-key"],
  clientIp: "keep",
  principals: "keep",
  droppedColumns: [],
  metricNamespace: "",
  metricsFor: [],
  maxUserAgentLength: 512,
});

const time = Date.UTC(2026, 10, 18, 23, 59, 59, 500);
/** A line of the project's own format; a minus where nothing is given, as API Gateway writes it. */
const line = (fields: Record<string, string>) => {
  const values: Record<string, string> = { requestTimeEpoch: String(time), apiId: "a1b2c3d4e5", stage: "prod", status: "200", ...fields };
  return template.replace(/\$context\.([A-Za-z_][\w.]*)/g, (_, name: string) => values[name] ?? "-");
};

const texts = new Map<string, Promise<string>>();
const textOf = (one: TransformerConfig): Promise<string> => {
  const known = texts.get(one.source) ?? serializeFunction(makeTransformer(one), { isFactoryFunction: true }).then(({ text }) => text);
  texts.set(one.source, known);
  return known;
};

describe("a failed record comes back", () => {
  /** Redrives what is in the lake, and hands what the stream then holds to the transformer. */
  async function roundTrip(rig: Awaited<ReturnType<typeof redriverRig>>, transformerOf: TransformerConfig) {
    const from = rig.put.length;
    expect((await rig.redrive({})).remaining).to.equal(0);
    const text = await textOf(transformerOf);
    const environment = { LAKE_BUCKET: "lake", DIRECTORY_KEY: "directory/current.json" };
    const transform = loadText<FirehoseTransformEvent, FirehoseTransformResult>(
      text,
      { "@aws-sdk/client-s3": rig.lake.module },
      environment,
    ) as Transform;
    const records = rig.put.slice(from).map(({ text: data }, i) => ({
      recordId: `again-${i}`,
      approximateArrivalTimestamp: Date.now(),
      data: Buffer.from(data).toString("base64"),
    }));
    const { write } = process.stdout;
    const { log, warn } = console;
    process.stdout.write = (() => true) as typeof write;
    console.log = console.warn = () => {};
    const answer = await transform({
      invocationId: "i",
      deliveryStreamArn: "arn:aws:firehose:eu-west-1:1:deliverystream/amazon-apigateway-logs",
      records,
    }).finally(() => {
      process.stdout.write = write;
      console.log = log;
      console.warn = warn;
    });
    return answer.records.map((record) => ({
      ...record,
      row: record.data ? JSON.parse(Buffer.from(record.data, "base64").toString("utf8")) : undefined,
    }));
  }

  it("from before the transformer: understood by today's code, in its own day", async () => {
    const rig = await redriverRig();
    rig.failed("amazon-apigateway-logs", "processing-failed", [
      failedRecord(line({ extendedRequestId: "x1" })),
      failedRecord("never understood"),
    ]);
    const [good, bad] = await roundTrip(rig, config("direct", [knownFormat]));
    expect(good).to.deep.include({ result: "Ok", metadata: { partitionKeys: { dt: "2026-11-18" } } });
    expect(good!.row).to.include({ row_key: "x1", status: 200, request_time: "2026-11-18 23:59:59.500" });
    expect(bad!.result).to.equal("ProcessingFailed");
  });

  it("from after the transformer: as the row it was, under the same key", async () => {
    const rig = await redriverRig();
    rig.failed("amazon-apigateway-logs", "processing-failed", [failedRecord(line({}))]);
    const [first] = await roundTrip(rig, config("direct", [knownFormat]));
    rig.failed("amazon-apigateway-logs", "format-conversion-failed", [failedRecord(Buffer.from(first!.data!, "base64"))]);
    const [second] = await roundTrip(rig, config("direct", [knownFormat]));
    const { ingested_at: _first, ...before } = first!.row;
    const { ingested_at: _second, ...after } = second!.row;
    expect(after).to.deep.equal(before);
    expect(after.row_key).to.match(/^row-/);
    expect(second!.metadata).to.deep.equal({ partitionKeys: { dt: "2026-11-18" } });
  });

  it("as a line of a batch: with the format of its log group, and its identity", async () => {
    const rig = await redriverRig();
    const custom = "$context.requestTimeEpoch|$context.apiId|$context.stage|$context.status|$context.path";
    const directory = {
      schemaVersion: 1,
      generatedAt: "2026-11-21T00:00:00.000Z",
      apis: { h1: { name: "web", kind: "HTTP", stages: { live: { accessLogFormat: custom } } } },
      logGroups: { "/api/web": ["h1/live"] },
      keys: {},
      plans: {},
    };
    rig.lake.objects.set("directory/current.json", Buffer.from(JSON.stringify(directory)));
    rig.failed("bridge", "line-failed", [
      failedRecord(`${time}|h1|live|204|/x`, { attemptsMade: 1, logGroup: "/api/web", rowId: "row-kept" }),
    ]);
    const batch = {
      messageType: "DATA_MESSAGE",
      owner: "1",
      logGroup: "/api/web",
      logStream: "s",
      subscriptionFilters: [],
      logEvents: [{ id: "1", timestamp: time, message: `${time}|h1|live|201|/y` }],
    };
    rig.failed("bridge", "processing-failed", [failedRecord(gzipSync(JSON.stringify(batch)))]);
    const rows = (await roundTrip(rig, config("bridge", [knownFormat]))).map(({ row }) => [
      row?.row_key.slice(0, 4),
      row?.api_name,
      row?.status,
      row?.path,
    ]);
    expect(rows).to.deep.equal([
      ["row-", "web", 204, "/x"],
      ["row-", "web", 201, "/y"],
    ]);
    expect(rig.put).to.have.length(2);
  });
});

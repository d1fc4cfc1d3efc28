import { gunzipSync, gzipSync } from "node:zlib";
import { serializeFunction } from "@pulumi/pulumi/runtime";
import { compactHandlerText } from "../functions/compact-handler-text";
import { makeTracker, type TrackerReport } from "../functions/track-api-calls";
import { loadText } from "../local/serialized-handler";
import { sdkModule } from "../local/stand-ins/sdk-module";
import type { Measurement } from "./measurement";

const batchSize = 1000;

function eventOf(i: number): string {
  const action = `${["Describe", "Get", "List", "Update"][i % 4]}Thing${i % 30}`;
  return JSON.stringify({
    eventVersion: "1.09",
    userIdentity: {
      type: "AssumedRole",
      principalId: `AROAEXAMPLE:session-${i % 50}`,
      arn: `arn:aws:sts::111122223333:assumed-role/service-role/session-${i % 50}`,
      accountId: "111122223333",
      sessionContext: { sessionIssuer: { type: "Role", arn: "arn:aws:iam::111122223333:role/service-role", userName: "service-role" } },
    },
    eventTime: `2026-11-21T09:${String(i % 5).padStart(2, "0")}:${String(i % 60).padStart(2, "0")}Z`,
    eventSource: i % 50 === 0 ? "apigateway.amazonaws.com" : "ec2.amazonaws.com",
    eventName: action,
    awsRegion: "eu-west-1",
    sourceIPAddress: `203.0.113.${i % 256}`,
    userAgent: "aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#amd64 api/ec2#1.173.0",
    errorCode: i % 25 === 0 ? "Client.UnauthorizedOperation" : undefined,
    requestParameters: { filterSet: { items: [{ name: "vpc-id", valueSet: { items: [{ value: `vpc-0${i}` }] } }] }, maxResults: 1000 },
    responseElements: null,
    requestID: `35e74cf4-740b-49c4-8b36-${String(i).padStart(12, "0")}`,
    eventID: `f0cce5bc-5f9e-4ee1-bb48-${String(i).padStart(12, "0")}`,
    readOnly: true,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: "111122223333",
    eventCategory: "Management",
  });
}

/** Measures the serialized text of the handler, as Lambda runs it, on batches of 1,000 events. */
export async function run(): Promise<readonly Measurement[]> {
  const factory = makeTracker({
    metricNamespace: "API-COUNT",
    maxMetricSeries: 10000,
    ignoredEventSources: [],
    auditEventSources: ["apigateway.amazonaws.com"],
    alarms: [{ event: "DeleteStage" }],
    window: null,
    clientIp: "keep",
    principals: "keep",
  });
  const text = compactHandlerText((await serializeFunction(factory, { isFactoryFunction: true })).text);
  const standIns = {
    "@aws-sdk/client-cloudwatch": sdkModule("CloudWatchClient", { PutMetricData: () => ({}) }),
    "@aws-sdk/client-firehose": sdkModule("FirehoseClient", { PutRecordBatch: () => ({ FailedPutCount: 0 }) }),
  };
  const track = loadText<unknown, TrackerReport>(text, standIns, { AUDIT_STREAM: "audit", STATE_TABLE: "" });
  const events = Array.from({ length: batchSize }, (_, i) => eventOf(i));
  // Every delivery gets ids of its own, else all but the first would be recognised as repeated.
  const deliveries = Array.from({ length: 60 }, (_, delivery) => {
    const logEvents = events.map((message, i) => ({ id: `${delivery}-${i}`, timestamp: 1763725000000, message }));
    const batch = { messageType: "DATA_MESSAGE", logGroup: "trail", logStream: "bench", logEvents };
    return { awslogs: { data: gzipSync(JSON.stringify(batch)).toString("base64") } };
  });
  const best = async (work: (delivery: (typeof deliveries)[number]) => unknown): Promise<number> => {
    let fastest = Number.POSITIVE_INFINITY;
    for (const delivery of deliveries) {
      const start = process.hrtime.bigint();
      await work(delivery);
      fastest = Math.min(fastest, Number(process.hrtime.bigint() - start));
    }
    return Math.round((batchSize * 1e9) / fastest);
  };
  let requestsPerBatch = 0;
  const eventsPerSecond = await best(async (delivery) => {
    const report = await track(delivery);
    if (report.counted !== batchSize) throw new Error("The benchmark's events must all be counted, some were not.");
    requestsPerBatch = report.requests;
  });
  const floorEventsPerSecond = await best((delivery) => {
    const batch = JSON.parse(gunzipSync(Buffer.from(delivery.awslogs.data, "base64")).toString("utf8"));
    return batch.logEvents.map((event: { message: string }) => JSON.parse(event.message));
  });
  return [
    {
      what: "events",
      value: eventsPerSecond,
      unit: "a second",
      floor: floorEventsPerSecond,
      floorIs: "base64, gunzip and JSON.parse of the batch and of every event",
    },
    { what: "event", value: Math.round(events.join("").length / batchSize), unit: "bytes", floor: null },
    // CloudWatch takes 1,000 datums a call, and bills each call.
    { what: "PutMetricData", value: requestsPerBatch, unit: "calls a batch", floor: 1 },
    { what: "handler", value: Buffer.byteLength(text), unit: "bytes", floor: null },
  ];
}

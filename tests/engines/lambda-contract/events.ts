import { gzipSync } from "node:zlib";

const zipped = (batch: unknown) => gzipSync(JSON.stringify(batch)).toString("base64");
const logEvents = (count: number, message: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => ({ id: String(i).padStart(56, "0"), timestamp: Date.now(), message: message(i) }));

/** A CloudTrail event of now, one of `i` different ones. */
const trailEvent = (i: number) =>
  JSON.stringify({
    eventVersion: "1.08",
    eventTime: new Date().toISOString().replace(/\.\d+Z/, "Z"),
    eventSource: i % 3 ? "apigateway.amazonaws.com" : "s3.amazonaws.com",
    eventName: `Get${i % 7}`,
    awsRegion: "eu-west-1",
    sourceIPAddress: "203.0.113.9",
    userAgent: "x".repeat(200),
    eventID: `00000000-0000-0000-0000-${String(i).padStart(12, "0")}`,
    userIdentity: { type: "IAMUser", userName: "alice", accountId: "123456789012" },
    recipientAccountId: "123456789012",
    requestParameters: { restApiId: "a1b2c3d4e5" },
  });

const subscription = (messageType: string, events: unknown[]) => ({
  awslogs: {
    data: zipped({ messageType, owner: "123456789012", logGroup: "trail", logStream: "s", subscriptionFilters: ["f"], logEvents: events }),
  },
});

const firehose = (stream: string, records: Buffer[]) => ({
  invocationId: "invocation",
  deliveryStreamArn: `arn:aws:firehose:eu-west-1:123456789012:deliverystream/${stream}`,
  region: "eu-west-1",
  records: records.map((data, i) => ({ recordId: String(i), approximateArrivalTimestamp: Date.now(), data: data.toString("base64") })),
});

const controlMessage = gzipSync(JSON.stringify({ messageType: "CONTROL_MESSAGE", logEvents: [] }));

export interface ContractEvents {
  /** Answered with success in an empty account. */
  plain: unknown;
  /** Needs AWS, so that it fails, or hangs, with AWS; absent: the handler answers without AWS whatever comes. */
  needsAws?: unknown;
  /** As large as the service makes them. */
  large?: unknown;
  /** Most milliseconds of a warm call, where a handler keeps a pace on purpose. @default 1000 */
  warmLimitMs?: number;
}

/** Events of every handler, by its name. */
export const CONTRACT_EVENTS: Record<string, ContractEvents> = {
  "track-api-calls": {
    plain: subscription(
      "CONTROL_MESSAGE",
      logEvents(1, () => "CWL CONTROL MESSAGE: Checking health of destination."),
    ),
    needsAws: subscription("DATA_MESSAGE", logEvents(10, trailEvent)),
    large: subscription("DATA_MESSAGE", logEvents(10_000, trailEvent)),
  },
  "transform-access-logs": {
    plain: firehose("amazon-apigateway-contract", [controlMessage, Buffer.from("\u0000 no access log")]),
    large: firehose(
      "amazon-apigateway-contract",
      Array.from({ length: 1500 }, (_, i) => Buffer.from(`{"requestId":"${i}","padding":"${"x".repeat(600)}"}\n`)),
    ),
  },
  "transform-bridge-logs": {
    plain: firehose("bridge-contract", [controlMessage, Buffer.from("\u0000 no envelope")]),
    large: firehose(
      "bridge-contract",
      Array.from({ length: 5 }, () =>
        gzipSync(
          JSON.stringify({
            messageType: "DATA_MESSAGE",
            owner: "123456789012",
            logGroup: "/aws/apigateway/orders-http",
            logStream: "s",
            subscriptionFilters: ["f"],
            logEvents: logEvents(1500, (i) => `{"requestId":"${i}","padding":"${"x".repeat(600)}"}`),
          }),
        ),
      ),
    ),
  },
  // Three requests to the control plane in a second, at most.
  "refresh-directory": { plain: {}, needsAws: {}, warmLimitMs: 3000 },
  "redrive-failed-records": { plain: {}, needsAws: {} },
};

import { deflateRawSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import { makeTracker } from "../../functions/track-api-calls";
import { delivery, trackerConfig, trackerRig, trackerText, trailEvent } from "./stand-ins/tracker-rig";
import { onVirtualClock } from "./stand-ins/virtual-clock";

const aMinuteAgo = () => new Date(Math.floor(Date.now() / 60000) * 60000 - 60000);

describe("track-api-calls counts", () => {
  it("one datum per minute, call, Region and source, with the original's names and order of dimensions (T3, X0-7)", async () => {
    const { track, requests } = await trackerRig();
    const minute = aMinuteAgo();
    const at = (second: number) => new Date(minute.getTime() + second * 1000).toISOString().replace(".000Z", "Z");
    const report = await track(delivery([1, 2, 3, 59].map((second) => trailEvent({ eventTime: at(second), eventName: "RunInstances" }))));
    expect(requests).to.deep.equal([
      {
        Namespace: "API-COUNT",
        MetricData: [
          {
            MetricName: "RunInstances",
            Dimensions: [
              { Name: "awsRegion", Value: "eu-west-1" },
              { Name: "eventSource", Value: "ec2.amazonaws.com" },
            ],
            Timestamp: minute,
            Value: 4,
          },
        ],
      },
    ]);
    expect(report).to.include({ events: 4, counted: 4, datums: 1, requests: 1 });
  });

  it("1,000 events of 120 kinds in one call and without waiting (X0-5, X0-6, X0-8)", () =>
    onVirtualClock(async (clock) => {
      const rig = await trackerRig();
      const report = await rig.track(delivery(Array.from({ length: 1000 }, (_, i) => trailEvent({ eventName: `Call${i % 120}` }))));
      expect(clock.elapsedMs()).to.equal(0);
      expect(rig.requests).to.have.length(1);
      expect(rig.total()).to.equal(1000);
      expect(report.counted).to.equal(1000);
    }));

  it("failed calls by source and error code as well (X0-12)", async () => {
    const rig = await trackerRig();
    await rig.track(delivery([trailEvent({ errorCode: "AccessDenied" }), trailEvent({ errorCode: "AccessDenied" }), trailEvent()]));
    const errors = rig.datums().filter(({ MetricName }) => MetricName === "Errors");
    expect(errors.map(({ Dimensions, Value }) => [Dimensions.map(({ Value: value }) => value), Value])).to.deep.equal([
      [["ec2.amazonaws.com", "AccessDenied"], 2],
    ]);
    expect(rig.total()).to.equal(3);
  });

  it("missing fields as '-', and a missing time as the arrival, so that no call is refused (T5, X0-4)", async () => {
    const rig = await trackerRig();
    await rig.track(delivery([{}, trailEvent({ eventTime: "-" }), trailEvent({ eventTime: undefined, eventSource: undefined })]));
    expect(rig.total()).to.equal(3);
    expect(rig.datums()[0]).to.deep.include({
      MetricName: "-",
      Dimensions: [
        { Name: "awsRegion", Value: "-" },
        { Name: "eventSource", Value: "-" },
      ],
    });
    for (const { Timestamp } of rig.datums()) expect(Math.abs(Timestamp.getTime() - Date.now())).to.be.below(120000);
  });

  it("hostile names within CloudWatch's limits", async () => {
    const rig = await trackerRig();
    const hostile = ["", "   ", ":colon", "naïve\u0000\n", "x".repeat(5000), "💥", 7, ["a"], "__proto__", "constructor"];
    await rig.track(
      delivery(hostile.map((value) => trailEvent({ eventName: value, awsRegion: value, eventSource: value, errorCode: value }))),
    );
    for (const { MetricName, Dimensions } of rig.datums()) {
      expect(MetricName).to.match(/^[\x20-\x7e]{1,255}$/);
      for (const { Value } of Dimensions) expect(Value).to.match(/^(?!:)(?=.*\S)[\x20-\x7e]{1,1024}$/);
    }
    expect(rig.total()).to.equal(hostile.length);
  });

  it("an event once that the batch holds twice; events without an id each", async () => {
    const rig = await trackerRig();
    const event = trailEvent();
    const report = await rig.track(delivery([event, event, trailEvent({ eventID: undefined }), trailEvent({ eventID: undefined })]));
    expect(rig.total()).to.equal(3);
    expect(report).to.include({ events: 4, counted: 3, duplicates: 1 });
  });

  it("what is out of CloudWatch's window without sending it, and sends it where the window is lifted", async () => {
    const days = (count: number) => trailEvent({ eventTime: new Date(Date.now() - count * 86400000).toISOString() });
    const events = () => [days(15), days(13), days(-1), trailEvent()];
    const rig = await trackerRig();
    expect(await rig.track(delivery(events()))).to.include({ counted: 4, outOfWindow: 2 });
    expect(rig.total()).to.equal(2);
    const lifted = await trackerRig({ window: null });
    expect(await lifted.track(delivery(events()))).to.include({ counted: 4, outOfWindow: 0 });
    expect(lifted.total()).to.equal(4);
  });

  it("only included sources, without the ignored ones, and alarmed calls in any case", async () => {
    const rig = await trackerRig({
      eventSources: ["ec2.amazonaws.com", "kms.amazonaws.com"],
      ignoredEventSources: ["kms.amazonaws.com"],
      alarms: [{ event: "ScheduleKeyDeletion" }, { event: "DescribeInstances", source: "ec2.amazonaws.com" }],
    });
    const report = await rig.track(
      delivery([
        trailEvent(),
        trailEvent({ eventSource: "s3.amazonaws.com" }),
        trailEvent({ eventSource: "kms.amazonaws.com", eventName: "ScheduleKeyDeletion", awsRegion: "us-east-1" }),
        trailEvent({ eventSource: "kms.amazonaws.com", eventName: "ScheduleKeyDeletion" }),
      ]),
    );
    expect(report).to.include({ events: 4, counted: 1, ignored: 3 });
    const alarms = rig.datums().filter(({ Namespace }) => Namespace === "API-COUNT/Alarms");
    expect(
      alarms.map(({ MetricName, Dimensions, Value }) => [
        MetricName,
        Dimensions.map(({ Name, Value: value }) => `${Name}=${value}`),
        Value,
      ]),
    ).to.deep.equal([
      ["Calls", ["eventName=DescribeInstances", "eventSource=ec2.amazonaws.com"], 1],
      ["Calls", ["eventName=ScheduleKeyDeletion"], 2],
    ]);
    expect(rig.requests).to.have.length(2);
  });

  it("more than 1,000 datums in as few calls as possible, each below 1 MB", async () => {
    const rig = await trackerRig({ maxMetricSeries: 10000 });
    await rig.track(delivery(Array.from({ length: 2500 }, (_, i) => trailEvent({ eventName: `Call${i}` }))));
    expect(rig.requests.map(({ MetricData }) => MetricData.length)).to.deep.equal([1000, 1000, 500]);
    const wide = await trackerRig({ maxMetricSeries: 10000 });
    await wide.track(delivery(Array.from({ length: 900 }, (_, i) => trailEvent({ eventName: `Call${i}`, eventSource: "x".repeat(1024) }))));
    expect(wide.total()).to.equal(900);
    for (const { MetricData } of wide.requests) expect(JSON.stringify(MetricData).length).to.be.below(1000000);
  });
});

describe("track-api-calls survives", () => {
  it("control messages, quietly (X0-1)", async () => {
    const rig = await trackerRig({}, { AWS_LAMBDA_FUNCTION_NAME: "demo-dev-track-api-calls" });
    const probe = delivery(["CWL CONTROL MESSAGE: Checking health of destination"], { messageType: "CONTROL_MESSAGE" });
    expect(await rig.track(probe)).to.include({ events: 0, counted: 0, requests: 0 });
    expect([rig.calls, rig.state.requests.length, rig.stdout.length, rig.warnings.length]).to.deep.equal([0, 0, 0, 0]);
  });

  it("batches that cannot be unpacked, and says so (X0-2)", async () => {
    const rig = await trackerRig({}, { AWS_LAMBDA_FUNCTION_NAME: "demo-dev-track-api-calls" });
    const packed = (bytes: Buffer) => ({ awslogs: { data: bytes.toString("base64") } });
    const broken = [
      {},
      null,
      { awslogs: { data: 5 } },
      packed(Buffer.from("no gzip")),
      packed(gzipSync("{}").subarray(0, 12)),
      packed(gzipSync("not JSON")),
      packed(gzipSync("{}")),
      packed(gzipSync("null")),
      packed(deflateRawSync("{}")),
    ];
    for (const event of broken) expect(await rig.track(event)).to.include({ events: 1, unreadable: 1, counted: 0 });
    expect(rig.warnings).to.have.length(broken.length);
    expect(rig.stdout.map((line) => line.Unreadable)).to.deep.equal(broken.map(() => 1));
  });

  it("lines that are no events, and counts the others (X0-3)", async () => {
    const rig = await trackerRig();
    const report = await rig.track(
      delivery([trailEvent(), "not JSON", "", "null", "[1]", "7", JSON.stringify(trailEvent()).slice(0, 80), trailEvent()]),
    );
    expect(report).to.include({ events: 8, counted: 2, unreadable: 6 });
    expect(rig.total()).to.equal(2);
  });

  it("its own echo: data events of its own session and batches of its own project's logs", async () => {
    const own = "demo-dev-track-api-calls";
    const rig = await trackerRig({}, { AWS_LAMBDA_FUNCTION_NAME: own });
    const session = { type: "AssumedRole", arn: `arn:aws:sts::111122223333:assumed-role/tracker-role/${own}` };
    const report = await rig.track(
      delivery([
        trailEvent({ eventName: "PutMetricData", userIdentity: session, eventCategory: "Data", managementEvent: false }),
        trailEvent({
          eventName: "Invoke",
          eventCategory: "Data",
          managementEvent: false,
          requestParameters: { functionName: `arn:aws:lambda:eu-west-1:111122223333:function:${own}` },
        }),
        // Nobody hides a change behind a session of this name.
        trailEvent({ eventSource: "apigateway.amazonaws.com", eventName: "DeleteStage", userIdentity: session }),
      ]),
    );
    expect(report).to.include({ events: 3, ignored: 2, counted: 1, auditRows: 1 });
    const logs = await rig.track(delivery([trailEvent()], { logGroup: "/aws/lambda/demo-dev-transform-access-logs" }));
    expect(logs).to.include({ events: 1, ignored: 1, counted: 0 });
    expect(rig.total()).to.equal(1);
  });

  it("and tells its health in one embedded-metric line per batch (X0-12)", async () => {
    const rig = await trackerRig({}, { AWS_LAMBDA_FUNCTION_NAME: "demo-dev-track-api-calls" });
    const event = trailEvent();
    await rig.track(delivery([event, event, "?"]));
    expect(rig.stdout).to.have.length(1);
    const [line] = rig.stdout;
    expect(line).to.include({ function: "demo-dev-track-api-calls", Events: 3, Counted: 1, Duplicates: 1, Unreadable: 1, Ignored: 0 });
    const [directive] = line._aws.CloudWatchMetrics;
    expect(directive).to.deep.include({ Namespace: "API-COUNT/Pipeline", Dimensions: [["function"]] });
    for (const { Name } of directive.Metrics) expect(line[Name], Name).to.be.a("number");
  });
});

describe("track-api-calls as it is deployed", () => {
  it("is small, and asks for nothing but the SDK and Node (X0-9)", async () => {
    const text = await trackerText();
    expect(gzipSync(text).length).to.be.below(20000);
    const required = new Set([...text.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name));
    expect([...required].filter((name) => !name!.startsWith("@aws-sdk/client-") && !name!.startsWith("node:"))).to.deep.equal([]);
    expect(text).not.to.match(/new Buffer\(|api-usage-analytics\/node_modules/);
  });

  it("refuses to start without its table", async () => {
    const rig = await trackerRig({}, { STATE_TABLE: "" }).then(
      () => "started",
      (error: Error) => error.message,
    );
    expect(rig).to.equal("Invalid environment variable 'STATE_TABLE': must be the name of a table, got ''.");
  });

  it("refuses a ceiling that its fixed series do not fit under", () => {
    const alarms = ["A", "B", "C"].map((event) => ({ event }));
    expect(() => makeTracker({ ...trackerConfig, maxMetricSeries: 11, alarms })).to.throw(
      "Invalid setting 'api-usage-analytics:maxMetricSeries': must be at least 12 with 3 API-call alarms, got '11'.",
    );
  });
});

import { expect } from "chai";
import { divideCeiling } from "../../functions/track-api-calls/metric-series";
import { ServiceError } from "../../local/stand-ins/sdk-module";
import { errorOf } from "./stand-ins/error-of";
import { delivery, trackerRig, trailEvent } from "./stand-ins/tracker-rig";
import { onVirtualClock } from "./stand-ins/virtual-clock";

const tenCalls = () => delivery(Array.from({ length: 10 }, () => trailEvent()));
const manyCalls = () => delivery(Array.from({ length: 2500 }, (_, i) => trailEvent({ eventName: `Call${i}` })));
const throttled = () => new ServiceError("ThrottlingException", 400, "Rate exceeded");

describe("track-api-calls counts once (X0-13)", () => {
  it("a batch that is delivered again, also to another container", async () => {
    const rig = await trackerRig();
    const batch = tenCalls();
    await rig.track(batch);
    expect(await rig.track(batch)).to.include({ events: 10, counted: 0, duplicates: 10, requests: 0 });
    expect(await rig.fresh()(batch)).to.include({ duplicates: 10 });
    expect(rig.total()).to.equal(10);
  });

  it("a batch that is delivered again without a state table, on one machine", async () => {
    const rig = await trackerRig({ window: null }, { STATE_TABLE: "" });
    const batch = tenCalls();
    await rig.track(batch);
    expect(await rig.track(batch)).to.include({ duplicates: 10 });
    expect(rig.total()).to.equal(10);
    expect(rig.state.requests).to.deep.equal([]);
  });

  it("a batch that another attempt holds: refused until the lease has ended", () =>
    onVirtualClock(async () => {
      const rig = await trackerRig();
      const batch = tenCalls();
      rig.metricsFail = () => new Error("cut off");
      // The first attempt is cut off: it neither publishes nor frees its claim.
      rig.state.down = (_kind, input) => (String(input.UpdateExpression).includes("publishedTo") ? throttled() : undefined);
      expect(await errorOf(rig.track(batch, { getRemainingTimeInMillis: () => 60000 }))).to.equal("cut off");
      rig.state.down = undefined;
      rig.metricsFail = undefined;
      expect(await errorOf(rig.track(batch))).to.equal("Another attempt holds this batch; it is retried when the lease has ended.");
      expect(rig.total()).to.equal(0);
      await new Promise((resolve) => setTimeout(resolve, 61001));
      expect(await rig.track(batch)).to.include({ counted: 10, duplicates: 0 });
      expect(rig.total()).to.equal(10);
    }));

  it("a batch whose third call failed: the retry goes on where the first attempt stopped", async () => {
    const rig = await trackerRig({ maxMetricSeries: 10000 });
    const batch = manyCalls();
    rig.metricsFail = () => (rig.calls === 3 ? throttled() : undefined);
    expect(await errorOf(rig.track(batch))).to.equal("Rate exceeded");
    expect(rig.total()).to.equal(2000);
    await rig.fresh()(batch);
    expect(rig.requests.map(({ MetricData }) => MetricData.length)).to.deep.equal([1000, 1000, 500]);
    expect(new Set(rig.datums().map(({ MetricName }) => MetricName)).size).to.equal(2500);
    expect(rig.total()).to.equal(2500);
  });

  it("also when the attempt dies between two calls", async () => {
    const rig = await trackerRig({ maxMetricSeries: 10000 });
    const batch = manyCalls();
    const cutOff = new Error("cut off");
    rig.metricsFail = () => {
      if (rig.calls < 2) return undefined;
      rig.state.down = () => cutOff;
      return cutOff;
    };
    expect(await errorOf(rig.track(batch, { getRemainingTimeInMillis: () => -1001 }))).to.equal("cut off");
    rig.metricsFail = undefined;
    rig.state.down = undefined;
    await new Promise((resolve) => setTimeout(resolve, 5));
    await rig.fresh()(batch);
    expect(rig.total()).to.equal(2500);
  });

  it("a batch that was published but could not be marked: it stands", async () => {
    const rig = await trackerRig();
    rig.state.down = (_kind, input) => (input.ExpressionAttributeValues?.[":state"]?.S === "done" ? throttled() : undefined);
    expect(await rig.track(tenCalls())).to.include({ counted: 10 });
    expect(rig.warnings).to.deep.equal(["The batch is published, but was not marked as done: ThrottlingException."]);
    expect(rig.total()).to.equal(10);
  });

  it("nothing when the state table is down: the batch fails and is counted by its retry", async () => {
    const rig = await trackerRig();
    const batch = tenCalls();
    const errors = [
      ["InternalServerError", 500],
      ["ProvisionedThroughputExceededException", 400],
    ] as const;
    for (const [kind, [error, status]] of ["UpdateItem", "BatchGetItem", "PutItem"].flatMap((one) =>
      errors.map((e) => [one, e] as const),
    )) {
      rig.state.down = (asked, input) =>
        asked === kind && input.ReturnValues !== "NONE" ? new ServiceError(error, status, kind) : undefined;
      expect(await errorOf(rig.fresh()(batch, { getRemainingTimeInMillis: () => -1001 }))).to.equal(kind);
      expect(rig.total()).to.equal(0);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    rig.state.down = undefined;
    await rig.track(batch);
    expect(rig.total()).to.equal(10);
  });

  it("all but the datum that CloudWatch refuses, and says which error it was", async () => {
    const rig = await trackerRig();
    rig.metricsFail = (input) =>
      input.MetricData.some(({ MetricName }: any) => MetricName === "Call37")
        ? new ServiceError("InvalidParameterValueException", 400, "no such name")
        : undefined;
    const report = await rig.track(delivery(Array.from({ length: 100 }, (_, i) => trailEvent({ eventName: `Call${i}` }))));
    expect(report).to.include({ counted: 100, refused: 1 });
    expect(rig.total()).to.equal(99);
    expect(rig.warnings).to.deep.equal(["CloudWatch refused a datum: InvalidParameterValueException: no such name"]);
  });

  it("all calls, when access is denied for a while", async () => {
    const rig = await trackerRig();
    const batch = tenCalls();
    rig.metricsFail = () => new ServiceError("AccessDenied", 403, "not authorized");
    expect(await errorOf(rig.track(batch))).to.equal("not authorized");
    rig.metricsFail = undefined;
    await rig.track(batch);
    expect(rig.total()).to.equal(10);
  });
});

describe("track-api-calls keeps to the ceiling (X0-11)", () => {
  const kinds = (count: number, from = 0) =>
    delivery(
      Array.from({ length: count }, (_, i) => trailEvent({ eventName: `Call${i + from}`, errorCode: i % 2 ? `Error${i}` : undefined })),
    );

  it("of all billed series, whatever comes and however many containers there are", async () => {
    const alarms = [{ event: "DeleteTrail" }, { event: "StopLogging" }];
    const rig = await trackerRig({ maxMetricSeries: 60, alarms });
    await Promise.all([0, 50, 100, 150].map((from) => rig.fresh()(kinds(100, from))));
    await rig.track(
      delivery([trailEvent({ eventName: "DeleteTrail" }), ...Array.from({ length: 40 }, (_, i) => trailEvent({ eventSource: `s${i}` }))]),
    );
    const pipeline = 8;
    expect(rig.series().size + pipeline).to.be.at.most(60);
    expect(rig.total()).to.equal(441);
    expect(rig.sum("Other")).to.be.above(300);
    expect(rig.sum("Calls", "API-COUNT/Alarms")).to.equal(1);
    const counter = [...rig.state.items.entries()].find(([key]) => key.startsWith("series-count#"))!;
    expect(Number(counter[1]["seriesTaken"]!.N)).to.equal([...rig.state.items.keys()].filter((key) => key.startsWith("series#")).length);
  });

  it("with Other per Region and source first, and one Other for all where even that is full", async () => {
    const rig = await trackerRig({ maxMetricSeries: 29 });
    const { calls, others } = divideCeiling(29, 0);
    expect([calls, others]).to.deep.equal([18, 20]);
    const report = await rig.track(
      delivery([
        ...Array.from({ length: 18 }, (_, i) => trailEvent({ eventName: `Call${i}` })),
        ...["a", "b", "c", "d"].map((source) => trailEvent({ eventName: "Late", eventSource: source })),
      ]),
    );
    const others4 = rig.datums().filter(({ MetricName }) => MetricName === "Other");
    expect(others4.map(({ Dimensions, Value }) => [...Dimensions.map(({ Value: value }) => value), Value])).to.deep.equal([
      ["eu-west-1", "a", 1],
      ["eu-west-1", "b", 1],
      ["-", "-", 2],
    ]);
    expect(report).to.include({ counted: 22, overflow: 4 });
    expect(rig.total()).to.equal(22);
  });

  it("and a known series stays known, without asking the table while warm", async () => {
    const rig = await trackerRig();
    await rig.track(tenCalls());
    const before = rig.state.requests.length;
    await rig.track(tenCalls());
    expect(rig.state.requests.slice(before)).to.deep.equal(["UpdateItem", "UpdateItem"]);
    await rig.fresh()(tenCalls());
    expect(rig.sum("Other")).to.equal(0);
    expect([...rig.state.items.keys()].filter((key) => key.startsWith("series#"))).to.have.length(1);
  });

  it("and asks again for what a batch-get left out", async () => {
    const rig = await trackerRig();
    await rig.track(kinds(150));
    rig.state.unprocessed = 40;
    await rig.fresh()(kinds(150));
    expect(rig.sum("Other")).to.equal(0);
    expect(rig.total()).to.equal(300);
    const counter = rig.state.items.get(`series-count#${new Date().toISOString().slice(0, 7)}`)!;
    expect(counter["seriesTaken"]!.N).to.equal("225");
  });
});

describe("track-api-calls sends audit rows", () => {
  const change = (i: number) => trailEvent({ eventSource: "apigateway.amazonaws.com", eventName: "UpdateStage", requestID: `r${i}` });

  it("of the configured sources, 500 a call", async () => {
    const rig = await trackerRig();
    const report = await rig.track(delivery([...Array.from({ length: 1200 }, (_, i) => change(i)), trailEvent()]));
    expect(report.auditRows).to.equal(1200);
    expect(rig.recordCalls).to.deep.equal([500, 500, 200]);
    expect(rig.records[0]).to.include({ event_name: "UpdateStage", request_id: "r0" });
  });

  it("below 4 MiB a call", async () => {
    const rig = await trackerRig();
    const parameters = { list: Array.from({ length: 14 }, () => "x".repeat(2000)) };
    await rig.track(delivery(Array.from({ length: 400 }, () => ({ ...change(0), eventID: undefined, requestParameters: parameters }))));
    expect(rig.records).to.have.length(400);
    expect(rig.recordCalls.length).to.be.above(2);
  });

  it("again only when they were refused", async () => {
    const rig = await trackerRig();
    rig.refuseRecords = (row, call) => call < 3 && Number(row.request_id.slice(1)) % 10 === call;
    await rig.track(delivery(Array.from({ length: 100 }, (_, i) => change(i))));
    expect(rig.recordCalls).to.deep.equal([100, 10]);
    expect(new Set(rig.records.map((row) => row["request_id"])).size).to.equal(100);
  });

  it("and fails when they stay refused, without counting twice on the retry", () =>
    onVirtualClock(async () => {
      const rig = await trackerRig();
      const batch = delivery([change(1), change(2)]);
      rig.refuseRecords = (row) => row.request_id === "r2";
      expect(await errorOf(rig.track(batch))).to.equal("The delivery stream refused 1 of 2 records 6 times: ServiceUnavailableException.");
      rig.refuseRecords = undefined;
      await rig.track(batch);
      expect(rig.total()).to.equal(2);
      expect(rig.records.map((row) => row["request_id"])).to.include.members(["r1", "r2"]);
    }));

  it("and no secret into a row, a metric, the state table or a log line", async () => {
    const rig = await trackerRig({ auditEventSources: "*" }, { AWS_LAMBDA_FUNCTION_NAME: "demo-dev-track-api-calls" });
    const planted = "PLANTED-sUp3r-s3cret";
    rig.metricsFail = () => (rig.calls === 1 ? new ServiceError("InvalidParameterValueException", 400) : undefined);
    await rig.track(
      delivery([
        {
          ...change(1),
          requestParameters: { apiKey: planted, createApiKeyInput: { value: planted } },
          responseElements: { id: "k1", value: planted },
        },
        { ...change(2), errorCode: "Denied", errorMessage: `Authorization=Bearer ${planted}`, additionalEventData: { token: planted } },
        `{"broken": "${planted}"`,
      ]),
    );
    await rig.track({ awslogs: { data: Buffer.from(planted).toString("base64") } });
    expect(rig.records).to.have.length(2);
    const everything = JSON.stringify([rig.records, rig.requests, [...rig.state.items], rig.stdout, rig.warnings]);
    expect(everything).not.to.contain(planted);
  });

  it("under pseudonyms of a versioned key, in every column, and never in clear", async () => {
    const rig = await trackerRig({ clientIp: "pseudonymise", principals: "pseudonymise" }, { PSEUDONYM_KEY_SECRET: "arn:secret" });
    await rig.track(
      delivery([
        {
          ...change(1),
          errorCode: "AccessDenied",
          errorMessage: "User: arn:aws:iam::111122223333:user/ada is not authorized",
          requestParameters: { restApiId: "a1b2c3d4e5", stageName: "prod", description: "by ada, ada@example.com" },
        },
      ]),
    );
    const [row] = rig.records;
    expect(row).to.include({ privacy_key_version: "v7", source_ip_key: null, stage: "prod" });
    for (const column of ["user_name", "user_arn", "source_ip"]) expect(row![column]).to.match(/^p-[0-9a-f]{32}$/);
    expect(JSON.stringify(row)).not.to.match(/ada|example\.com|203\.0\.113/);
  });
});

describe("track-api-calls loses nothing", () => {
  it("whatever a batch holds: every event is in exactly one place, and every counted call is published once", async () => {
    const rig = await trackerRig({ maxMetricSeries: 40, ignoredEventSources: ["kms.amazonaws.com"] });
    // A fixed sequence, so that a failure can be looked at again.
    let state = 20261121;
    const random = (below: number) => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return Math.floor((state / 2147483648) * below);
    };
    const pick = <T>(values: T[]): T => values[random(values.length)]!;
    const sums = { events: 0, counted: 0, duplicates: 0, ignored: 0, unreadable: 0, outOfWindow: 0, refused: 0 };
    rig.metricsFail = (input) =>
      input.MetricData.some(({ MetricName }: any) => MetricName === "Refused")
        ? new ServiceError("InvalidParameterValueException", 400)
        : undefined;
    let earlier: unknown = trailEvent();
    for (let batch = 0; batch < 40; batch++) {
      const messages = Array.from({ length: random(60) }, () => {
        const event = trailEvent({
          eventName: pick(["RunInstances", `Call${random(100)}`, "Refused", undefined]),
          eventSource: pick(["ec2.amazonaws.com", "kms.amazonaws.com", "apigateway.amazonaws.com", undefined]),
          awsRegion: pick(["eu-west-1", "us-east-1", null]),
          eventTime: new Date(Date.now() - pick([0, 60, 400, -5]) * 3600000).toISOString(),
          errorCode: pick([undefined, undefined, "AccessDenied", `Error${random(50)}`]),
        });
        const message = pick([event, event, event, earlier, "half a li", "null", ""]);
        earlier = event;
        return message;
      });
      const chunk = delivery(messages);
      const reports = [await rig.track(chunk), ...(random(3) === 0 ? [await rig.fresh()(chunk)] : [])];
      for (const report of reports) {
        expect(report.counted + report.duplicates + report.ignored + report.unreadable).to.equal(report.events);
        for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += report[name];
      }
    }
    expect(rig.total()).to.equal(sums.counted - sums.outOfWindow - sums.refused);
    expect(rig.series().size + 8).to.be.at.most(40);
    for (const count of Object.values(sums)) expect(count).to.be.above(0);
  });
});

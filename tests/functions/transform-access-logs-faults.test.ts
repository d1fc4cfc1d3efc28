import { expect } from "chai";
import {
  dayOf,
  directory,
  fill,
  httpFormat,
  lakeTime,
  logBatch,
  noon,
  record,
  request,
  restFormat,
  rowsOf,
  transformerRig,
} from "./stand-ins/transformer-rig";

const line = (values: Record<string, string> = {}) => fill(restFormat, request(values));
const at = (ms: number) => line({ requestTimeEpoch: String(ms) });
const shop = (i: number, path: string) =>
  fill(httpFormat, { ...request(), apiId: "h1h2h3h4h5", stage: "$default", extendedRequestId: `e${i}`, path });
const answerBytes = (records: object) => Buffer.byteLength(JSON.stringify({ records }));

describe("transform-access-logs when things go wrong", () => {
  it("duplicate delivery: the same key, so that the duplicate is seen", async () => {
    const rig = await transformerRig();
    const keys = (await rig.rows(line(), line(), line({ extendedRequestId: "-" }), line({ extendedRequestId: "-" }))).map(
      (row) => row["row_key"],
    );
    expect(keys).to.deep.equal(["UJfKzDoEFXQ=", "UJfKzDoEFXQ=", request()["requestId"], request()["requestId"]]);
    const nameless = [record('{"status":"200"}'), record('{"status":"200"}')];
    const first = (await rig.transform(nameless)).flatMap(rowsOf).map((row) => row["row_key"]);
    const second = (await rig.transform(nameless)).flatMap(rowsOf).map((row) => row["row_key"]);
    expect(second, "Firehose tries a batch again with the same record ids").to.deep.equal(first);
    expect(first[0]).not.to.equal(first[1]);
  });

  it("200 rows without any id keep 200 keys", async () => {
    const rig = await transformerRig();
    const rows = await rig.rows(...Array(200).fill('{"status":"200","httpMethod":"GET"}'));
    expect(new Set(rows.map((row) => row["row_key"])).size).to.equal(200);
  });

  it("late by three days, future by one hour, midnight: the day of the request", async () => {
    const rig = await transformerRig();
    const now = Date.now();
    const midnight = noon + 43200000;
    const times = [now - 3 * 86400000, now + 3600000, midnight - 1, midnight, Date.UTC(2015, 0, 1)];
    const answers = await rig.transform(times.map((time) => record(at(time), now)));
    expect(answers.map(({ metadata }) => metadata!.partitionKeys.dt)).to.deep.equal(times.map(dayOf));
    expect(answers.flatMap(rowsOf).map((row) => row["request_time"])).to.deep.equal(times.map(lakeTime));
  });

  it("a time that no lake takes: the moment of arrival, and the text is kept", async () => {
    const rig = await transformerRig();
    const texts = ["9999999999999", "0", "12", "31/Feb/2025:10:00:00 +0000", "-5", String(Date.UTC(2015, 0, 1) - 1), "yesterday"];
    const answers = await rig.transform(texts.map((text) => record(JSON.stringify({ status: "200", requestTimeEpoch: text }), noon)));
    for (const [i, answer] of answers.entries()) {
      expect(answer.metadata).to.deep.equal({ partitionKeys: { dt: dayOf(noon) } });
      const [row] = rowsOf(answer);
      expect(row!["request_time"]).to.equal(lakeTime(noon));
      expect(JSON.parse(row!["attributes"])).to.deep.equal({ request_time: texts[i], request_time_source: "arrival" });
    }
  });

  it("numbers that are none: null, and the text is kept under the column's name", async () => {
    const rig = await transformerRig();
    const [row] = await rig.rows(
      '{"status":"2OO","responseLength":"99999999999","responseLatency":"99999999999","integrationLatency":"1.5","isCanaryRequest":"maybe","requestId":"r"}',
    );
    expect(row)
      .to.include({ response_bytes: 99999999999 })
      .and.not.to.have.any.keys("status", "response_latency_ms", "integration_latency_ms", "is_canary");
    expect(JSON.parse(row!["attributes"])).to.include({
      status: "2OO",
      response_latency_ms: "99999999999",
      integration_latency_ms: "1.5",
      is_canary: "maybe",
    });
  });

  it("plan changed during the day: rows are attributed as the directory says when they come", async () => {
    let plans = ["gold"];
    const rig = await transformerRig({
      directory: () => ({
        text: JSON.stringify({
          ...directory,
          keys: { key1: { name: "Acme", plans } },
          plans: { gold: { name: "Gold", stages: ["a1b2c3d4e5/prod"] }, free: { name: "Free", stages: ["a1b2c3d4e5/prod"] } },
        }),
      }),
    });
    expect((await rig.rows(line()))[0]!["usage_plan"]).to.equal("Gold");
    plans = ["free"];
    const { now } = Date;
    Date.now = () => now() + 61000;
    try {
      expect((await rig.rows(line()))[0]!["usage_plan"]).to.equal("Free");
    } finally {
      Date.now = now;
    }
  });

  it("an answer near 6 MB: what fits is answered, the rest fails by record, and comes again", async () => {
    const rig = await transformerRig();
    const fat = (i: number) => JSON.stringify({ status: "200", requestId: `r${i}`, a: `"${"x".repeat(7000)}`, b: `"${"y".repeat(7000)}` });
    const records = Array.from({ length: 400 }, (_, i) => record(fat(i)));
    const answers = await rig.transform(records);
    const ok = answers.filter(({ result }) => result === "Ok");
    expect(answers.map(({ recordId }) => recordId)).to.deep.equal(records.map(({ recordId }) => recordId));
    expect(answerBytes(answers)).to.be.within(5_800_000, 6_291_456);
    expect(ok.length).to.be.within(250, 399);
    for (const { result, errorMessage } of answers.slice(ok.length)) {
      expect([result, errorMessage]).to.deep.equal(["ProcessingFailed", "the row does not fit into an answer of 6 MB"]);
    }
    const again = await rig.transform(records.slice(ok.length));
    expect(again.every(({ result }) => result === "Ok")).to.equal(true);
    expect(ok.length + again.length).to.equal(400);
  });

  it("one batch whose rows alone exceed 6 MB: what does not fit is kept line by line, and nothing is lost", async () => {
    const rig = await transformerRig({ config: { source: "bridge" } });
    const lines = Array.from({ length: 3000 }, (_, i) => shop(i, `/${"p".repeat(3000)}`));
    const answers = await rig.transform([record(logBatch(lines))]);
    expect(answers[0]!.result).to.equal("Ok");
    expect(answerBytes(answers)).to.be.within(5_800_000, 6_291_456);
    const failed = rig.failedLines();
    expect(new Set(failed.map(({ errorCode }) => errorCode))).to.deep.equal(new Set(["ResponseTooLarge"]));
    expect(rowsOf(answers[0]!).length + failed.length).to.equal(3000);
  });

  it("a record of 1,000 KiB: its texts are cut, and the cut is said", async () => {
    const rig = await transformerRig();
    const size = 1000 * 1024;
    const shell = JSON.stringify({ status: "200", requestId: "big", note: "", path: "/x" });
    const text = shell.replace('"note":""', `"note":"${"n".repeat(size - shell.length)}"`);
    expect(text).to.have.length(size);
    const [row] = await rig.rows(text);
    expect(row).to.include({ row_key: "big", path: "/x" });
    expect(JSON.parse(row!["attributes"])).to.deep.equal({ request_time_source: "arrival", truncated: ["note"] });
  });

  it("hostile JSON: many keys, deep nesting, odd characters, keys that objects have by nature", async () => {
    const rig = await transformerRig();
    const many = JSON.stringify(Object.fromEntries(Array.from({ length: 401 }, (_, i) => [`k${i}`, i])));
    const deep = `{"status":"200","d":${'{"d":'.repeat(5000)}1${"}".repeat(5000)}}`;
    const odd = '{"status":"200","path":"/\\u0000\\ud800x","__proto__":{"a":"1"},"constructor":"c","toString":"t","no\\ud800":"\\udc00"}';
    const answers = await rig.transform([many, deep, odd].map((text) => record(text)));
    expect(answers[0]!.errorMessage).to.equal("the JSON object has more than 400 keys");
    expect(answers[1]!.errorMessage).to.equal("the JSON object is nested too deeply");
    const [row] = rowsOf(answers[2]!);
    expect(row!["path"]).to.equal("/\ufffd\ufffdx");
    expect(JSON.parse(row!["attributes"])).to.deep.include({ "__proto__.a": "1", constructor: "c", toString: "t", "no\ufffd": "\ufffd" });
  });

  it("a batch of everything at once: sum in = sum out", async () => {
    const rig = await transformerRig({ config: { source: "bridge" } });
    const batches = Array.from({ length: 40 }, (_, i) =>
      i % 7 === 0 ? ["bad"] : [shop(i, "/a"), i % 3 === 0 ? "half {" : shop(i + 1000, "/b"), shop(i + 2000, "/c")],
    );
    const answers = await rig.transform(batches.map((lines) => record(logBatch(lines))));
    const rows = answers.flatMap(rowsOf).length;
    const whole = answers.flatMap(({ result }, i) => (result === "ProcessingFailed" ? batches[i]! : [])).length;
    expect(rows + rig.failedLines().length + whole).to.equal(batches.flat().length);
    expect(rig.stdout[0]).to.include({ RecordsIn: 40, RowsOut: rows, LinesFailed: rig.failedLines().length, RecordsFailed: whole });
  });
});

describe("transform-access-logs publishes what only access logs know", () => {
  it("per watched API and stage, from the rows of the batch, with the shares' denominators", async () => {
    const rig = await transformerRig({ config: { metricsFor: ["a1b2c3d4e5/prod"] } });
    await rig.rows(
      line({ "authorizer.error": "timeout", "authorizer.status": "500", "waf.latency": "4", wafResponseCode: "WAF_ALLOW" }),
      line({ "authorizer.status": "200", "integration.status": "502", "waf.latency": "6", wafResponseCode: "WAF_BLOCK" }),
      line({ "integration.status": "200" }),
      line({ stage: "dev", "integration.status": "500" }),
    );
    const [, stage, ...more] = rig.stdout;
    expect(more).to.deep.equal([]);
    expect(stage).to.deep.include({
      ApiId: "a1b2c3d4e5",
      Stage: "prod",
      Requests: 3,
      AuthorizerRequests: 2,
      AuthorizerErrors: 1,
      IntegrationRequests: 2,
      IntegrationErrors: 1,
      WafRequests: 2,
      WafErrors: 0,
      WafBlocked: 1,
      WafLatency: [4, 6],
    });
    const [about] = stage!["_aws"].CloudWatchMetrics;
    expect(about.Namespace).to.equal("API-COUNT/AccessLogs");
    expect(about.Dimensions).to.deep.equal([["ApiId", "Stage"]]);
    expect(about.Metrics).to.deep.include({ Name: "WafLatency", Unit: "Milliseconds" });
  });

  it("at most 100 values a metric and line, and all of them", async () => {
    const rig = await transformerRig({ config: { metricsFor: ["a1b2c3d4e5/prod"] } });
    await rig.rows(...Array.from({ length: 250 }, (_, i) => line({ "waf.latency": String(i) })));
    const latencies = rig.stdout.slice(1).map((one) => one["WafLatency"] as number[]);
    expect(latencies.map((values) => values.length)).to.deep.equal([100, 100, 50]);
    expect(latencies.flat()).to.deep.equal(Array.from({ length: 250 }, (_, i) => i));
    expect(rig.stdout.filter((one) => one["Requests"])).to.have.length(1);
  });

  it("nothing of a batch goes into the metrics of the next, and without a namespace nothing is written", async () => {
    const rig = await transformerRig({ config: { metricsFor: ["a1b2c3d4e5/prod"] } });
    await rig.rows(line());
    await rig.rows(line({ stage: "dev", "identity.apiKeyId": "-" }));
    expect(rig.stdout).to.have.length(3);
    expect(rig.stdout[2]).to.include({ RowsWithoutCustomer: 1 });
    const silent = await transformerRig({ config: { metricNamespace: "" } });
    await silent.rows(line());
    expect(silent.stdout).to.deep.equal([]);
  });
});

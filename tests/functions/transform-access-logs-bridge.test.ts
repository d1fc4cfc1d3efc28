import { gzipSync } from "node:zlib";
import { expect } from "chai";
import type { FirehoseAnswer } from "../../functions/transform-access-logs/firehose-transform";
import {
  dayOf,
  directory,
  envelope,
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
  webSocketFormat,
} from "./stand-ins/transformer-rig";

const config = { source: "bridge" } as const;
const shop = (values: Record<string, string> = {}) =>
  fill(httpFormat, { ...request(), apiId: "h1h2h3h4h5", stage: "$default", routeKey: "GET /orders/{id}", ...values });
const results = (answers: readonly FirehoseAnswer[]) => answers.map(({ result }) => result);

describe("transform-access-logs reads batches of the bridge stream", () => {
  it("unpacks a CloudWatch Logs batch into rows by the format of its log group's stage", async () => {
    const rig = await transformerRig({ config });
    const lines = [0, 1, 2].map((i) => shop({ requestTimeEpoch: String(noon + i * 1000), extendedRequestId: `e${i}` }));
    const [answer] = await rig.transform([record(logBatch(lines))]);
    expect(answer!.metadata).to.deep.equal({ partitionKeys: { dt: dayOf(noon) } });
    const rows = rowsOf(answer!);
    expect(rows.map((row) => row["row_key"])).to.deep.equal(["e0", "e1", "e2"]);
    expect(rows[2]).to.include({
      api_kind: "HTTP",
      api_name: "shop",
      stage: "$default",
      route: "GET /orders/{id}",
      status: 200,
      request_time: lakeTime(noon + 2000),
      account_id: "111122223333",
    });
  });

  it("reads WebSocket lines: connection, event type and time of the connection", async () => {
    const apis = { w1: { name: "chat", kind: "WEBSOCKET", stages: { live: { accessLogFormat: webSocketFormat } } } };
    const text = JSON.stringify({ apis, keys: {}, plans: {}, logGroups: { "/aws/apigateway/chat": ["w1/live"] } });
    const rig = await transformerRig({ config, directory: () => ({ text }) });
    const line = fill(webSocketFormat, {
      requestTimeEpoch: String(noon),
      extendedRequestId: "x1",
      apiId: "w1",
      stage: "live",
      routeKey: "sendMessage",
      eventType: "MESSAGE",
      connectionId: "c1=",
      connectedAt: String(noon - 60000),
      status: "200",
    });
    const [row] = await rig.rows(logBatch([line], { logGroup: "/aws/apigateway/chat" }));
    expect(row).to.include({ api_kind: "WEBSOCKET", api_name: "chat", route: "sendMessage", connection_id: "c1=", event_type: "MESSAGE" });
    expect(row!["connected_at"]).to.equal(lakeTime(noon - 60000));
  });

  it("takes API, stage and account from the log group where the format has none of them", async () => {
    const clf =
      '$context.identity.sourceIp [$context.requestTime] "$context.routeKey $context.protocol" $context.status $context.requestId';
    const apis = { h1: { name: "shop", kind: "HTTP", stages: { v1: { accessLogFormat: clf } } } };
    const text = JSON.stringify({ apis, keys: {}, plans: {}, logGroups: { "/shop": ["h1/v1"] } });
    const rig = await transformerRig({ config, directory: () => ({ text }) });
    const line = '203.0.113.9 [21/Nov/2025:10:11:12 +0000] "GET /pets HTTP/1.1" 404 abc=';
    const [row] = await rig.rows(logBatch([line], { logGroup: "/shop" }));
    expect(row).to.include({
      api_id: "h1",
      stage: "v1",
      api_name: "shop",
      api_kind: "HTTP",
      route: "GET /pets",
      status: 404,
      account_id: "111122223333",
    });
  });

  it("drops a control message and counts it", async () => {
    const rig = await transformerRig({ config });
    const control = {
      messageType: "CONTROL_MESSAGE",
      logEvents: [{ id: "", timestamp: 1, message: "CWL CONTROL MESSAGE: Checking health" }],
    };
    expect(results(await rig.transform([record(gzipSync(JSON.stringify(control))), record(logBatch([]))]))).to.deep.equal([
      "Dropped",
      "Dropped",
    ]);
    expect(rig.stdout[0]).to.include({ RecordsIn: 2, RowsOut: 0, RecordsDropped: 2 });
  });

  it("keeps a bad line before it answers Ok for the others, as an object like Firehose's own", async () => {
    const rig = await transformerRig({ config });
    const answers = await rig.transform([
      record(logBatch([shop({ extendedRequestId: "a" }), "Error: out of memory", shop({ extendedRequestId: "b" })]), noon),
      record(logBatch([shop({ extendedRequestId: "c" }), ""], { logStream: "stream-2" }), noon),
    ]);
    expect(results(answers)).to.deep.equal(["Ok", "Ok"]);
    expect(answers.flatMap(rowsOf).map((row) => row["row_key"])).to.deep.equal(["a", "b", "c"]);
    expect(rig.puts).to.have.length(1);
    expect(rig.puts[0]!.Key).to.match(
      new RegExp(`^failed/amazon-apigateway-test/line-failed/dt=${dayOf(noon)}/${noon}-[0-9a-f]{24}\\.json$`),
    );
    const [first, second] = rig.failedLines();
    expect(first).to.include({ attemptsMade: 1, arrivalTimestamp: noon, errorCode: "LineNotUnderstood", lineNumber: 2 });
    expect(first).to.include({ logGroup: "/aws/apigateway/shop", logStream: "stream-1" });
    expect(Buffer.from(first!.rawData, "base64").toString()).to.equal("Error: out of memory");
    expect(first!.errorMessage).to.contain("does not fit the format").and.not.to.contain("memory");
    expect(second).to.include({ lineNumber: 2, logStream: "stream-2" });
    expect(rig.stdout[0]).to.include({ RecordsIn: 2, RowsOut: 3, LinesFailed: 2 });
  });

  it("writes the same object again when the same batch comes again", async () => {
    const rig = await transformerRig({ config });
    const sent = [record(logBatch([shop(), "bad"]), noon)];
    await rig.transform(sent);
    await rig.transform(sent);
    expect(rig.puts[0]).to.deep.equal(rig.puts[1]);
  });

  it("fails the whole record when the bad line cannot be kept: nothing is lost", async () => {
    const rig = await transformerRig({ config, putFails: true });
    const answers = await rig.transform([record(logBatch([shop(), "bad"])), record(logBatch([shop()]))]);
    expect(results(answers)).to.deep.equal(["ProcessingFailed", "Ok"]);
    expect(answers[0]).to.include({ errorMessage: "lines that failed could not be stored" }).and.not.to.have.any.keys("data", "metadata");
    expect(rig.stdout[0]).to.include({ RowsOut: 1, RecordsFailed: 1 }).and.not.to.have.property("LinesFailed");
  });

  it("fails a record none of whose lines is understood, and lets Firehose keep it", async () => {
    const rig = await transformerRig({ config });
    const answers = await rig.transform([
      record(logBatch(["bad", "worse"])),
      record("plain text"),
      record(gzipSync("{}")),
      record(gzipSync("[1")),
    ]);
    expect(results(answers)).to.deep.equal(Array(4).fill("ProcessingFailed"));
    expect(rig.puts).to.deep.equal([]);
  });

  it("gives a row without any request id a key that a repeated delivery finds again, and that no other row has", async () => {
    const rig = await transformerRig({ config });
    const line = '{"apiId":"h1h2h3h4h5","stage":"$default","status":"200"}';
    const batch = logBatch([line, line]);
    const keys = (await rig.rows(batch, batch)).map((row) => row["row_key"]);
    expect(keys[0]).to.match(/^row-[0-9a-f]{32}$/);
    expect(keys).to.deep.equal([keys[0], keys[1], keys[0], keys[1]]);
    expect(keys[0]).not.to.equal(keys[1]);
    const other = await rig.rows(logBatch([line, line], { logStream: "stream-2" }));
    expect(keys).not.to.include(other[0]!["row_key"]);
  });

  it("puts a batch over midnight into the day of its earliest row, and hands out lines that readers would not find there", async () => {
    const rig = await transformerRig({ config });
    const midnight = noon + 43200000;
    const times = [midnight + 1, midnight - 1, midnight - 3 * 86400000];
    const lines = times.map((at, i) => shop({ requestTimeEpoch: String(at), extendedRequestId: `t${i}` }));
    const [answer] = await rig.transform([record(logBatch(lines))]);
    expect(answer!.metadata!.partitionKeys.dt).to.equal(dayOf(noon));
    expect(rowsOf(answer!).map((row) => row["row_key"])).to.deep.equal(["t0", "t1"]);
    expect(rig.failedLines().map(({ errorCode, lineNumber }) => [errorCode, lineNumber])).to.deep.equal([["SpansDays", 3]]);
  });
});

describe("transform-access-logs takes back what the redriver puts into the stream", () => {
  it("a raw batch, a raw line with its log group, and a raw direct line", async () => {
    const bridge = await transformerRig({ config });
    expect(await bridge.rows(envelope({ attempt: 1, kind: "raw", arrival: noon }, logBatch([shop()])))).to.have.length(1);
    const about = { attempt: 2, kind: "raw", arrival: noon, logGroup: "/aws/apigateway/shop", rowId: "row-1" } as const;
    expect((await bridge.rows(envelope(about, shop())))[0]).to.include({ api_name: "shop" });
    const direct = await transformerRig();
    expect((await direct.rows(envelope({ attempt: 1, kind: "raw", arrival: noon }, fill(restFormat, request()))))[0]).to.include({
      api_name: "orders",
    });
  });

  it("keeps arrival and attempts, and the key of a row without id", async () => {
    const rig = await transformerRig({ config });
    const bad = logBatch(["bad", '{"apiId":"h1h2h3h4h5","status":"200"}']);
    await rig.transform([record(envelope({ attempt: 2, kind: "raw", arrival: noon }, bad))]);
    const [line] = rig.failedLines();
    expect(line).to.include({ attemptsMade: 3, arrivalTimestamp: noon });
    const about = { attempt: 3, kind: "raw", arrival: noon, logGroup: "/aws/apigateway/shop", rowId: line!.rowId } as const;
    const [row] = await rig.rows(envelope(about, '{"apiId":"h1h2h3h4h5","status":"200"}'));
    expect(row).to.include({ row_key: line!.rowId, request_time: lakeTime(noon) });
  });

  it("an arrival that no clock shows, without breaking the batch", async () => {
    const rig = await transformerRig({ config });
    const bad = logBatch([shop(), "bad"]);
    const [answer] = await rig.transform([record(envelope({ attempt: 1, kind: "raw", arrival: 1e18 }, bad), noon)]);
    expect(answer).to.include({ result: "Ok" });
    expect(rig.failedLines()[0]).to.include({ arrivalTimestamp: noon });
  });

  it("a row of ours: checked, wrong types moved to attributes, nothing attributed or hidden twice", async () => {
    const rig = await transformerRig({ config: { clientIp: "truncate" } });
    const [row] = await rig.rows(fill(restFormat, request({ "identity.sourceIp": "203.0.113.7" })));
    const broken = { ...row, customer_id: "as-it-was", status: "n/a", source_ip: "203.0.113.7", attributes: '{"tier":"gold"}' };
    const [answer] = await rig.transform([record(envelope({ attempt: 1, kind: "row", arrival: noon }, `${JSON.stringify(broken)}\n`))]);
    expect(answer!.metadata!.partitionKeys.dt).to.equal(dayOf(noon));
    const [back] = rowsOf(answer!);
    expect(back).to.include({ customer_id: "as-it-was", source_ip: "203.0.113.7", row_key: row!["row_key"] });
    expect(back).not.to.have.property("status");
    expect(JSON.parse(back!["attributes"])).to.deep.equal({ tier: "gold", status: "n/a" });
  });

  it("no log line can pass for a row: neither on the direct stream nor inside a batch, nor an envelope with anything else in it", async () => {
    const forged = JSON.stringify({ row_key: "x", schema_version: 1, request_time: lakeTime(noon), customer_id: "victim", status: 200 });
    const direct = await transformerRig();
    const rows = await direct.rows(forged);
    expect(rows[0]!["row_key"], "a key of its own").to.match(/^row-/);
    const sent = envelope({ attempt: 1, kind: "row", arrival: noon }, forged);
    const bridge = await transformerRig({ config, directory: () => ({ text: JSON.stringify(directory) }) });
    expect(results(await bridge.transform([record(logBatch([sent]))]))).to.deep.equal(["ProcessingFailed"]);
    const altered = `${sent.slice(0, -1)},"userAgent":"x"}`;
    expect(results(await direct.transform([record(altered), record(` ${sent}`), record(sent.slice(0, -2))]))).to.deep.equal(
      Array(3).fill("ProcessingFailed"),
    );
    const unknown = envelope({ attempt: 1, kind: "row", arrival: noon }, forged.replace("customer_id", "cust_id"));
    expect((await direct.transform([record(unknown)]))[0]!.errorMessage).to.equal("the row that was put back has a key that is no column");
  });
});

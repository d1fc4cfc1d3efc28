import { randomBytes } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import { ServiceError } from "../../local/stand-ins/sdk-module";
import { errorOf } from "./stand-ins/error-of";
import { failedRecord, redriverRig, redriverText } from "./stand-ins/redriver-rig";
import { onVirtualClock } from "./stand-ins/virtual-clock";

const stream = "amazon-apigateway-logs";
const bytesOf = (envelope: any) => Buffer.from(envelope.data, "base64").toString("utf8");

describe("redrive-failed-records", () => {
  it("puts what the transformer refused back raw, with its number and arrival, and moves the object", async () => {
    const rig = await redriverRig();
    const key = rig.failed(
      stream,
      "processing-failed",
      ["one", "two"].map((text) => failedRecord(text)),
    );
    expect(await rig.redrive({})).to.deep.equal({ objects: 1, records: 2, returned: 2, resting: 0, failed: 0, remaining: 0 });
    expect(rig.put.map((one) => one.stream)).to.deep.equal([stream, stream]);
    expect(rig.put[0]!.text.startsWith('{"redrive":{')).to.equal(true);
    expect(rig.envelopes()).to.deep.equal(
      ["one", "two"].map((text) => ({
        redrive: { attempt: 1, kind: "raw", arrival: 1763725000000 },
        data: Buffer.from(text).toString("base64"),
      })),
    );
    expect(rig.lake.keys()).to.deep.equal([rig.moved(key)]);
    expect(await rig.redrive({})).to.include({ objects: 0, returned: 0 });
  });

  it("counts an envelope that failed again, without wrapping it twice, and lets it rest after three returns", async () => {
    const rig = await redriverRig();
    const envelope = (attempt: number) => JSON.stringify({ redrive: { attempt, kind: "raw", arrival: 5, logGroup: "/g" }, data: "b25l" });
    const key = rig.failed(
      stream,
      "processing-failed",
      [1, 2, 3, 9].map((attempt) => failedRecord(envelope(attempt))),
    );
    expect(await rig.redrive({})).to.include({ records: 4, returned: 2, resting: 2 });
    expect(rig.envelopes()).to.deep.equal(
      [2, 3].map((attempt) => ({ redrive: { attempt, kind: "raw", arrival: 5, logGroup: "/g" }, data: "b25l" })),
    );
    const resting = rig.lake
      .text(key.replace(`${stream}/`, `${stream}/resting/`))!
      .trim()
      .split("\n");
    expect(resting.map((line) => Buffer.from(JSON.parse(line).rawData, "base64").toString())).to.deep.equal([envelope(3), envelope(9)]);
    expect(await rig.redrive({})).to.include({ objects: 0, remaining: 0 });
  });

  it("puts single lines back with their log group and identity, by the number of their tries", async () => {
    const rig = await redriverRig();
    const line = (attemptsMade: number) =>
      failedRecord("a line", {
        attemptsMade,
        errorCode: "LineNotUnderstood",
        lineNumber: 3,
        logGroup: "/api/web",
        logStream: "s",
        rowId: "row-7",
      });
    rig.failed("bridge", "line-failed", [line(1), line(3), line(4), failedRecord("x", { attemptsMade: 1, logGroup: null, rowId: "r" })]);
    expect(await rig.redrive({})).to.include({ returned: 3, resting: 1 });
    expect(rig.envelopes().map(({ redrive }) => redrive)).to.deep.equal([
      { attempt: 1, kind: "raw", arrival: 1763725000000, logGroup: "/api/web", rowId: "row-7" },
      { attempt: 3, kind: "raw", arrival: 1763725000000, logGroup: "/api/web", rowId: "row-7" },
      { attempt: 1, kind: "raw", arrival: 1763725000000, rowId: "r" },
    ]);
    expect(rig.put[0]!.stream).to.equal("bridge");
  });

  it("puts rows that could not be converted back as rows, three times, then lets them rest", async () => {
    const rig = await redriverRig();
    const row = JSON.stringify({ row_key: "k1", schema_version: 1, status: "two hundred" });
    for (let attempt = 1; attempt <= 3; attempt++) {
      rig.failed(
        stream,
        "format-conversion-failed",
        [failedRecord(row, { errorCode: "DataFormatConversion.ParseError" })],
        `object-${attempt}`,
      );
      expect(await rig.redrive({})).to.include({ objects: 1, returned: 1, resting: 0 });
      expect(rig.envelopes()[attempt - 1].redrive).to.deep.equal({ attempt, kind: "row", arrival: 1763725000000 });
      expect(bytesOf(rig.envelopes()[attempt - 1])).to.equal(row);
    }
    const key = rig.failed(stream, "format-conversion-failed", [failedRecord(row)], "object-4");
    expect(await rig.redrive({})).to.include({ objects: 1, returned: 0, resting: 1 });
    expect(rig.lake.keys("failed/")).to.deep.equal([key.replace(`${stream}/`, `${stream}/resting/`)]);
  });

  it("puts audit rows back as they are, since their stream has no transformer", async () => {
    const rig = await redriverRig();
    const row = JSON.stringify({ event_id: "e1", event_time: "2026-11-21 09:00:00.000" });
    for (const type of ["format-conversion-failed", "metadata-extraction-failed", "processing-failed", "processing-failed"]) {
      rig.failed("audit", type, [failedRecord(row)]);
      await rig.redrive({});
    }
    expect(rig.put.map(({ text }) => text)).to.deep.equal([`${row}\n`, `${row}\n`, `${row}\n`]);
    expect(rig.lake.keys("failed/audit/resting/")).to.have.length(1);
  });

  it("keeps documents that it cannot read, and reads joined, compressed and empty objects", async () => {
    const rig = await redriverRig();
    rig.failed(
      stream,
      "processing-failed",
      [failedRecord('a}{"b'), failedRecord("two", { errorMessage: 'what }{" is this' })],
      "joined",
      "",
    );
    rig.failed(
      stream,
      "processing-failed",
      ["not JSON", "[]", "null", { rawData: 5 }, { rawData: "%%%" }, { other: 1 }, failedRecord("good")],
      "broken",
    );
    rig.failed(stream, "processing-failed", [], "empty");
    const packed = rig.failed(stream, "processing-failed", [], "packed");
    rig.lake.objects.set(packed, gzipSync(JSON.stringify(failedRecord("packed"))));
    expect(await rig.redrive({})).to.deep.equal({ objects: 4, records: 10, returned: 4, resting: 0, failed: 6, remaining: 0 });
    expect(rig.envelopes().map(bytesOf)).to.have.members(['a}{"b', "two", "good", "packed"]);
    const [kept] = rig.lake.keys("failed/");
    expect(rig.lake.text(kept!)!.trim().split("\n")).to.deep.equal([
      "not JSON",
      "[]",
      "null",
      '{"rawData":5}',
      '{"rawData":"%%%"}',
      '{"other":1}',
    ]);
  });

  it("reads what a cut-off object holds, and lets a damaged one rest as a whole", async () => {
    const rig = await redriverRig();
    const packed = gzipSync(["one", "two"].map((text) => JSON.stringify(failedRecord(`${text} ${Math.random()}`))).join("\n"));
    rig.lake.objects.set(rig.failed(stream, "processing-failed", [], "cut"), packed.subarray(0, packed.length - 12));
    const damaged = Buffer.from(packed).fill(0xff, 12);
    rig.lake.objects.set(rig.failed(stream, "processing-failed", [], "damaged"), damaged);
    const report = await rig.redrive({});
    expect(report).to.include({ objects: 2, resting: 0, remaining: 0 });
    expect(report.records).to.equal(report.returned + report.failed);
    expect(rig.envelopes().some((one) => bytesOf(one).startsWith("one"))).to.equal(true);
    const kept = rig.lake.keys("failed/").find((key) => key.endsWith("damaged"))!;
    expect(JSON.parse(rig.lake.text(kept)!)).to.deep.equal({
      errorMessage: "the object is broken gzip",
      object: damaged.toString("base64"),
    });
    expect(rig.lake.keys("redriven/")).to.have.length(2);
  });

  it("fits a record of 1,000 KiB into its envelope by compressing it, and lets rest what still does not fit", async () => {
    const rig = await redriverRig();
    const line = `{"path":"${"x".repeat(1023980)}"}`;
    rig.failed(stream, "processing-failed", [failedRecord(line), failedRecord(randomBytes(1000000))]);
    expect(await rig.redrive({})).to.include({ returned: 1, resting: 1 });
    expect(gunzipSync(Buffer.from(rig.envelopes()[0].data, "base64")).toString()).to.equal(line);
  });

  it("counts without changing anything when asked for a dry run", async () => {
    const rig = await redriverRig();
    rig.failed(stream, "processing-failed", [failedRecord("one"), "broken"]);
    const before = rig.lake.keys();
    expect(await rig.redrive({ dryRun: true })).to.deep.equal({ objects: 1, records: 2, returned: 1, resting: 0, failed: 1, remaining: 0 });
    expect(rig.lake.keys()).to.deep.equal(before);
    expect(rig.put).to.deep.equal([]);
    expect(rig.lake.requests.filter((one) => !/^(Get|List) /.test(one))).to.deep.equal([]);
  });

  it("keeps to a prefix and a number of objects, and leaves streams that it does not know", async () => {
    const { warn } = console;
    console.warn = () => {};
    try {
      const rig = await redriverRig();
      rig.lake.pageSize = 2;
      for (let i = 0; i < 5; i++) rig.failed(stream, "processing-failed", [failedRecord(`r${i}`)], `object-${i}`);
      rig.failed("bridge", "processing-failed", [failedRecord("bridge")]);
      const foreign = rig.failed("another", "processing-failed", [failedRecord("foreign")]);
      expect(await rig.redrive({ prefix: `failed/${stream}/`, maxObjects: 2 })).to.include({ objects: 2, remaining: 3 });
      expect(await rig.redrive({ prefix: "failed/bridge/" })).to.include({ objects: 1, remaining: 0 });
      expect(await rig.redrive({})).to.include({ objects: 3, remaining: 1 });
      expect(rig.lake.keys("failed/")).to.deep.equal([foreign]);
    } finally {
      console.warn = warn;
    }
  });

  it("refuses a request that it does not understand", async () => {
    const { redrive } = await redriverRig();
    const cases: [unknown, string][] = [
      [{ prefix: "access_logs/" }, "Invalid field 'prefix': must begin with 'failed/', got 'access_logs/'."],
      [{ prefix: 5 }, "Invalid field 'prefix': must begin with 'failed/', got '5'."],
      [{ dryRun: "yes" }, "Invalid field 'dryRun': must be true or false, got 'yes'."],
      [{ maxObjects: 0 }, "Invalid field 'maxObjects': must be a whole number from 1, got '0'."],
    ];
    for (const [request, expected] of cases) expect(await errorOf(redrive(request))).to.equal(expected);
  });

  it("is small", async () => {
    expect(gzipSync(await redriverText()).length).to.be.below(20000);
  });
});

describe("redrive-failed-records under faults", () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => failedRecord(`record ${i}`));

  it("puts again only what was refused", () =>
    onVirtualClock(async () => {
      const rig = await redriverRig();
      rig.failed(stream, "processing-failed", many(1200));
      rig.refuse = (text, call) => call === 2 && bytesOf(JSON.parse(text)).endsWith("7");
      expect(await rig.redrive({})).to.include({ returned: 1200, remaining: 0 });
      expect(rig.calls).to.deep.equal([500, 500, 50, 200]);
      expect(new Set(rig.envelopes().map(bytesOf)).size).to.equal(1200);
      expect(rig.put).to.have.length(1200);
    }));

  it("moves nothing while the stream refuses, and goes on where it stopped", () =>
    onVirtualClock(async () => {
      const rig = await redriverRig();
      const key = rig.failed(stream, "processing-failed", many(1200));
      rig.fail = (call) => (call === 3 ? new ServiceError("ServiceUnavailableException", 503, "Slow down.") : undefined);
      expect(await errorOf(rig.redrive({}))).to.equal(
        `1 of 1 objects could not be redriven; the first: ${key}: Slow down. ({"objects":0,"records":1200,"returned":1000,"resting":0,"failed":0,"remaining":1})`,
      );
      expect(rig.lake.keys("failed/")).to.deep.equal([key]);
      expect(await rig.fresh()({})).to.deep.equal({ objects: 1, records: 1200, returned: 200, resting: 0, failed: 0, remaining: 0 });
      expect(rig.put).to.have.length(1200);
      expect(rig.lake.keys()).to.deep.equal([rig.moved(key)]);
    }));

  it("tries the other objects when one fails", async () => {
    const rig = await redriverRig();
    const bad = rig.failed(stream, "processing-failed", many(1), "a");
    rig.failed(stream, "processing-failed", many(2), "b");
    rig.lake.fail = (kind, input) => (kind === "Get" && input.Key === bad ? new ServiceError("InternalError", 500) : undefined);
    expect(await errorOf(rig.redrive({})))
      .to.contain("1 of 2 objects could not be redriven; the first: failed/")
      .and.to.contain('"returned":2');
    expect(rig.lake.keys("failed/")).to.deep.equal([bad]);
  });

  it("lets the next run begin at once where reading or moving an object failed", async () => {
    for (const broken of ["Get", "Copy"]) {
      const rig = await redriverRig();
      const key = rig.failed(stream, "processing-failed", many(2));
      rig.lake.fail = (kind, input) =>
        kind === broken && !input.Key.startsWith("redriven/progress/") ? new ServiceError("InternalError", 500) : undefined;
      for (const run of [rig.redrive, rig.fresh()])
        expect(await errorOf(run({})), broken).to.contain("1 of 1 objects could not be redriven");
      rig.lake.fail = undefined;
      expect(await rig.fresh()({}), broken).to.include({ objects: 1, remaining: 0 });
      expect(rig.put).to.have.length(2);
      expect(rig.lake.keys()).to.deep.equal([rig.moved(key)]);
    }
  });

  it("stops with 30 seconds left, between objects and inside a large one", () =>
    onVirtualClock(async (clock) => {
      const rig = await redriverRig();
      rig.failed(stream, "processing-failed", many(5000), "a");
      rig.failed(stream, "processing-failed", many(3), "b");
      // Every call takes ten seconds of the sixty-nine that there are.
      const end = clock.now() + 69000;
      let used = 0;
      const context = { getRemainingTimeInMillis: () => end - clock.now() - used };
      rig.fail = () => {
        used += 10000;
        return undefined;
      };
      expect(await rig.redrive({}, context)).to.include({ objects: 0, returned: 2000, remaining: 2 });
      rig.fail = undefined;
      expect(await rig.fresh()({})).to.include({ objects: 2, returned: 3003, remaining: 0 });
      expect(rig.put).to.have.length(5003);
    }));

  it("puts nothing twice when two runs meet, or when a run died before it could move its object", () =>
    onVirtualClock(async () => {
      const rig = await redriverRig();
      rig.failed(stream, "processing-failed", many(700));
      const reports = await Promise.all([rig.redrive({}), rig.fresh()({})]);
      expect(reports.map(({ returned }) => returned).sort()).to.deep.equal([0, 700]);
      expect(rig.put).to.have.length(700);

      const key = rig.failed(stream, "processing-failed", many(10), "dies");
      rig.lake.fail = (kind) => (kind === "Delete" ? new Error("cut off") : undefined);
      await errorOf(rig.redrive({}, { getRemainingTimeInMillis: () => 60000 }));
      rig.lake.fail = undefined;
      expect(rig.put).to.have.length(710);
      await new Promise<void>((resolve) => setTimeout(resolve, 61000));
      expect(await rig.fresh()({})).to.include({ objects: 1, returned: 0 });
      expect(rig.put).to.have.length(710);
      expect(rig.lake.keys("failed/")).to.deep.equal([]);
      expect(rig.lake.keys("redriven/")).to.include(rig.moved(key));
    }));
});

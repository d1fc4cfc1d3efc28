import { deflateRawSync } from "node:zlib";
import { expect } from "chai";
import { makeTransformer } from "../../functions/transform-access-logs";
import { makeValueReaders } from "../../functions/transform-access-logs/value-readers";
import { fill, record, request, restFormat, rowsOf, transformerConfig, transformerRig, transformerText } from "./stand-ins/transformer-rig";

describe("transform-access-logs as Pulumi uploads it", () => {
  it("is at most 20 kB zipped, the format compiler included, and requires nothing but Node and the SDK", async () => {
    const text = await transformerText({ ...transformerConfig, principals: "pseudonymise" });
    expect(deflateRawSync(text, { level: 9 }).length).to.be.at.most(20000);
    const required = [...text.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name!);
    expect(new Set(required)).to.deep.equal(
      new Set(["@aws-sdk/client-s3", "@aws-sdk/client-secrets-manager", "node:crypto", "node:net", "node:zlib"]),
    );
  });

  it("refuses to start without its environment, in the words of every other error", async () => {
    const { LAKE_BUCKET } = process.env;
    try {
      process.env["LAKE_BUCKET"] = "";
      expect(() => makeTransformer(transformerConfig)()).to.throw("Invalid environment variable 'LAKE_BUCKET': must be set, got ''.");
    } finally {
      if (LAKE_BUCKET === undefined) delete process.env["LAKE_BUCKET"];
      else process.env["LAKE_BUCKET"] = LAKE_BUCKET;
    }
  });

  it("takes at most two parameters: the runtime refuses three", async () => {
    const handler = makeTransformer(transformerConfig);
    process.env["LAKE_BUCKET"] ??= "lake";
    process.env["DIRECTORY_KEY"] ??= "directory/current.json";
    expect(handler().length).to.be.at.most(2);
  });

  it("says the same as its source", async () => {
    const rig = await transformerRig();
    const line = fill(restFormat, request({ requestTimeEpoch: "1763725000123" }));
    expect(rowsOf((await rig.transform([record(line)]))[0]!)[0]!["request_time"]).to.equal(
      makeValueReaders().timestamp(makeValueReaders().time("1763725000123")!),
    );
  });
});

describe("transform-access-logs reads values", () => {
  const { integer, bigint, double, flag, time, timestamp, dayOf } = makeValueReaders();

  it("times: milliseconds, seconds, Common Log Format, ISO 8601 with and without zone", () => {
    const expected = Date.UTC(2025, 10, 21, 9, 36, 40);
    const texts = [
      "1763717800000",
      "1763717800",
      "1763717800.0",
      "21/Nov/2025:09:36:40 +0000",
      "[21/nov/2025:11:06:40 +0130]",
      "2025-11-21T09:36:40Z",
      "2025-11-21T04:36:40.000-05:00",
      "2025-11-21 09:36:40.000",
    ];
    for (const text of texts) expect(time(text), text).to.equal(expected);
    expect(time("1763717800123"), "to the millisecond").to.equal(expected + 123);
    expect(time("2025-11-21T09:36:40.5Z")).to.equal(expected + 500);
  });

  it("no times: days and hours that do not exist, other texts", () => {
    const texts = [
      "",
      "-",
      "now",
      "12345678",
      "12345678901234",
      "30/Feb/2025:10:00:00 +0000",
      "21/Xov/2025:10:00:00 +0000",
      "21/ovD/2025:10:00:00 +0000",
      "21/Nov/2025:24:00:00 +0000",
      "21/Nov/2025:10:60:00 +0000",
      "2025-13-01T00:00:00Z",
      "2025-11-21",
    ];
    for (const text of texts) expect(time(text), text).to.equal(null);
  });

  it("writes times and days in UTC, one after the other and out of order", () => {
    const times = [
      Date.UTC(2025, 11, 31, 23, 59, 59, 999),
      Date.UTC(2026, 0, 1),
      Date.UTC(2025, 11, 31, 23, 59, 59, 7),
      Date.UTC(2015, 0, 1, 0, 0, 0, 45),
    ];
    expect(times.map(timestamp)).to.deep.equal(times.map((at) => new Date(at).toISOString().replace("T", " ").slice(0, 23)));
    expect(times.map(dayOf)).to.deep.equal(times.map((at) => new Date(at).toISOString().slice(0, 10)));
  });

  it("numbers: plain digits in the range of the column, and nothing else", () => {
    expect(["0", "200", "-1", "2147483647", "2147483648", "007", "1.0", "1e3", " 1", "", "0x1f", "١"].map(integer)).to.deep.equal([
      "0",
      "200",
      "-1",
      "2147483647",
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(["999999999999999999", "9999999999999999999", "12a"].map(bigint)).to.deep.equal(["999999999999999999", null, null]);
    expect(["1.25", "3", ".5", "NaN"].map(double)).to.deep.equal(["1.25", "3", null, null]);
    expect(["true", "FALSE", "1", "yes"].map(flag)).to.deep.equal(["true", "false", null, null]);
  });
});

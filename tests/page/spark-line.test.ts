import { expect } from "chai";
import type { Measure } from "../../analytics/visuals";
import { sparkLine } from "../../local/page/client/spark-line";

describe("the line beside a key figure", () => {
  const range = { from: "2026-11-19T00:00:00Z", to: "2026-11-23T00:00:00Z" };
  const count: Measure = { name: "n", title: "Requests", sql: "count(*)", unit: "requests", additive: true };
  const latency: Measure = { name: "n", title: "p50", sql: "p", unit: "ms" };
  const columns = ["time", "n"].map((name) => ({ name, type: "x" }));
  const rows = [
    ["2026-11-19T00:00:00.000Z", 10],
    ["2026-11-19T01:00:00.000Z", 5],
    ["2026-11-22T23:00:00.000Z", 10],
  ];

  it("lies on the ground in the hours in which nothing was counted", () => {
    const path = sparkLine({ columns, rows }, count, range)!;
    expect(path.match(/[ML]/g)).to.have.lengthOf(96);
    expect(path.match(/M/g)).to.have.lengthOf(1);
    expect(path.match(/ 21\.00/g)).to.have.lengthOf(93);
    expect(path.startsWith("M0.00 2.00L1.04 11.50L2.08 21.00")).to.equal(true);
  });

  it("has a gap where there is nothing to measure", () => {
    expect(sparkLine({ columns, rows }, latency, range)).to.equal("M0.00 2.00L1.04 11.50M98.96 2.00");
  });

  it("is not there for less than three points", () => {
    expect(sparkLine({ columns, rows: rows.slice(1) }, count, range)).to.equal(undefined);
    expect(sparkLine({ columns, rows: [["2026-11-19T00:00:00.000Z", null], ...rows.slice(1)] }, latency, range)).to.equal(undefined);
  });
});

import { expect } from "chai";
import { calculate, type MathSurroundings } from "../../../local/cloudwatch/metric-math";
import { readSearch } from "../../../local/cloudwatch/search-text";
import type { TimeSeries, Value } from "../../../local/cloudwatch/time-series";

const series = (parts: string[], ...values: (number | undefined)[]): TimeSeries => ({
  parts,
  points: new Map(values.flatMap((value, i) => (value === undefined ? [] : [[i, value] as const]))),
});
const window = { from: 0, to: 3 };
const lines: Record<string, Value> = {
  a: { kind: "series", series: series([], 1, 2, 3) },
  gap: { kind: "series", series: series([], 10, undefined, 30) },
  zero: { kind: "series", series: series([], 0, 0, 4) },
  many: { kind: "array", array: [series(["x"], 1, 1, 1), series(["y"], 5, undefined, 1), series(["z"], 2, 9, 1)] },
  none: { kind: "array", array: [] },
  some: { kind: "array", array: [series(["x"], 1), series(["y"])] },
};
const around: MathSurroundings = {
  line: async (id) => {
    if (!lines[id]) throw new Error(`no line ${id}`);
    return lines[id];
  },
  searches: (id) => id === "many",
  search: async (text, stat, period) => [series([text, stat, String(period)], 1)],
  starts: () => [0, 1, 2],
};
const points = async (text: string) => {
  const value = await calculate(text, window, around);
  return value.kind === "series" ? [...value.series.points] : value.kind === "number" ? value.value : value;
};
const names = async (text: string) => {
  const value = await calculate(text, window, around);
  return value.kind === "array" ? value.array.map(({ parts }) => parts.join()) : value;
};
const refusal = (text: string) =>
  calculate(text, window, around).then(
    () => "understood",
    (error: Error) => error.message,
  );

describe("metric math", () => {
  it("calculates with numbers and series, and has no value where a series has none or zero divides", async () => {
    expect(await points("100 * (a + 1) / 2")).to.deep.equal([
      [0, 100],
      [1, 150],
      [2, 200],
    ]);
    expect(await points("a + gap")).to.deep.equal([
      [0, 11],
      [2, 33],
    ]);
    expect(await points("a / zero")).to.deep.equal([[2, 0.75]]);
    expect(await points("a + FILL(gap, 0)")).to.deep.equal([
      [0, 11],
      [1, 2],
      [2, 33],
    ]);
  });

  it("makes one series of many, one number of a series, and a series of a number", async () => {
    expect(await points("SUM(many)")).to.deep.equal([
      [0, 8],
      [1, 10],
      [2, 3],
    ]);
    expect(await points("AVG(many)")).to.deep.equal([
      [0, 8 / 3],
      [1, 5],
      [2, 1],
    ]);
    expect(await points("MAX(a)")).to.equal(3);
    expect(await points("a - MIN(a)")).to.deep.equal([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
    expect(await points("METRIC_COUNT(many) + METRIC_COUNT(none)")).to.equal(3);
    expect(await points("TIME_SERIES(METRIC_COUNT(many))")).to.deep.equal([
      [0, 3],
      [1, 3],
      [2, 3],
    ]);
    expect(await points("METRIC_COUNT(some) - METRIC_COUNT(REMOVE_EMPTY(some))")).to.equal(1);
    expect(await points("SUM(none)")).to.deep.equal([]);
  });

  it("sorts and keeps the first, and passes searches on as they are", async () => {
    expect(await names("SORT(many, SUM, DESC, 2)")).to.deep.equal(["z", "y"]);
    expect(await names("SORT(many, MAX, ASC)")).to.deep.equal(["x", "y", "z"]);
    expect(await names("SEARCH('{A/B,C} MetricName=\"x, y\"', 'Sum', 300)")).to.deep.equal(['{A/B,C} MetricName="x, y",Sum,300']);
  });

  const refused: [string, RegExp][] = [
    ["a +", /^The expression 'a \+' cannot be read/],
    ["TOTAL(a)", /does not know the function TOTAL\(\)/],
    ["a % 2", /does not calculate '%'/],
    ["many + many", /cannot calculate '\+' of an array of series and an array of series/],
    ["a + many", /of a series and an array of series/],
    ["METRIC_COUNT(a)", /METRIC_COUNT\(\) takes an array of series, got a series/],
    ["SORT(many, MEDIAN, DESC)", /does not sort by 'MEDIAN, DESC'/],
    ["SEARCH(a, b)", /two texts|takes a text and a statistic/],
    ["FILL(a, LINEAR)", /FILL\(\) cannot take a series here/],
    ["ANOMALY_DETECTION_BAND(many, 2)", /makes no band of 'many'/],
    ["ANOMALY_DETECTION_BAND(SUM(many), 2)", /takes a line and a number/],
    ["a ? 1 : 2", /ConditionalExpression/],
    ["a.b", /MemberExpression/],
    ["'text'", /Literal/],
    ["this", /ThisExpression/],
  ];
  for (const [text, says] of refused) it(`refuses ${text}`, async () => expect(await refusal(text)).to.match(says));
});

describe("search expressions", () => {
  it("are read exactly: schema, name and values", () => {
    expect(
      readSearch(`{AWS/ApiGateway,ApiName,Stage} MetricName="Count" ApiName="a=b \\"{" Stage="prod"`.replace('\\"', "")),
    ).to.deep.equal({
      namespace: "AWS/ApiGateway",
      dimensions: ["ApiName", "Stage"],
      metric: "Count",
      where: { ApiName: "a=b {", Stage: "prod" },
    });
    expect(readSearch(`{"My App", "Key One"}`)).to.deep.equal({ namespace: "My App", dimensions: ["Key One"], where: {} });
  });
  for (const text of ["Count", "{AWS/X,A} Count", '{AWS/X,A} MetricName="a" OR MetricName="b"', "{AWS/X,A} A=1", '{AWS/X,A} B="1"', "{}"])
    it(`are refused where they are ${text}`, () =>
      expect(() => readSearch(text)).to.throw(/preview|names no set|is no dimension|empty name/));
});

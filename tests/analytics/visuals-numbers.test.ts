import { expect } from "chai";
import { rollUpSelect } from "../../analytics/rollup";
import { viewStatements } from "../../analytics/views";
import { dashboards, filtersOf, type Visual, visualQuery } from "../../analytics/visuals";
import { openTestLake, type Row, type TestLake } from "./lake";
import { failuresVisuals } from "./visuals/expected-failures";
import { latencyVisuals } from "./visuals/expected-latency";
import { otherVisuals } from "./visuals/expected-others";
import { usageVisuals } from "./visuals/expected-usage";
import { type Asked, type Expectation, recount } from "./visuals/recount";
import * as story from "./visuals/story";

const told = [...usageVisuals, ...latencyVisuals, ...failuresVisuals, ...otherVisuals];
const expected = new Map<string, Expectation>(told.flatMap(([ids, expectation]) => ids.map((id) => [id, expectation] as const)));
const visuals = dashboards.flatMap((dashboard) => dashboard.visuals.map((visual) => ({ id: `${dashboard.id}/${visual.id}`, visual })));

/** Fields of the filter bar that the story is filtered by, and what they are called in a fact. */
const filters = {
  api: { field: "api_name", values: ["Orders", "Chat"] },
  method: { field: "http_method", values: ["GET", null] },
} as const;

describe("the numbers of visuals, recounted from the story's rows", () => {
  let lake: TestLake;
  before(async () => {
    lake = await openTestLake(story.now);
    await lake.insert("access_logs", story.accessLogs);
    await lake.insert(
      "audit_events",
      story.auditEvents.map(({ row }) => row),
    );
    await lake.insert("directory_history", story.directory);
    await lake.insert("ip_ranges", story.ipRanges);
    await lake.insert("threat_networks", story.threatNetworks);
    await lake.insert("api_calls", story.apiCalls);
    await lake.run(`INSERT INTO usage_hourly BY NAME ${rollUpSelect("main", story.rolledUpDays)}`);
    // Computed once, as the local run does, so that 450 questions take seconds.
    const materialised = ["requests", "usage_hourly_all", "geo", "audit_geo"];
    for (const name of materialised) await lake.run(`DROP VIEW ${name}`);
    for (const statement of viewStatements("duckdb", { database: "main", materialised })) await lake.run(statement);
  });
  after(() => lake.close());

  const answer = async (visual: Visual, asked: Asked, chosen = {}): Promise<Row[]> => {
    const moment = (text: string) => new Date(`${text.replace(" ", "T")}Z`);
    return lake.query(
      visualQuery(visual, { database: "main", from: moment(asked.from), to: moment(asked.to), grain: asked.grain, filters: chosen }),
    );
  };
  const days: Asked = { from: "2026-11-19 00:00:00", to: "2026-11-20 12:00:00", grain: "hour", filters: {} };

  it("are expected of every visual, once, and of nothing else", () => {
    expect([...expected.keys()].sort()).to.deep.equal(visuals.map(({ id }) => id).sort());
    expect(told.flatMap(([ids]) => ids)).to.have.lengthOf(expected.size);
  });

  for (const { id, visual } of visuals) {
    it(`${id} answers what the story tells`, async () => {
      const expectation = expected.get(id)!;
      const rows = await answer(visual, days);
      const counted = recount(visual, expectation, days);
      expect(comparable(rows)).to.deep.equal(comparable(counted));
      expect(rows, "the story has something for every visual").not.to.deep.equal([]);
      for (const { name } of visual.measures)
        expect(
          rows.some((row) => row[name] !== null),
          name,
        ).to.equal(true);
      inOrder(visual, rows);
    });

    it(`${id} answers the same of chosen APIs and methods, and of minutes`, async () => {
      const expectation = expected.get(id)!;
      const applying = filtersOf(visual).filter((field) => field in filters) as (keyof typeof filters)[];
      const chosen = Object.fromEntries(applying.map((field) => [field, filters[field].values]));
      const filtered = { ...days, filters: Object.fromEntries(applying.map((field) => [filters[field].field, filters[field].values])) };
      expect(comparable(await answer(visual, filtered, chosen))).to.deep.equal(comparable(recount(visual, expectation, filtered)));
      const minutes: Asked = { from: "2026-11-19 09:00:00", to: "2026-11-19 11:00:00", grain: "minute", filters: {} };
      expect(comparable(await answer(visual, minutes))).to.deep.equal(comparable(recount(visual, expectation, minutes)));
    });
  }
});

/** Rows without their order; numbers to nine digits, because sums are added in different orders. */
function comparable(rows: readonly Row[]): string[] {
  const plain = (value: unknown) => (typeof value === "number" ? Number(value.toPrecision(9)) : value);
  return rows
    .map((row) =>
      JSON.stringify(
        Object.fromEntries(
          Object.keys(row)
            .sort()
            .map((name) => [name, plain(row[name])]),
        ),
      ),
    )
    .sort();
}

/** Rows stand in the order that the visual promises. */
function inOrder(visual: Visual, rows: readonly Row[]): void {
  const by = visual.order?.by ?? (visual.x === "time" ? "time" : visual.measures[0]?.name);
  if (by === undefined || visual.chart === "kpi") return;
  const rising = visual.order ? visual.order.direction === "ASC" : visual.x === "time";
  const values = rows.map((row) => row[by]).filter((value) => value !== null) as (string | number)[];
  for (const [at, value] of values.entries())
    if (at > 0) expect(rising ? value >= values[at - 1]! : value <= values[at - 1]!, `${by} of row ${at}`).to.equal(true);
}

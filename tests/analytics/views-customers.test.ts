import { expect } from "chai";
import { rollUpSelect } from "../../analytics/rollup";
import { openTestLake, type Row, type TestLake } from "./lake";

describe("views of customers and quotas", () => {
  let lake: TestLake;
  let rows = 0;
  before(async () => {
    // A Friday.
    lake = await openTestLake("2026-11-20 12:00:00");
  });
  beforeEach(() => lake.clear());
  after(() => lake.close());

  const log = (request_time: string, row: Row = {}): Row => ({
    request_time,
    ingested_at: request_time,
    dt: request_time.slice(0, 10),
    row_key: `row-${rows++}`,
    status: 200,
    api_id: "a1",
    stage: "prod",
    ...row,
  });
  const times = (count: number, request_time: string, row: Row): Row[] => Array.from({ length: count }, () => log(request_time, row));
  /** Loads rows and rolls up every whole day of them. */
  const load = async (logs: Row[]) => {
    await lake.insert("access_logs", logs);
    const days = [...new Set(logs.map((row) => String(row["request_time"]).slice(0, 10)))].filter((day) => day < "2026-11-20");
    if (days.length > 0) await lake.run(`INSERT INTO usage_hourly BY NAME ${rollUpSelect("main", days)}`);
  };

  it("tell new, growing, steady, declining, inactive and silent customers apart", async () => {
    const week = "2026-11-15 10:00:00";
    const before = "2026-11-08 10:00:00";
    await lake.insert("directory_history", [
      {
        valid_from: "2026-11-01 00:00:00",
        change: "set",
        api_key_id: "k0",
        customer_id: "silent",
        customer: "Silent Ltd",
        usage_plan_id: "p1",
        usage_plan: "Free",
        api_id: "a1",
        stage: "prod",
        dt: "2026-11-01",
      },
    ]);
    await load([
      ...times(3, week, { customer_id: "new", customer: "New Inc" }),
      ...times(4, before, { customer_id: "growing" }),
      ...times(6, week, { customer_id: "growing" }),
      ...times(4, before, { customer_id: "steady" }),
      ...times(5, week, { customer_id: "steady" }),
      ...times(4, before, { customer_id: "declining" }),
      ...times(2, week, { customer_id: "declining", status: 500 }),
      ...times(2, before, { customer_id: "gone" }),
      // Without rows of both weeks nobody would be called growing.
      ...times(1, "2026-11-05 23:00:00", { customer_id: "gone" }),
      // The last week begins at midnight of the seventh day before today.
      ...times(1, "2026-11-13 00:00:00", { customer_id: "edge" }),
      ...times(1, "2026-11-12 23:59:59", { customer_id: "edge" }),
      ...times(1, week, {}),
    ]);
    const found = await lake.query(
      "SELECT customer_id, customer, state, requests, requests_last_week AS week, requests_week_before AS before, growth_percent AS growth, error_percent AS failed, days_since_last_seen AS days FROM customers ORDER BY 1",
    );
    expect(found).to.deep.equal([
      {
        customer_id: "declining",
        customer: "declining",
        state: "declining",
        requests: 6,
        week: 2,
        before: 4,
        growth: -50,
        failed: 100 / 3,
        days: 5,
      },
      { customer_id: "edge", customer: "edge", state: "steady", requests: 2, week: 1, before: 1, growth: 0, failed: 0, days: 7 },
      { customer_id: "gone", customer: "gone", state: "inactive", requests: 3, week: 0, before: 2, growth: -100, failed: 0, days: 12 },
      { customer_id: "growing", customer: "growing", state: "growing", requests: 10, week: 6, before: 4, growth: 50, failed: 0, days: 5 },
      { customer_id: "new", customer: "New Inc", state: "new", requests: 3, week: 3, before: 0, growth: null, failed: 0, days: 5 },
      {
        customer_id: "silent",
        customer: "Silent Ltd",
        state: "never called",
        requests: 0,
        week: 0,
        before: 0,
        growth: null,
        failed: null,
        days: null,
      },
      { customer_id: "steady", customer: "steady", state: "steady", requests: 9, week: 5, before: 4, growth: 25, failed: 0, days: 5 },
    ]);
  });

  it("call nobody new who was there when the rows begin, and nobody growing before two weeks are there to compare", async () => {
    await load([
      ...times(1, "2026-11-14 10:00:00", { customer_id: "first" }),
      ...times(1, "2026-11-15 09:00:00", { customer_id: "also there" }),
      ...times(1, "2026-11-15 10:00:00", { customer_id: "came later" }),
    ]);
    expect(await lake.query("SELECT customer_id, state FROM customers ORDER BY 1")).to.deep.equal([
      { customer_id: "also there", state: "too early to tell" },
      { customer_id: "came later", state: "new" },
      { customer_id: "first", state: "too early to tell" },
    ]);
  });

  it("name the plan that was last called under, whatever came without a key after it", async () => {
    await load([
      ...times(1, "2026-11-18 10:00:00", { customer_id: "c", usage_plan: "Old", usage_plan_id: "p0" }),
      ...times(1, "2026-11-19 10:00:00", { customer_id: "c", usage_plan: "Silver", usage_plan_id: "p2" }),
      ...times(5, "2026-11-19 10:00:00", { customer_id: "c", usage_plan: "Gold", usage_plan_id: "p1" }),
      ...times(1, "2026-11-20 10:00:00", { customer_id: "c" }),
    ]);
    expect(await lake.query("SELECT customer_id, usage_plan FROM customers")).to.deep.equal([{ customer_id: "c", usage_plan: "Silver" }]);
  });

  const plan = (usage_plan_id: string, quota_limit: number | null, quota_period: string | null): Row => ({
    valid_from: "2026-11-01 00:00:00",
    change: "set",
    usage_plan_id,
    usage_plan: usage_plan_id,
    api_id: "a1",
    stage: "prod",
    quota_limit,
    quota_period,
    dt: "2026-11-01",
  });

  it("tell how much of a daily quota is used, who reached it and how long the rest lasts", async () => {
    await lake.insert("directory_history", [plan("daily", 10, "DAY"), plan("free", null, null)]);
    const calls = (api_key_id: string, usage_plan_id = "daily"): Row => ({ api_key_id, customer_id: api_key_id, usage_plan_id });
    await load([
      ...times(4, "2026-11-20 03:00:00", calls("half")),
      ...times(10, "2026-11-20 02:00:00", calls("full")),
      ...times(3, "2026-11-20 05:00:00", { ...calls("full"), status: 429, error_response_type: "QUOTA_EXCEEDED" }),
      ...times(1, "2026-11-20 07:00:00", { ...calls("full"), status: 429, error_response_type: "QUOTA_EXCEEDED" }),
      // Turned away by the rate, not by the quota: it uses nothing up.
      ...times(1, "2026-11-20 07:00:00", { ...calls("half"), status: 429, error_response_type: "THROTTLED" }),
      ...times(2, "2026-11-19 23:00:00", calls("half")),
      ...times(2, "2026-11-20 01:00:00", calls("unlimited", "free")),
    ]);
    const found = await lake.query(
      `SELECT api_key_id AS key, CAST(period_start AS varchar) AS period, used, remaining, used_percent, rejected, limit_reached, is_current, is_latest,
         CAST(first_rejected AS varchar) AS first, CAST(last_rejected AS varchar) AS last, requests_a_day AS pace, runway_days AS runway, CAST(runs_out_at AS varchar) AS out
       FROM quota ORDER BY key, period`,
    );
    expect(found).to.deep.equal([
      {
        key: "full",
        period: "2026-11-20 00:00:00",
        used: 10,
        remaining: 0,
        used_percent: 100,
        rejected: 4,
        limit_reached: true,
        is_current: true,
        is_latest: true,
        first: "2026-11-20 05:00:00",
        last: "2026-11-20 07:00:00",
        pace: 20,
        runway: 0,
        out: null,
      },
      {
        key: "half",
        period: "2026-11-19 00:00:00",
        used: 2,
        remaining: 8,
        used_percent: 20,
        rejected: 0,
        limit_reached: false,
        is_current: false,
        is_latest: false,
        first: null,
        last: null,
        pace: null,
        runway: null,
        out: null,
      },
      {
        // Four in twelve hours are eight a day; the six that are left last 18 hours, which is longer than the day.
        key: "half",
        period: "2026-11-20 00:00:00",
        used: 4,
        remaining: 6,
        used_percent: 40,
        rejected: 0,
        limit_reached: false,
        is_current: true,
        is_latest: true,
        first: null,
        last: null,
        pace: 8,
        runway: 0.75,
        out: null,
      },
    ]);
  });

  it("begin weeks on Sunday and months on the first, and foresee the day on which a quota runs out", async () => {
    await lake.insert("directory_history", [plan("weekly", 100, "WEEK"), plan("monthly", 40, "MONTH")]);
    await load([
      ...times(1, "2026-11-14 23:59:59", { api_key_id: "w", usage_plan_id: "weekly" }),
      ...times(2, "2026-11-15 00:00:00", { api_key_id: "w", usage_plan_id: "weekly" }),
      ...times(39, "2026-11-10 00:00:00", { api_key_id: "m", usage_plan_id: "monthly" }),
      ...times(1, "2026-10-31 23:59:59", { api_key_id: "m", usage_plan_id: "monthly" }),
    ]);
    const found = await lake.query(
      "SELECT api_key_id AS key, CAST(period_start AS varchar) AS start, CAST(period_end AS varchar) AS stop, used, CAST(runs_out_at AS varchar) AS out FROM quota ORDER BY key, start",
    );
    expect(found).to.deep.equal([
      { key: "m", start: "2026-10-01 00:00:00", stop: "2026-11-01 00:00:00", used: 1, out: null },
      // 39 in 19.5 days are two a day, so the last one is gone in half a day.
      { key: "m", start: "2026-11-01 00:00:00", stop: "2026-12-01 00:00:00", used: 39, out: "2026-11-21 00:00:00" },
      { key: "w", start: "2026-11-08 00:00:00", stop: "2026-11-15 00:00:00", used: 1, out: null },
      { key: "w", start: "2026-11-15 00:00:00", stop: "2026-11-22 00:00:00", used: 2, out: null },
    ]);
  });

  it("take a plan's latest quota", async () => {
    await lake.insert("directory_history", [plan("p", 10, "DAY"), { ...plan("p", 50, "DAY"), valid_from: "2026-11-10 00:00:00" }]);
    await load(times(5, "2026-11-20 01:00:00", { api_key_id: "k", usage_plan_id: "p" }));
    expect(await lake.query("SELECT quota_limit, used_percent FROM quota")).to.deep.equal([{ quota_limit: 50, used_percent: 10 }]);
  });

  it("hold a plan whose quota was taken away for one without, in both engines' way", async () => {
    await lake.insert("directory_history", [plan("p", 10, "DAY"), { ...plan("p", null, null), valid_from: "2026-11-10 00:00:00" }]);
    await load(times(5, "2026-11-20 01:00:00", { api_key_id: "k", usage_plan_id: "p" }));
    expect(await lake.query("SELECT * FROM quota")).to.deep.equal([]);
  });

  it("have an answer for a large quota that is hardly used", async () => {
    await lake.insert("directory_history", [plan("p", 2_147_483_647, "MONTH")]);
    await load(times(1, "2026-11-20 01:00:00", { api_key_id: "k", usage_plan_id: "p" }));
    expect(await lake.query("SELECT used, remaining, runway_days > 1e10 AS long, runs_out_at FROM quota")).to.deep.equal([
      { used: 1, remaining: 2_147_483_646, long: true, runs_out_at: null },
    ]);
  });

  it("count a key's quota once, whichever customers share the key", async () => {
    await lake.insert("directory_history", [plan("p", 10, "DAY")]);
    const shared = { api_key_id: "k", usage_plan_id: "p" };
    await load([
      ...times(4, "2026-11-20 01:00:00", { ...shared, customer_id: "c1", customer: "One" }),
      ...times(3, "2026-11-20 02:00:00", { ...shared, customer_id: "c2", customer: "Two" }),
      // Two at the same hour: the same name whenever it is asked.
      ...times(2, "2026-11-20 02:00:00", { ...shared, customer_id: "c3", customer: "Three" }),
      ...times(1, "2026-11-20 02:00:00", shared),
    ]);
    expect(await lake.query("SELECT customer_id, customer, used, remaining, is_latest FROM quota")).to.deep.equal([
      { customer_id: "k", customer: "k", used: 10, remaining: 0, is_latest: true },
    ]);
  });
});

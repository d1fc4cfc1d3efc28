import { expect } from "chai";
import { compactInsert, compactSelect, dueDays, rollUpInsert, rollUpSelect } from "../../analytics/rollup";
import { compactExportColumns, usageHourlyColumns } from "../../analytics/schema";
import { openTestLake, type Row, type TestLake } from "./lake";

describe("views of usage", () => {
  let lake: TestLake;
  let rows = 0;
  before(async () => {
    lake = await openTestLake("2026-11-20 12:00:00");
  });
  beforeEach(() => lake.clear());
  after(() => lake.close());

  /** A request at a time, in the partition of its day, written five minutes later. */
  const log = (request_time: string, row: Row = {}): Row => ({
    request_time,
    ingested_at: new Date(Date.parse(`${request_time.replace(" ", "T")}Z`) + 300_000).toISOString().replace("T", " ").replace("Z", ""),
    dt: request_time.slice(0, 10),
    row_key: `row-${rows++}`,
    status: 200,
    api_id: "a1",
    stage: "prod",
    ...row,
  });
  const rollUp = async (sql: string, rolledUpAt: string) => {
    await lake.run(`INSERT INTO usage_hourly BY NAME SELECT * REPLACE (TIMESTAMP '${rolledUpAt}' AS rolled_up_at) FROM (${sql})`);
  };
  const total = async (where = "true") =>
    (await lake.query(`SELECT CAST(coalesce(sum(requests), 0) AS bigint) AS n FROM usage_hourly_all WHERE ${where}`))[0]!["n"];

  it("answer nothing from nothing", async () => {
    for (const view of [
      "usage_detail",
      "usage_hourly_all",
      "usage_daily",
      "usage_by_customer",
      "customers",
      "quota",
      "comparison",
      "token_usage",
    ]) {
      expect(await lake.query(`SELECT * FROM ${view}`), view).to.deep.equal([]);
    }
  });

  it("roll up what the raw rows say, duplicates once, an hour and a status at a time", async () => {
    await lake.insert("access_logs", [
      log("2026-11-18 23:59:59.999", { response_latency_ms: 10, integration_latency_ms: 4, response_bytes: 100 }),
      log("2026-11-18 23:00:00", { response_latency_ms: 30, response_bytes: null }),
      log("2026-11-18 23:30:00", { status: 500 }),
      log("2026-11-19 00:00:00", { dt: "2026-11-18", row_key: "twice" }),
      log("2026-11-19 00:00:00", { dt: "2026-11-18", row_key: "twice" }),
    ]);
    const found = await lake.query(
      `SELECT CAST(hour AS varchar) AS hour, status, requests, response_bytes, response_latency_ms_sum AS ms, response_latency_count AS n,
         response_latency_ms_max AS most, integration_latency_ms_sum AS integration, integration_latency_count AS integrations, run_rows, dt
       FROM (${rollUpSelect("main", ["2026-11-18", "2026-11-19"])}) ORDER BY hour, status`,
    );
    expect(found).to.deep.equal([
      {
        hour: "2026-11-18 23:00:00",
        status: 200,
        requests: 2,
        response_bytes: 100,
        ms: 40,
        n: 2,
        most: 30,
        integration: 4,
        integrations: 1,
        run_rows: 2,
        dt: "2026-11-18",
      },
      {
        hour: "2026-11-18 23:00:00",
        status: 500,
        requests: 1,
        response_bytes: 0,
        ms: 0,
        n: 0,
        most: null,
        integration: 0,
        integrations: 0,
        run_rows: 2,
        dt: "2026-11-18",
      },
      {
        hour: "2026-11-19 00:00:00",
        status: 200,
        requests: 1,
        response_bytes: 0,
        ms: 0,
        n: 0,
        most: null,
        integration: 0,
        integrations: 0,
        run_rows: 1,
        dt: "2026-11-19",
      },
    ]);
  });

  it("roll up every column of the table", async () => {
    const found = (await lake.query(`DESCRIBE ${rollUpSelect("main", ["2026-11-18"])}`)).map((row) => row["column_name"]);
    expect(found).to.deep.equal([...usageHourlyColumns.map((column) => column.name), "dt"]);
    expect(rollUpInsert("logs")).to.include(`INSERT INTO logs.usage_hourly (${found.join(", ")})`);
  });

  it("count a day that was rolled up twice, or half, by its latest complete run", async () => {
    await lake.insert("access_logs", [log("2026-11-01 10:00:00"), log("2026-11-01 11:00:00")]);
    await rollUp(rollUpSelect("main", ["2026-11-01"]), "2026-11-02 02:00:00");
    expect(await total()).to.equal(2);
    await lake.insert("access_logs", [log("2026-11-01 12:00:00", { ingested_at: "2026-11-05 00:00:00" })]);
    await rollUp(rollUpSelect("main", ["2026-11-01"]), "2026-11-06 02:00:00");
    expect(await total()).to.equal(3);
    await rollUp(`${rollUpSelect("main", ["2026-11-01"])}\nORDER BY hour LIMIT 1`, "2026-11-07 02:00:00");
    expect(await total()).to.equal(3);
  });

  it("name the customer and the plan of a key that the directory knew only after its day was rolled up", async () => {
    const call = { api_key_id: "k1", customer_id: "k1" };
    const free = { customer_id: "c1", customer: "Acme", usage_plan_id: "p1", usage_plan: "Free" };
    await lake.insert("access_logs", [
      log("2026-11-01 09:30:00", call),
      log("2026-11-01 11:00:00", call),
      log("2026-11-01 12:00:00", { ...call, stage: "test" }),
      log("2026-11-01 13:00:00", { ...call, customer_id: "said", customer: "Said", usage_plan_id: "p9" }),
      log("2026-11-01 14:00:00", { api_key_id: "k2", customer_id: "k2" }),
    ]);
    await rollUp(rollUpSelect("main", ["2026-11-01"]), "2026-11-02 02:00:00");
    const found = async () =>
      (await lake.query("SELECT customer_id, customer, usage_plan_id, usage_plan FROM usage_hourly_all ORDER BY hour")).map((row) =>
        Object.values(row),
      );
    const unknown = ["k1", "k1", null, null];
    const other = ["k2", "k2", null, null];
    expect(await found()).to.deep.equal([unknown, unknown, unknown, ["said", "Said", "p9", "p9"], other]);
    const state = (valid_from: string, row: Row): Row => ({
      ...{ valid_from, change: "set", api_key_id: "k1", api_id: "a1", stage: "prod", dt: "2026-11-03" },
      ...row,
    });
    await lake.insert("directory_history", [
      state("2026-11-01 08:00:00", free),
      state("2026-11-01 10:00:00", { ...free, change: "removed" }),
      state("2026-11-01 10:00:00", { ...free, usage_plan_id: "p2", usage_plan: "Gold" }),
      state("2026-11-01 08:00:00", { ...free, api_key_id: "k2", customer_id: "unnamed", customer: null }),
      state("2026-11-02 08:00:00", { ...free, api_key_id: "k2" }),
    ]);
    expect(await found()).to.deep.equal([
      ["c1", "Acme", "p1", "Free"],
      ["c1", "Acme", "p2", "Gold"],
      // No plan held the key on this stage; it is still the customer's.
      ["c1", "Acme", null, null],
      ["said", "Said", "p9", "p9"],
      // Whose it became is not who called.
      ["unnamed", "unnamed", "p1", "Free"],
    ]);
  });

  it("read today and the days not yet rolled up from the raw rows, each once", async () => {
    await lake.insert("access_logs", [
      log("2026-11-18 10:00:00"),
      log("2026-11-19 23:59:59.999"),
      log("2026-11-20 00:00:00", { dt: "2026-11-19" }),
      log("2026-11-20 11:00:00"),
    ]);
    await rollUp(rollUpSelect("main", ["2026-11-18", "2026-11-20"]), "2026-11-20 02:00:00");
    expect(
      await lake.query(
        "SELECT CAST(day AS varchar) AS day, CAST(sum(requests) AS bigint) AS n FROM usage_hourly_all GROUP BY 1 ORDER BY 1",
      ),
    ).to.deep.equal([
      { day: "2026-11-18", n: 1 },
      { day: "2026-11-19", n: 1 },
      { day: "2026-11-20", n: 2 },
    ]);
  });

  it("name the days that need a roll-up: new, late, not today, not those that nothing reached since", async () => {
    const due = async () => (await lake.query(`SELECT dt FROM (${dueDays("main")}) ORDER BY dt`)).map((row) => row["dt"]);
    expect(await due()).to.deep.equal([]);
    await lake.insert("access_logs", [
      log("2026-11-17 10:00:00"),
      log("2026-11-18 10:00:00"),
      log("2026-11-20 10:00:00"),
      log("2026-09-01 10:00:00"),
    ]);
    expect(await due()).to.deep.equal(["2026-11-17", "2026-11-18"]);
    await rollUp(rollUpSelect("main"), "2026-11-19 02:00:00");
    expect(await due()).to.deep.equal([]);
    await lake.insert("access_logs", [log("2026-11-17 11:00:00", { ingested_at: "2026-11-19 01:30:00" })]);
    // Written before the run, but perhaps not delivered before it.
    expect(await due()).to.deep.equal(["2026-11-17"]);
  });

  it("export each request once, on the day it was first written, without the key's value", async () => {
    await lake.insert("access_logs", [
      log("2026-11-18 23:59:00", {
        row_key: "late",
        ingested_at: "2026-11-19 00:04:00",
        api_key_id: "k1",
        usage_plan_id: "p1",
        attributes: '{"resourceId":"r9"}',
      }),
      log("2026-11-18 23:59:00", { row_key: "late", ingested_at: "2026-11-20 00:10:00", api_key_id: "k1" }),
      log("2026-11-19 08:00:00", { row_key: "same", request_id: "id-1", customer_id: "c1" }),
    ]);
    const found = await lake.query(`${compactSelect("main", "2026-11-19")} ORDER BY request_id`);
    expect(
      found.map((row) => [
        row["request_id"],
        row["request_time"],
        row["key_id"],
        row["subscription_id"],
        row["plan_id"],
        row["resource_id"],
      ]),
    ).to.deep.equal([
      ["id-1", Date.parse("2026-11-19T08:00:00Z"), null, "c1", null, null],
      ["late", Date.parse("2026-11-18T23:59:00Z"), "k1", "k1", "p1", "r9"],
    ]);
    expect(found.map((row) => row["api_key"])).to.deep.equal([null, null]);
    expect(Object.keys(found[0]!)).to.deep.equal([...compactExportColumns.map((column) => column.name), "dt"]);
    expect(await lake.query(compactSelect("main", "2026-11-22"))).to.deep.equal([]);
  });

  describe("shared with partners", () => {
    beforeEach(async () => {
      await lake.run(`CREATE OR REPLACE TABLE compact_exports AS ${compactSelect("main")} LIMIT 0`);
    });
    after(() => lake.run("DROP TABLE compact_exports"));
    const shared = async () =>
      (await lake.query("SELECT request_id, dt FROM compact_exports ORDER BY 1")).map((row) => `${row["request_id"]} in ${row["dt"]}`);
    const later = (day: string, days: number) => new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
    const days = Array.from({ length: 7 }, (_, i) => later("2026-11-08", i));
    const [saturday] = days.slice(-1);

    it("is every row by one run and no more, however late it came", async () => {
      const ages = [0, 1, 6, 7, 8, 9, 30, 35];
      const rowsOfWeek = days.flatMap((day) => ages.map((age) => ({ day, age, id: `${day} after ${age}` })));
      // The first copy of each, and another one on the next day.
      for (const delay of [0, 1])
        await lake.insert(
          "access_logs",
          rowsOfWeek.map(({ day, age, id }) =>
            log(`${later(day, -age)} 10:00:00`, { row_key: id, ingested_at: `${later(day, delay)} 12:00:00` }),
          ),
        );
      for (const day of days) await lake.run(compactInsert("main", "nightly", day));
      await lake.run(compactInsert("main", "late", saturday));
      const expected = rowsOfWeek.map(({ day, age, id }) => `${id} in ${age > 7 ? saturday : day}`);
      expect(await shared()).to.deep.equal(expected.sort());
      for (const run of ["nightly", "late"] as const) await lake.run(compactInsert("main", run, saturday));
      expect(await shared()).to.deep.equal(expected);
    });

    it("makes up for two nights that failed, and for none that went well", async () => {
      await lake.insert(
        "access_logs",
        days.map((day) => log(`${day} 10:00:00`, { row_key: day })),
      );
      for (const day of [days[0], days[1], days[4], days[5]]) await lake.run(compactInsert("main", "nightly", day));
      expect(await shared()).to.deep.equal(days.slice(0, 6).map((day) => `${day} in ${day}`));
    });

    it("has what is a night's own where the weekly run has been first", async () => {
      await lake.insert("access_logs", [
        log("2026-11-14 08:00:00", { row_key: "of the night" }),
        log("2026-11-01 08:00:00", { row_key: "of the week", ingested_at: "2026-11-14 09:00:00" }),
        log("2026-11-14 09:00:00", { row_key: "without a time", request_time: null }),
      ]);
      await lake.run(compactInsert("main", "late", saturday));
      expect(await shared()).to.deep.equal([`of the week in ${saturday}`]);
      await lake.run(compactInsert("main", "nightly", saturday));
      expect(await shared()).to.deep.equal(["of the night", "of the week", "without a time"].map((id) => `${id} in ${saturday}`));
    });

    it("is told apart by the time of the request, whatever partition it lies in", async () => {
      await lake.insert("access_logs", [
        // Rows of two days in one record, written a week after the second.
        log("2026-11-06 23:59:00", { row_key: "eight days", ingested_at: "2026-11-14 09:00:00" }),
        log("2026-11-07 00:01:00", { row_key: "seven days", ingested_at: "2026-11-14 09:00:00", dt: "2026-11-06" }),
        log("2026-11-04 00:01:00", { row_key: "seven days, then two nights failed", ingested_at: "2026-11-11 09:00:00", dt: "2026-11-03" }),
        log("2026-11-15 00:00:01", { row_key: "a clock ahead", ingested_at: "2026-11-14 23:59:59" }),
        log("2026-11-14 08:00:00", { row_key: "of the night" }),
      ]);
      await lake.run(compactInsert("main", "late", saturday));
      expect(await shared()).to.deep.equal([`eight days in ${saturday}`]);
      await lake.run(compactInsert("main", "nightly", "2026-11-13"));
      await lake.run(compactInsert("main", "nightly", saturday));
      await lake.run(compactInsert("main", "late", saturday));
      expect(await shared()).to.deep.equal([
        `a clock ahead in ${saturday}`,
        `eight days in ${saturday}`,
        `of the night in ${saturday}`,
        `seven days in ${saturday}`,
        "seven days, then two nights failed in 2026-11-11",
      ]);
    });

    it("makes up for a weekly run that failed, by whole weeks only", async () => {
      const late = (row_key: string, written: string, request = later(written, -35)) =>
        log(`${request} 10:00:00`, { row_key, ingested_at: `${written} 12:00:00`, dt: later(request, -1) });
      await lake.insert("access_logs", [
        late("first day", "2026-11-01"),
        late("last day", "2026-11-07"),
        late("next week", "2026-11-08"),
        late("end of it", "2026-11-14"),
        late("eight days late", "2026-11-14", "2026-11-06"),
        late("not ended", "2026-11-15"),
      ]);
      const both = ["eight days late", "end of it", "first day", "last day", "next week"].map(
        (id) => `${id} in ${["first day", "last day"].includes(id) ? "2026-11-07" : saturday}`,
      );
      await lake.run(compactInsert("main", "late", saturday));
      expect(await shared()).to.deep.equal(both);
      // By hand in the middle of a week.
      await lake.run(compactInsert("main", "late", "2026-11-18"));
      expect(await shared()).to.deep.equal(both);
      await lake.run(compactInsert("main", "late", "2026-11-21"));
      expect(await shared()).to.deep.equal([...both, "not ended in 2026-11-21"].sort());
    });
  });

  it("refuse days and databases that are none", () => {
    expect(() => rollUpSelect("main", ["2026-11-1"])).to.throw("must be yyyy-MM-dd");
    expect(() => rollUpSelect("main", [])).to.throw("at least one");
    expect(() => rollUpSelect("x'; --")).to.throw("Invalid database name");
  });

  it("lay today, yesterday and last week over each other", async () => {
    await lake.insert("access_logs", [
      log("2026-11-20 09:00:00"),
      log("2026-11-19 09:30:00"),
      log("2026-11-19 09:40:00"),
      log("2026-11-18 09:00:00"),
    ]);
    await lake.insert("access_logs", [log("2026-11-13 09:00:00")]);
    await rollUp(rollUpSelect("main", ["2026-11-13"]), "2026-11-14 02:00:00");
    expect(
      await lake.query(
        "SELECT day_shown, CAST(time AS varchar) AS time, CAST(sum(requests) AS bigint) AS n FROM comparison GROUP BY 1, 2 ORDER BY 1",
      ),
    ).to.deep.equal([
      { day_shown: "Same day last week", time: "2026-11-20 09:00:00", n: 1 },
      { day_shown: "Today", time: "2026-11-20 09:00:00", n: 1 },
      { day_shown: "Yesterday", time: "2026-11-20 09:00:00", n: 2 },
    ]);
  });

  it("sum up what each customer used, by id", async () => {
    const of = (customer_id: string, status: number, rest: Row = {}) =>
      log("2026-11-19 10:00:00", { customer_id, customer: "Acme", status, ...rest });
    await lake.insert("access_logs", [
      of("c1", 200, { response_latency_ms: 10, response_bytes: 5 }),
      of("c1", 304, { response_latency_ms: 20 }),
      of("c1", 429, { error_response_type: "QUOTA_EXCEEDED" }),
      of("c1", 503),
      of("c2", 404),
    ]);
    expect(
      await lake.query(
        "SELECT customer_id, requests, successful, client_errors, server_errors, throttled, over_quota, response_bytes, mean_response_latency_ms AS mean FROM usage_by_customer ORDER BY 1",
      ),
    ).to.deep.equal([
      {
        customer_id: "c1",
        requests: 4,
        successful: 2,
        client_errors: 1,
        server_errors: 1,
        throttled: 1,
        over_quota: 1,
        response_bytes: 5,
        mean: 15,
      },
      {
        customer_id: "c2",
        requests: 1,
        successful: 0,
        client_errors: 1,
        server_errors: 0,
        throttled: 0,
        over_quota: 0,
        response_bytes: 0,
        mean: null,
      },
    ]);
  });

  it("sum tokens from the attributes, and leave out what reports none", async () => {
    await lake.insert("access_logs", [
      log("2026-11-19 10:00:00", { customer_id: "c1", attributes: '{"usage_prompt_tokens":"10","usage_completion_tokens":5}' }),
      log("2026-11-19 10:10:00", { customer_id: "c1", attributes: '{"usage_total_tokens":7}' }),
      log("2026-11-19 10:20:00", { customer_id: "c1", attributes: '{"usage_total_tokens":"many"}' }),
      log("2026-11-19 10:30:00", { customer_id: "c1", attributes: 'no JSON, but _tokens"' }),
      log("2026-11-19 10:40:00", { customer_id: "c1" }),
      // Fractions do not count, and what no request can have used would fail the sum.
      log("2026-11-19 10:50:00", { customer_id: "c2", attributes: '{"usage_total_tokens":"12.0"}' }),
      log("2026-11-19 10:50:01", { customer_id: "c2", attributes: '{"usage_total_tokens":7.5}' }),
      ...["9223372036854775807", "9223372036854775807", "-5", "1e300", "NaN", "Infinity"].map((tokens) =>
        log("2026-11-19 10:50:02", { customer_id: "c2", attributes: `{"usage_total_tokens":"${tokens}"}` }),
      ),
    ]);
    expect(
      await lake.query("SELECT customer_id, requests, prompt_tokens, completion_tokens, total_tokens FROM token_usage ORDER BY 1"),
    ).to.deep.equal([
      { customer_id: "c1", requests: 2, prompt_tokens: 10, completion_tokens: 5, total_tokens: 22 },
      { customer_id: "c2", requests: 2, prompt_tokens: 0, completion_tokens: 0, total_tokens: 19 },
    ]);
  });
});

import { expect } from "chai";
import type { DataSet } from "../../../analytics/dashboards/quicksight/data-set";
import { dataSetSql } from "../../../analytics/dashboards/quicksight/data-set-sql";
import { sheets, usageDefinition, visualsOf } from "../../../analytics/dashboards/quicksight/definition";
import { views } from "../../../analytics/views";
import { type Visual, visualQuery } from "../../../analytics/visuals";
import { openTestLake, type Row, type TestLake } from "../lake";

/** The views as they stand, computed once: hundreds of questions are asked of them. */
const database = "fixed";
const range = { database, from: new Date("2026-11-18T00:00:00Z"), to: new Date("2026-11-21T00:00:00Z") };
const direct = usageDefinition({ mode: "direct", report: false });
const definition = direct.definition((view) => view) as any;

/** SQL of a data set as QuickSight sends it: parameters replaced by texts. */
function asSent(dataSet: DataSet, chosen: Readonly<Record<string, string>> = {}): string {
  const values: Record<string, string> = { From: "2026-11-18T00:00:00", To: "2026-11-21T00:00:00", ...chosen };
  return dataSetSql(dataSet.view, dataSet.columns, { database, mode: "direct" }).replace(
    /<<\$(\w+)>>/g,
    (_, name: string) => `'${values[name] ?? "*"}'`,
  );
}
const dataSetOf = (view: string): DataSet => direct.dataSets.find((dataSet) => dataSet.view === view)!;

/** What QuickSight computes for a field in a well, in SQL. */
function aggregateOf(well: any): string {
  const { Column, AggregationFunction: how } = Object.values(well)[0] as any;
  const column = `"${Column.ColumnName}"`;
  if (how === undefined) {
    const { Expression } = definition.CalculatedFields.find(
      ({ DataSetIdentifier, Name }: any) => DataSetIdentifier === Column.DataSetIdentifier && Name === Column.ColumnName,
    );
    return Expression.replace(/\bifelse\(/g, "if(").replace(/\{(.+?)\}/g, '"$1"');
  }
  if (how === "DISTINCT_COUNT") return `count(DISTINCT ${column})`;
  if (typeof how === "string") return `${how}(${column})`;
  if (how.PercentileAggregation) return `approx_percentile(CAST(${column} AS double), ${how.PercentileAggregation.PercentileValue / 100})`;
  return how.SimpleNumericalAggregation === "AVERAGE" ? `avg(${column})` : `${how.SimpleNumericalAggregation}(${column})`;
}

/** The measures of every drawn visual, by its id: wells of values, and the condition that holds for it. */
const drawn = new Map<string, { values: any[]; condition?: string }>();
for (const visual of definition.Sheets.flatMap((sheet: any) => sheet.Visuals)) {
  const { VisualId, ChartConfiguration } = Object.values(visual)[0] as any;
  const { FieldWells } = ChartConfiguration;
  const wells = FieldWells.Values ? FieldWells : (Object.values(FieldWells)[0] as any);
  const filter = definition.FilterGroups.find(({ ScopeConfiguration }: any) =>
    ScopeConfiguration.SelectedSheets?.SheetVisualScopingConfigurations.some(({ VisualIds }: any) => VisualIds.includes(VisualId)),
  );
  drawn.set(VisualId, { values: wells.Values, condition: filter?.Filters[0].CategoryFilter.Column.ColumnName });
}

const comparable = (value: unknown): unknown => (value === null ? 0 : typeof value === "number" ? Math.round(value * 1e6) / 1e6 : value);

describe("QuickSight data sets", () => {
  let lake: TestLake;
  before(async () => {
    lake = await openTestLake("2026-11-20 12:00:00");
    const log = (at: number, row: Row): Row => ({
      row_key: `row-${at}`,
      request_id: `request-${at}`,
      request_time: `2026-11-${at % 3 === 0 ? 19 : 20} 0${at % 10}:10:00`,
      dt: `2026-11-${at % 3 === 0 ? 19 : 20}`,
      ingested_at: "2026-11-20 11:00:00",
      api_id: at % 2 === 0 ? "orders" : "billing",
      api_kind: "REST",
      stage: "prod",
      domain_name: at % 2 === 0 ? "api.example.com" : null,
      http_method: "GET",
      path: `/prod/orders/${at}`,
      route: "/orders/{id}",
      api_key_id: at % 4 === 0 ? null : `key-${at % 4}`,
      source_ip: `198.51.100.${at % 5}`,
      source_ip_key: `00000000000000000000ffffc633640${at % 5}`,
      principal_arn: at % 6 === 0 ? "arn:aws:iam::123456789012:user/ada" : null,
      iam_user: at % 6 === 0 ? "AIDAADA" : null,
      response_latency_ms: 10 * at,
      integration_latency_ms: at % 5 === 0 ? null : 9 * at,
      response_bytes: 100 + at,
      ...row,
    });
    await lake.insert("access_logs", [
      ...Array.from({ length: 12 }, (_, at) => log(at, { status: 200 })),
      ...[12, 13, 14].map((at) => log(at, { status: 403, error_response_type: "INVALID_API_KEY", error_message: "Forbidden" })),
      ...[15, 16].map((at) => log(at, { status: 429, error_response_type: "QUOTA_EXCEEDED", error_message: "Limit Exceeded" })),
      ...[17, 18].map((at) => log(at, { status: 502, integration_status: 500, integration_error: "refused" })),
    ]);
    await lake.insert("audit_events", [
      ...[0, 1, 2].map((at) => ({
        event_time: `2026-11-20 0${at}:00:00`,
        dt: "2026-11-20",
        event_id: `event-${at}`,
        event_name: at === 2 ? "DeleteStage" : "CreateDeployment",
        event_source: "apigateway.amazonaws.com",
        read_only: false,
        outcome: at === 2 ? "Failure" : "Success",
        error_code: at === 2 ? "AccessDenied" : null,
        user_type: "IAMUser",
        user_name: at === 1 ? "bob" : "ada",
        source_ip: "198.51.100.1",
        source_ip_key: "00000000000000000000ffffc6336401",
      })),
    ]);
    await lake.insert("ip_ranges", [
      { range_start: "00000000000000000000ffffc6336400", range_end: "00000000000000000000ffffc63364ff", country: "NL" },
    ]);
    await lake.insert("threat_networks", [
      { range_start: "00000000000000000000ffffc6336402", range_end: "00000000000000000000ffffc6336402", name: "listed" },
    ]);
    await lake.run(`CREATE SCHEMA ${database}`);
    for (const table of [...new Set(views.flatMap((view) => [...view.tables, view.name]))])
      await lake.run(`CREATE TABLE ${database}.${table} AS SELECT * FROM main.${table}`);
  });
  after(() => lake.close());

  for (const mode of ["direct", "spice"] as const) {
    for (const dataSet of usageDefinition({ mode, report: true }).dataSets) {
      it(`${dataSet.view} gives the columns it declares (${mode})`, async () => {
        const sql = mode === "direct" ? asSent(dataSet) : dataSetSql(dataSet.view, dataSet.columns, { database, mode });
        const described = await lake.query(`DESCRIBE ${sql}`);
        const family = (type: string) =>
          /INT/.test(type) ? "INTEGER" : /DOUBLE|DECIMAL/.test(type) ? "DECIMAL" : /^(TIMESTAMP|DATE)/.test(type) ? "DATETIME" : "STRING";
        expect(described.map((row) => [row["column_name"], family(String(row["column_type"]))])).to.deep.equal(
          dataSet.columns.map(({ name, type }) => [name, type]),
        );
      });
    }
  }

  for (const { key, visual } of sheets.flatMap((sheet) => visualsOf(sheet.dashboards))) {
    // Shares within a group and places need the groups; everything else can be asked of the whole.
    const measures = visual.measures.filter(({ sql }) => !sql.includes("OVER"));
    if (measures.length === 0) continue;
    it(`${key} measures what the same visual measures elsewhere`, async () => {
      const whole: Visual = { ...visual, chart: "kpi", measures };
      const expected = (await lake.query(visualQuery(whole, range)))[0]!;
      const { condition } = drawn.get(key)!;
      const wells = visual.measures.flatMap((measure, at) => {
        const values = drawn.get(at === 0 ? key : `${key}-${measure.name}`)?.values ?? drawn.get(key)!.values;
        return measures.includes(measure) ? [values.length === 1 ? values[0] : values[at]] : [];
      });
      const rows = await lake.query(
        `SELECT ${wells.map((well, at) => `${aggregateOf(well)} AS m${at}`).join(", ")} FROM (${asSent(dataSetOf(visual.view))}) AS d${
          condition ? ` WHERE "${condition}" = 'yes'` : ""
        }`,
      );
      expect(measures.map((_, at) => comparable(rows[0]![`m${at}`]))).to.deep.equal(measures.map(({ name }) => comparable(expected[name])));
    });
  }

  it("narrow by the range, however its moments are written", async () => {
    const requests = dataSetOf("requests");
    const count = async (chosen: Record<string, string>) =>
      (await lake.query(`SELECT count(*) AS n FROM (${asSent(requests, chosen)}) AS d`))[0]!["n"];
    expect(await count({})).to.equal(19);
    for (const [From, To] of [
      ["2026-11-20T00:00:00", "2026-11-21T00:00:00"],
      ["2026-11-20 00:00:00.000", "2026-11-21 00:00:00.000"],
      ["2026-11-20T00:00:00.000Z", "2026-11-21T00:00:00.000Z"],
      ["2026-11-20", "2026-11-21"],
    ] as const)
      expect(await count({ From, To }), From).to.equal(12);
  });

  it("narrow everything by what is typed, down to the rolled-up hours", async () => {
    const total = async (view: string, sum: string, chosen: Record<string, string>) =>
      (await lake.query(`SELECT CAST(${sum} AS bigint) AS n FROM (${asSent(dataSetOf(view), chosen)}) AS d`))[0]!["n"];
    expect(await total("usage_hourly_all", "sum(requests)", {})).to.equal(19);
    expect(await total("usage_hourly_all", "sum(requests)", { Address: "198.51.100.3" })).to.equal(4);
    expect(await total("usage_hourly_all", "sum(requests)", { IamUser: "AIDAADA" })).to.equal(4);
    expect(await total("requests", "count(*)", { RequestId: "request-7" })).to.equal(1);
    expect(await total("errors", "count(*)", { Address: "198.51.100.3", RequestId: "request-13" })).to.equal(1);
    expect(await total("geo", "sum(requests)", { IamUser: "AIDAADA" })).to.equal(4);
    expect(await total("audit", "count(*)", { IamUser: "bob" })).to.equal(1);
    expect(await total("usage_hourly_all", "sum(requests)", { Address: "nobody" })).to.equal(null);
  });

  it("are refused over a view that is none", () => {
    expect(() => dataSetSql("nothing", [], { database, mode: "direct" })).to.throw("Invalid view: must be one of requests, ");
  });
});

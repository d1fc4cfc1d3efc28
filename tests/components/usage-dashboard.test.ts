import { expect } from "chai";
import { sheets, visualsOf } from "../../analytics/dashboards/quicksight/definition";
import { deployed } from "../deployments";

const statements = (text: string): any[] => JSON.parse(text).Statement;
const principal = "arn:aws:quicksight:eu-west-1:123456789012:user/default/analyst";
const views = [...new Set(sheets.flatMap((sheet) => visualsOf(sheet.dashboards)).map(({ visual }) => visual.view))];
const dataSetNames = views.map((view) => `usage-${view.replaceAll("_", "-")}`);

describe("UsageDashboard", () => {
  const state = async (configuration: string, name: string) => JSON.parse((await deployed(configuration)).named(name).inputs.desiredState);

  it("queries with a role of its own, which may read rows and never raw failures", async () => {
    const stack = await deployed("everything");
    const source = await state("everything", "usage-source");
    expect(source.DataSourceParameters.AthenaParameters).to.deep.equal({
      WorkGroup: "api-usage-analytics-test-analytics",
      RoleArn: "arn:aws:iam:eu-west-1:123456789012:role/usage-query-role",
    });
    const reads = statements(stack.named("usage-query-role-policy").inputs.policy)
      .filter(({ Action }) => Action.includes("s3:GetObject"))
      .flatMap(({ Resource }) => Resource as string[]);
    expect(reads).to.include("arn:aws:s3:::lake-bucket/access_logs/*");
    expect(reads.filter((resource) => /lake-bucket\/(\*|failed|redriven|coverage)/.test(resource))).to.deep.equal([]);
  });

  it("opens for the principals that are named, under ids of the stack, each of them once", async () => {
    const ids: string[] = [];
    for (const [name, id] of [
      ["usage-source", "DataSourceId"],
      ["usage-theme", "ThemeId"],
      ["usage-dashboard", "DashboardId"],
      ...dataSetNames.map((dataSet) => [dataSet, "DataSetId"]),
    ]) {
      const made = await state("everything", name!);
      ids.push(made[id!]);
      expect(made[id!]).to.match(/^api-usage-analytics-test-[\w-]+$/);
      expect(made.Permissions.map(({ Principal }: any) => Principal)).to.deep.equal([principal]);
    }
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it("has a data set over every view it shows, and wears its theme", async () => {
    const { Definition, ThemeArn, DashboardPublishOptions } = await state("everything", "usage-dashboard");
    const declared = Definition.DataSetIdentifierDeclarations.map(({ DataSetArn }: any) => DataSetArn);
    const made = await Promise.all(dataSetNames.map(async (name) => (await state("everything", name)).DataSetId));
    expect(declared).to.have.members(made.map((id) => `arn:aws:quicksight:eu-west-1:123456789012:dataset/${id}`));
    expect(ThemeArn).to.equal("arn:aws:quicksight:eu-west-1:123456789012:theme/api-usage-analytics-test-theme");
    expect(DashboardPublishOptions.AdHocFilteringOption.AvailabilityStatus).to.equal("ENABLED");
    expect(DashboardPublishOptions.ExportToCSVOption.AvailabilityStatus).to.equal("ENABLED");
  });

  it("imports every data set on a schedule where asked, and none otherwise", async () => {
    const imported = await deployed("everything");
    const queried = await deployed("existing trail");
    for (const name of dataSetNames) {
      const { ImportMode, DataSetId } = await state("everything", name);
      expect(ImportMode).to.equal("SPICE");
      expect(imported.named(`${name}-refresh`).inputs).to.deep.include({ dataSetId: DataSetId, scheduleId: "daily" });
      expect((await state("existing trail", name)).ImportMode).to.equal("DIRECT_QUERY");
    }
    expect(queried.ofType("aws:quicksight/refreshSchedule:RefreshSchedule")).to.deep.equal([]);
  });

  it("reads only the days that were chosen: the range stands in the SQL of every data set that has partitions", async () => {
    for (const name of ["usage-requests", "usage-usage-hourly-all", "usage-audit", "usage-geo"]) {
      const { PhysicalTableMap, DatasetParameters } = await state("existing trail", name);
      const { SqlQuery } = (Object.values(PhysicalTableMap)[0] as any).CustomSql;
      expect(SqlQuery).to.match(/\bdt >= CAST\(CAST\(date_add\('day', -1, CAST\(.*<<\$From>>/);
      expect(SqlQuery).to.match(/\bdt <= CAST\(CAST\(CAST\(.*<<\$To>>/);
      expect(SqlQuery).to.contain("api_usage_analytics_test.").and.not.contain("${");
      expect(DatasetParameters[0].DateTimeDatasetParameter.Name).to.equal("From");
    }
  });

  it("prints a report only where the account has paid for it", async () => {
    const sheetIds = async (configuration: string) =>
      (await state(configuration, "usage-dashboard")).Definition.Sheets.filter(({ ContentType }: any) => ContentType === "PAGINATED")
        .length;
    expect(await sheetIds("everything")).to.equal(1);
    expect(await sheetIds("existing trail")).to.equal(0);
  });
});

import { expect } from "chai";
import { readAggregate } from "../../../analytics/dashboards/quicksight/aggregate";
import { type DataSet, dataSetDefinition } from "../../../analytics/dashboards/quicksight/data-set";
import { sheets, usageDefinition, visualsOf } from "../../../analytics/dashboards/quicksight/definition";
import { limitsOf, refuseBeyondLimits } from "../../../analytics/dashboards/quicksight/limits";
import { dashboards } from "../../../analytics/visuals";

const arn = (view: string) => `arn:aws:quicksight:ap-southeast-3:123456789012:dataset/api-usage-analytics-a-rather-long-name-${view}`;
const modes = ["direct", "spice"] as const;
const made = modes.map((mode) => {
  const usage = usageDefinition({ mode, report: true });
  return { mode, dataSets: usage.dataSets, definition: usage.definition(arn) as any };
});

/** Every object of a tree. */
function objects(node: any): any[] {
  if (node === null || typeof node !== "object") return [];
  return [...(Array.isArray(node) ? [] : [node]), ...Object.values(node).flatMap(objects)];
}
const names = (dataSet: DataSet) => [...dataSet.columns, ...dataSet.calculated].map(({ name }) => name);

describe("QuickSight definition", () => {
  it("has the sheets that were promised, and the one to print only where asked", () => {
    const titles = ["Overview", "Customers and plans", "Errors", "Latency", "Authentication", "Audit", "Raw requests"];
    for (const { definition } of made) expect(definition.Sheets.map((sheet: any) => sheet.Name)).to.deep.equal([...titles, "Report"]);
    const without = usageDefinition({ mode: "direct", report: false }).definition(arn) as any;
    expect(without.Sheets.map((sheet: any) => sheet.Name)).to.deep.equal(titles);
    expect(without.Sheets.map((sheet: any) => sheet.ContentType)).to.deep.equal(titles.map(() => "INTERACTIVE"));
  });

  for (const id of Array.from({ length: 25 }, (_, at) => `V${at + 1}`)) {
    it(`answers ${id} of the reference`, () => {
      const answering = sheets
        .flatMap((sheet) => visualsOf(sheet.dashboards))
        .filter(({ visual }) => visual.answers.includes(id))
        .map(({ key }) => key);
      expect(answering).not.to.deep.equal([]);
      for (const { definition } of made) {
        const drawn = definition.Sheets.flatMap((sheet: any) => sheet.Visuals).map(
          (visual: any) => (Object.values(visual)[0] as any).VisualId,
        );
        expect(drawn).to.include.members(answering);
      }
    });
  }

  it("shows every visual that says so, once", () => {
    const meant = dashboards
      .flatMap(({ id, visuals }) => visuals.filter(({ surfaces }) => surfaces.includes("quicksight")).map((visual) => `${id}-${visual.id}`))
      .sort();
    expect(
      sheets
        .flatMap((sheet) => visualsOf(sheet.dashboards))
        .map(({ key }) => key)
        .sort(),
    ).to.deep.equal(meant);
  });

  it("offers the controls of the reference, and customer and key, on every sheet", () => {
    const typed = ["Address", "IAM user", "User id", "Request id"];
    const lists = ["API", "Stage", "Domain", "Route", "Status", "Customer", "Usage plan", "API key"];
    for (const { mode, definition } of made) {
      const filters = new Map<string, string>(
        definition.FilterGroups.flatMap(({ Filters }: any) => Filters.map((filter: any) => Object.values(filter)[0]))
          .filter((filter: any) => filter.DefaultFilterControlConfiguration)
          .map((filter: any) => [filter.FilterId, filter.DefaultFilterControlConfiguration.Title]),
      );
      for (const sheet of definition.Sheets.filter(({ ContentType }: any) => ContentType === "INTERACTIVE")) {
        const parameters = sheet.ParameterControls.map((control: any) => (Object.values(control)[0] as any).Title);
        const chosen = sheet.FilterControls.map(({ CrossSheet }: any) => filters.get(CrossSheet.SourceFilterId));
        expect(parameters).to.deep.equal(["From (UTC)", "To (UTC, not included)", "By", ...(mode === "direct" ? typed : [])]);
        expect(chosen).to.deep.equal([...lists, ...(mode === "spice" ? typed : [])]);
      }
    }
  });

  it("names no column that its data set lacks, and no field, visual or control twice", () => {
    for (const { dataSets, definition } of made) {
      const columns = new Map(dataSets.map((dataSet) => [dataSet.view, names(dataSet)]));
      for (const { DataSetIdentifier, ColumnName } of objects(definition).filter((node) => "ColumnName" in node))
        expect(columns.get(DataSetIdentifier), `${DataSetIdentifier}.${ColumnName}`).to.include(ColumnName);
      for (const { view, calculated } of dataSets)
        for (const { expression } of calculated)
          for (const [, used] of expression.matchAll(/(?<!\$)\{(.+?)\}/g)) expect(columns.get(view), expression).to.include(used);
      for (const sheet of definition.Sheets) {
        const fields = sheet.Visuals.flatMap((visual: any) =>
          objects((Object.values(visual)[0] as any).ChartConfiguration.FieldWells),
        ).flatMap(({ FieldId }: any) => (FieldId === undefined ? [] : [FieldId]));
        expect(new Set(fields).size).to.equal(fields.length);
      }
      const ids = definition.Sheets.flatMap((sheet: any) => sheet.Visuals).map((visual: any) => (Object.values(visual)[0] as any).VisualId);
      expect(new Set(ids).size).to.equal(ids.length);
    }
  });

  it("gives a column that can be filtered the same name and type in every data set", () => {
    for (const { dataSets, definition } of made) {
      const everywhere = definition.FilterGroups.filter(({ CrossDataset }: any) => CrossDataset === "ALL_DATASETS");
      expect(everywhere).to.have.length.above(7);
      for (const { Filters } of everywhere) {
        const { ColumnName } = (Object.values(Filters[0])[0] as any).Column;
        const types = dataSets.flatMap(({ columns }) => columns.filter(({ name }) => name === ColumnName).map(({ type }) => type));
        expect(new Set(types), ColumnName).to.deep.equal(new Set([ColumnName === "time" ? "DATETIME" : "STRING"]));
        expect(types, ColumnName).to.have.length.above(1);
      }
    }
  });

  it("places every visual once, inside the grid, none upon another", () => {
    for (const sheet of made[0]!.definition.Sheets.filter(({ ContentType }: any) => ContentType === "INTERACTIVE")) {
      const { Elements } = sheet.Layouts[0].Configuration.GridLayout;
      expect(Elements.map(({ ElementId }: any) => ElementId)).to.deep.equal(
        sheet.Visuals.map((visual: any) => (Object.values(visual)[0] as any).VisualId),
      );
      const taken = new Set<string>();
      for (const { ColumnIndex, ColumnSpan, RowIndex, RowSpan } of Elements)
        for (let row = RowIndex; row < RowIndex + RowSpan; row++)
          for (let column = ColumnIndex; column < ColumnIndex + ColumnSpan; column++) {
            expect(column).to.be.below(36);
            expect(taken.has(`${row},${column}`)).to.equal(false);
            taken.add(`${row},${column}`);
          }
    }
  });

  it("hands each choice on to the data sets whose SQL asks for it, in its own type", () => {
    const { dataSets, definition } = made[0]!;
    const declared = definition.ParameterDeclarations.map((parameter: any) => Object.entries(parameter)[0] as [string, any]);
    const mapped = declared.flatMap(([kind, { Name, MappedDataSetParameters = [], ParameterValueType = "SINGLE_VALUED" }]: any) =>
      MappedDataSetParameters.map(
        ({ DataSetIdentifier, DataSetParameterName }: any) =>
          `${DataSetIdentifier} ${DataSetParameterName} ${Name} ${kind.replace("ParameterDeclaration", "")} ${ParameterValueType}`,
      ),
    );
    const wanted = dataSets.flatMap((dataSet) => {
      const { DatasetParameters = [] } = dataSetDefinition(dataSet, { dataSourceArn: "arn", database: "lake", mode: "direct" });
      return DatasetParameters.map((parameter) => {
        const [kind, { Name, ValueType }] = Object.entries(parameter)[0]!;
        return `${dataSet.view} ${Name} ${Name} ${kind.replace("DatasetParameter", "")} ${ValueType}`;
      });
    });
    expect(mapped.sort()).to.deep.equal(wanted.sort());
    expect(wanted).to.include.members([
      "usage_hourly_all From From DateTime SINGLE_VALUED",
      "requests Address Address String MULTI_VALUED",
    ]);
  });

  it("stays within every limit of the services, with as many principals as there may be", () => {
    const Permissions = Array.from({ length: 64 }, (_, at) => ({
      Principal: `arn:aws:quicksight:ap-southeast-3:123456789012:group/default/${"name".repeat(8)}${at}`,
      Actions: ["quicksight:DescribeDashboard", "quicksight:ListDashboardVersions", "quicksight:QueryDashboard"],
    }));
    for (const { mode, dataSets, definition } of made) {
      const beyond = [
        ...limitsOf("AWS::QuickSight::Dashboard", { Definition: definition, Permissions }),
        ...dataSets.flatMap((dataSet) =>
          limitsOf(
            "AWS::QuickSight::DataSet",
            dataSetDefinition(dataSet, { dataSourceArn: arn("x"), database: "api_usage_analytics_production", mode }),
          ),
        ),
      ].filter(({ count, most }) => count > most);
      expect(beyond).to.deep.equal([]);
    }
  });

  it("is refused beyond a limit, by what and by how much", () => {
    const Sheets = [{ SheetId: "crowd", Visuals: Array.from({ length: 51 }, () => ({})) }];
    expect(() => refuseBeyondLimits("AWS::QuickSight::Dashboard", { Definition: { Sheets } })).to.throw(
      "Invalid AWS::QuickSight::Dashboard: must have at most 50 visuals on sheet 'crowd', got 51.",
    );
    expect(() => refuseBeyondLimits("AWS::QuickSight::Theme", { Name: "x".repeat(262_144) })).to.throw(
      "must have at most 262144 characters of its desired state, got 262155.",
    );
    expect(() => refuseBeyondLimits("AWS::QuickSight::Theme", { Name: "x" })).not.to.throw();
  });
});

describe("measures in QuickSight's words", () => {
  it("are read in every form that a visual uses", () => {
    for (const { visual } of sheets.flatMap((sheet) => visualsOf(sheet.dashboards)))
      for (const { sql } of visual.measures) expect(() => readAggregate(sql), sql).not.to.throw();
  });

  it("are refused in a form that has none", () => {
    expect(() => readAggregate("stddev(status)")).to.throw("Invalid measure: QuickSight has no aggregate for 'stddev(status)'.");
  });
});

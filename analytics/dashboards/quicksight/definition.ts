import { dashboards } from "../../visuals";
import { type Chart, chartsOf, type KeyedVisual } from "./chart";
import { customColours } from "./colours";
import { controlFilters, controlViews, enterControlColumns, parameterDeclarations, sheetControls } from "./controls";
import { type DataSet, type DataSetBuilder, type Json, makeDataSetBuilder } from "./data-set";
import type { ImportMode } from "./data-set-sql";
import { gridElements } from "./layout";
import { reportSheet, reportVisuals } from "./report-sheet";

/** What a QuickSight dashboard is made for. */
export interface UsageDefinitionOptions {
  readonly mode: ImportMode;
  /** Whether there is a sheet to print; paginated reports are a paid add-on of the account. */
  readonly report: boolean;
}

/** A dashboard's definition, as far as it does not depend on where it is deployed, and the data sets it needs. */
export interface UsageDefinition {
  readonly dataSets: readonly DataSet[];
  /** The definition over data sets whose ARNs are given by view. */
  definition(dataSetArn: (view: string) => string): Json;
}

/** The sheets, and the dashboards whose visuals stand on them. */
export const sheets: readonly { readonly id: string; readonly title: string; readonly dashboards: readonly string[] }[] = [
  { id: "overview", title: "Overview", dashboards: ["overview"] },
  { id: "customers", title: "Customers and plans", dashboards: ["customers", "quota"] },
  { id: "errors", title: "Errors", dashboards: ["errors"] },
  { id: "latency", title: "Latency", dashboards: ["latency"] },
  { id: "authentication", title: "Authentication", dashboards: ["authentication", "clients"] },
  { id: "audit", title: "Audit", dashboards: ["audit"] },
  { id: "raw", title: "Raw requests", dashboards: ["raw"] },
];

/** The visuals of some dashboards that QuickSight shows, keyed by dashboard and visual. */
export const visualsOf = (ids: readonly string[]): KeyedVisual[] =>
  dashboards
    .filter(({ id }) => ids.includes(id))
    .flatMap(({ id, visuals }) =>
      visuals.filter(({ surfaces }) => surfaces.includes("quicksight")).map((visual) => ({ key: `${id}-${visual.id}`, visual })),
    );

/** Filters that belong to questions: one for all visuals that ask about the same rows of the same view. */
function questionFilters(bySheet: readonly { readonly sheet: string; readonly charts: readonly Chart[] }[]): Json[] {
  const groups = new Map<string, { view: string; condition: string; scopes: Map<string, string[]> }>();
  for (const { sheet, charts } of bySheet) {
    for (const { id, view, condition } of charts) {
      if (condition === undefined) continue;
      const key = `only-${view}-${condition}`;
      const group = groups.get(key) ?? { view, condition, scopes: new Map() };
      groups.set(key, group);
      group.scopes.set(sheet, [...(group.scopes.get(sheet) ?? []), id]);
    }
  }
  return [...groups].map(([id, { view, condition, scopes }]) => ({
    FilterGroupId: id,
    CrossDataset: "SINGLE_DATASET",
    Status: "ENABLED",
    ScopeConfiguration: {
      SelectedSheets: {
        SheetVisualScopingConfigurations: [...scopes].map(([SheetId, VisualIds]) => ({ SheetId, Scope: "SELECTED_VISUALS", VisualIds })),
      },
    },
    Filters: [
      {
        CategoryFilter: {
          FilterId: id,
          Column: { DataSetIdentifier: view, ColumnName: condition },
          Configuration: { FilterListConfiguration: { MatchOperator: "CONTAINS", CategoryValues: ["yes"], NullOption: "NON_NULLS_ONLY" } },
        },
      },
    ],
  }));
}

/** How values are written and coloured, wherever they stand. */
const columnConfigurations = ({ view, columns, calculated }: DataSet): Json[] =>
  [...columns, ...calculated].flatMap((column) => {
    const { name, format } = column;
    const colours = "scale" in column && column.scale ? { ColorsConfiguration: { CustomColors: customColours(column.scale) } } : undefined;
    if (format === undefined && colours === undefined) return [];
    return [{ Column: { DataSetIdentifier: view, ColumnName: name }, ...(format && { FormatConfiguration: format }), ...colours }];
  });

function interactiveSheet({ id, title }: (typeof sheets)[number], charts: readonly Chart[], mode: ImportMode): Json {
  return {
    SheetId: id,
    Name: title,
    ContentType: "INTERACTIVE",
    Visuals: charts.map(({ json }) => json),
    ...sheetControls(id, mode),
    Layouts: [
      {
        Configuration: {
          GridLayout: {
            Elements: gridElements(charts),
            CanvasSizeOptions: { ScreenCanvasSizeOptions: { ResizeOption: "FIXED", OptimizedViewPortWidth: "1600px" } },
          },
        },
      },
    ],
  };
}

const chartsFor = (visuals: readonly KeyedVisual[], builder: DataSetBuilder): Chart[] =>
  visuals.flatMap((visual) => chartsOf(visual, builder));

/** Builds the dashboard of usage from the same visuals as every other surface. */
export function usageDefinition({ mode, report }: UsageDefinitionOptions): UsageDefinition {
  const builder = makeDataSetBuilder();
  const shown = sheets.map((sheet) => ({ sheet, visuals: visualsOf(sheet.dashboards) }));
  const printed = report ? reportVisuals() : [];
  const read = [...shown.flatMap(({ visuals }) => visuals), ...printed].map(({ visual }) => visual.view);
  for (const view of new Set([...controlViews, ...read])) enterControlColumns(view, mode, builder);
  const bySheet = shown.map(({ sheet, visuals }) => ({ sheet, charts: chartsFor(visuals, builder) }));
  const reportCharts = chartsFor(printed, builder);
  const dataSets = builder.dataSets();
  const content: Json = {
    Sheets: [...bySheet.map(({ sheet, charts }) => interactiveSheet(sheet, charts, mode)), ...(report ? [reportSheet(reportCharts)] : [])],
    CalculatedFields: dataSets.flatMap(({ view, calculated }) =>
      calculated.map(({ name, expression }) => ({ DataSetIdentifier: view, Name: name, Expression: expression })),
    ),
    ParameterDeclarations: parameterDeclarations(dataSets, mode),
    FilterGroups: [
      ...controlFilters(mode),
      ...questionFilters([
        ...bySheet.map(({ sheet, charts }) => ({ sheet: sheet.id, charts })),
        ...(report ? [{ sheet: "report", charts: reportCharts }] : []),
      ]),
    ],
    ColumnConfigurations: dataSets.flatMap(columnConfigurations),
    // Sunday, as usage plans count their weeks.
    Options: { Timezone: "UTC", WeekStart: "SUNDAY" },
  };
  return {
    dataSets,
    definition: (dataSetArn) => ({
      DataSetIdentifierDeclarations: dataSets.map(({ view }) => ({ Identifier: view, DataSetArn: dataSetArn(view) })),
      ...content,
    }),
  };
}

import { sources } from "../../visuals";
import { api, customer, domain, plan, route, stage, status } from "../../visuals/dimensions";
import type { Dimension, FilterField } from "../../visuals/visual";
import { anyValue, asks } from "./asks";
import { type DataSet, type DataSetBuilder, type Json, viewColumnType } from "./data-set";
import { dataSetSql, type ImportMode, parametersIn, rangeParameters } from "./data-set-sql";
import { grainParameter, grains, shownText } from "./fields";

/** Lists to choose from: in every data set that has the column, under the same name, so that a choice holds everywhere. */
const lists: readonly { readonly field: FilterField; readonly dimension: Dimension }[] = [
  { field: "api", dimension: api },
  { field: "stage", dimension: stage },
  { field: "domain", dimension: domain },
  { field: "route", dimension: route },
  { field: "status", dimension: status },
  { field: "customer", dimension: customer },
  { field: "plan", dimension: plan },
  { field: "key", dimension: { name: "api_key_id", title: "API key", sql: "api_key_id" } },
];

/** The view whose values fill the lists: rolled up, so that opening a list is cheap. */
const listView = "usage_hourly_all";
/** The view that keeps everything a text box may ask for. */
const rowView = "requests";
/** The column that a text box filters where rows are imported. */
const typedColumn = (ask: (typeof asks)[number]): string => ask.columns[rowView][0]!;

/** The views that the controls need, whatever the visuals read. */
export const controlViews = [listView, rowView] as const;

/** Enters what the controls act on, before anything else can take the names. */
export function enterControlColumns(view: string, mode: ImportMode, builder: DataSetBuilder): void {
  const source = sources[view]!;
  const enter = (name: string, column: string) => builder.column(view, name, shownText(name, column), "STRING");
  if (source.time !== undefined) builder.column(view, "time", source.time, "DATETIME");
  for (const { field, dimension } of lists) {
    const column = source.filters[field];
    if (column !== undefined) enter(dimension.name, column);
  }
  if (mode !== "spice") return;
  for (const column of asks.map(typedColumn)) if (viewColumnType(view, column) !== undefined) enter(column, column);
}

const everywhere = (id: string, filter: Json): Json => ({
  FilterGroupId: id,
  CrossDataset: "ALL_DATASETS",
  Status: "ENABLED",
  ScopeConfiguration: { AllSheets: {} },
  Filters: [filter],
});

const listFilter = ({ name, title }: Dimension): Json =>
  everywhere(`choose-${name}`, {
    CategoryFilter: {
      FilterId: `choose-${name}`,
      Column: { DataSetIdentifier: listView, ColumnName: name },
      Configuration: { FilterListConfiguration: { MatchOperator: "CONTAINS", SelectAllOptions: "FILTER_ALL_VALUES" } },
      DefaultFilterControlConfiguration: { Title: title, ControlOptions: { DefaultDropdownOptions: { Type: "MULTI_SELECT" } } },
    },
  });

/** The range where rows are imported: parameters cannot reach into an import. */
const rangeFilter: Json = everywhere("range", {
  TimeRangeFilter: {
    FilterId: "range",
    Column: { DataSetIdentifier: listView, ColumnName: "time" },
    RangeMinimumValue: { Parameter: rangeParameters.from },
    RangeMaximumValue: { Parameter: rangeParameters.to },
    IncludeMinimum: true,
    IncludeMaximum: false,
    NullOption: "NON_NULLS_ONLY",
    TimeGranularity: "MINUTE",
  },
});

/** What is typed where rows are imported: it narrows the data sets that keep the column, which are those with a row per request or event. */
const typedFilter = (ask: (typeof asks)[number]): Json =>
  everywhere(`typed-${ask.parameter}`, {
    CategoryFilter: {
      FilterId: `typed-${ask.parameter}`,
      Column: { DataSetIdentifier: rowView, ColumnName: typedColumn(ask) },
      Configuration: {
        CustomFilterListConfiguration: { MatchOperator: "CONTAINS", NullOption: "ALL_VALUES", SelectAllOptions: "FILTER_ALL_VALUES" },
      },
      DefaultFilterControlConfiguration: { Title: ask.title, ControlOptions: { DefaultTextAreaOptions: { Delimiter: "," } } },
    },
  });

/** The filters behind the controls. */
export const controlFilters = (mode: ImportMode): Json[] => [
  ...lists.map(({ dimension }) => listFilter(dimension)),
  ...(mode === "spice" ? [rangeFilter, ...asks.map(typedFilter)] : []),
];

/** The dashboard's parameters: the last thirty days by hour unless chosen otherwise, handed on to the data sets whose SQL names them. */
export function parameterDeclarations(dataSets: readonly DataSet[], mode: ImportMode): Json[] {
  const named = dataSets.map(({ view, columns }) => ({ view, names: parametersIn(dataSetSql(view, columns, { database: "any", mode })) }));
  const mapped = (parameter: string): Json => {
    const views = named.filter(({ names }) => names.includes(parameter));
    return views.length > 0
      ? { MappedDataSetParameters: views.map(({ view }) => ({ DataSetIdentifier: view, DataSetParameterName: parameter })) }
      : {};
  };
  const moment = (Name: string, days: number): Json => ({
    DateTimeParameterDeclaration: {
      Name,
      TimeGranularity: "MINUTE",
      DefaultValues: { RollingDate: { Expression: `addDateTime(${days}, 'DD', truncDate('DD', now()))` } },
      ...mapped(Name),
    },
  });
  const text = (Name: string, value: string, ParameterValueType: string): Json => ({
    StringParameterDeclaration: { Name, ParameterValueType, DefaultValues: { StaticValues: [value] }, ...mapped(Name) },
  });
  return [
    moment(rangeParameters.from, -29),
    moment(rangeParameters.to, 1),
    text(grainParameter, "hour", "SINGLE_VALUED"),
    ...(mode === "direct" ? asks.map(({ parameter }) => text(parameter, anyValue, "MULTI_VALUED")) : []),
  ];
}

/** The controls of one sheet; what is chosen on one holds on all. */
export function sheetControls(sheet: string, mode: ImportMode) {
  const of = (SourceParameterName: string, Title: string): Json => ({
    ParameterControlId: `${sheet}-${SourceParameterName}`,
    SourceParameterName,
    Title,
  });
  const picker = (parameter: string, title: string): Json => ({
    DateTimePicker: { ...of(parameter, title), DisplayOptions: { DateTimeFormat: "YYYY-MM-DD HH:mm" } },
  });
  const ParameterControls: Json[] = [
    picker(rangeParameters.from, "From (UTC)"),
    picker(rangeParameters.to, "To (UTC, not included)"),
    { Dropdown: { ...of(grainParameter, "By"), Type: "SINGLE_SELECT", SelectableValues: { Values: [...grains] } } },
    ...(mode === "direct" ? asks.map(({ parameter, title }) => ({ TextArea: { ...of(parameter, title), Delimiter: "," } })) : []),
  ];
  const FilterControls: Json[] = [
    ...lists.map(({ dimension }) => `choose-${dimension.name}`),
    ...(mode === "spice" ? asks.map(({ parameter }) => `typed-${parameter}`) : []),
  ].map((filter) => ({ CrossSheet: { FilterControlId: `${sheet}-${filter}`, SourceFilterId: filter } }));
  const element = (ElementId: unknown, ElementType: string) => ({ ElementId, ElementType, ColumnSpan: 4, RowSpan: 1 });
  const idOf = (control: Json, name: string): unknown => (Object.values(control)[0] as Json)[name];
  return {
    ParameterControls,
    FilterControls,
    SheetControlLayouts: [
      {
        Configuration: {
          GridLayout: {
            Elements: [
              ...ParameterControls.map((control) => element(idOf(control, "ParameterControlId"), "PARAMETER_CONTROL")),
              ...FilterControls.map((control) => element(idOf(control, "FilterControlId"), "FILTER_CONTROL")),
            ],
          },
        },
      },
    ],
  };
}

/** A data set of a QuickSight dashboard: the view it reads and the columns it has. */
export interface QuickSightColumn {
  readonly Name: string;
  readonly Type: "STRING" | "INTEGER" | "DECIMAL" | "DATETIME" | "BOOLEAN";
}

const dataSet = "usage";
const field = (name: string) => ({ DataSetIdentifier: dataSet, ColumnName: name });
const sum = (id: string, column: string) => ({
  NumericalMeasureField: { FieldId: id, Column: field(column), AggregationFunction: { SimpleNumericalAggregation: "SUM" } },
});
const category = (id: string, column: string) => ({ CategoricalDimensionField: { FieldId: id, Column: field(column) } });
const title = (text: string) => ({ Visibility: "VISIBLE", FormatText: { PlainText: text } });

/** The columns of the view that the data set offers. */
export const usageDataSetColumns: readonly QuickSightColumn[] = [
  { Name: "hour", Type: "DATETIME" },
  { Name: "api_name", Type: "STRING" },
  { Name: "stage", Type: "STRING" },
  { Name: "route", Type: "STRING" },
  { Name: "customer", Type: "STRING" },
  { Name: "api_key_id", Type: "STRING" },
  { Name: "usage_plan", Type: "STRING" },
  { Name: "status_class", Type: "STRING" },
  { Name: "requests", Type: "INTEGER" },
  { Name: "response_bytes", Type: "INTEGER" },
];

/** The definition of the usage dashboard: requests over time, by API, by customer and by status class. */
export function usageDefinition(dataSetArn: string) {
  const bars = (id: string, question: string, column: string) => ({
    BarChartVisual: {
      VisualId: id,
      Title: title(question),
      ChartConfiguration: {
        FieldWells: {
          BarChartAggregatedFieldWells: { Category: [category(`${id}-by`, column)], Values: [sum(`${id}-requests`, "requests")] },
        },
        SortConfiguration: {
          CategorySort: [{ FieldSort: { FieldId: `${id}-requests`, Direction: "DESC" } }],
          CategoryItemsLimit: { ItemsLimit: 10, OtherCategories: "INCLUDE" },
        },
        Orientation: "HORIZONTAL",
      },
    },
  });
  const visuals = [
    {
      LineChartVisual: {
        VisualId: "requests-over-time",
        Title: title("How many requests were there?"),
        ChartConfiguration: {
          FieldWells: {
            LineChartAggregatedFieldWells: {
              Category: [{ DateDimensionField: { FieldId: "time", Column: field("hour"), DateGranularity: "HOUR" } }],
              Values: [sum("time-requests", "requests")],
              Colors: [category("time-class", "status_class")],
            },
          },
          Type: "LINE",
        },
      },
    },
    bars("by-api", "Which API is called most?", "api_name"),
    bars("by-customer", "Which customer calls most?", "customer"),
  ];
  return {
    DataSetIdentifierDeclarations: [{ Identifier: dataSet, DataSetArn: dataSetArn }],
    Sheets: [{ SheetId: "overview", Name: "Overview", Visuals: visuals }],
    FilterGroups: [
      {
        FilterGroupId: "date",
        CrossDataset: "SINGLE_DATASET",
        Status: "ENABLED",
        Filters: [
          {
            RelativeDatesFilter: {
              FilterId: "date",
              Column: field("hour"),
              AnchorDateConfiguration: { AnchorOption: "NOW" },
              RelativeDateType: "LAST",
              RelativeDateValue: 30,
              TimeGranularity: "DAY",
              MinimumGranularity: "DAY",
              NullOption: "NON_NULLS_ONLY",
            },
          },
        ],
        ScopeConfiguration: { SelectedSheets: { SheetVisualScopingConfigurations: [{ SheetId: "overview", Scope: "ALL_VISUALS" }] } },
      },
    ],
  };
}

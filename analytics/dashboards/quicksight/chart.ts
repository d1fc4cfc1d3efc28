import { axisTitle, type Measure, mostSeries, sources, time, type Visual } from "../../visuals";
import { colourOf } from "./colours";
import type { DataSetBuilder, Json } from "./data-set";
import { type Field, type FieldMaker, makeFields } from "./fields";
import { tableVisual } from "./table";

/** A visual, and the name that makes it unique among all dashboards. */
export interface KeyedVisual {
  readonly key: string;
  readonly visual: Visual;
}

/** A visual of the service, and what a sheet needs to place and to filter it. */
export interface Chart {
  readonly id: string;
  readonly shape: "tile" | "numbers" | "pie" | "chart" | "map" | "table";
  readonly json: Json;
  /** The column that says `yes` on the rows that belong to the question. */
  readonly condition?: string;
  readonly view: string;
}

/** Bars of time that are drawn at most: two weeks of hours, or a day of minutes. */
const mostBuckets = 1500;

const plain = (text: string) => ({ Visibility: "VISIBLE", FormatText: { PlainText: text } });
const limit = (count: number, rest: "INCLUDE" | "EXCLUDE") => ({ ItemsLimit: count, OtherCategories: rest });
const sort = (field: Field, direction: "ASC" | "DESC") => [{ FieldSort: { FieldId: field.id, Direction: direction } }];
const hidden = { Visibility: "HIDDEN" };
const wells = (fields: readonly Field[]) => fields.map(({ well }) => well);

/** The unit on an axis. A label without the field it belongs to is ignored by the service. */
const axisLabel = ({ id, column }: Field, label: string) =>
  label === "" ? {} : { AxisLabelOptions: [{ CustomLabel: label, ApplyTo: { FieldId: id, Column: column } }] };

function xOf({ x }: Visual, make: FieldMaker): Field[] {
  if (x === undefined) return [];
  return [x === time ? make.time() : make.dimension(x)];
}

/** Lines and bars that are measures have the colours of their meanings; values of a column have them from the column. */
function measureColours(measures: readonly Measure[], values: readonly Field[]): Json {
  const coloured = measures.flatMap(({ meaning }, at) =>
    meaning === undefined ? [] : [{ Element: { FieldId: values[at]!.id, FieldValue: values[at]!.id }, Color: colourOf(meaning) }],
  );
  return coloured.length > 0 ? { VisualPalette: { ColorMap: coloured } } : {};
}

function body(visual: Visual, make: FieldMaker): Json {
  const values = visual.measures.map(make.measure);
  const [x] = xOf(visual, make);
  const series = visual.series === undefined ? [] : [make.dimension(visual.series)];
  const first = values[0]!;
  if (visual.chart === "table") return tableVisual(visual, make, values);
  const unit = axisLabel(first, axisTitle[visual.measures[0]!.unit]);
  const colours = series.length > 0 ? {} : measureColours(visual.measures, values);
  const overTime = visual.x === time;
  switch (visual.chart) {
    case "line":
    case "area":
      return {
        LineChartVisual: {
          ChartConfiguration: {
            FieldWells: { LineChartAggregatedFieldWells: { Category: wells([x!]), Values: wells(values), Colors: wells(series) } },
            SortConfiguration: { CategorySort: sort(x!, "ASC"), ColorItemsLimitConfiguration: limit(mostSeries, "INCLUDE") },
            Type: visual.chart === "line" ? "LINE" : "STACKED_AREA",
            XAxisLabelOptions: hidden,
            PrimaryYAxisLabelOptions: unit,
            ...colours,
          },
        },
      };
    case "bar":
    case "stacked-bar":
      return {
        BarChartVisual: {
          ChartConfiguration: {
            FieldWells: { BarChartAggregatedFieldWells: { Category: wells([x!]), Values: wells(values), Colors: wells(series) } },
            SortConfiguration: {
              CategorySort: overTime ? sort(x!, "ASC") : sort(first, "DESC"),
              CategoryItemsLimit: limit(overTime ? mostBuckets : (visual.limit ?? mostSeries), "EXCLUDE"),
              ColorItemsLimit: limit(mostSeries, "INCLUDE"),
            },
            Orientation: overTime ? "VERTICAL" : "HORIZONTAL",
            BarsArrangement: "STACKED",
            CategoryLabelOptions: hidden,
            ValueLabelOptions: unit,
            ...colours,
          },
        },
      };
    case "pie":
      return {
        PieChartVisual: {
          ChartConfiguration: {
            FieldWells: { PieChartAggregatedFieldWells: { Category: wells([x!]), Values: wells(values) } },
            SortConfiguration: { CategorySort: sort(first, "DESC"), CategoryItemsLimit: limit(mostSeries, "INCLUDE") },
            DonutOptions: { ArcOptions: { ArcThickness: "MEDIUM" } },
          },
        },
      };
    case "heatmap":
      return {
        HeatMapVisual: {
          ChartConfiguration: {
            FieldWells: { HeatMapAggregatedFieldWells: { Rows: wells(series), Columns: wells([x!]), Values: wells(values) } },
            SortConfiguration: { HeatMapRowSort: sort(series[0]!, "ASC"), HeatMapColumnSort: sort(x!, "ASC") },
          },
        },
      };
    case "map":
      return {
        FilledMapVisual: {
          ChartConfiguration: { FieldWells: { FilledMapAggregatedFieldWells: { Geospatial: wells([x!]), Values: wells(values) } } },
        },
      };
    case "kpi":
      return {
        KPIVisual: {
          ChartConfiguration: {
            FieldWells: { Values: wells([first]), TargetValues: [], TrendGroups: [] },
            // Left incomplete, the service draws nothing.
            KPIOptions: {
              Comparison: { ComparisonMethod: "PERCENT_DIFFERENCE" },
              PrimaryValueDisplayType: "ACTUAL",
              SecondaryValueFontConfiguration: { FontSize: { Relative: "EXTRA_LARGE" } },
            },
          },
        },
      };
  }
}

const shapes = {
  kpi: "tile",
  pie: "pie",
  map: "map",
  table: "table",
  line: "chart",
  area: "chart",
  bar: "chart",
  heatmap: "chart",
} as const;

/** Adds what all visuals have: identity, title, note, and the question for those who do not see a tile. */
function framed(kind: Json, id: string, title: string, { question, note }: Visual): Json {
  const [name, configuration] = Object.entries(kind)[0] as [string, Json];
  return {
    [name]: {
      VisualId: id,
      Title: plain(title),
      ...(note !== undefined && { Subtitle: plain(note) }),
      ...configuration,
      ...(title !== question && { VisualContentAltText: question }),
    },
  };
}

/**
 * The service's visuals for one of ours. Several numbers of a rolled-up view are tiles beside each other; of a view with a row per request they
 * are one table of one row, because every tile is a query, and those read the rows again.
 */
export function chartsOf({ key, visual }: KeyedVisual, builder: DataSetBuilder): Chart[] {
  const { view, where } = visual;
  const condition = where && builder.column(view, "matches", `CASE WHEN ${where} THEN 'yes' ELSE 'no' END`, "STRING");
  const chart = (id: string, shape: Chart["shape"], kind: Json, title: string): Chart => ({
    id,
    shape,
    view,
    json: framed(kind, id, title, visual),
    ...(condition && { condition }),
  });
  if (visual.chart !== "kpi") {
    const shape = visual.chart === "stacked-bar" ? "chart" : shapes[visual.chart];
    return [chart(key, shape, body(visual, makeFields(visual, builder)), visual.question)];
  }
  if (visual.measures.length > 1 && sources[view]!.finer === undefined) {
    const make = makeFields(visual, builder);
    const values = visual.measures.map(make.measure);
    return [chart(key, "numbers", tableVisual(visual, make, values), visual.question)];
  }
  return visual.measures.map((measure, at) => {
    const id = at === 0 ? key : `${key}-${measure.name}`;
    const tile: Visual = { ...visual, measures: [measure] };
    return chart(id, "tile", body(tile, makeFields(tile, builder)), at === 0 ? visual.title : `${visual.title}: ${measure.title}`);
  });
}

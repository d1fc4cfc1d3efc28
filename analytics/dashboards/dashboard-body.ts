/** A line of a metric widget: namespace, name, dimensions, or an expression, as CloudWatch's dashboard bodies spell it. */
export type MetricLine = readonly (string | { readonly [property: string]: unknown })[];

/** A widget without its place. */
export interface Widget {
  readonly type: "metric" | "text" | "log" | "alarm";
  /** Columns of the 24 that a dashboard has. */
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The body of a CloudWatch dashboard. */
export interface DashboardBody {
  readonly start: string;
  readonly periodOverride: "auto" | "inherit";
  /** What the reader can choose at the top of the dashboard; at most 25. */
  readonly variables?: readonly Variable[];
  readonly widgets: readonly (Widget & { readonly x: number; readonly y: number })[];
}

/** A choice at the top of a dashboard: every text that matches the pattern, or every property of the name, becomes the chosen value. */
export interface Variable {
  readonly type: "pattern" | "property";
  readonly pattern?: string;
  readonly property?: string;
  readonly id: string;
  readonly label: string;
  readonly inputType: "select" | "input" | "radio";
  readonly defaultValue: string;
  readonly visible: boolean;
  /** Metrics whose dimension `populateFrom` gives the values to choose from. */
  readonly search?: string;
  readonly populateFrom?: string;
}

const columns = 24;

/** The same widgets beside each other over the whole width: what they leave over goes to the first ones. */
export function acrossTheWidth(widgets: readonly Widget[]): Widget[] {
  const width = Math.floor(columns / widgets.length);
  const over = columns - width * widgets.length;
  return widgets.map((widget, i) => ({ ...widget, width: width + (i < over ? 1 : 0) }));
}

/** The same widgets in pairs; one that is left over takes the whole width. */
export const inPairs = (widgets: readonly Widget[]): Widget[] =>
  widgets.map((widget, i) => ({ ...widget, width: i === widgets.length - 1 && i % 2 === 0 ? columns : columns / 2 }));

/** Lays widgets out from left to right; a widget that does not fit begins the next row, below the highest of the row before. */
export function dashboardBody(widgets: readonly Widget[], start = "-PT24H", variables: readonly Variable[] = []): DashboardBody {
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  const placed = widgets.map((widget) => {
    if (x + widget.width > columns) {
      x = 0;
      y += rowHeight;
      rowHeight = 0;
    }
    const place = { ...widget, x, y };
    x += widget.width;
    rowHeight = Math.max(rowHeight, widget.height);
    return place;
  });
  return { start, periodOverride: "inherit", ...(variables.length > 0 && { variables }), widgets: placed };
}

/** A chart of metrics over time. */
export function metricWidget(
  title: string,
  region: string,
  metrics: readonly MetricLine[],
  options: {
    readonly width?: number;
    readonly stat?: string;
    readonly period?: number;
    readonly unit?: string;
    readonly view?: "timeSeries" | "singleValue" | "bar" | "pie" | "table" | "gauge";
    readonly stacked?: boolean;
    /**
     * One value over the whole range. Without it, views of single values (a number, a bar for each line, a pie) show the most recent period alone. A search
     * then must not name a period of its own.
     */
    readonly wholeRange?: boolean;
    /** The widget's own time range, such as `-P8D`. @default the dashboard's */
    readonly start?: string;
    readonly height?: number;
  } = {},
): Widget {
  const {
    width = 12,
    height = 6,
    stat = "Sum",
    period = 300,
    unit,
    view = "timeSeries",
    stacked = false,
    wholeRange = false,
    start,
  } = options;
  return {
    type: "metric",
    width,
    height,
    properties: {
      title,
      region,
      metrics,
      stat,
      period,
      view,
      stacked,
      ...(wholeRange && { setPeriodToTimeRange: true }),
      ...(start && { start, end: "P0D" }),
      ...(unit && { yAxis: { left: { label: unit, min: 0, showUnits: false } } }),
    },
  };
}

/** A line of text in Markdown. */
export const textWidget = (markdown: string, height = 1): Widget => ({ type: "text", width: columns, height, properties: { markdown } });

/** A table or chart of a Logs Insights query over one log group. Every look costs what the query scans. */
export const logWidget = (
  title: string,
  region: string,
  logGroup: string,
  query: string,
  {
    view = "table",
    width = 12,
    height = 6,
  }: { readonly view?: "table" | "timeSeries" | "bar" | "pie"; readonly width?: number; readonly height?: number } = {},
): Widget => ({ type: "log", width, height, properties: { title, region, view, query: `SOURCE '${logGroup}' | ${query}` } });

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
  readonly widgets: readonly (Widget & { readonly x: number; readonly y: number })[];
}

const columns = 24;

/** Lays widgets out from left to right; a widget that does not fit begins the next row, below the highest of the row before. */
export function dashboardBody(widgets: readonly Widget[], start = "-PT24H"): DashboardBody {
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
  return { start, periodOverride: "inherit", widgets: placed };
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
    readonly view?: string;
  } = {},
): Widget {
  const { width = 12, stat = "Sum", period = 300, unit, view = "timeSeries" } = options;
  return {
    type: "metric",
    width,
    height: 6,
    properties: {
      title,
      region,
      metrics,
      stat,
      period,
      view,
      stacked: false,
      ...(unit && { yAxis: { left: { label: unit, min: 0, showUnits: false } } }),
    },
  };
}

/** A line of text in Markdown. */
export const textWidget = (markdown: string, height = 1): Widget => ({ type: "text", width: columns, height, properties: { markdown } });

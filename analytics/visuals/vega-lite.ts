import type { TopLevelSpec } from "vega-lite";
import { meaningColours, mix, type Theme } from "./colours";
import { numericCountryCode } from "./country-codes";
import { drawnName } from "./drawn-name";
import { grainMs } from "./grain";
import { type ColourWish, type Row, type Series, seriesColumn, seriesOf } from "./series";
import { axisFormat, axisTitle, isCount } from "./units";
import { type Grain, type Measure, time, type Visual } from "./visual";

/** What a drawing needs besides the visual and its rows. */
export interface DrawOptions {
  readonly theme: Theme;
  /** The range that was asked for; charts of time reach from its start to its end, data or none. */
  readonly from: Date;
  readonly to: Date;
  /** The grain that was asked for. */
  readonly grain: Grain;
  /** Pixels; the width follows the box where it is not given. */
  readonly width?: number;
  readonly height?: number;
  /** Zone of time axes. @default "local" */
  readonly zone?: "local" | "utc";
  /** Country shapes as TopoJSON with an object `countries` and ISO 3166-1 numbers as ids; a map is not drawn without. */
  readonly shapes?: unknown;
  /** Which colour a value had elsewhere. @default by the order of the chart */
  readonly wish?: ColourWish;
}

interface Point {
  readonly [key: string]: unknown;
}

const dayMs = grainMs.day;
const size = ({ width, height }: DrawOptions) => ({ width: width ?? ("container" as const), height: height ?? 220 });
const base = (options: DrawOptions) => ({ $schema: "https://vega.github.io/schema/vega-lite/v6.json", ...size(options) });

/** The range on the axis: the day compared, or whole buckets of what was asked. */
function axisRange(visual: Visual, { from, to, grain }: DrawOptions): { from: number; to: number; width: number } {
  if (visual.compare) {
    const start = Math.floor((to.getTime() - 1) / dayMs) * dayMs;
    return { from: start, to: start + dayMs, width: grainMs[grain === "day" ? "hour" : grain] };
  }
  const width = grainMs[grain];
  return { from: Math.floor(from.getTime() / width) * width, to: Math.ceil(to.getTime() / width) * width, width };
}

/** One point per bucket, series and measure. Counts that are missing are zero; other measures are unknown there, and their line breaks. */
function timePoints(visual: Visual, rows: readonly Row[], series: readonly Series[], options: DrawOptions): Point[] {
  const column = seriesColumn(visual);
  const range = axisRange(visual, options);
  const known = new Map<string, number | null>();
  const key = (at: number, name: string) => `${at} ${name}`;
  for (const row of rows) {
    for (const measure of column === undefined ? visual.measures : visual.measures.slice(0, 1)) {
      const value = row[measure.name];
      const name = column === undefined ? measure.title : String(row[column]);
      known.set(key(Date.parse(String(row[time])), name), value === null || value === undefined ? null : Number(value));
    }
  }
  const bars = visual.chart === "stacked-bar";
  const heights = new Map<number, number>();
  const points: Point[] = [];
  for (const [place, { name }] of series.entries()) {
    const measure = column === undefined ? visual.measures[place]! : visual.measures[0]!;
    for (let at = range.from; at < range.to; at += range.width) {
      const value = known.get(key(at, name)) ?? (measure.additive ? 0 : null);
      if (!bars) {
        points.push({ time: at, series: drawnName(name), place, value });
      } else if (value !== null && value !== 0) {
        const foot = heights.get(at) ?? 0;
        heights.set(at, foot + value);
        points.push({ time: at, until: at + range.width * 0.86, series: drawnName(name), place, value, foot, head: foot + value });
      }
    }
  }
  return points;
}

/** Hours as everywhere on the page, not as the browser's country writes them. */
const clock = { minutes: "%H:%M", hours: "%H:%M", day: "%a %d", date: "%a %d", week: "%d %b", month: "%b", quarter: "%b", year: "%Y" };

const timeAxis = (visual: Visual, options: DrawOptions) => {
  const range = axisRange(visual, options);
  return {
    field: "time",
    type: "temporal" as const,
    scale: {
      type: options.zone === "utc" ? ("utc" as const) : ("time" as const),
      domain: { expr: `[${range.from}, ${range.to}]` },
      nice: false,
    },
    axis: { title: null, grid: false, labelOverlap: true, tickCount: { expr: "width / 90" } as never, labelFlush: true, format: clock },
  };
};

const valueAxis = (measure: Measure) => ({
  type: "quantitative" as const,
  axis: {
    title: axisTitle[measure.unit],
    format: axisFormat(measure.unit),
    tickCount: 4,
    ...(isCount(measure.unit) ? { tickMinStep: 1 } : {}),
  },
});

const colourOf = (series: readonly Series[], title?: string) => ({
  field: "series",
  type: "nominal" as const,
  scale: { domain: series.map(({ name }) => drawnName(name)), range: series.map(({ colour }) => colour) },
  legend: series.length > 1 ? { title: title ?? null } : null,
});

function timeChart(visual: Visual, rows: readonly Row[], options: DrawOptions): TopLevelSpec {
  const series = seriesOf(visual, rows, options.theme, options.wish);
  const measure = visual.measures[0]!;
  const x = timeAxis(visual, options);
  const color = colourOf(series);
  const data = { values: timePoints(visual, rows, series, options) as object[] };
  const y = { field: "value", ...valueAxis(measure) };
  const stacked = { ...y, stack: "zero" as const };
  const place = { field: "place", type: "ordinal" as const };
  if (visual.chart === "stacked-bar") {
    // Rectangles, because a bar between two times would not be stacked.
    const height = { field: "head", ...valueAxis(measure) };
    const mark = { type: "rect", strokeWidth: 0 };
    return {
      ...base(options),
      data,
      mark,
      encoding: { x, x2: { field: "until" }, y: height, y2: { field: "foot" }, color },
    } as TopLevelSpec;
  }
  if (visual.chart === "area") {
    return {
      ...base(options),
      data,
      mark: { type: "area", opacity: 0.85 },
      encoding: { x, y: stacked, color, order: place },
    } as TopLevelSpec;
  }
  return {
    ...base(options),
    data,
    mark: { type: "line", strokeWidth: 1.75, invalid: "break-paths-show-domains" },
    encoding: {
      x,
      y: { ...y, stack: null, scale: { zero: true } },
      color,
      ...(series.some(({ dashed }) => dashed)
        ? {
            strokeDash: {
              field: "series",
              type: "nominal",
              scale: { domain: series.map(({ name }) => drawnName(name)), range: series.map(({ dashed }) => (dashed ? [4, 3] : [1, 0])) },
              legend: { title: null },
            },
          }
        : {}),
    },
  } as TopLevelSpec;
}

/** Horizontal bars, the longest on top; stacked where there is a series. */
function barChart(visual: Visual, rows: readonly Row[], options: DrawOptions): TopLevelSpec {
  const x = visual.x === undefined || visual.x === time ? undefined : visual.x;
  if (x === undefined) throw new Error(`Visual '${visual.id}' is a bar chart without categories.`);
  const measure = visual.measures[0]!;
  const totals = new Map<string, number>();
  for (const row of rows) totals.set(String(row[x.name]), (totals.get(String(row[x.name])) ?? 0) + Number(row[measure.name] ?? 0));
  const sort = [...totals].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([name]) => drawnName(name));
  const series = seriesOf(visual, rows, options.theme, options.wish);
  const single = measure.meaning ? meaningColours[options.theme][measure.meaning] : meaningColours[options.theme].neutral;
  const values = rows.map((row) => ({
    ...row,
    [x.name]: drawnName(String(row[x.name])),
    series: visual.series === undefined ? measure.title : drawnName(String(row[visual.series.name])),
    place: visual.series === undefined ? 0 : series.findIndex(({ name }) => name === String(row[visual.series!.name])),
    value: row[measure.name],
  }));
  return {
    ...base(options),
    height: options.height ?? Math.max(60, sort.length * 24),
    data: { values },
    mark: { type: "bar", cornerRadiusEnd: 2, ...(visual.series === undefined ? { color: single } : {}) },
    encoding: {
      y: {
        field: x.name,
        type: "nominal",
        sort,
        axis: { title: null, labelLimit: 220, domain: false, ticks: false },
        scale: { paddingInner: 0.3 },
      },
      x: { field: "value", ...valueAxis(measure), stack: "zero" },
      ...(visual.series === undefined ? {} : { color: colourOf(series), order: { field: "place", type: "ordinal" } }),
      tooltip: { field: "value" },
    },
  } as TopLevelSpec;
}

function pieChart(visual: Visual, rows: readonly Row[], options: DrawOptions): TopLevelSpec {
  const column = seriesColumn(visual)!;
  const measure = visual.measures[0]!;
  const series = seriesOf(visual, rows, options.theme, options.wish);
  const values = rows.map((row) => ({
    ...row,
    series: drawnName(String(row[column])),
    place: series.findIndex(({ name }) => name === String(row[column])),
    value: row[measure.name],
  }));
  return {
    ...base(options),
    data: { values },
    mark: {
      type: "arc",
      innerRadius: { expr: "min(width, height) * 0.28" },
      outerRadius: { expr: "min(width, height) * 0.46" },
      strokeWidth: 1,
    },
    encoding: {
      theta: { field: "value", type: "quantitative", stack: true },
      order: { field: "place", type: "ordinal" },
      color: { ...colourOf(series), legend: { title: null, orient: "right", columns: 1 } },
      tooltip: { field: "value" },
    },
  } as TopLevelSpec;
}

/** From hardly anything to most: one hue, so that only the amount speaks. */
const amounts = (theme: Theme): string[] => {
  const strong = meaningColours[theme].neutral;
  const ground = theme === "light" ? "#ffffff" : "#151d24";
  return [mix(ground, strong, 0.12), strong];
};

function heatmap(visual: Visual, rows: readonly Row[], options: DrawOptions): TopLevelSpec {
  const measure = visual.measures[0]!;
  const series = visual.series!;
  const range = axisRange(visual, options);
  const overTime = visual.x === time;
  const values = rows.map((row) => ({
    ...row,
    ...(overTime ? { time: Date.parse(String(row[time])), until: Date.parse(String(row[time])) + range.width } : {}),
    ...(visual.x !== undefined && visual.x !== time ? { [visual.x.name]: drawnName(String(row[visual.x.name])) } : {}),
    series: drawnName(String(row[series.name])),
    value: row[measure.name],
  }));
  const x = overTime
    ? { x: timeAxis(visual, options), x2: { field: "until" } }
    : { x: { field: (visual.x as { name: string }).name, type: "nominal", axis: { title: null, labelAngle: -40, labelLimit: 120 } } };
  return {
    ...base(options),
    data: { values },
    mark: { type: "rect", strokeWidth: 0 },
    encoding: {
      ...x,
      y: { field: "series", type: "nominal", sort: overTime ? "descending" : "ascending", axis: { title: null, labelLimit: 180 } },
      color: {
        field: "value",
        type: "quantitative",
        scale: { type: "sqrt", range: amounts(options.theme) },
        legend: { title: axisTitle[measure.unit], format: axisFormat(measure.unit) },
      },
      tooltip: { field: "value" },
    },
  } as TopLevelSpec;
}

function map(visual: Visual, rows: readonly Row[], options: DrawOptions): TopLevelSpec {
  const measure = visual.measures[0]!;
  const x = (visual.x as { name: string }).name;
  const values = rows.flatMap((row) => {
    const id = numericCountryCode(String(row[x]));
    return id === undefined ? [] : [{ ...row, id, value: row[measure.name] }];
  });
  const strong = measure.meaning ? meaningColours[options.theme][measure.meaning] : meaningColours[options.theme].neutral;
  const ground = options.theme === "light" ? "#ffffff" : "#151d24";
  const nothing = options.theme === "light" ? "#e3e7eb" : "#222c35";
  const countries = { values: options.shapes as object, format: { type: "topojson", feature: "countries" } };
  const shape = { type: "geoshape", stroke: ground, strokeWidth: 0.4 };
  return {
    ...base(options),
    projection: { type: "naturalEarth1" },
    layer: [
      // Nobody calls from Antarctica, and without it the rest is larger.
      { data: countries, transform: [{ filter: "datum.id !== '010'" }], mark: { ...shape, fill: nothing } },
      {
        data: { values },
        transform: [{ lookup: "id", from: { data: countries, key: "id" }, as: "shape" }, { filter: "isValid(datum.shape)" }],
        mark: shape,
        encoding: {
          shape: { field: "shape", type: "geojson" },
          color: {
            field: "value",
            type: "quantitative",
            scale: { type: "sqrt", domainMin: 0, range: [mix(ground, strong, 0.25), strong] },
            legend: { title: axisTitle[measure.unit], format: axisFormat(measure.unit) },
          },
          tooltip: { field: "value" },
        },
      },
    ],
  } as unknown as TopLevelSpec;
}

/**
 * A visual and its rows as a Vega-Lite chart; undefined for key figures and tables, which are no charts, and for a map without shapes.
 * In the data of the chart `series` is what the colour shows, `value` the number; the names of the visual's own columns are kept beside them.
 */
export function vegaLite(visual: Visual, rows: readonly Row[], options: DrawOptions): TopLevelSpec | undefined {
  if (visual.chart === "kpi" || visual.chart === "table") return undefined;
  if (visual.chart === "map") return options.shapes === undefined ? undefined : map(visual, rows, options);
  if (visual.chart === "pie") return pieChart(visual, rows, options);
  if (visual.chart === "heatmap") return heatmap(visual, rows, options);
  return visual.x === time ? timeChart(visual, rows, options) : barChart(visual, rows, options);
}

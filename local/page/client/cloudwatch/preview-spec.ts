import type { TopLevelSpec } from "vega-lite";
import { meaningColours } from "../../../../analytics/visuals";
import { categoryColours } from "../../../../analytics/visuals/colours";
import type { PreviewLine, PreviewPanel } from "../../../cloudwatch/preview-contract";
import type { Theme } from "../theme";

/** At most as many lines are drawn, the largest. */
export const mostLines = 10;

export interface DrawnLine extends PreviewLine {
  readonly colour: string;
}

const weight = ({ points }: PreviewLine) => points.reduce((sum, [, value]) => sum + Math.abs(value), 0);

/** The lines that are drawn, with the colour of what they mean; a meaning that another line has already, or none, takes a colour of its own. */
export function drawnLines({ metric }: PreviewPanel, theme: Theme): DrawnLine[] {
  const all = metric?.lines ?? [];
  const largest = all.length > mostLines ? [...all].sort((a, b) => weight(b) - weight(a)).slice(0, mostLines) : all;
  const taken = new Set<string>();
  let next = 0;
  return largest.map((line) => {
    const free = line.meaning !== undefined && !taken.has(line.meaning);
    if (free) taken.add(line.meaning!);
    return {
      ...line,
      colour: free ? meaningColours[theme][line.meaning!] : categoryColours[theme][next++ % categoryColours[theme].length]!,
    };
  });
}

/** The value that a view of single values shows: the most recent one. */
export const latest = ({ points }: PreviewLine): number => points.at(-1)![1];

const timeLabels =
  "hours(datum.value) === 0 && minutes(datum.value) === 0 ? timeFormat(datum.value, '%a %-d %b') : timeFormat(datum.value, '%H:%M')";
const dayLabels = "utcFormat(datum.value, '%a %-d %b')";
/** Small quotients as they are: `0.5`, not `500m`. */
const valueLabels = "abs(datum.value) < 1 ? format(datum.value, '.2~f') : format(datum.value, '~s')";
/** Units of which there is no half. */
const counted = ["requests", "messages", "connections", "errors", "calls", "records", "rows", "events", "throttles"];
const dayMs = 86_400_000;

const valueAxis = (unit: string | undefined) => ({
  title: unit ?? null,
  tickCount: 4,
  labelExpr: valueLabels,
  ...(unit !== undefined && counted.includes(unit) && { tickMinStep: 1 }),
});

function timeSeriesSpec({ metric }: PreviewPanel, lines: readonly DrawnLine[], theme: Theme) {
  const { from, to, period, stacked, unit, band } = metric!;
  const daily = period !== null && period >= dayMs;
  const starts = stacked ? [...new Set(lines.flatMap(({ points }) => points.map(([at]) => at)))].sort((a, b) => a - b) : [];
  const values = lines.flatMap(({ points, label }, place) => {
    const known = new Map(points);
    // Parts of a stack are there in every period, or the parts above them fall.
    return stacked
      ? starts.map((at) => ({ time: at, series: label, place, value: known.get(at) ?? 0 }))
      : points.map(([at, value]) => ({ time: at, series: label, place, value }));
  });
  const start = daily ? Math.floor(from / dayMs) * dayMs : from;
  const end = daily ? values.reduce((last, { time }) => Math.max(last, time), start + dayMs) : to;
  const x = {
    field: "time",
    type: "temporal" as const,
    // Numbers in a domain of time are no moments to Vega-Lite; in an expression they are.
    scale: { domain: { expr: `[${start}, ${end}]` }, ...(daily && { type: "utc" as const }) },
    axis: {
      title: null,
      grid: false,
      labelExpr: daily ? dayLabels : timeLabels,
      tickCount: daily ? { interval: "day" as const, step: 1 } : 6,
      labelOverlap: true,
      labelSeparation: 8,
      labelFlush: true,
    },
  };
  const colour = {
    field: "place",
    type: "nominal" as const,
    scale: { domain: lines.map((_, i) => i), range: lines.map((line) => line.colour) },
    legend: null,
  };
  // Nothing but zeros lies on the ground of the chart, not in its middle.
  const scale = values.some(({ value }) => value !== 0) ? {} : { scale: { domain: [0, 1] } };
  const y = { field: "value", type: "quantitative" as const, stack: stacked ? ("zero" as const) : null, axis: valueAxis(unit), ...scale };
  const few = values.length <= 40;
  const mark = stacked
    ? { type: "area" as const, opacity: 0.75, line: { strokeWidth: 1 } }
    : { type: "line" as const, strokeWidth: 1.5, ...(few && { point: { filled: true, size: 22 } }) };
  const usual = {
    data: { values: (band?.points ?? []).map(([time, low, high]) => ({ time, low, high })) },
    mark: { type: "area" as const, color: meaningColours[theme].before, opacity: 0.25 },
    encoding: { x, y: { field: "low", type: "quantitative" as const, axis: valueAxis(unit) }, y2: { field: "high" } },
  };
  return { layer: [...(band && band.points.length > 0 ? [usual] : []), { data: { values }, mark, encoding: { x, y, color: colour } }] };
}

function barSpec({ metric }: PreviewPanel, lines: readonly DrawnLine[]) {
  const values = lines.map((line) => ({ series: line.label, value: latest(line), colour: line.colour }));
  return {
    data: { values },
    mark: { type: "bar" as const, cornerRadiusEnd: 2 },
    encoding: {
      x: {
        field: "series",
        type: "nominal" as const,
        sort: null,
        axis: { title: null, labelAngle: 0, labelLimit: 130, labelOverlap: true },
      },
      y: { field: "value", type: "quantitative" as const, axis: valueAxis(metric!.unit) },
      color: { field: "colour", type: "nominal" as const, scale: null },
    },
  };
}

function pieSpec(lines: readonly DrawnLine[]) {
  return {
    data: { values: lines.map((line) => ({ series: line.label, value: latest(line), colour: line.colour })) },
    mark: { type: "arc" as const, innerRadius: 40 },
    encoding: {
      theta: { field: "value", type: "quantitative" as const },
      color: { field: "colour", type: "nominal" as const, scale: null },
    },
  };
}

/** The chart of a panel, sized to its box. */
export function previewSpec(
  panel: PreviewPanel,
  lines: readonly DrawnLine[],
  theme: Theme,
  box: { width: number; height: number },
): TopLevelSpec {
  const view = panel.metric!.view;
  const spec = view === "bar" ? barSpec(panel, lines) : view === "pie" ? pieSpec(lines) : timeSeriesSpec(panel, lines, theme);
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    ...box,
    autosize: { type: "fit", contains: "padding" },
    ...spec,
  } as TopLevelSpec;
}

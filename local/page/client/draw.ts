import shapes from "world-atlas/countries-110m.json";
import { comparedNames, type DrawOptions, grainFor, type Row, time, type Visual, vegaLite } from "../../../analytics/visuals";
import type { Answer, Range } from "../contract";
import { wishedColour } from "./colour-wishes";
import type { Theme } from "./theme";

/** An answer's rows by column name. */
export const rowsOf = ({ columns, rows }: Pick<Answer, "columns" | "rows">): Row[] =>
  rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])));

/** What is drawn: the visual's chart for this range, theme and size. */
export interface Drawing {
  readonly visual: Visual;
  readonly answer: Answer;
  readonly range: Range;
  /** How far the data reaches. */
  readonly extent: Range;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
}

const dayMs = 86_400_000;

type Spec = NonNullable<ReturnType<typeof vegaLite>>;

const optionsOf = ({ range, theme, width, height }: Drawing): DrawOptions => {
  const [from, to] = [new Date(range.from), new Date(range.to)];
  return { theme, from, to, grain: grainFor(from, to), width, height, shapes, wish: wishedColour };
};

/** Labels in the viewer's clock: the day at midnight, hours and minutes between. */
const timeLabels =
  "hours(datum.value) === 0 && minutes(datum.value) === 0 ? timeFormat(datum.value, '%a %-d %b') : timeFormat(datum.value, '%H:%M')";

/** Over most of a year a day alone does not tell which year's it is. */
const longLabels = "timeFormat(datum.value, '%b %Y')";
const mostDaysWithoutYear = 300;
const labelsOf = ({ range, visual }: Drawing): string =>
  !visual.compare && Date.parse(range.to) - Date.parse(range.from) > mostDaysWithoutYear * dayMs ? longLabels : timeLabels;

/** Zero as `0`, not `0k`: every label stands for itself. */
const valueLabels = "format(datum.value, '~s')";

/** Classes of size carry a number that keeps them in order; it is not for reading. */
const classLabels = "replace(datum.label, /^\\d+: /, '')";

/** Few labels on a scale of amounts, or the small ones lie over each other. */
const amountLegend = (legend: unknown) => ({
  ...(legend as object),
  tickCount: 3,
  labelExpr: valueLabels,
  gradientLength: 160,
  labelOverlap: "greedy",
});

type Channel = { readonly legend?: unknown; readonly axis?: Record<string, unknown> } & Record<string, unknown>;
type Encoding = Record<string, Channel | undefined>;

const withLabels = (channel: Channel | undefined, labelExpr: string) =>
  channel ? { ...channel, axis: { ...channel.axis, labelExpr } } : channel;

/** Counts have short labels; shares and durations keep theirs. */
const isShort = (visual: Visual) => !["%", "ms", "s", "days"].includes(visual.measures[0]!.unit);

function encodingOf(drawing: Drawing, encoding: Encoding): Encoding {
  const { visual } = drawing;
  const bare = (channel: Channel | undefined) => (channel ? { ...channel, legend: null } : undefined);
  const { color, strokeDash, x, y } = encoding;
  const overTime = visual.x === time;
  const values = visual.chart === "heatmap" || visual.chart === "map" ? undefined : overTime ? "y" : "x";
  const labelled: Encoding = {
    ...encoding,
    ...(overTime && x ? { x: withLabels(x, labelsOf(drawing)) } : {}),
    ...(values === "y" && y && isShort(visual) ? { y: withLabels(y, valueLabels) } : {}),
    ...(values === "x" && x && isShort(visual) ? { x: withLabels(x, valueLabels) } : {}),
  };
  if (!ownLegend(visual)) {
    return {
      ...labelled,
      ...(visual.chart === "heatmap" && y ? { y: withLabels(y, classLabels) } : {}),
      ...(color ? { color: { ...color, legend: amountLegend(color.legend) } } : {}),
    };
  }
  return { ...labelled, ...(color ? { color: bare(color) } : {}), ...(strokeDash ? { strokeDash: bare(strokeDash) } : {}) };
}

const barStep = 23;

/** Pixels that a chart's bars want; undefined for other charts. Few bars stay bars: they do not grow to fill a card. */
export function barsHeight(visual: Visual, answer: Answer): number | undefined {
  if (visual.chart !== "bar" || visual.x === time || visual.x === undefined) return undefined;
  const at = answer.columns.findIndex((c) => c.name === (visual.x as { name: string }).name);
  return new Set(answer.rows.map((row) => row[at])).size * barStep + 46;
}

const heightOf = ({ visual, answer, height }: Drawing) => Math.min(height, barsHeight(visual, answer) ?? height);

const daysBefore = [0, 1, 7];

/**
 * A compared day is drawn as far as there is data: the rest of today is not zero, it has not been. Today lies over the days before.
 */
function compared(drawing: Drawing, spec: Spec): Spec {
  const { data } = spec as { data?: { values?: Record<string, unknown>[] } };
  if (!drawing.visual.compare || !data?.values) return spec;
  const { extent } = drawing;
  const days = new Map(comparedNames.map((name, i) => [name, daysBefore[i]! * dayMs]));
  const seen = data.values.filter((point) => {
    const moment = Number(point["time"]) - (days.get(String(point["series"])) ?? 0);
    return moment >= Date.parse(extent.from) && moment < Date.parse(extent.to);
  });
  return { ...spec, data: { values: seen.sort((a, b) => Number(b["place"]) - Number(a["place"])) } } as Spec;
}

/** The chart as it stands in a card: sized to it, its legend left to the page where the page has one of its own. */
export function cardSpec(drawing: Drawing): Spec | undefined {
  const spec = vegaLite(drawing.visual, rowsOf(drawing.answer), { ...optionsOf(drawing), height: heightOf(drawing) });
  if (!spec) return undefined;
  const { encoding, layer } = spec as { encoding?: Encoding; layer?: readonly { readonly encoding?: Encoding }[] };
  return {
    ...compared(drawing, spec),
    autosize: { type: "fit", contains: "padding" },
    ...(encoding ? { encoding: encodingOf(drawing, encoding) } : {}),
    ...(layer ? { layer: layer.map((one) => (one.encoding ? { ...one, encoding: encodingOf(drawing, one.encoding) } : one)) } : {}),
  } as Spec;
}

/** The chart as a picture of its own: with its question as title, its legend, and an opaque ground. */
export function pictureSpec(drawing: Drawing): Spec | undefined {
  const spec = vegaLite(drawing.visual, rowsOf(drawing.answer), optionsOf(drawing));
  return spec && ({ ...compared(drawing, spec), title: { text: drawing.visual.question, anchor: "start" }, padding: 16 } as Spec);
}

/** Charts of series get a legend of the page, which wraps and can be clicked; amounts keep Vega's scale. */
export const ownLegend = ({ chart }: Visual) => chart !== "heatmap" && chart !== "map";

import type { MetricLine } from "../../analytics/dashboards/dashboard-body";
import type { Meaning } from "../../analytics/visuals/visual";
import type { AskSeries } from "./lake-series";
import { calculate } from "./metric-math";
import type { PreviewLine, PreviewPanel, PreviewProblem } from "./preview-contract";
import { type AskedMetrics, findPublished, NotPublished, type PublishedMetrics } from "./published-metrics";
import { NotUnderstood, readSearch } from "./search-text";
import { periodsOf, type TimeSeries, type Value, type Window } from "./time-series";
import { bandNote } from "./usual-band";

/** What widgets are looked at against. */
export interface PanelSurroundings {
  readonly published: readonly PublishedMetrics[];
  readonly ask: AskSeries;
  /** The range of the dashboard. */
  readonly window: Window;
}

/** A series that exists in AWS and that nothing here can publish. */
class OnlyInAws extends Error {}

interface LineDetail {
  readonly id?: string;
  readonly label?: string;
  readonly expression?: string;
  readonly stat?: string;
  readonly period?: number;
  readonly visible?: boolean;
}

interface ReadLine {
  readonly detail: LineDetail;
  readonly metric?: Pick<AskedMetrics, "namespace" | "dimensions" | "where"> & { readonly metric: string };
}

function readLine(line: MetricLine): ReadLine {
  const last = line.at(-1);
  const detail = (typeof last === "object" ? last : {}) as LineDetail;
  if (detail.expression !== undefined) return { detail };
  const [namespace, metric, ...pairs] = line.filter((part) => typeof part === "string");
  if (namespace === undefined || metric === undefined || pairs.length % 2 === 1)
    throw new NotUnderstood(`The line ${JSON.stringify(line)} is no metric: a namespace, a name, and pairs of dimension and value.`);
  const dimensions = pairs.filter((_, i) => i % 2 === 0);
  return {
    detail,
    metric: { namespace, metric, dimensions, where: Object.fromEntries(dimensions.map((name, i) => [name, pairs[2 * i + 1]!])) },
  };
}

const duration = /^-P(?:(\d+)D)?(?:T(\d+)H)?$/;

/** Milliseconds of a relative start such as `-P8D` or `-PT24H`. */
export function lengthOf(start: string): number {
  const [, days, hours] = duration.exec(start) ?? [];
  if (days === undefined && hours === undefined) throw new NotUnderstood(`The preview does not understand the start '${start}'.`);
  return (Number(days ?? 0) * 24 + Number(hours ?? 0)) * 3_600_000;
}

/** What a series is called: what tells it from the others, as CloudWatch does where no label is given. */
function seriesLabel({ parts }: TimeSeries, all: readonly TimeSeries[]): string {
  const telling = parts.filter((part, i) => all.some((other) => other.parts[i] !== part));
  return (telling.length > 0 ? telling : parts.slice(1)).join(" · ");
}

const meanings: readonly [RegExp, Meaning][] = [
  [/^(4XXError|4xx|ClientError)$|^client error/i, "client-error"],
  [/^(5XXError|5xx|ExecutionError|IntegrationError|Errors)$|^(server|execution|integration) error|^fail/i, "server-error"],
  [/^p50$|^mean$/, "median"],
  [/^p95$/, "slow"],
  [/^p99$|^maximum$/, "slowest"],
];
const meaningOf = (words: string) => meanings.find(([pattern]) => pattern.test(words))?.[1];

const toLine = (label: string, series: TimeSeries, about: string): PreviewLine => {
  const meaning = meaningOf(about);
  return { label, points: [...series.points].sort(([a], [b]) => a - b), ...(meaning && { meaning }) };
};

interface Properties {
  readonly title?: string;
  readonly metrics?: readonly MetricLine[];
  readonly stat?: string;
  readonly period?: number;
  readonly view?: string;
  readonly stacked?: boolean;
  readonly start?: string;
  readonly setPeriodToTimeRange?: boolean;
  readonly yAxis?: { readonly left?: { readonly label?: string } };
}

/** The views that show one value of each line. */
const singleValued = ["singleValue", "gauge", "bar", "pie"];

/** Computes what a metric widget would show. */
export async function metricPanel(
  properties: Properties,
  around: PanelSurroundings,
): Promise<Pick<PreviewPanel, "metric" | "problems" | "quiet" | "notes">> {
  const { stat: widgetStat = "Average", period: widgetPeriod = 300, view = "timeSeries", stacked = false, start, yAxis } = properties;
  const unit = yAxis?.left?.label;
  const whole = properties.setPeriodToTimeRange === true && (singleValued.includes(view) || view === "table");
  const problems: PreviewProblem[] = [];
  const notes = new Set<string>();
  const quiet = new Set<string>();
  const window: Window = start ? { from: around.window.to - lengthOf(start), to: around.window.to } : around.window;
  const ids = new Map<string, ReadLine>();
  const known = new Map<string, Promise<Value>>();

  const fetch = async (asked: AskedMetrics, seconds: number, over: Window): Promise<readonly TimeSeries[]> => {
    const found = findPublished(around.published, asked);
    const { metric, dimensions, where, stat } = asked;
    if (found.length > 1 && metric !== undefined && Object.keys(where).length === 0)
      notes.add(`${found.map(({ of }) => of).join(" and ")} share ${metric} by {${dimensions.join(", ")}}: a search finds both.`);
    const given: (readonly TimeSeries[])[] = [];
    for (const { source, notHere, of } of found) {
      const reason = metric === undefined ? undefined : notHere?.[metric];
      if (reason) throw new OnlyInAws(reason);
      if (!source)
        throw new OnlyInAws(`${asked.namespace} ${metric ?? ""} is published by ${of} in an AWS account; nothing on a laptop can.`);
      const question = { source, dimensions, where, stat, period: whole ? ("whole" as const) : seconds * 1000, window: over };
      given.push(await around.ask({ ...question, ...(metric !== undefined && { metric }) }));
    }
    return given.flat();
  };

  const evaluate = async ({ detail, metric }: ReadLine, over: Window): Promise<Value> => {
    const seconds = detail.period ?? widgetPeriod;
    if (metric) {
      const [series] = await fetch({ ...metric, stat: detail.stat ?? widgetStat }, seconds, over);
      return { kind: "series", series: series ?? { parts: [], points: new Map() } };
    }
    return calculate(detail.expression!, over, {
      line: (id, wanted) => lineOf(id, wanted),
      searches,
      search: async (text, stat, period, wanted) => fetch({ ...readSearch(text), stat }, period ?? seconds, wanted),
      starts: (wanted) => (whole ? [wanted.from] : periodsOf(wanted, seconds * 1000)),
    });
  };
  const searches = (id: string, seen: readonly string[] = []): boolean => {
    const text = ids.get(id)?.detail.expression ?? "";
    const named = text.match(/\b[a-z]\w*\b/g) ?? [];
    return text.includes("SEARCH(") || named.some((other) => ids.has(other) && !seen.includes(other) && searches(other, [...seen, id]));
  };
  const lineOf = (id: string, over: Window): Promise<Value> => {
    const line = ids.get(id);
    if (!line) return Promise.reject(new NotUnderstood(`The expression names '${id}', which no line of the widget has as its id.`));
    const key = `${id} ${over.from}`;
    const value = known.get(key) ?? evaluate(line, over);
    known.set(key, value);
    return value;
  };

  const lines: PreviewLine[] = [];
  let band: NonNullable<PreviewPanel["metric"]>["band"];
  const show = (value: Value, { detail, metric }: ReadLine) => {
    const label = detail.label ?? "";
    if (value.kind === "number") {
      problems.push({
        asked: detail.expression ?? "",
        exists: "it is one number, and CloudWatch draws series only: TIME_SERIES() makes one of it.",
      });
    } else if (value.kind === "band") {
      band = { label: label || "usual", points: [...value.band.points].map(([at, [low, high]]) => [at, low, high]) };
      notes.add(band.points.length > 0 ? bandNote : "Too few days before this range to say what is usual.");
    } else if (value.kind === "series") {
      lines.push(toLine(label || metric?.metric || detail.expression || "", value.series, label || metric?.metric || ""));
    } else {
      if (value.array.length > 500) notes.add(`CloudWatch shows the first 500 of ${value.array.length} series.`);
      const about = value.array.length === 1 ? (/MetricName="(\w+)"/.exec(detail.expression ?? "")?.[1] ?? "") : "";
      for (const one of value.array.slice(0, 500))
        lines.push(toLine([label, seriesLabel(one, value.array)].filter(Boolean).join(" "), one, about));
    }
  };

  const refuse = (error: unknown, line: MetricLine) => {
    if (error instanceof OnlyInAws) quiet.add(error.message);
    else if (error instanceof NotPublished) problems.push({ asked: error.asked, exists: error.exists });
    else if (error instanceof NotUnderstood) problems.push({ asked: JSON.stringify(line), exists: error.message });
    else throw error;
  };

  const read: [MetricLine, ReadLine][] = [];
  for (const line of properties.metrics ?? []) {
    try {
      const one = readLine(line);
      read.push([line, one]);
      if (one.detail.id !== undefined) ids.set(one.detail.id, one);
    } catch (error) {
      refuse(error, line);
    }
  }
  // Hidden lines are looked at as well: a wrong one is a wrong sum elsewhere.
  for (const [line, one] of read) {
    try {
      const value = await (one.detail.id !== undefined ? lineOf(one.detail.id, window) : evaluate(one, window));
      if (one.detail.visible !== false) show(value, one);
    } catch (error) {
      refuse(error, line);
    }
  }

  const drawn = lines.filter(({ points }) => points.length > 0);
  const unique = [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
  const why = quiet.size > 0 ? [...quiet].join(" ") : "Nothing of the kind is in the lake in this range.";
  return {
    problems: unique,
    notes: [...notes],
    ...(drawn.length === 0 && unique.length === 0 && { quiet: why }),
    metric: {
      view,
      stacked,
      ...(unit !== undefined && { unit }),
      ...window,
      period: whole ? null : widgetPeriod * 1000,
      lines: drawn,
      ...(band && { band }),
    },
  };
}

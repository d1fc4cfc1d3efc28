import { dayOf, timestampLiteral } from "../../analytics/visuals/literal";
import { type Lake, quote } from "../lake";
import { makeQueryQueue } from "../page/query-queue";
import { type LakeSource, lakeSources } from "./lake-sources";
import type { LakeSourceName } from "./published-metrics";
import type { TimeSeries, Window } from "./time-series";

/** Series that the lake can give, of one exact set of dimensions. */
export interface SeriesQuestion {
  readonly source: LakeSourceName;
  readonly metric?: string;
  readonly dimensions: readonly string[];
  readonly where: Readonly<Record<string, string>>;
  readonly stat: string;
  /** Length of a period in milliseconds; `whole` for one value over the whole window. */
  readonly period: number | "whole";
  readonly window: Window;
}

/** Computes series as CloudWatch would have them, had it been given the rows of the lake. */
export type AskSeries = (question: SeriesQuestion) => Promise<readonly TimeSeries[]>;

/** The statistic over the values of a period. Percentiles interpolate, as CloudWatch's do within the precision of a chart. */
function statisticSql(stat: string): string {
  const simple: Readonly<Record<string, string>> = {
    Sum: "sum(v)",
    SampleCount: "count(v)",
    Average: "avg(v)",
    Minimum: "min(v)",
    Maximum: "max(v)",
  };
  return simple[stat] ?? `quantile_cont(v, ${Number(stat.slice(1)) / 100})`;
}

function questionSql({ metric, dimensions, where, stat, period, window }: SeriesQuestion, source: LakeSource): string {
  // Whole periods: a value is of its period, however much of that lies before the window.
  const from = period === "whole" ? window.from : Math.floor(window.from / period) * period;
  const bucket = period === "whole" ? String(from) : `CAST(floor(epoch_ms(moment) / ${period}) * ${period} AS BIGINT)`;
  const value = source.values(metric);
  const conditions = [
    `moment >= ${timestampLiteral(new Date(from))}`,
    `moment < ${timestampLiteral(new Date(window.to))}`,
    // A delivered record may hold rows of two days; they lie in the day of the first.
    `dt >= ${quote(dayOf(new Date(from - 86_400_000)))}`,
    ...Object.entries(where).map(([name, wanted]) => `${source.dimensions[name]} = ${quote(wanted)}`),
  ];
  const named = dimensions.map((name, i) => `${source.dimensions[name]} AS d${i}`);
  const keys = ["name", ...dimensions.map((_, i) => `d${i}`)].join(", ");
  return `SELECT ${keys}, bucket, CAST(${statisticSql(stat)} AS DOUBLE) AS value FROM (
  SELECT ${[...named, `${value.name} AS name`, `${bucket} AS bucket`, `${value.sql} AS v`].join(", ")}
  FROM (${source.rows}) WHERE ${conditions.join(" AND ")}
) WHERE v IS NOT NULL GROUP BY ${keys}, bucket ORDER BY ${keys}, bucket`;
}

/** Answers from one lake; the same question is asked of it once. */
export function askSeries(lake: Lake): AskSeries {
  const queue = makeQueryQueue<readonly TimeSeries[]>({ width: 2, remembered: 500 });
  return async (question) => {
    const source = lakeSources[question.source];
    if (question.dimensions.some((name) => !Object.hasOwn(source.dimensions, name))) return [];
    const sql = questionSql(question, source);
    return queue.run(sql, async () => {
      const { rows } = await lake.query(sql);
      const series = new Map<string, { parts: string[]; points: Map<number, number> }>();
      for (const row of rows) {
        const parts = row.slice(0, -2).map((part) => String(part ?? "-"));
        const key = JSON.stringify(parts);
        const one = series.get(key) ?? { parts, points: new Map<number, number>() };
        series.set(key, one);
        one.points.set(Number(row.at(-2)), Number(row.at(-1)));
      }
      return [...series.values()];
    });
  };
}

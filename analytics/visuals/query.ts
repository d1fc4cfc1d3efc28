import { alignRange, bucket, grainFor } from "./grain";
import { databaseName, dayOf, textLiteral, timestampLiteral } from "./literal";
import { type Source, sources } from "./sources";
import { type Dimension, type FilterField, type Filters, type Grain, type Measure, time, type Visual } from "./visual";

/** What a visual is asked for. */
export interface QueryOptions {
  /** Database of the views; `main` for the local lake. */
  readonly database: string;
  /** Start of the range, included. Widened to whole buckets of the grain, as is the end. */
  readonly from: Date;
  /** End of the range, not included. */
  readonly to: Date;
  /** @default what suits the range (`grainFor`) */
  readonly grain?: Grain;
  /** Fields that the visual's view does not have are left out; `filtersOf` tells which it has. */
  readonly filters?: Filters;
}

interface Range {
  readonly from: Date;
  readonly to: Date;
}

/** Most series and slices that a chart shows; what is less becomes one more, "Other", within this number. */
export const mostSeries = 10;

/** What a missing value is called where a dimension says nothing else. */
export const none = "(none)";
/** What everything beyond the largest is called together. */
export const rest = "Other";
const dayMs = 86_400_000;

/** The filter fields that act on a visual. */
export function filtersOf(visual: Visual): FilterField[] {
  const source = sourceOf(visual.view);
  const finer = source.finer === undefined ? undefined : sourceOf(source.finer);
  return Object.keys({ ...source.filters, ...finer?.filters }) as FilterField[];
}

function sourceOf(view: string): Source {
  const source = sources[view];
  if (source === undefined) {
    throw new Error(`Invalid view: must be one of ${Object.keys(sources).join(", ")}, got '${view}'.`);
  }
  return source;
}

/** The view itself, or the finer one where the grain or a filter asks for what the view does not keep. */
function chooseView(visual: Visual, grain: Grain, filters: Filters): string {
  const source = sourceOf(visual.view);
  if (source.finer === undefined) return visual.view;
  const fine = grain === "minute" || grain === "5 minutes";
  const missing = Object.entries(filters).some(
    ([field, values]) => values !== undefined && values.length > 0 && source.filters[field as FilterField] === undefined,
  );
  return fine || missing ? source.finer : visual.view;
}

function filterConditions(source: Source, filters: Filters): string[] {
  return Object.entries(filters).flatMap(([field, values]) => {
    const column = source.filters[field as FilterField];
    if (column === undefined || values === undefined || values.length === 0) return [];
    const texts = values.filter((value) => value !== null).map(textLiteral);
    const sql = field === "status" ? `CAST(${column} AS varchar)` : column;
    const alternatives = [
      ...(texts.length > 0 ? [`${sql} IN (${texts.join(", ")})`] : []),
      ...(values.includes(null) ? [`${column} IS NULL`] : []),
    ];
    return [alternatives.length > 1 ? `(${alternatives.join(" OR ")})` : alternatives[0]!];
  });
}

function conditions(visual: Visual, source: Source, asked: Range, filters: Filters): string {
  const { from, to } = source.grain === undefined ? asked : alignRange(asked.from, asked.to, source.grain);
  const all = [
    ...(source.partitioned
      ? [
          // A delivered record may begin the day before, and its rows share one partition.
          `dt >= '${dayOf(new Date(from.getTime() - dayMs))}' AND dt <= '${dayOf(new Date(to.getTime() - 1))}'`,
        ]
      : []),
    ...(source.time === undefined ? [] : [`${source.time} >= ${timestampLiteral(from)} AND ${source.time} < ${timestampLiteral(to)}`]),
    ...filterConditions(source, filters),
    ...(visual.where === undefined ? [] : [`(${visual.where})`]),
  ];
  return all.length === 0 ? "" : `\nWHERE ${all.join("\n  AND ")}`;
}

const labelled = (dimension: Dimension): string => `coalesce(CAST(${dimension.sql} AS varchar), ${textLiteral(dimension.none ?? none)})`;

const measureList = (measures: readonly Measure[]): string => measures.map((measure) => `${measure.sql} AS ${measure.name}`).join(",\n  ");

/** What a chart groups by, as SQL per result column. */
function groupings(visual: Visual, source: Source, grain: Grain): { name: string; sql: string }[] {
  const groups: { name: string; sql: string }[] = [];
  if (visual.x === time) {
    if (source.time === undefined) throw new Error(`Visual '${visual.id}' draws time, but ${visual.view} has none.`);
    groups.push({ name: "time", sql: bucket(source.time, grain) });
  } else if (visual.x !== undefined) {
    groups.push({ name: visual.x.name, sql: labelled(visual.x) });
  }
  if (visual.series !== undefined) groups.push({ name: visual.series.name, sql: labelled(visual.series) });
  return groups;
}

const groupBy = (count: number): string =>
  count === 0 ? "" : `\nGROUP BY ${Array.from({ length: count }, (_, index) => index + 1).join(", ")}`;

function orderOf(visual: Visual): string {
  const { order } = visual;
  if (order !== undefined) return `\nORDER BY ${order.by} ${order.direction}${tieBreak(visual, order.by)}`;
  if (visual.x === time) return `\nORDER BY time${visual.series === undefined ? "" : `, ${visual.series.name}`}`;
  const first = visual.measures[0];
  return first === undefined ? "" : `\nORDER BY ${first.name} DESC${tieBreak(visual, first.name)}`;
}

/** Ties fall in a stable order, so that the same question never gets two answers. */
function tieBreak(visual: Visual, by: string): string {
  const names = [
    ...(visual.x === undefined || visual.x === time ? [] : [visual.x.name]),
    ...(visual.series === undefined ? [] : [visual.series.name]),
    ...(visual.columns ?? []).map((column) => column.name),
  ];
  return names
    .filter((name) => name !== by)
    .map((name) => `, ${name}`)
    .join("");
}

/** One number, or several beside each other. */
const kpiQuery = (visual: Visual, from: string): string => `SELECT\n  ${measureList(visual.measures)}\n${from}`;

/** A table: rows as they are, or grouped by its columns where it has measures. */
function tableQuery(visual: Visual, from: string): string {
  const columns = visual.columns ?? [];
  const list = columns.map((column) => (column.sql === undefined ? column.name : `${column.sql} AS ${column.name}`)).join(",\n  ");
  const limit = `\nLIMIT ${visual.limit ?? 100}`;
  if (visual.measures.length === 0) return `SELECT\n  ${list}\n${from}${orderOf(visual)}${limit}`;
  return `SELECT\n  ${list}${columns.length > 0 ? ",\n  " : ""}${measureList(visual.measures)}\n${from}${groupBy(columns.length)}${orderOf(visual)}${limit}`;
}

/** Bars, slices and lines whose few largest are shown and whose rest is added up: one pass over the view. */
function additiveQuery(visual: Visual, groups: { name: string; sql: string }[], from: string): string {
  const measure = visual.measures[0]!;
  const ranked = groups.filter((group) => group.name !== "time");
  // A row of a heatmap that holds the rest would outshine all others.
  const folded = (name: string): boolean => visual.chart === "pie" || (name === visual.series?.name && visual.chart !== "heatmap");
  const limit = (name: string): number => (folded(name) ? mostSeries : (visual.limit ?? mostSeries));
  const sums = ranked.map((group) => `sum(${measure.name}) OVER (PARTITION BY ${group.name}) AS ${group.name}_total`);
  const places = ranked.map((group) => `dense_rank() OVER (ORDER BY ${group.name}_total DESC, ${group.name}) AS ${group.name}_place`);
  const counts = ranked.map((group) => `max(${group.name}_place) OVER () AS ${group.name}_places`);
  const shown = groups.map((group) => {
    if (!ranked.includes(group) || !folded(group.name)) return group.name;
    const most = limit(group.name);
    return `CASE WHEN ${group.name}_place < ${most} OR ${group.name}_places <= ${most} THEN ${group.name} ELSE '${rest}' END AS ${group.name}`;
  });
  const kept = ranked.filter((group) => !folded(group.name)).map((group) => `${group.name}_place <= ${limit(group.name)}`);
  return [
    `WITH grouped AS (\nSELECT\n  ${groups.map((group) => `${group.sql} AS ${group.name}`).join(",\n  ")},\n  ${measureList([measure])}\n${from}${groupBy(groups.length)}\n)`,
    `, totals AS (SELECT *, ${sums.join(", ")} FROM grouped)`,
    `, places AS (SELECT *, ${places.join(", ")} FROM totals)`,
    `, counted AS (SELECT *, ${counts.join(", ")} FROM places)`,
    `SELECT ${shown.join(", ")}, CAST(sum(${measure.name}) AS ${measure.unit === "s" ? "double" : "bigint"}) AS ${measure.name}`,
    `FROM counted${kept.length > 0 ? ` WHERE ${kept.join(" AND ")}` : ""}${groupBy(groups.length)}${orderOf(visual)}`,
  ].join("\n");
}

/** Averages and percentiles cannot be added up: the few largest by number of rows are named first, then everything is measured once more. */
function foldedQuery(visual: Visual, groups: { name: string; sql: string }[], view: string, where: string): string {
  const series = visual.series!;
  const outer = groups.map((group) =>
    group.name === series.name
      ? `CASE WHEN ranked.place < ${mostSeries} OR ranked.places <= ${mostSeries} THEN ranked.ranked_value ELSE '${rest}' END AS ${series.name}`
      : `${group.sql} AS ${group.name}`,
  );
  return [
    `WITH counted AS (SELECT ${labelled(series)} AS ranked_value, count(*) AS weight FROM ${view}${where}\nGROUP BY 1)`,
    ", ranked AS (SELECT ranked_value, row_number() OVER (ORDER BY weight DESC, ranked_value) AS place, count(*) OVER () AS places FROM counted)",
    `, asked AS (SELECT *, ${labelled(series)} AS series_value FROM ${view}${where})`,
    `SELECT\n  ${outer.join(",\n  ")},\n  ${measureList(visual.measures)}`,
    `FROM asked JOIN ranked ON ranked.ranked_value = asked.series_value${groupBy(groups.length)}${orderOf(visual)}`,
  ].join("\n");
}

const comparedDays = [
  { days: 0, name: "This day" },
  { days: 1, name: "Day before" },
  { days: 7, name: "Week before" },
] as const;

/** The range's last day, the day before and the same day a week before, all on the last day's axis. */
function compareQuery(visual: Visual, view: string, source: Source, grain: Grain, to: Date, filters: Filters): string {
  const start = Math.floor((to.getTime() - 1) / dayMs) * dayMs;
  const parts = comparedDays.map(({ days, name }) => {
    const from = new Date(start - days * dayMs);
    const where = conditions(visual, source, { from, to: new Date(from.getTime() + dayMs) }, filters);
    return `SELECT date_add('day', ${days}, ${bucket(source.time!, grain)}) AS time, '${name}' AS day_shown, ${measureList(visual.measures)}\nFROM ${view}${where}\nGROUP BY 1, 2`;
  });
  return `${parts.join("\nUNION ALL\n")}\nORDER BY time, day_shown`;
}

/** The names under which a chart with `compare` shows its three days, newest first; the result column is `day_shown`. */
export const comparedNames: readonly string[] = comparedDays.map((day) => day.name);

/**
 * The SQL text that answers a visual, for Trino (Athena) and DuckDB alike. Result columns: `time` for charts of time, then the names of
 * `x`, `series` (at most ten values, the rest as "Other"), `columns` and `measures`. Every value from outside stands as an SQL literal.
 */
export function visualQuery(visual: Visual, options: QueryOptions): string {
  const { database, filters = {} } = options;
  if (!(options.from.getTime() < options.to.getTime())) {
    throw new Error(`Invalid range: must start before it ends, got '${String(options.from)}' to '${String(options.to)}'.`);
  }
  const wanted = options.grain ?? grainFor(options.from, options.to);
  const grain = visual.compare && wanted === "day" ? "hour" : wanted;
  const range = alignRange(options.from, options.to, wanted);
  const name = chooseView(visual, grain, filters);
  const view = `${databaseName(database)}.${name}`;
  const source = sourceOf(name);
  if (visual.compare) return compareQuery(visual, view, source, grain, range.to, filters);
  const where = conditions(visual, source, range, filters);
  const from = `FROM ${view}${where}`;
  if (visual.chart === "kpi") return kpiQuery(visual, from);
  if (visual.chart === "table") return tableQuery(visual, from);
  const groups = groupings(visual, source, grain);
  const ranks = groups.some((group) => group.name !== "time");
  if (ranks && visual.measures.length === 1 && visual.measures[0]!.additive) return additiveQuery(visual, groups, from);
  if (visual.series !== undefined) return foldedQuery(visual, groups, view, where);
  const limit = visual.x === time ? "" : `\nLIMIT ${visual.limit ?? mostSeries}`;
  return `SELECT\n  ${groups.map((group) => `${group.sql} AS ${group.name}`).join(",\n  ")},\n  ${measureList(visual.measures)}\n${from}${groupBy(groups.length)}${orderOf(visual)}${limit}`;
}

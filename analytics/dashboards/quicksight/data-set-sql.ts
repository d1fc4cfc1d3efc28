import { views } from "../../views";
import { type Source, sources } from "../../visuals";
import { anyValue, asks, baseViews, narrowing, nothingAsked } from "./asks";

/** `direct`: every visual is a query, which the reader's choices narrow; `spice`: rows of the last days are imported every night. */
export type ImportMode = "direct" | "spice";

/** A column that a data set selects. */
export interface SelectedColumn {
  readonly name: string;
  /** Expression over the view's columns. */
  readonly sql: string;
}

/** Days that an import holds: the 30 of the dashboard's default and the day that has begun. */
export const importedDays = 31;

/** Parameters of the range, of the dashboard and of the data sets alike. */
export const rangeParameters = { from: "From", to: "To" } as const;

/** Makes the SQL of data sets over the views of one database. */
export interface DataSetSqlOptions {
  readonly database: string;
  readonly mode: ImportMode;
}

const sqlOf = (view: string): string => {
  const found = views.find(({ name }) => name === view);
  if (found === undefined) throw new Error(`Invalid view: must be one of ${views.map(({ name }) => name).join(", ")}, got '${view}'.`);
  return found.sql;
};

/** The base views that a view reads itself. */
const basesOf = (view: string): string[] => baseViews.filter((base) => base !== view && readsBase(view, base));
const readsBase = (view: string, base: string): boolean => new RegExp(`\\$\\{database\\}\\.${base}\\b`).test(sqlOf(view));

/** The view with only the rows that the text boxes ask for: where it is made of a base view, that one is narrowed inside its own SQL. */
function narrowed(view: string): string {
  const base = baseViews.find((name) => name === view);
  if (base !== undefined) return `(SELECT * FROM \${database}.${base} WHERE ${narrowing(base)}) AS narrowed`;
  if (basesOf(view).length === 0) return `\${database}.${view}`;
  const sql = baseViews.reduce(
    (text, name) =>
      text.replace(new RegExp(`\\$\\{database\\}\\.${name}\\b`, "g"), `(SELECT * FROM \${database}.${name} WHERE ${narrowing(name)})`),
    sqlOf(view).replace(/^\s*--.*\n/gm, ""),
  );
  return `(\n${sql}\n) AS narrowed`;
}

/** The partition of the day before the start: a delivered record may begin the day before, and its rows share one partition. */
const firstPartition = (start: string): string => `dt >= CAST(CAST(date_add('day', -1, ${start}) AS date) AS varchar)`;

/**
 * A parameter's moment. How QuickSight writes one for Athena is not documented: a text with a space or a `T` between day and time, or a
 * timestamp literal, with fractions or without; all of them are read, and all are constants, so that Athena prunes by them.
 */
const moment = (parameter: string): string => `CAST(replace(substr(CAST(<<$${parameter}>> AS varchar), 1, 19), 'T', ' ') AS timestamp)`;

/** What the range means for a view: its partitions, where it has them, and its time. */
function range({ time, grain, partitioned }: Source, mode: ImportMode): string[] {
  if (time === undefined) return [];
  if (mode === "spice") {
    const start = `date_add('day', -${importedDays - 1}, CAST(current_date AS timestamp))`;
    return [...(partitioned ? [firstPartition(start)] : []), `${time} >= ${start}`];
  }
  const from = moment(rangeParameters.from);
  const to = moment(rangeParameters.to);
  return [
    ...(partitioned ? [firstPartition(from), `dt <= CAST(CAST(${to} AS date) AS varchar)`] : []),
    `${time} >= ${grain === "hour" ? `date_trunc('hour', ${from})` : from}`,
    `${time} < ${to}`,
  ];
}

const select = (columns: readonly SelectedColumn[], from: string, conditions: readonly string[]): string =>
  `SELECT\n  ${columns.map(({ name, sql }) => (name === sql ? name : `${sql} AS ${name}`)).join(",\n  ")}\nFROM ${from}${
    conditions.length > 0 ? `\nWHERE ${conditions.join("\n  AND ")}` : ""
  }`;

/**
 * The SQL of a data set over a view. Filters of the dashboard are added around it by QuickSight; what must reach the partitions or the rows
 * below an aggregation stands inside, as data set parameters, which exist for direct queries only.
 */
export function dataSetSql(view: string, columns: readonly SelectedColumn[], { database, mode }: DataSetSqlOptions): string {
  const source = sources[view];
  if (source === undefined) throw new Error(`Invalid view: must be one of ${Object.keys(sources).join(", ")}, got '${view}'.`);
  const within = range(source, mode);
  const named = (sql: string): string => sql.replaceAll("${database}", database);
  if (mode === "spice") return named(select(columns, `\${database}.${view}`, within));
  // Hours are rolled up without addresses, callers and ids: where one is asked for, the same columns come from the requests.
  if (source.finer !== undefined)
    return named(
      `${select(columns, `\${database}.${view}`, [nothingAsked, ...within])}\nUNION ALL\n${select(columns, narrowed(source.finer), [
        `NOT (${nothingAsked})`,
        ...within,
      ])}`,
    );
  return named(select(columns, source.time === undefined ? `\${database}.${view}` : narrowed(view), within));
}

/** Names of the parameters that an SQL text holds. */
export const parametersIn = (sql: string): string[] => [...new Set([...sql.matchAll(/<<\$(\w+)>>/g)].map((match) => match[1]!))];

/** The parameters that an SQL text names, in the form of the service. Without a dashboard's values a data set reads one day. */
export function dataSetParameters(sql: string) {
  const names = parametersIn(sql);
  const named = (parameter: string): boolean => names.includes(parameter);
  const dates = [
    { parameter: rangeParameters.from, byDefault: "2026-01-01T00:00:00Z" },
    { parameter: rangeParameters.to, byDefault: "2026-01-02T00:00:00Z" },
  ];
  return [
    ...dates
      .filter(({ parameter }) => named(parameter))
      .map(({ parameter, byDefault }) => ({
        DateTimeDatasetParameter: {
          Id: parameter,
          Name: parameter,
          ValueType: "SINGLE_VALUED",
          TimeGranularity: "MINUTE",
          DefaultValues: { StaticValues: [byDefault] },
        },
      })),
    ...asks
      .filter(({ parameter }) => named(parameter))
      .map(({ parameter }) => ({
        StringDatasetParameter: {
          Id: parameter,
          Name: parameter,
          ValueType: "MULTI_VALUED",
          DefaultValues: { StaticValues: [anyValue] },
        },
      })),
  ];
}

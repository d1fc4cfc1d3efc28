import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compactExportColumns, usageHourlyColumns } from "../schema";

/** Days back in which late and re-driven rows still change the roll-up; a query may write a hundred partitions, so it must stay below. */
export const rollUpLookbackDays = 35;

/**
 * Days back that every night looks at: no fewer than the three that readers take from the raw rows until they are rolled up, so that nothing is
 * missing between, and few enough for ten million requests a day under the default scan limit.
 */
export const nightlyLookbackDays = 7;

const read = (file: string): string => readFileSync(join(__dirname, file), "utf8").trim();
const identifier = /^[a-z_][a-z0-9_]*$/;
const dayText = /^\d{4}-\d{2}-\d{2}$/;

function fill(sql: string, values: Readonly<Record<string, string>>): string {
  return sql.replace(/\$\{([a-zA-Z]+)\}/g, (placeholder, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`Nothing is known to put in place of '${placeholder}'.`);
    return value;
  });
}

function checkedDatabase(database: string): string {
  if (!identifier.test(database)) {
    throw new Error(`Invalid database name: must be lower-case letters, digits and underscores, got '${database}'.`);
  }
  return database;
}

function checkedDays(days: readonly string[]): readonly string[] {
  for (const day of days) {
    if (!dayText.test(day)) throw new Error(`Invalid day: must be yyyy-MM-dd, got '${day}'.`);
  }
  if (days.length === 0) throw new Error("Invalid days: must be at least one, got none.");
  return days;
}

/** SQL that lists, in the column `dt`, the days that need a roll-up. Runs on Athena and DuckDB. */
export function dueDays(database: string, lookbackDays = rollUpLookbackDays): string {
  return fill(read("due-days.sql"), { database: checkedDatabase(database), lookbackDays: String(lookbackDays) });
}

const dayBefore = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/**
 * SQL that computes the roll-up's rows with all columns of `usage_hourly` and `dt`, for the days given or, without, for those of the last
 * `lookbackDays` that are due. Runs on Athena and DuckDB. Writing the rows again replaces a day: readers take the latest complete run.
 */
export function rollUpSelect(database: string, days?: readonly string[], lookbackDays = rollUpLookbackDays): string {
  if (days === undefined) {
    return fill(read("usage-hourly.sql"), {
      database: checkedDatabase(database),
      days: dueDays(database, lookbackDays).replaceAll("\n", "\n  "),
      partitions: `r.dt >= date_format(current_date - INTERVAL '${lookbackDays + 1}' DAY, '%Y-%m-%d')`,
    });
  }
  const literals = (texts: readonly string[], open: string, close: string) => texts.map((text) => `${open}'${text}'${close}`).join(", ");
  const partitions = [...new Set(checkedDays(days).flatMap((day) => [dayBefore(day), day]))].sort();
  return fill(read("usage-hourly.sql"), {
    database: checkedDatabase(database),
    days: `SELECT dt FROM (VALUES ${literals(days, "(", ")")}) AS given(dt)`,
    partitions: `r.dt IN (${literals(partitions, "", "")})`,
  });
}

const columnList = (columns: readonly { readonly name: string }[]): string => [...columns.map((column) => column.name), "dt"].join(", ");

/**
 * The statement that the scheduler starts, after midnight UTC: rolls up yesterday and every earlier day that rows have reached since. It
 * reads `lookbackDays` days of access logs whether they are due or not, so it is started nightly with a few days and weekly with all.
 * The table must lie in the default folders (`dt=…/`), without a location template, because Athena writes nowhere else.
 */
export function rollUpInsert(database: string, lookbackDays = rollUpLookbackDays): string {
  const columns = columnList(usageHourlyColumns);
  return `INSERT INTO ${checkedDatabase(database)}.usage_hourly (${columns})\n${rollUpSelect(database, undefined, lookbackDays)}`;
}

/** Which of the compact rows: those of the last days, every night, or those that came later than that, once a week. */
export type CompactRun = "nightly" | "late";

interface CompactDays {
  /** The day that a row is exported to, of the day on which it was first written. */
  readonly dated: string;
  /** Days before a run's own to which it exports too where they are not exported yet: a run that failed is made up for. */
  readonly earlier: number;
  /** From its own day to the first and the last day of access logs that it reads. */
  readonly oldest: string;
  readonly newest: string;
}

/** Rows may lie in the partition of the day before their request, so one day more is read; and a request may say the next day, since clocks differ. */
const compactRuns: Readonly<Record<CompactRun, CompactDays>> = {
  nightly: {
    dated: "CAST(ingested_at AS date)",
    earlier: 2,
    oldest: `- INTERVAL '${nightlyLookbackDays + 3}' DAY`,
    newest: "+ INTERVAL '1' DAY",
  },
  late: {
    // The Saturday that ends the week, so that the week of a run that failed is known from that of the next.
    dated: "CAST(date_trunc('week', CAST(ingested_at AS date) + INTERVAL '1' DAY) + INTERVAL '5' DAY AS date)",
    earlier: 7,
    oldest: `- INTERVAL '${rollUpLookbackDays + 14}' DAY`,
    newest: `- INTERVAL '${nightlyLookbackDays + 1}' DAY`,
  },
};

const dayOrYesterday = (day?: string): string =>
  day === undefined ? "CAST(current_date - INTERVAL '1' DAY AS date)" : `DATE '${checkedDays([day])[0]!}'`;

/**
 * SQL for the compact rows that were first written on a UTC day (`yyyy-MM-dd`; without one: yesterday) and on the two before; `late` for those of the
 * last two weeks that had ended by then (on a Saturday) whose requests were made more than {@link nightlyLookbackDays} days before they were written,
 * and {@link rollUpLookbackDays} at most. Runs on Athena and DuckDB.
 */
export function compactSelect(database: string, day?: string, run: CompactRun = "nightly"): string {
  const { dated, oldest, newest, earlier } = compactRuns[run];
  return fill(read("compact.sql"), {
    database: checkedDatabase(database),
    day: dayOrYesterday(day),
    dated,
    oldest,
    newest,
    earlier: String(earlier),
    week: String(nightlyLookbackDays),
    late: String(run === "late"),
  });
}

/**
 * The statement that the scheduler starts to export the rows of {@link compactSelect}, of days that are not exported yet: started twice it writes nothing
 * more. Both runs together have every row once.
 */
export function compactInsert(database: string, run: CompactRun = "nightly", day?: string): string {
  const from = `${dayOrYesterday(day)} - INTERVAL '${compactRuns[run].earlier}' DAY`;
  const week = `to_unixtime(CAST(CAST(dt AS date) - INTERVAL '${nightlyLookbackDays}' DAY AS timestamp)) * 1000`;
  return [
    `INSERT INTO ${checkedDatabase(database)}.compact_exports (${columnList(compactExportColumns)})`,
    `SELECT * FROM (\n${compactSelect(database, day, run)}\n) AS exported`,
    "WHERE dt NOT IN (",
    `  SELECT dt FROM ${database}.compact_exports`,
    `  WHERE dt >= date_format(${from}, '%Y-%m-%d') AND coalesce(request_time < ${week}, false) = ${run === "late"}`,
    ")",
  ].join("\n");
}

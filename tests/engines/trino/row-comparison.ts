import type { Finding } from "../engine";
import type { BothAnswers } from "./same-moment";

export interface Answer {
  columns: readonly { name: string; type: string }[];
  rows: readonly (readonly unknown[])[];
}

/** Columns that hold a percentile: both engines approximate it, each in its way. Everything else must be equal. */
const APPROXIMATE = /(^|_)p\d\d(_|$)|median|percentile/;

/**
 * Trino interpolates inside its digest where DuckDB's macro takes the value itself: a percentile may be off by a quarter or by 25 units, whichever is more.
 * Where the values jump it may be further off; it must then lie between its neighbours in the order of the values.
 */
const TOLERANCE = { relative: 0.25, absolute: 25 };

/** Compares the answers of both engines to one question as bags of rows. */
export async function compareAnswers(where: string, { trino, duckdb, bounds }: BothAnswers): Promise<Finding[]> {
  const far = firstDifference(where, trino, duckdb, nearly);
  if (!far?.percentile) return far ? [far.finding] : [];
  const { low, high } = await bounds();
  const anyPercentile = () => true;
  for (const bound of [low, high]) if (firstDifference(where, trino, bound, anyPercentile)) return [far.finding];
  const [lows, highs] = [ordered(low, trino), ordered(high, trino)];
  const between = (value: unknown, other: unknown, row: number, column: number) =>
    nearly(value, other) || (typeof value === "number" && Number(lows[row]![column]) <= value && value <= Number(highs[row]![column]));
  const still = firstDifference(where, trino, duckdb, between);
  return still ? [still.finding] : [];
}

interface Difference {
  readonly finding: Finding;
  /** Whether it is a percentile that differs. */
  readonly percentile: boolean;
}

type Close = (value: unknown, other: unknown, row: number, column: number) => boolean;

function firstDifference(where: string, trino: Answer, duckdb: Answer, close: Close): Difference | undefined {
  const different = (message: string, percentile = false): Difference => ({ finding: { where, message }, percentile });
  const names = trino.columns.map((column) => column.name);
  const others = duckdb.columns.map((column) => column.name);
  if (names.join() !== others.join()) return different(`Trino answers ${names.join(", ")}; DuckDB ${others.join(", ")}`);
  if (trino.rows.length !== duckdb.rows.length) return different(`${trino.rows.length} rows in Trino, ${duckdb.rows.length} in DuckDB`);
  const right = ordered(duckdb, trino);
  for (const [i, row] of ordered(trino, trino).entries())
    for (const [c, value] of row.entries()) {
      const other = right[i]![c];
      const percentile = APPROXIMATE.test(names[c]!);
      if (value === other || (percentile && close(value, other, i, c))) continue;
      const key = row
        .filter((_, at) => at !== c)
        .slice(0, 4)
        .join(" | ");
      return different(
        `${names[c]} is ${JSON.stringify(value)} in Trino and ${JSON.stringify(other)} in DuckDB (row ${i}: ${key})`,
        percentile,
      );
    }
  return undefined;
}

function nearly(a: unknown, b: unknown): boolean {
  if (typeof a !== "number" || typeof b !== "number") return false;
  return Math.abs(a - b) <= Math.max(TOLERANCE.absolute, TOLERANCE.relative * Math.max(Math.abs(a), Math.abs(b)));
}

/** Rows in one order for both engines: by what must be equal. */
function ordered({ rows }: Answer, { columns }: Answer): unknown[][] {
  const names = columns.map((column) => column.name);
  const types = columns.map((column) => column.type);
  const exact = names.map((name) => !APPROXIMATE.test(name));
  const keyed = rows.map((row) => {
    const values = row.map((value, c) => comparable(value, types[c]!));
    return { values, key: JSON.stringify(values.filter((_, c) => exact[c])) };
  });
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ values }) => values);
}

/** One value as both engines mean it: times as milliseconds, floating numbers to nine digits, because sums are added in different orders. */
function comparable(value: unknown, type: string): unknown {
  if (value === null || value === undefined) return null;
  if (/^timestamp/.test(type))
    return Date.parse(
      `${String(value)
        .replace(" UTC", "")
        .replace(" ", "T")
        .replace(/Z$/, "")
        .replace(/(\.\d{3})\d*$/, "$1")}Z`,
    );
  if (/^(double|real|decimal)/.test(type)) return Number(Number(value).toPrecision(9));
  if (/^(bigint|integer|smallint|tinyint)/.test(type)) return Number(value);
  if (type === "boolean") return Boolean(value);
  if (type === "date") return String(value).slice(0, 10);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

import type { Finding } from "../engine";

export interface Answer {
  columns: readonly { name: string; type: string }[];
  rows: readonly (readonly unknown[])[];
}

/** Columns that hold a percentile: both engines approximate it, each in its way. Everything else must be equal. */
const APPROXIMATE = /(^|_)p\d\d(_|$)|median|percentile/;

/**
 * Trino interpolates inside its digest where DuckDB's macro takes the value itself, so near a jump in the data they may differ; a percentile may be
 * off by a quarter or by 25 units, whichever is more.
 */
const TOLERANCE = { relative: 0.25, absolute: 25 };

/** Compares two answers of one question as bags of rows. */
export function compareAnswers(where: string, trino: Answer, duckdb: Answer): Finding[] {
  const names = trino.columns.map((column) => column.name);
  const others = duckdb.columns.map((column) => column.name);
  if (names.join() !== others.join()) return [{ where, message: `Trino answers ${names.join(", ")}; DuckDB ${others.join(", ")}` }];
  if (trino.rows.length !== duckdb.rows.length)
    return [{ where, message: `${trino.rows.length} rows in Trino, ${duckdb.rows.length} in DuckDB` }];
  const types = trino.columns.map((column) => column.type);
  const left = sorted(trino.rows, names, types);
  const right = sorted(duckdb.rows, names, types);
  for (const [i, row] of left.entries())
    for (const [c, value] of row.entries()) {
      const other = right[i]![c];
      if (value === other || (APPROXIMATE.test(names[c]!) && nearly(value, other))) continue;
      const key = row
        .filter((_, at) => at !== c)
        .slice(0, 4)
        .join(" | ");
      return [
        { where, message: `${names[c]} is ${JSON.stringify(value)} in Trino and ${JSON.stringify(other)} in DuckDB (row ${i}: ${key})` },
      ];
    }
  return [];
}

function nearly(a: unknown, b: unknown): boolean {
  if (typeof a !== "number" || typeof b !== "number") return false;
  return Math.abs(a - b) <= Math.max(TOLERANCE.absolute, TOLERANCE.relative * Math.max(Math.abs(a), Math.abs(b)));
}

/** Rows in one order for both engines: by what must be equal. */
function sorted(rows: readonly (readonly unknown[])[], names: string[], types: string[]): unknown[][] {
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

import type { Column, ColumnType } from "./column";

const types: Readonly<Record<ColumnType, string>> = {
  string: "VARCHAR",
  int: "INTEGER",
  bigint: "BIGINT",
  double: "DOUBLE",
  boolean: "BOOLEAN",
  timestamp: "TIMESTAMP",
};

/** A column type in DuckDB's words. */
export const duckdbType = (type: ColumnType): string => types[type];

/** The statement that creates an empty table with these columns and the partition column `dt`. */
export const duckdbTable = (table: string, columns: readonly Column[]): string =>
  `CREATE TABLE ${table} (\n${[...columns.map(({ name, type }) => `  ${name} ${duckdbType(type)}`), "  dt VARCHAR"].join(",\n")}\n)`;

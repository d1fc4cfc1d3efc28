import type { ColumnType } from "./column";

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

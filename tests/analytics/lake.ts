import { DuckDBInstance } from "@duckdb/node-api";
import {
  accessLogColumns,
  apiCallColumns,
  auditEventColumns,
  type Column,
  directoryHistoryColumns,
  ipRangeColumns,
  threatNetworkColumns,
  usageHourlyColumns,
} from "../../analytics/schema";
import { duckdbPrelude, viewStatements } from "../../analytics/views";

const duckdbTypes = { string: "VARCHAR", int: "INTEGER", bigint: "BIGINT", double: "DOUBLE", boolean: "BOOLEAN", timestamp: "TIMESTAMP" };

/** The lake's tables as the views see them; those with a partition column end in `dt`. */
const tables: Record<string, readonly Column[]> = {
  access_logs: accessLogColumns,
  audit_events: auditEventColumns,
  api_calls: apiCallColumns,
  usage_hourly: usageHourlyColumns,
  directory_history: directoryHistoryColumns,
  ip_ranges: ipRangeColumns,
  threat_networks: threatNetworkColumns,
};
const unpartitioned = ["ip_ranges", "threat_networks"];

export type Row = Record<string, unknown>;

export interface TestLake {
  insert(table: string, rows: readonly Row[]): Promise<void>;
  /** Rows with timestamps as `yyyy-MM-dd HH:mm:ss`, dates as text and integers as numbers. */
  query(sql: string): Promise<Row[]>;
  run(sql: string): Promise<void>;
  clear(): Promise<void>;
  close(): void;
}

const literal = (value: unknown): string =>
  value === null || value === undefined ? "NULL" : typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value);

const plain = (value: unknown): unknown => {
  if (typeof value === "bigint") return Number(value);
  if (value !== null && typeof value === "object") return String(value);
  return value;
};

/** An in-memory DuckDB with empty tables of the whole schema and every view over them; `now` is what the views take for the present. */
export async function openTestLake(now: string): Promise<TestLake> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  for (const [name, columns] of Object.entries(tables)) {
    const partition = unpartitioned.includes(name) ? "" : ", dt VARCHAR";
    await connection.run(
      `CREATE TABLE ${name} (${columns.map((column) => `${column.name} ${duckdbTypes[column.type]}`).join(", ")}${partition})`,
    );
  }
  for (const statement of duckdbPrelude()) await connection.run(statement);
  await connection.run(
    `CREATE OR REPLACE MACRO now() AS TIMESTAMPTZ '${now}+00'; CREATE OR REPLACE MACRO current_date() AS DATE '${now.slice(0, 10)}'`,
  );
  for (const statement of viewStatements("duckdb", { database: "main" })) await connection.run(statement);
  return {
    async insert(table, rows) {
      const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
      if (columns.length === 0) return;
      const values = rows.map((row) => `(${columns.map((column) => literal(row[column])).join(", ")})`);
      await connection.run(`INSERT INTO ${table} (${columns.join(", ")}) VALUES ${values.join(", ")}`);
    },
    async query(sql) {
      const reader = await connection.runAndReadAll(sql);
      return reader.getRowObjects().map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, plain(value)])));
    },
    async run(sql) {
      await connection.run(sql);
    },
    async clear() {
      for (const name of Object.keys(tables)) await connection.run(`DELETE FROM ${name}`);
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

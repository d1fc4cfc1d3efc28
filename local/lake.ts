import { existsSync, globSync } from "node:fs";
import * as path from "node:path";
import { type DuckDBConnection, DuckDBInstance, DuckDBTypeId } from "@duckdb/node-api";
import {
  accessLogColumns,
  apiCallColumns,
  auditEventColumns,
  type Column,
  directoryHistoryColumns,
  ipRangeColumns,
  threatNetworkColumns,
  usageHourlyColumns,
} from "../analytics/schema";
import { duckdbType } from "../analytics/schema/duckdb-table";
import { duckdbPrelude, viewStatements } from "../analytics/views";
import { emptySummary, type ImportSummary, readSummary } from "./import-summary";

/** A value of an answer: timestamps as ISO text in UTC, 64-bit integers as numbers where they are safe, else as text. */
export type LakeValue = string | number | boolean | null;

export interface LakeAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly LakeValue[][];
}

/** The lake of one folder, opened for reading: the same tables and views that Athena has. */
export interface Lake {
  /** Runs one query. Rejects with DuckDB's message where the SQL is wrong. */
  query(sql: string): Promise<LakeAnswer>;
  /** What the last import into this folder read, stored and failed. */
  readonly summary: ImportSummary;
  /** The moment that counts as now, where it is not the clock's. */
  readonly asOf?: Date;
  /** Ends the queries that are under way, then lets go of the lake; a query that comes later is rejected. */
  close(): void;
}

export interface LakeOptions {
  /** `none`: the tables alone; `plain`: computed with every question; `fast`: `requests` is computed once, for many questions. @default "fast" */
  readonly views?: "none" | "plain" | "fast";
  /** What counts as now: which quota period is the current one, how long a customer has been silent. @default the clock */
  readonly asOf?: Date;
}

/** The tables of the lake by folder name; every one has a `dt` besides its columns, as in Glue. */
export const lakeTables: Readonly<Record<string, { readonly columns: readonly Column[]; readonly format: "parquet" | "json" | "csv" }>> = {
  access_logs: { columns: accessLogColumns, format: "parquet" },
  audit_events: { columns: auditEventColumns, format: "parquet" },
  api_calls: { columns: apiCallColumns, format: "parquet" },
  usage_hourly: { columns: usageHourlyColumns, format: "parquet" },
  directory_history: { columns: directoryHistoryColumns, format: "json" },
};

const reference: Readonly<Record<string, readonly Column[]>> = { ip_ranges: ipRangeColumns, threat_networks: threatNetworkColumns };

const folderOf = (table: string) => (table === "directory_history" ? "directory/history" : table);

/** A SQL string literal. */
export const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** A JSON reader's or table's column list in DuckDB's words: `{name: 'TYPE', …}`. */
export const columnStruct = (columns: readonly Column[]) => `{${columns.map((c) => `${c.name}: '${duckdbType(c.type)}'`).join(", ")}}`;

function tableStatement(directory: string, table: string): string {
  const { columns, format } = lakeTables[table]!;
  // As Athena does: what begins with a dot or an underscore is not data.
  const pattern = path.join(directory, folderOf(table), "dt=*", "[!._]*");
  const select = columns.map((c) => `CAST(${c.name} AS ${duckdbType(c.type)}) AS ${c.name}`).join(", ");
  // An empty relation of the right shape stands before the files, so that a folder without files, and a column that older files lack, read as NULL.
  const shape = `SELECT ${columns.map((c) => `CAST(NULL AS ${duckdbType(c.type)}) AS ${c.name}`).join(", ")}, CAST(NULL AS VARCHAR) AS dt WHERE false`;
  if (globSync(pattern).length === 0) return `CREATE VIEW ${table} AS ${shape}`;
  const read =
    format === "parquet"
      ? `read_parquet(${quote(pattern)}, hive_partitioning = true, hive_types = {dt: VARCHAR}, union_by_name = true)`
      : `read_json(${quote(pattern)}, format = 'newline_delimited', hive_partitioning = true, hive_types = {dt: VARCHAR}, columns = ${columnStruct(columns)})`;
  return `CREATE VIEW ${table} AS SELECT ${select}, dt FROM (SELECT * FROM (${shape}) UNION ALL BY NAME SELECT * FROM ${read})`;
}

function referenceStatement(directory: string, table: string): string {
  const columns = reference[table]!;
  const file = path.join(directory, "reference", `${table}.parquet`);
  if (existsSync(file)) return `CREATE VIEW ${table} AS SELECT * FROM read_parquet(${quote(file)})`;
  return `CREATE VIEW ${table} AS SELECT ${columns.map((c) => `CAST(NULL AS ${duckdbType(c.type)}) AS ${c.name}`).join(", ")} WHERE false`;
}

async function connect(asOf: Date | undefined): Promise<{ instance: DuckDBInstance; connection: DuckDBConnection }> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
  const connection = await instance.connect();
  if (asOf) await connection.run(`CREATE MACRO now() AS CAST(${quote(asOf.toISOString())} AS TIMESTAMPTZ)`);
  for (const statement of duckdbPrelude()) await connection.run(statement);
  return { instance, connection };
}

function lakeValue(value: unknown, typeId: DuckDBTypeId): LakeValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint")
    return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value);
  if (value instanceof Date) return typeId === DuckDBTypeId.DATE ? value.toISOString().slice(0, 10) : value.toISOString();
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "string") return value;
  return JSON.stringify(value, (_key, inner) => (typeof inner === "bigint" ? Number(inner) : inner));
}

/**
 * Opens the lake in a folder, `<out>/lake` or one synced from S3.
 * @throws when the folder does not exist or a view does not compile.
 */
export async function openLake(directory: string, { views = "fast", asOf }: LakeOptions = {}): Promise<Lake> {
  if (!existsSync(directory))
    throw new Error(`Invalid lake '${directory}': must be a folder that holds access_logs/ or audit_events/, got nothing there.`);
  const { instance, connection } = await connect(asOf);
  for (const table of Object.keys(lakeTables)) await connection.run(tableStatement(directory, table));
  for (const table of Object.keys(reference)) await connection.run(referenceStatement(directory, table));
  const materialised = views === "fast" ? ["requests", "usage_hourly_all", "geo", "audit_geo"] : [];
  if (views !== "none") for (const sql of viewStatements("duckdb", { database: "main", materialised })) await connection.run(sql);
  let running = 0;
  let closing = false;
  // Closing under a query that still runs brings the whole process down.
  const letGo = () => {
    connection.closeSync();
    instance.closeSync();
  };
  return {
    summary: readSummary(path.join(directory, "..", "summary.json")) ?? emptySummary(),
    ...(asOf && { asOf }),
    async query(sql) {
      if (closing) throw new Error("The lake is closed.");
      running += 1;
      try {
        const reader = await connection.runAndReadAll(sql);
        const types = reader.columnTypes();
        return {
          columns: reader.deduplicatedColumnNames().map((name, i) => ({ name, type: String(types[i]) })),
          rows: reader.getRowsJS().map((row) => row.map((value, i) => lakeValue(value, types[i]!.typeId))),
        };
      } finally {
        running -= 1;
        if (closing && running === 0) letGo();
      }
    },
    close() {
      if (closing) return;
      closing = true;
      if (running === 0) letGo();
      else connection.interrupt();
    },
  };
}

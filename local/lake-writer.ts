import { appendFileSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import * as path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Column } from "../analytics/schema";
import { duckdbType } from "../analytics/schema/duckdb-table";
import { columnStruct, lakeTables, quote } from "./lake";

/** How rows that are already there meet new ones: the key of which one row stays, or the measure that is added up. */
const merging: Readonly<Record<string, { readonly key: readonly string[]; readonly latest?: string; readonly sum?: string }>> = {
  access_logs: { key: ["row_key"], latest: "ingested_at" },
  audit_events: { key: ["event_id"], latest: "event_time" },
  api_calls: { key: ["minute", "event_name", "event_source", "aws_region"], sum: "calls" },
};

/** How many rows a table received, how many of them were new, and which days they touched. */
export interface Written {
  readonly received: number;
  readonly stored: number;
  readonly days: readonly string[];
}

/** Gathers rows as JSON lines and writes them as Parquet by day, merged with what the lake already holds. */
export interface LakeWriter {
  /** Adds one row, as the JSON text that Firehose would convert, to the partition of a day. */
  append(table: string, dt: string, row: string): void;
  /** Writes every touched partition; `onDay` is told after each. */
  finish(onDay?: (table: string, dt: string) => void): Promise<Record<string, Written>>;
  /** Number of partitions that wait to be written. */
  readonly pendingDays: number;
}

/** Rows of all partitions that wait in memory, in characters. */
const mostWaiting = 16 * 1024 * 1024;

const selectList = (columns: readonly Column[]) => columns.map((c) => `CAST(${c.name} AS ${duckdbType(c.type)}) AS ${c.name}`).join(", ");

function mergedRows(table: string, existing: string | undefined, staged: string): string {
  const { columns } = lakeTables[table]!;
  const { key, latest, sum } = merging[table]!;
  const fresh = `SELECT ${selectList(columns)} FROM read_json(${quote(staged)}, format = 'newline_delimited', columns = ${columnStruct(columns)}, maximum_object_size = 8388608)`;
  const all = existing
    ? `${fresh} UNION ALL BY NAME SELECT * FROM read_parquet(${quote(existing)}, union_by_name = true, hive_partitioning = false)`
    : fresh;
  if (sum) {
    const others = columns.filter((c) => c.name !== sum).map((c) => c.name);
    return `SELECT ${others.join(", ")}, CAST(sum(${sum}) AS BIGINT) AS ${sum} FROM (${all}) GROUP BY ${others.join(", ")} ORDER BY ${others[0]}`;
  }
  // Rows without a key are never merged: nothing says that they are the same.
  const keyless = key.map((name) => `${name} IS NULL`).join(" OR ");
  return `SELECT * FROM (${all}) QUALIFY ${keyless} OR row_number() OVER (PARTITION BY ${key.join(", ")} ORDER BY ${latest} DESC NULLS LAST) = 1 ORDER BY ${columns[0]!.name}`;
}

/** A writer into `<lake>/<table>/dt=…/`, with its own staging folder beside the lake. */
export async function createLakeWriter(lake: string): Promise<LakeWriter> {
  const staging = path.join(lake, "..", "staging");
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true });
  const partitions = new Map<string, { table: string; dt: string; file: string; waiting: string[]; rows: number }>();
  let waiting = 0;
  // Files are not kept open: logs of many years have more days than a process may have files.
  const flush = () => {
    for (const partition of partitions.values()) {
      if (partition.waiting.length > 0) appendFileSync(partition.file, partition.waiting.splice(0).join(""));
    }
    waiting = 0;
  };
  return {
    get pendingDays() {
      return partitions.size;
    },
    append(table, dt, row) {
      const id = `${table}/${dt}`;
      const partition = partitions.get(id) ?? { table, dt, file: path.join(staging, `${table}-${dt}.ndjson`), waiting: [], rows: 0 };
      partitions.set(id, partition);
      partition.rows++;
      partition.waiting.push(row.endsWith("\n") ? row : `${row}\n`);
      waiting += row.length;
      if (waiting > mostWaiting) flush();
    },
    async finish(onDay) {
      flush();
      const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
      const connection = await instance.connect();
      await connection.run("SET TimeZone = 'UTC'; SET preserve_insertion_order = true");
      const written: Record<string, { received: number; stored: number; days: string[] }> = {};
      for (const { table, dt, file, rows } of partitions.values()) {
        const folder = path.join(lake, table, `dt=${dt}`);
        await mkdir(folder, { recursive: true });
        const before = (await readdir(folder)).filter((name) => name.endsWith(".parquet"));
        const existing = before.length ? path.join(folder, "*.parquet") : undefined;
        const count = async (from: string) => Number((await connection.runAndReadAll(`SELECT count(*) FROM ${from}`)).getRowsJS()[0]![0]);
        const had = existing ? await count(`read_parquet(${quote(existing)})`) : 0;
        const next = path.join(staging, `${table}-${dt}.parquet`);
        await connection.run(`COPY (${mergedRows(table, existing, file)}) TO ${quote(next)} (FORMAT parquet, COMPRESSION snappy)`);
        const has = await count(`read_parquet(${quote(next)})`);
        await rename(next, path.join(folder, "rows.parquet"));
        for (const name of before) if (name !== "rows.parquet") await rm(path.join(folder, name));
        const total = (written[table] ??= { received: 0, stored: 0, days: [] });
        total.received += rows;
        total.stored += has - had;
        total.days.push(dt);
        onDay?.(table, dt);
      }
      connection.closeSync();
      instance.closeSync();
      await rm(staging, { recursive: true, force: true });
      return written;
    },
  };
}

import * as fs from "node:fs";
import * as path from "node:path";
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { DuckDBInstance } from "@duckdb/node-api";
import type { RunningSystem } from "./running-system";

/** Keys of the lake under a prefix. */
export async function lakeKeys({ s3, lake }: RunningSystem, Prefix: string): Promise<string[]> {
  const keys: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: lake, Prefix, ContinuationToken }));
    for (const { Key } of page.Contents ?? []) if (Key) keys.push(Key);
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  return keys;
}

export async function lakeObject({ s3, lake }: RunningSystem, Key: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: lake, Key }));
  return Buffer.from(await Body!.transformToByteArray());
}

/** Rows of a table as DuckDB reads its Parquet files, with `dt` from the folder. */
export async function lakeRows(system: RunningSystem, table: string, columns: string, work: string): Promise<Record<string, any>[]> {
  const folder = fs.mkdtempSync(path.join(work, "rows-"));
  const keys = await lakeKeys(system, `${table}/`);
  for (const [i, key] of keys.entries()) {
    const day = /dt=([\d-]+)\//.exec(key)?.[1] ?? "none";
    fs.mkdirSync(path.join(folder, `dt=${day}`), { recursive: true });
    fs.writeFileSync(path.join(folder, `dt=${day}`, `${i}.parquet`), await lakeObject(system, key));
  }
  if (!keys.length) return [];
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const from = `read_parquet('${folder}/*/*.parquet', hive_partitioning = true, hive_types = {dt: VARCHAR}, union_by_name = true)`;
    const reader = await connection.runAndReadAll(`SELECT ${columns}, dt FROM ${from}`);
    return reader.getRowObjectsJS() as Record<string, any>[];
  } finally {
    connection.closeSync();
    instance.closeSync();
    fs.rmSync(folder, { recursive: true });
  }
}

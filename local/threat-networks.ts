import { writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import * as path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { ThreatNetwork } from "../analytics/reference/threat-networks";
import { threatNetworkColumns } from "../analytics/schema";
import { columnStruct, quote } from "./lake";

/** Writes `reference/threat_networks.parquet` as a stack writes its table. */
export async function writeThreatNetworks(lake: string, networks: readonly ThreatNetwork[]): Promise<void> {
  const rows = networks.map(({ start, end, name }) => ({ range_start: start, range_end: end, name }));
  const folder = path.join(lake, "reference");
  await mkdir(folder, { recursive: true });
  const text = path.join(folder, "threat_networks.json");
  writeFileSync(text, rows.map((row) => JSON.stringify(row)).join("\n"));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT * FROM read_json(${quote(text)}, format = 'newline_delimited', columns = ${columnStruct(threatNetworkColumns)})) TO ${quote(path.join(folder, "threat_networks.parquet"))} (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
}

import { writeFileSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import * as path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { csvParseRows } from "d3-dsv";
import { IPv4, type IPv6, parseCIDR } from "ipaddr.js";
import { threatNetworkColumns } from "../analytics/schema";
import { columnStruct, quote } from "./lake";

/** First and last address of a network in the form of `source_ip_key`: 32 hexadecimal digits, IPv4 mapped into IPv6. */
export function networkRange(cidr: string): { readonly start: string; readonly end: string } {
  const withLength = cidr.includes("/") ? cidr : cidr.includes(":") ? `${cidr}/128` : `${cidr}/32`;
  const [address, length] = parseCIDR(withLength);
  const mapped: IPv6 = address instanceof IPv4 ? address.toIPv4MappedAddress() : address;
  const bits = address instanceof IPv4 ? length + 96 : length;
  const value = BigInt(`0x${Buffer.from(mapped.toByteArray()).toString("hex")}`);
  const free = (1n << BigInt(128 - bits)) - 1n;
  const key = (number: bigint) => number.toString(16).padStart(32, "0");
  return { start: key(value & ~free), end: key(value | free) };
}

/**
 * Writes `reference/threat_networks.parquet` from a CSV of `network,name`; a first line without a network is its heading.
 * @throws with file and line where a network cannot be read.
 */
export async function writeThreatNetworks(lake: string, file: string): Promise<void> {
  const rows = csvParseRows(await readFile(file, "utf8")).flatMap(([network = "", name = ""], i) => {
    if (network.trim() === "" || (i === 0 && !/^[0-9a-fA-F.:/]+$/.test(network.trim()))) return [];
    try {
      const { start, end } = networkRange(network.trim());
      return [{ range_start: start, range_end: end, name: name.trim() || network.trim() }];
    } catch {
      throw new Error(`Invalid line ${i + 1} of '${file}': must be a network in CIDR notation and a name, got '${network}'.`);
    }
  });
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

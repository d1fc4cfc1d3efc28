import { existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import * as path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { quote } from "./lake";

/**
 * Writes `reference/ip_ranges.parquet` from the public-domain table of registrations (CC0) that comes with the package
 * `@ip-location-db/geo-whois-asn-country`. Addresses become 32 hexadecimal digits, IPv4 mapped into IPv6, as in `source_ip_key`.
 */
export async function writeCountryRanges(lake: string): Promise<void> {
  const target = path.join(lake, "reference", "ip_ranges.parquet");
  if (existsSync(target)) return;
  const source = path.dirname(require.resolve("@ip-location-db/geo-whois-asn-country/package.json"));
  const csv = (kind: string) => quote(path.join(source, `geo-whois-asn-country-${kind}-num.csv`));
  await mkdir(path.dirname(target), { recursive: true });
  const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
  const connection = await instance.connect();
  const written = `${target}.partial`;
  await connection.run(`COPY (
    SELECT printf('00000000000000000000ffff%08x', low) AS range_start, printf('00000000000000000000ffff%08x', high) AS range_end, country
      FROM read_csv(${csv("ipv4")}, header = false, columns = {low: 'BIGINT', high: 'BIGINT', country: 'VARCHAR'})
    UNION ALL
    SELECT lpad(lower(to_hex(low)), 32, '0'), lpad(lower(to_hex(high)), 32, '0'), country
      FROM read_csv(${csv("ipv6")}, header = false, columns = {low: 'UHUGEINT', high: 'UHUGEINT', country: 'VARCHAR'})
    ORDER BY 1
  ) TO ${quote(written)} (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  await rename(written, target);
}

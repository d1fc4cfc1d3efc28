import { readFileSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { countryRangesTable, parseCountryRanges } from "../analytics/reference/country-ranges";
import { InvalidLine } from "../analytics/reference/csv-table";
import { parseThreatNetworks, threatNetworksTable } from "../analytics/reference/threat-networks";
import { invalidSetting } from "./reader";

/** What the team's own files say, as the rows of the tables that hold it; absent without a file. */
export interface ReferenceTables {
  readonly ipRanges?: string;
  readonly threatNetworks?: string;
}

/** The tables of all registrations in the world have 20 MB. */
const mostMegabytes = 64;

/** The text of a file, whose path is relative to the project. */
function textOf(key: string, file: string): string {
  const path = resolve(file);
  try {
    const { size } = statSync(path);
    if (size > mostMegabytes * 1_000_000) throw invalidSetting(key, `a file of at most ${mostMegabytes} MB`, file);
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw invalidSetting(key, code === "ENOENT" ? "a file that exists" : "a file that can be read", file);
  }
}

function tableFrom<Row>(
  key: string,
  file: string | undefined,
  parse: (text: string, name: string) => Row[],
  table: (rows: readonly Row[]) => string,
): string | undefined {
  if (file === undefined) return undefined;
  const text = textOf(key, file);
  try {
    const rows = parse(text, basename(file));
    if (rows.length === 0) throw invalidSetting(key, "a file with at least one row", file);
    return table(rows);
  } catch (error) {
    if (error instanceof InvalidLine) throw new Error(`Invalid setting 'api-usage-analytics:${key}': ${error.reason}`);
    throw error;
  }
}

/**
 * Reads the team's own files at deployment.
 *
 * @throws Error `Invalid setting 'api-usage-analytics:geoRangesFile': line 12 of 'ranges.csv' must be …, got '…'.`
 */
export function readReferenceFiles(settings: { readonly geoRangesFile?: string; readonly threatNetworksFile?: string }): ReferenceTables {
  return {
    ipRanges: tableFrom("geoRangesFile", settings.geoRangesFile, parseCountryRanges, countryRangesTable),
    threatNetworks: tableFrom("threatNetworksFile", settings.threatNetworksFile, parseThreatNetworks, threatNetworksTable),
  };
}

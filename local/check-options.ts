import { readFile } from "node:fs/promises";
import { parseThreatNetworks, type ThreatNetwork } from "../analytics/reference/threat-networks";
import { makeDirectoryIndexer } from "../functions/transform-access-logs/directory-index";

const invalid = (option: string, must: string, given: string) => new Error(`Invalid option '${option}': must be ${must}, got '${given}'.`);

async function textOf(option: string, file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code !== "ENOENT";
    throw invalid(option, isThere ? "a file that can be read" : "a file that exists", file);
  }
}

/**
 * The text of the directory snapshot that was named.
 * @throws when it is none: rows would silently go without names
 */
export async function directoryOption(file: string): Promise<string> {
  const text = await textOf("--directory", file);
  try {
    makeDirectoryIndexer().index(text);
  } catch (error) {
    throw invalid("--directory", `a directory snapshot (${(error as Error).message})`, file);
  }
  return text;
}

/** The networks to look out for. @throws when the file cannot be read, or a line of it */
export async function threatsOption(file: string): Promise<ThreatNetwork[]> {
  return parseThreatNetworks(await textOf("--threats", file), file);
}

/** @throws when one of the sources is none that the transformer knows */
export function checkCustomerSource(sources: readonly string[]): void {
  const wrong = sources.find((source) => !/^(api-key|(authorizer|claim):.+)$/.test(source));
  if (wrong !== undefined) throw invalid("--customer-source", "'api-key', 'authorizer:<property>' or 'claim:<name>'", wrong);
}

const day = 86_400_000;

/**
 * The sample cannot end in days to come: no request is believed to be from a day after tomorrow, and all of the week would take the moment of its import.
 * @throws when it would
 */
export function checkSampleEnd(asOf: Date | undefined): void {
  const end = (Math.floor(Date.now() / day) + 2) * day;
  if (asOf === undefined || asOf.getTime() < end) return;
  const now = new Date().toISOString();
  throw invalid("--as-of", `no later than tomorrow for the sample (this machine's clock says ${now})`, asOf.toISOString());
}

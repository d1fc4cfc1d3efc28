import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import * as path from "node:path";
import { type BuildOptions, buildLake } from "./build-lake";
import { holdFolder } from "./hold-folder";
import type { ImportSummary } from "./import-summary";
import { type Lake, openLake } from "./lake";
import { summaryLines } from "./print-summary";
import { writeReport } from "./report";
import { refuseTakenPort, serve } from "./server";

/** The options of the command line, as commander names them. */
export interface LocalOptions extends BuildOptions {
  readonly lake?: string;
  readonly out: string;
  readonly port: number;
  readonly once?: boolean;
}

const isReadable = (summary: ImportSummary) =>
  summary.accessLogs.stored + summary.accessLogs.duplicates + summary.cloudTrail.stored + summary.cloudTrail.duplicates > 0;

async function makeFolder(out: string): Promise<void> {
  try {
    await mkdir(out, { recursive: true });
  } catch (error) {
    throw new Error(`Invalid option '--out': must be a folder that can be written to (${(error as Error).message}), got '${out}'.`);
  }
}

/** @throws when `--lake` names a folder that is no lake, or holds files that cannot be read */
async function openNamed(directory: string, { lake, asOf }: LocalOptions): Promise<Lake> {
  const options = asOf ? { asOf } : {};
  if (lake === undefined) return openLake(directory, options);
  if (!["access_logs", "audit_events"].some((table) => existsSync(path.join(directory, table))))
    throw new Error(`Invalid option '--lake': must be a folder that holds access_logs/ or audit_events/, got '${lake}'.`);
  try {
    return await openLake(directory, options);
  } catch (error) {
    const [reason] = (error as Error).message.split("\n");
    throw new Error(`Invalid option '--lake': must be a lake whose files can be read (${reason}), got '${lake}'.`);
  }
}

/** Options that say what to import, or how. */
const importOptions: readonly (keyof BuildOptions)[] = ["accessLogs", "cloudtrail", "format", "directory", "threats", "redrive", "fresh"];

/** @throws when something is to be imported into a lake that is only opened */
function refuseImport(options: LocalOptions): void {
  const [wrong] = importOptions.filter((name) => options[name] !== undefined);
  if (wrong === undefined) return;
  const flag = `--${wrong.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new Error(`Invalid option '${flag}': must come without --lake, which opens a lake and changes nothing in it, got both.`);
}

/** Keeps the folder until the process ends, by itself or by a signal such as Ctrl-C, which then ends it as it would have. */
function releaseAtEnd(release: () => void): void {
  process.once("exit", release);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => {
      release();
      process.kill(process.pid, signal);
    });
}

/** Imports what the options name, or the sample. @returns whether there is anything to show */
async function importInto(out: string, options: LocalOptions): Promise<boolean> {
  const summary = await buildLake(out, options);
  for (const line of summaryLines(summary)) console.log(line);
  if (isReadable(summary) || options.redrive) return true;
  console.error("Nothing could be read: no dashboards to show.");
  return false;
}

async function reportOn(lake: Lake, out: string): Promise<void> {
  const file = path.join(out, "report.html");
  await makeFolder(out);
  await writeReport({ lake, file });
  lake.close();
  console.log(`Report         ${file}`);
}

/**
 * The whole run: import, then serve the dashboards or write the report.
 * @returns the exit code: 1 only where files were given and nothing of them could be read.
 */
export async function runLocal(options: LocalOptions): Promise<number> {
  const out = path.resolve(options.out);
  const directory = options.lake ? path.resolve(options.lake) : path.join(out, "lake");
  if (options.lake) refuseImport(options);
  // Before the import: it would replace the lake of the run that holds the port.
  if (!options.once) await refuseTakenPort(options.port);
  let release = () => {};
  if (!options.lake) {
    await makeFolder(out);
    release = await holdFolder(out);
  }
  try {
    if (!options.lake && !(await importInto(out, options))) return 1;
    const lake = await openNamed(directory, options);
    if (options.once) {
      await reportOn(lake, out);
      return 0;
    }
    const { url } = await serve({ lake, port: options.port });
    console.log(`Dashboards     ${url}   (Ctrl-C ends)`);
    releaseAtEnd(release);
    release = () => {};
    return 0;
  } finally {
    release();
  }
}

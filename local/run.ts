import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { writeCountryRanges } from "./country-ranges";
import { createFailedStore } from "./failed-store";
import { loadHandlers } from "./handlers";
import { importFiles } from "./import-files";
import { importSample, sampleFormatSettings, writeSampleDirectory } from "./import-sample";
import { emptySummary, type ImportBalance, type ImportSummary } from "./import-summary";
import { templateOption } from "./known-template";
import { openLake } from "./lake";
import { createLakeWriter, type Written } from "./lake-writer";
import { summaryLines } from "./print-summary";
import { showProgress } from "./progress";
import { writeReport } from "./report";
import { rollUp } from "./roll-up";
import { tellStory } from "./sample/story";
import { serve } from "./server";
import { writeThreatNetworks } from "./threat-networks";

/** The options of the command line, as commander names them. */
export interface LocalOptions {
  readonly accessLogs?: string[];
  readonly cloudtrail?: string[];
  readonly format?: string;
  readonly directory?: string;
  readonly customerSource: string[];
  readonly clientIp: "keep" | "truncate" | "pseudonymise";
  readonly principals: "keep" | "pseudonymise";
  readonly threats?: string;
  readonly redrive?: boolean;
  readonly lake?: string;
  readonly out: string;
  readonly port: number;
  readonly once?: boolean;
  readonly fresh?: boolean;
}

interface Imported {
  readonly source: "sample" | "files";
  readonly accessLogs: ImportBalance;
  readonly cloudTrail: ImportBalance;
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
}

/** What the writer merged away was there already: it moves from `stored` to `duplicates`. */
function settle(balance: ImportBalance, written: Written | undefined): ImportBalance {
  if (!written) return balance;
  const merged = written.received - written.stored;
  return { ...balance, stored: balance.stored - merged, duplicates: balance.duplicates + merged };
}

async function previousSource(out: string): Promise<ImportSummary["source"]> {
  try {
    return (JSON.parse(await readFile(path.join(out, "summary.json"), "utf8")) as ImportSummary).source;
  } catch {
    return "none";
  }
}

/** Ids of the events that the lake holds, so that a file imported twice counts once. */
async function knownEventIds(lake: string): Promise<Set<string>> {
  if (!existsSync(path.join(lake, "audit_events"))) return new Set();
  const opened = await openLake(lake, { views: "none" });
  try {
    const { rows } = await opened.query("SELECT event_id FROM audit_events WHERE event_id IS NOT NULL");
    return new Set(rows.map(([id]) => String(id)));
  } finally {
    opened.close();
  }
}

async function importInto(out: string, options: LocalOptions): Promise<ImportSummary> {
  const lake = path.join(out, "lake");
  const fromFiles = Boolean(options.accessLogs?.length || options.cloudtrail?.length);
  const source = fromFiles ? "files" : "sample";
  const templates = templateOption(options.format);
  // The sample moves with the clock, and people's own logs do not belong beside it.
  if (options.fresh || source === "sample" || (await previousSource(out)) === "sample") await rm(lake, { recursive: true, force: true });
  await mkdir(path.join(lake, "directory"), { recursive: true });
  if (options.directory) await writeFile(path.join(lake, "directory", "current.json"), await readFile(options.directory));

  const story = fromFiles ? undefined : tellStory(Date.now());
  if (story) await writeSampleDirectory(lake, story);
  const writer = await createLakeWriter(lake);
  const failed = await createFailedStore(lake);
  const handlers = await loadHandlers(lake, writer, {
    customerSource: story ? ["api-key", "claim:client_id"] : options.customerSource,
    authorizerProperties: story ? sampleFormatSettings.authorizerProperties : [],
    jwtClaims: [],
    clientIp: options.clientIp,
    principals: options.principals,
    templates,
  });
  const imported: Imported = story
    ? { source, unreadable: [], ...(await importSample(story, handlers, writer, failed.keep)) }
    : {
        source,
        ...(await importFiles(
          { accessLogs: options.accessLogs ?? [], cloudTrail: options.cloudtrail ?? [] },
          handlers,
          writer,
          failed.keep,
          await knownEventIds(lake),
        )),
      };
  await failed.close();

  const bar = showProgress("Lake", writer.pendingDays);
  let days = 0;
  const written = await writer.finish(() => bar.at(++days));
  bar.done();
  await rollUp(lake, written.access_logs?.days ?? []);
  await writeCountryRanges(lake);
  if (options.threats) await writeThreatNetworks(lake, options.threats);
  const summary: ImportSummary = {
    ...emptySummary(),
    finishedAt: new Date().toISOString(),
    source: imported.source,
    accessLogs: settle(imported.accessLogs, written.access_logs),
    cloudTrail: imported.cloudTrail,
    failedFolder: existsSync(path.join(lake, "failed")) ? path.join(lake, "failed") : null,
    unreadable: imported.unreadable,
  };
  await writeFile(path.join(out, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
  return summary;
}

const isReadable = (summary: ImportSummary) =>
  summary.accessLogs.stored + summary.accessLogs.duplicates + summary.cloudTrail.stored + summary.cloudTrail.duplicates > 0;

/**
 * The whole run: import, then serve the dashboards or write the report.
 * @returns the exit code: 1 only where files were given and nothing of them could be read.
 */
export async function runLocal(options: LocalOptions): Promise<number> {
  const out = path.resolve(options.out);
  const directory = options.lake ? path.resolve(options.lake) : path.join(out, "lake");
  if (!options.lake) {
    await mkdir(out, { recursive: true });
    const summary = await importInto(out, options);
    for (const line of summaryLines(summary)) console.log(line);
    if (!isReadable(summary)) {
      console.error("Nothing could be read: no dashboards to show.");
      return 1;
    }
  }
  const lake = await openLake(directory);
  if (options.once) {
    const file = path.join(out, "report.html");
    await mkdir(out, { recursive: true });
    await writeReport({ lake, file });
    lake.close();
    console.log(`Report         ${file}`);
    return 0;
  }
  const { url } = await serve({ lake, port: options.port });
  console.log(`Dashboards     ${url}   (Ctrl-C ends)`);
  return 0;
}

import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { checkCustomerSource, checkSampleEnd, directoryOption, threatsOption } from "./check-options";
import { writeCountryRanges } from "./country-ranges";
import { createFailedStore } from "./failed-store";
import { loadHandlers } from "./handlers";
import { importFiles } from "./import-files";
import { importSample, sampleFormatSettings, writeSampleDirectory } from "./import-sample";
import { addBalances, emptyBalance, emptySummary, type ImportBalance, type ImportSummary, readSummary } from "./import-summary";
import { templateOption } from "./known-template";
import { openLake } from "./lake";
import { createLakeWriter, type Written } from "./lake-writer";
import { showProgress } from "./progress";
import { redriveFailed } from "./redrive";
import { rollUp } from "./roll-up";
import { tellStory } from "./sample/story";
import { writeThreatNetworks } from "./threat-networks";

/** What goes into the lake, and how; the options of the command line of the same names. */
export interface BuildOptions {
  readonly accessLogs?: readonly string[];
  readonly cloudtrail?: readonly string[];
  readonly format?: string;
  readonly directory?: string;
  readonly customerSource: readonly string[];
  readonly clientIp: "keep" | "truncate" | "pseudonymise";
  readonly principals: "keep" | "pseudonymise";
  readonly threats?: string;
  readonly redrive?: boolean;
  readonly fresh?: boolean;
  /** When the sample's week ends. @default now */
  readonly asOf?: Date;
}

interface Imported {
  readonly source: ImportSummary["source"];
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

/**
 * Brings the sample's or the user's logs through the handlers into `<out>/lake`, which it makes or adds to, and writes `<out>/summary.json`.
 * @throws when an option is wrong, or options do not go together, before anything is touched
 */
export async function buildLake(out: string, options: BuildOptions): Promise<ImportSummary> {
  const lake = path.join(out, "lake");
  const fromFiles = Boolean(options.accessLogs?.length || options.cloudtrail?.length);
  const previous = readSummary(path.join(out, "summary.json"))?.source ?? "none";
  const onlyRedrive = Boolean(options.redrive) && !fromFiles;
  const source = fromFiles ? "files" : onlyRedrive ? previous : "sample";
  const isSample = source === "sample";
  const templates = templateOption(options.format);
  if (options.redrive && options.fresh)
    throw new Error("Invalid option '--redrive': must come without --fresh, which would delete what failed, got both.");
  checkCustomerSource(options.customerSource);
  if (isSample && !onlyRedrive) checkSampleEnd(options.asOf);
  const directory = options.directory ? await directoryOption(options.directory) : undefined;
  const threats = options.threats ? await threatsOption(options.threats) : undefined;
  // The sample moves with the clock, and people's own logs do not belong beside it.
  if (!onlyRedrive && (options.fresh || source === "sample" || previous === "sample")) await rm(lake, { recursive: true, force: true });
  await mkdir(path.join(lake, "directory"), { recursive: true });
  if (directory !== undefined) await writeFile(path.join(lake, "directory", "current.json"), directory);

  const story = isSample && !onlyRedrive ? tellStory(options.asOf?.getTime() ?? Date.now()) : undefined;
  if (story) await writeSampleDirectory(lake, story);
  const writer = await createLakeWriter(lake);
  const failed = await createFailedStore(lake);
  const handlers = await loadHandlers(lake, writer, {
    customerSource: isSample ? ["api-key", "claim:client_id"] : options.customerSource,
    authorizerProperties: isSample ? sampleFormatSettings.authorizerProperties : [],
    jwtClaims: [],
    clientIp: options.clientIp,
    principals: options.principals,
    templates,
  });
  const redriven = options.redrive ? await redriveFailed(lake, handlers, writer, failed.keep) : undefined;
  const imported: Imported = onlyRedrive
    ? { source, accessLogs: emptyBalance(), cloudTrail: emptyBalance(), unreadable: [] }
    : story
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
  await redriven?.done();
  await rollUp(lake, written.access_logs?.days ?? []);
  await writeCountryRanges(lake);
  if (threats) await writeThreatNetworks(lake, threats);
  const summary: ImportSummary = {
    ...emptySummary(),
    finishedAt: new Date().toISOString(),
    source: imported.source,
    accessLogs: settle(redriven ? addBalances(redriven.accessLogs, imported.accessLogs) : imported.accessLogs, written.access_logs),
    cloudTrail: imported.cloudTrail,
    ...(redriven && { redrive: redriven.report }),
    failedFolder: existsSync(path.join(lake, "failed")) ? path.join(lake, "failed") : null,
    unreadable: [...(redriven?.unreadable ?? []), ...imported.unreadable],
  };
  await writeFile(path.join(out, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
  return summary;
}

import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { gunzipSync } from "node:zlib";
import type { RedriveReport } from "../functions/redrive-failed-records";
import type { RedriveEnvelope } from "../functions/transform-access-logs/redrive-envelope";
import { type Handlers, loadRedriver } from "./handlers";
import { type KeepFailed, localStream, type SourceRecord, transformRecords } from "./import-access-logs";
import { addBalances, emptyBalance, type ImportBalance } from "./import-summary";
import type { LakeWriter } from "./lake-writer";
import type { Unreadable } from "./log-files";

/** What became of the failed records: as records by the redriver's count, and as lines by what the transformer made of them. */
export interface Redriven {
  readonly report: RedriveReport;
  readonly accessLogs: ImportBalance;
  /** Objects and rows that could not be put back, and why. */
  readonly unreadable: readonly Unreadable[];
}

/** Audit streams have no transformer: their records are rows. Every stack names them so. */
const isAuditStream = (stream: string) => stream.endsWith("audit-events");

/** Bridges of every stack are named so; their records are batches of CloudWatch Logs. */
const isBridge = (stream: string) => /(^|-)bridge$/.test(stream);

/** Lines of a record that comes back: what the balance counts. */
function linesIn(record: Uint8Array): number {
  const { redrive, data } = JSON.parse(Buffer.from(record).toString("utf8")) as RedriveEnvelope;
  let bytes = Buffer.from(data, "base64");
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = gunzipSync(bytes);
    const text = bytes.toString("utf8");
    if (redrive.kind === "raw" && redrive.rowId === undefined && text.includes('"logEvents"'))
      return Math.max(1, (JSON.parse(text) as { logEvents: unknown[] }).logEvents.length);
    return Math.max(1, text.split("\n").filter((line) => line.trim() !== "").length);
  } catch {
    return 1;
  }
}

/** The day of an audit row; undefined for what is none. */
function dayOfRow(row: string): string | undefined {
  try {
    const { dt, event_time: time } = JSON.parse(row) as { dt?: unknown; event_time?: unknown };
    return typeof time === "string" && typeof dt === "string" && /^\d{4}-\d\d-\d\d$/.test(dt) ? dt : undefined;
  } catch {
    return undefined;
  }
}

const markerOf = (lake: string) => path.join(lake, "redriven", "unfinished");

/** Objects of a run that ended before its rows were written go back to `failed/`: rows that made it all the same are found by their keys. */
async function undoUnfinished(lake: string): Promise<void> {
  if (!existsSync(markerOf(lake))) return;
  const began = (await stat(markerOf(lake))).mtimeMs;
  const root = path.join(lake, "redriven");
  // How far that run was says nothing either: its rows were not written.
  await rm(path.join(root, "progress"), { recursive: true, force: true });
  for (const entry of await readdir(root, { withFileTypes: true, recursive: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const key = path.relative(root, file);
    if (!entry.isFile() || /^(attempts|unfinished)/.test(key) || (await stat(file)).mtimeMs < began) continue;
    await mkdir(path.dirname(path.join(lake, "failed", key)), { recursive: true });
    await rename(file, path.join(lake, "failed", key));
  }
}

/**
 * Runs the serialized redriver over `<lake>/failed/<stream>/…` and hands what it puts back to the transformer. Rows go to the writer and land
 * in their own day when it finishes; objects move to `redriven/`; what fails again is kept under `failed/` with its number of returns.
 * Call `done` once the writer has finished: until then the moves are taken back by the next run.
 */
export async function redriveFailed(
  lake: string,
  handlers: Handlers,
  writer: LakeWriter,
  keepFailed: KeepFailed,
): Promise<Redriven & { done(): Promise<void> }> {
  await undoUnfinished(lake);
  await mkdir(path.dirname(markerOf(lake)), { recursive: true });
  await writeFile(markerOf(lake), "");
  let accessLogs = emptyBalance();
  const again: Parameters<KeepFailed>[0][] = [];
  const unreadable: Unreadable[] = [];
  const redrive = await loadRedriver(lake, async (stream, records) => {
    if (isAuditStream(stream)) {
      let others = 0;
      for (const record of records) {
        const row = Buffer.from(record).toString("utf8").trim();
        const dt = dayOfRow(row);
        if (dt === undefined) others++;
        else writer.append("audit_events", dt, row);
      }
      if (others > 0)
        unreadable.push({
          file: path.join(lake, "failed", stream),
          reason: `${others} records are no audit rows; they stay under redriven/`,
        });
      return;
    }
    const sources = records.map(
      (record): SourceRecord => ({ bytes: Buffer.from(record), lines: linesIn(record), where: `failed/${stream}` }),
    );
    // Kept only when the redriver is through, so that it does not meet what has just failed again.
    const balance = await transformRecords(
      sources,
      isBridge(stream) ? handlers.transformBridge : handlers.transformDirect,
      writer,
      (failed) => again.push(failed),
      () => {},
    );
    accessLogs = addBalances(accessLogs, balance);
  });
  const folder = path.join(lake, "failed");
  const streams = existsSync(folder)
    ? (await readdir(folder, { withFileTypes: true })).filter((e) => e.isDirectory()).map((e) => e.name)
    : [];
  // Lines that fail again are put under the local stream at once: it comes first, so that they are not found in the same run.
  streams.sort((a, b) => Number(b === localStream) - Number(a === localStream));
  const report: RedriveReport = { objects: 0, records: 0, returned: 0, resting: 0, failed: 0, remaining: 0 };
  for (const stream of streams) {
    const one = await redrive(stream, isAuditStream(stream)).catch((error: Error & { report?: RedriveReport }) => {
      // What else the redriver has put back counts all the same.
      if (!error.report) throw error;
      unreadable.push({ file: path.join(lake, "failed", stream), reason: error.message });
      return error.report;
    });
    for (const key of Object.keys(report) as (keyof RedriveReport)[]) report[key] += one[key];
  }
  for (const failed of again) keepFailed(failed);
  return { report, accessLogs, unreadable, done: () => rm(markerOf(lake), { force: true }) };
}

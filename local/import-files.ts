import { statSync } from "node:fs";
import { failureReasons } from "./failure-reasons";
import type { Handlers } from "./handlers";
import { type KeepFailed, type SourceRecord, type Transformer, transformRecords } from "./import-access-logs";
import { trackEvents } from "./import-cloudtrail";
import { addBalances, emptyBalance, type ImportBalance } from "./import-summary";
import type { LakeWriter } from "./lake-writer";
import { findFiles, type TellUnreadable, type Unreadable } from "./log-files";
import { showProgress } from "./progress";
import { type IsLine, readAccessLogFile } from "./read-access-log-file";
import { readTrailFile, type SourceEvent } from "./read-trail-file";

/** Files of the user, by what they hold. */
export interface LogFiles {
  readonly accessLogs: readonly string[];
  readonly cloudTrail: readonly string[];
}

const totalBytes = (files: readonly string[]) => files.reduce((sum, file) => sum + statSync(file).size, 0);

/** Whether the transformer makes a row of a text. */
const lineTest =
  (transform: Transformer): IsLine =>
  async (text) => {
    const record = { recordId: "0", approximateArrivalTimestamp: Date.now(), data: text.toString("base64") };
    const answer = await transform({ invocationId: "local-test", deliveryStreamArn: "", region: "eu-west-1", records: [record] });
    return answer.records[0]?.result === "Ok";
  };

async function* accessLogRecords(
  files: readonly string[],
  report: TellUnreadable,
  onFile: (file: string) => void,
  isLine: IsLine,
): AsyncGenerator<SourceRecord> {
  for (const file of files) {
    onFile(file);
    yield* readAccessLogFile(file, report, isLine);
  }
}

async function* trailEvents(files: readonly string[], report: TellUnreadable, onFile: (file: string) => void): AsyncGenerator<SourceEvent> {
  for (const file of files) {
    onFile(file);
    yield* readTrailFile(file, report);
  }
}

/** Counts bytes of finished files for a bar. */
function byFile(label: string, files: readonly string[]) {
  const bar = showProgress(label, Math.ceil(totalBytes(files) / 1024));
  let done = 0;
  let current: string | undefined;
  return {
    next(file: string) {
      if (current) done += statSync(current).size;
      current = file;
      bar.at(Math.floor(done / 1024));
    },
    done: () => bar.done(),
  };
}

/** Keeps apart what is wrong with whole files, and what counts as a line or event that failed. */
function problemsOf(unreadable: Unreadable[]) {
  const reasons = failureReasons();
  let failed = 0;
  const report: TellUnreadable = ({ file, line, reason }) => {
    if (line === undefined) unreadable.push({ file, reason });
    else {
      failed++;
      reasons.add(reason, `${file}:${line}`);
    }
  };
  const addTo = (balance: ImportBalance) => addBalances(balance, { ...emptyBalance(), read: failed, failed, reasons: reasons.list() });
  return { report, addTo };
}

/**
 * Reads the user's files through the handlers into the lake.
 * @param knownEvents ids of CloudTrail events that the lake holds already
 */
export async function importFiles(
  patterns: LogFiles,
  handlers: Handlers,
  writer: LakeWriter,
  keepFailed: KeepFailed,
  knownEvents: Set<string>,
): Promise<{ accessLogs: ImportBalance; cloudTrail: ImportBalance; unreadable: Unreadable[] }> {
  const unreadable: Unreadable[] = [];
  let accessLogs = emptyBalance();
  if (patterns.accessLogs.length > 0) {
    const found = await findFiles(patterns.accessLogs);
    unreadable.push(...found.unreadable);
    const problems = problemsOf(unreadable);
    const bar = byFile("Access logs", found.files);
    const { transformDirect } = handlers;
    const records = accessLogRecords(found.files, problems.report, bar.next, lineTest(transformDirect));
    accessLogs = problems.addTo(await transformRecords(records, transformDirect, writer, keepFailed, () => {}));
    bar.done();
  }
  let cloudTrail = emptyBalance();
  if (patterns.cloudTrail.length > 0) {
    const found = await findFiles(patterns.cloudTrail);
    unreadable.push(...found.unreadable);
    const problems = problemsOf(unreadable);
    const bar = byFile("CloudTrail", found.files);
    const events = trailEvents(found.files, problems.report, bar.next);
    cloudTrail = problems.addTo(await trackEvents(events, handlers.track, knownEvents, () => {}));
    bar.done();
  }
  return { accessLogs, cloudTrail, unreadable };
}

import { statSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Handlers } from "./handlers";
import { type KeepFailed, type SourceRecord, transformRecords } from "./import-access-logs";
import { trackEvents } from "./import-cloudtrail";
import type { ImportBalance } from "./import-summary";
import { emptyBalance } from "./import-summary";
import type { LakeWriter } from "./lake-writer";
import { exportedTime, findFiles, readLines, type Unreadable } from "./log-files";
import { showProgress } from "./progress";
import { readTrailFile, type SourceEvent } from "./read-trail-file";

/** Files of the user, by what they hold. */
export interface LogFiles {
  readonly accessLogs: readonly string[];
  readonly cloudTrail: readonly string[];
}

const totalBytes = (files: readonly string[]) => files.reduce((sum, file) => sum + statSync(file).size, 0);

/** Firehose writes deliveries of CloudWatch Logs one behind the other. Within one this cannot stand, since a quote in a text is escaped. */
const nextDelivery = '}{"messageType":"';

/** The deliveries of CloudWatch Logs that a line holds. */
function deliveriesIn(line: Buffer): Buffer[] {
  const deliveries: Buffer[] = [];
  let start = 0;
  for (let at = line.indexOf(nextDelivery); at >= 0; at = line.indexOf(nextDelivery, start)) {
    deliveries.push(line.subarray(start, at + 1));
    start = at + 1;
  }
  return [...deliveries, line.subarray(start)];
}

async function* accessLogRecords(
  files: readonly string[],
  report: (problem: Unreadable & { line?: number }) => void,
  onFile: (file: string) => void,
): AsyncGenerator<SourceRecord> {
  for (const file of files) {
    onFile(file);
    for await (const { bytes, line } of readLines(file, report)) {
      const where = `${file}:${line}`;
      const head = bytes.subarray(0, 120).toString("latin1");
      if (head.startsWith("{") && head.includes('"messageType":"')) {
        // What a subscription delivered keeps the log group, by which the line's format is known; the handler expects it as gzip.
        for (const delivery of deliveriesIn(bytes))
          yield { bytes: gzipSync(delivery, { level: 1 }), lines: (delivery.toString("utf8").match(/"message":/g) ?? [1]).length, where };
        continue;
      }
      const time = exportedTime.exec(head);
      yield { bytes: time ? bytes.subarray(time[0].length) : bytes, lines: 1, where };
    }
  }
}

async function* trailEvents(
  files: readonly string[],
  report: (problem: Unreadable) => void,
  onFile: (file: string) => void,
): AsyncGenerator<SourceEvent> {
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
  const lineFailures: (Unreadable & { line: number })[] = [];
  const report = (problem: Unreadable & { line?: number }) => {
    if (problem.line === undefined) unreadable.push(problem);
    else lineFailures.push({ ...problem, line: problem.line });
  };
  let accessLogs = emptyBalance();
  if (patterns.accessLogs.length > 0) {
    const found = await findFiles(patterns.accessLogs);
    unreadable.push(...found.unreadable);
    const bar = byFile("Access logs", found.files);
    accessLogs = await transformRecords(
      accessLogRecords(found.files, report, bar.next),
      handlers.transformDirect,
      writer,
      keepFailed,
      () => {},
    );
    bar.done();
    accessLogs = {
      ...accessLogs,
      read: accessLogs.read + lineFailures.length,
      failed: accessLogs.failed + lineFailures.length,
      reasons: [...accessLogs.reasons, ...lineFailures.map(({ file, line, reason }) => ({ reason, count: 1, where: `${file}:${line}` }))],
    };
  }
  let cloudTrail = emptyBalance();
  if (patterns.cloudTrail.length > 0) {
    const found = await findFiles(patterns.cloudTrail);
    unreadable.push(...found.unreadable);
    const bar = byFile("CloudTrail", found.files);
    cloudTrail = await trackEvents(trailEvents(found.files, report, bar.next), handlers.track, knownEvents, () => {});
    bar.done();
  }
  return { accessLogs, cloudTrail, unreadable };
}

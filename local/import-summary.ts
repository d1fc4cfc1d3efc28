import { existsSync, readFileSync } from "node:fs";
import type { RedriveReport } from "../functions/redrive-failed-records";
import { isObject, parsed } from "./json-value";

/** Why records did not make it, with how many and where the first of them stands. */
export interface FailureReason {
  readonly reason: string;
  readonly count: number;
  /** First place: `file:line`. */
  readonly where: string;
}

/** The balance of one import: `read = stored + duplicates + dropped + failed`. */
export interface ImportBalance {
  /** Log lines or events that were read. */
  readonly read: number;
  readonly stored: number;
  /** Already there, or twice in the files. */
  readonly duplicates: number;
  /** Left out on purpose: control messages, blank lines. */
  readonly dropped: number;
  readonly failed: number;
  readonly reasons: readonly FailureReason[];
}

/** What the page and the command line say about the last import. */
export interface ImportSummary {
  readonly finishedAt: string | null;
  /** Where the data is from: the sample story or the user's files. */
  readonly source: "sample" | "files" | "none";
  readonly accessLogs: ImportBalance;
  readonly cloudTrail: ImportBalance;
  /** What became of the failed records that were put back, where that was asked for. Their rows are part of `accessLogs`. */
  readonly redrive?: RedriveReport;
  /** Folder that keeps what failed, as it would be in S3. */
  readonly failedFolder: string | null;
  /** Files that could not be read at all, with the reason. */
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
}

/** Two balances as one. */
export function addBalances(a: ImportBalance, b: ImportBalance): ImportBalance {
  return {
    read: a.read + b.read,
    stored: a.stored + b.stored,
    duplicates: a.duplicates + b.duplicates,
    dropped: a.dropped + b.dropped,
    failed: a.failed + b.failed,
    reasons: [...a.reasons, ...b.reasons].sort((x, y) => y.count - x.count),
  };
}

export const emptyBalance = (): ImportBalance => ({ read: 0, stored: 0, duplicates: 0, dropped: 0, failed: 0, reasons: [] });

export const emptySummary = (): ImportSummary => ({
  finishedAt: null,
  source: "none",
  accessLogs: emptyBalance(),
  cloudTrail: emptyBalance(),
  failedFolder: null,
  unreadable: [],
});

const isBalance = (value: unknown): boolean =>
  isObject(value) &&
  ["read", "stored", "duplicates", "dropped", "failed"].every((count) => typeof value[count] === "number") &&
  Array.isArray(value["reasons"]);

/** The summary that a file holds. Undefined where there is none: a lake may lie beside another program's file of the same name, or one that was cut off. */
export function readSummary(file: string): ImportSummary | undefined {
  const value = existsSync(file) ? parsed(readFileSync(file, "utf8")) : undefined;
  const isSummary =
    isObject(value) && isBalance(value["accessLogs"]) && isBalance(value["cloudTrail"]) && Array.isArray(value["unreadable"]);
  return isSummary ? (value as unknown as ImportSummary) : undefined;
}

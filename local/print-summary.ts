import type { ImportBalance, ImportSummary } from "./import-summary";

const number = (value: number) => value.toLocaleString("en");

function balanceLine(what: string, balance: ImportBalance): string[] {
  if (balance.read === 0) return [];
  const parts = [`${number(balance.read)} read`, `${number(balance.stored)} stored`];
  if (balance.duplicates > 0) parts.push(`${number(balance.duplicates)} already there`);
  if (balance.dropped > 0) parts.push(`${number(balance.dropped)} left out`);
  parts.push(`${number(balance.failed)} failed`);
  const reasons = balance.reasons.map((r) => `  ${number(r.count)} × ${r.reason}\n      first at ${r.where}`);
  return [`${what.padEnd(14)} ${parts.join(" · ")}`, ...reasons];
}

/** The import's balance as lines of text: what was read, stored and failed, with reasons and places. */
export function summaryLines(summary: ImportSummary): string[] {
  const lines = [...balanceLine("Access logs", summary.accessLogs), ...balanceLine("CloudTrail", summary.cloudTrail)];
  for (const { file, reason } of summary.unreadable) lines.push(`Not readable   ${file}: ${reason}`);
  if (summary.failedFolder) lines.push(`What failed is kept in ${summary.failedFolder}`);
  return lines;
}

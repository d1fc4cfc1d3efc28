import type { RedriveReport } from "../functions/redrive-failed-records";
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

/** The report as a line of text. */
function redriveLine(report: RedriveReport): string {
  if (report.records === 0 && report.remaining === 0) return "Redriven       nothing: no failed records are kept";
  return [
    `Redriven       ${number(report.records)} failed records`,
    `${number(report.returned)} put back`,
    `${number(report.resting)} at rest after too many returns`,
    `${number(report.failed)} unreadable`,
    ...(report.remaining > 0 ? [`${number(report.remaining)} objects left for the next run`] : []),
  ].join(" · ");
}

/** More files than these are counted: the balance above them must stay in sight. */
const mostNamed = 20;

function unreadableLines(unreadable: ImportSummary["unreadable"]): string[] {
  const lines = unreadable.slice(0, mostNamed).map(({ file, reason }) => `Not readable   ${file}: ${reason}`);
  if (unreadable.length > mostNamed) lines.push(`Not readable   ${number(unreadable.length - mostNamed)} more: summary.json names them`);
  return lines;
}

/** The import's balance as lines of text: what was read, stored and failed, with reasons and places. */
export function summaryLines(summary: ImportSummary): string[] {
  const lines = [...balanceLine("Access logs", summary.accessLogs), ...balanceLine("CloudTrail", summary.cloudTrail)];
  if (summary.redrive) lines.push(redriveLine(summary.redrive));
  lines.push(...unreadableLines(summary.unreadable));
  if (summary.accessLogs.reasons.some(({ reason }) => reason.includes("no known")))
    lines.push("Written with another format? Give it with --format '$context.…', and with --redrive for what is kept already.");
  if (summary.failedFolder) lines.push(`What failed is kept in ${summary.failedFolder}`);
  return lines;
}

import type { Outcome } from "./run-engines";

/** One engine's findings, as soon as it has ended. */
export function printOutcome({ name, findings, skipped, seconds }: Outcome): void {
  console.log(`${name}: ${skipped ? "skipped" : `${findings.length} finding(s)`} after ${seconds.toFixed(1)} s`);
  for (const { where, message } of findings) console.log(`FINDING ${name} | ${where} | ${message}`);
}

/** The table: engine, version, what was checked, findings, seconds. */
export function printTable(outcomes: Outcome[]): void {
  const rows = [["engine", "version", "findings", "seconds", "checked"]];
  for (const o of outcomes)
    rows.push([o.name, o.skipped ? "-" : o.version, o.skipped ? "skipped" : String(o.findings.length), o.seconds.toFixed(1), o.checked]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  console.log("");
  for (const row of rows) console.log(row.map((cell, i) => (i < 4 ? cell.padEnd(widths[i]!) : cell)).join("  "));
  console.log(`${"total".padEnd(widths[0]!)}  ${outcomes.reduce((sum, o) => sum + o.seconds, 0).toFixed(1)} s of engine time\n`);
}

/** The engines that are not on this machine, loudly. */
export function printSkipped(outcomes: Outcome[]): void {
  for (const { name, skipped, installable } of outcomes)
    if (skipped) console.log(`SKIPPED ${name}: ${skipped}${installable ? " (it could have been: this is a failure)" : ""}`);
}

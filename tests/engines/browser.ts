import * as path from "node:path";
import { browserPath, startBrowser } from "../page/browser";
import { runCommand } from "./command";
import type { Engine, EngineReport, Finding } from "./engine";
import { nothingChecked } from "./nothing-checked";
import { PROGRAM } from "./recording/record-program";

/** What mocha's JSON reporter says of a run. */
interface MochaReport {
  readonly stats: { readonly tests: number; readonly passes: number; readonly pending: number };
  readonly passes: readonly { readonly currentRetry: number }[];
  readonly failures: readonly { readonly fullTitle: string; readonly err: { readonly message?: string } }[];
}

const specs = ["tests/engines/browser/page.test.ts", "tests/engines/browser/sample-story.test.ts"];

/** Chromium drives the page that the local run serves, and the report that it writes, over known rows and over a week of sample traffic. */
export const engine: Engine = {
  name: "browser",

  async available() {
    if (browserPath) return { ok: true };
    return {
      ok: false,
      missing: "Chromium",
      install: "tests/engines/install-engines.sh, or CHROMIUM=/path/to/a/browser",
      needs: ["apt-get"],
    };
  },

  async run(): Promise<EngineReport> {
    const browser = await startBrowser();
    const version = `Chromium ${browser.version()}`;
    await browser.close();
    const mocha = path.join(PROGRAM, "node_modules/mocha/bin/mocha.js");
    const { status, stdout, stderr } = await runCommand(process.execPath, [mocha, "--retries", "1", "--reporter", "json", ...specs], {
      cwd: PROGRAM,
      limitMs: 900_000,
    });
    const report = reportIn(stdout);
    if (!report) {
      return { version, checked: "nothing", findings: [{ where: "the browser's tests", message: (stderr || stdout).slice(-800) }] };
    }
    const { tests, passes, pending } = report.stats;
    // A page without a screen may be given no frames for a while on a busy machine. Whatever needed a second look is said.
    const twice = report.passes.filter(({ currentRetry }) => currentRetry > 0).length;
    const findings: Finding[] = report.failures.map(({ fullTitle, err }) => ({
      where: fullTitle,
      message: (err.message ?? "failed").slice(0, 600),
    }));
    findings.push(...nothingChecked({ tests }));
    if (pending > 0) findings.push({ where: "the browser's tests", message: `${pending} were left out` });
    if (status !== 0 && findings.length === 0)
      findings.push({ where: "the browser's tests", message: `ended with ${status}: ${stderr.slice(-800)}` });
    const checked = `${passes} of ${tests} promises of the page, its dashboards at two widths, and the report file`;
    return { version, checked: twice > 0 ? `${checked}; ${twice} only at the second look` : checked, findings };
  },
};

/** The report is the last object that is printed; progress may stand before it. */
function reportIn(output: string): MochaReport | undefined {
  const start = output.search(/^\{\s*"stats"/m);
  if (start < 0) return undefined;
  try {
    return JSON.parse(output.slice(start)) as MochaReport;
  } catch {
    return undefined;
  }
}

import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { type BuildOptions, buildLake } from "../../local/build-lake";
import type { ImportSummary } from "../../local/import-summary";
import { type Lake, openLake } from "../../local/lake";
import { summaryLines } from "../../local/print-summary";
import { type LocalOptions, runLocal } from "../../local/run";
import { temporaryFolder } from "./temporary-folder";

/** Local runs in a folder of their own, with what they print kept instead of shown. */
export function localRuns() {
  const folder = temporaryFolder();
  let lines: string[] = [];
  const write = { log: console.log, error: console.error, warn: console.warn };
  before(() => {
    console.log =
      console.error =
      console.warn =
        (...parts: unknown[]) => {
          lines.push(parts.join(" "));
        };
  });
  beforeEach(() => {
    lines = [];
  });
  after(() => Object.assign(console, write));
  const target = (out: string) => path.join(folder.path, out);
  let ranges: string | undefined;
  /** The table of countries is the same for all, and takes a second to make. */
  const copyRanges = (out: string) => {
    const own = path.join(target(out), "lake", "reference", "ip_ranges.parquet");
    if (ranges === undefined) ranges = own;
    else if (!existsSync(own) && existsSync(ranges)) {
      mkdirSync(path.dirname(own), { recursive: true });
      copyFileSync(ranges, own);
    }
  };
  return {
    target,
    /** Everything printed since the test began. */
    printed: () => lines.join("\n"),
    file(name: string, content: string | Buffer): string {
      const written = path.join(folder.path, name);
      mkdirSync(path.dirname(written), { recursive: true });
      writeFileSync(written, content);
      return written;
    },
    /** Only the import: a report asks every dashboard's question, which takes seconds. */
    async build(out: string, options: Partial<BuildOptions>): Promise<{ summary: ImportSummary; lake: () => Promise<Lake> }> {
      mkdirSync(target(out), { recursive: true });
      copyRanges(out);
      const summary = await buildLake(target(out), { ...defaults, ...options });
      for (const line of summaryLines(summary)) console.log(line);
      return { summary, lake: () => openLake(path.join(target(out), "lake"), { views: "plain" }) };
    },
    /** The whole command, with its report. */
    async run(out: string, options: Partial<LocalOptions>): Promise<{ code: number; summary: ImportSummary; lake: () => Promise<Lake> }> {
      const code = await runLocal({ ...defaults, out: target(out), port: 0, once: true, ...options });
      const summary = JSON.parse(readFileSync(path.join(target(out), "summary.json"), "utf8")) as ImportSummary;
      return { code, summary, lake: () => openLake(path.join(target(out), "lake"), { views: "plain" }) };
    },
  };
}

const defaults: BuildOptions = { customerSource: ["api-key"], clientIp: "keep", principals: "keep" };

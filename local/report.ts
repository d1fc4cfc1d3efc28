import { mkdir, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { gzipSync } from "node:zlib";
import type { Lake } from "./lake";
import { type Answers, makeAnswers } from "./page/answers";
import { pageBundle } from "./page/bundle";
import type { Scope } from "./page/contract";
import { pageDocument } from "./page/document";
import { type Prepared, type PreparedAnswer, preparedElement, queryKey } from "./page/prepared";
import { hasTrend, pageVisuals, questionOf, type Shape } from "./page/questions";
import { reportScopes } from "./page/report-scopes";
import { projectVersion } from "./page/version";

export interface ReportOptions {
  readonly lake: Lake;
  /** The HTML file to write; folders are made. */
  readonly file: string;
  /** Time for answers beyond the whole data: filters first, then shorter ranges. @default 20 */
  readonly seconds?: number;
  /** How many scopes are prepared at most, the whole data among them. @default all that are wanted */
  readonly mostScopes?: number;
}

const shapes = (kpi: boolean): readonly Shape[] => (kpi ? ["whole", "trend"] : ["whole"]);

/** Asks every visual of the page within one scope. Filters that a visual's view does not have change nothing about its query. */
async function prepare(answers: Answers, scope: Scope, into: Record<string, PreparedAnswer>): Promise<void> {
  for (const visual of pageVisuals.values()) {
    for (const shape of shapes(hasTrend(visual))) {
      const key = queryKey(questionOf(visual, scope, shape));
      if (into[key]) continue;
      const { columns, rows, milliseconds } = await answers.visual({ id: visual.id, ...scope, shape });
      into[key] = { columns, rows, milliseconds };
    }
  }
}

/**
 * Writes the page with its answers into one file that opens without a server. Every visual is asked for the whole data, then for single filters
 * and shorter ranges as far as the time goes; the page offers exactly what was prepared.
 */
export async function writeReport({ lake, file, seconds = 20, mostScopes }: ReportOptions): Promise<void> {
  const answers = makeAnswers(lake, projectVersion);
  const about = await answers.about();
  const prepared: Record<string, PreparedAnswer> = {};
  const scopes: Scope[] = [];
  const end = performance.now() + seconds * 1000;
  for (const scope of reportScopes(about).slice(0, mostScopes)) {
    if (scopes.length > 0 && performance.now() > end) break;
    await prepare(answers, scope, prepared);
    scopes.push(scope);
  }
  const { script, style } = await pageBundle();
  const packed = gzipSync(JSON.stringify({ about, scopes, answers: prepared } satisfies Prepared), { level: 9 }).toString("base64");
  // The file may be opened anywhere and holds text from strangers: it may run its own script and ask nobody.
  const policy =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'";
  const html = pageDocument({
    title: "API usage analytics report",
    head: `<meta http-equiv="Content-Security-Policy" content="${policy}">\n<style>\n${style}</style>`,
    tail: `<script type="text/plain" id="${preparedElement}">${packed}</script>\n<script>${script}</script>`,
  });
  await mkdir(path.dirname(path.resolve(file)), { recursive: true });
  await writeFile(file, html);
}

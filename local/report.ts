import { mkdir, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { gzipSync } from "node:zlib";
import { filtersOf } from "../analytics/visuals";
import type { Lake } from "./lake";
import { makeAnswers } from "./page/answers";
import { pageBundle } from "./page/bundle";
import { pageDocument } from "./page/document";
import { type PreparedAnswer, preparedElement, queryKey } from "./page/prepared";
import { hasTrend, pageVisuals, questionOf, type Shape } from "./page/questions";
import { reportScopes } from "./page/report-scopes";
import { projectVersion } from "./page/version";

export interface ReportOptions {
  readonly lake: Lake;
  /** The HTML file to write; folders are made. */
  readonly file: string;
}

const shapes = (kpi: boolean): readonly Shape[] => (kpi ? ["whole", "trend"] : ["whole"]);

/**
 * Writes the page with its answers into one file that opens without a server. Every visual is asked for every prepared range, and for the whole
 * data under every prepared filter; the page offers exactly these.
 */
export async function writeReport({ lake, file }: ReportOptions): Promise<void> {
  const answers = makeAnswers(lake, projectVersion);
  const about = await answers.about();
  const { scopes, days } = reportScopes(about);
  const prepared: Record<string, PreparedAnswer> = {};
  for (const scope of scopes) {
    for (const visual of pageVisuals.values()) {
      const heard = filtersOf(visual);
      const filters = Object.fromEntries(Object.entries(scope.filters).filter(([field]) => (heard as string[]).includes(field)));
      for (const shape of shapes(hasTrend(visual))) {
        const key = queryKey(questionOf(visual, scope, shape));
        if (prepared[key]) continue;
        const { columns, rows, milliseconds } = await answers.visual({ id: visual.id, range: scope.range, filters, shape });
        prepared[key] = { columns, rows, milliseconds };
      }
    }
  }
  const { script, style } = await pageBundle();
  const packed = gzipSync(JSON.stringify({ about, scopes, days, answers: prepared }), { level: 9 }).toString("base64");
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

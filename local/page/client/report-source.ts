import type { Answer, Scope } from "../contract";
import { type Prepared, preparedElement, queryKey, scopeKey } from "../prepared";
import { pageVisuals, questionOf } from "../questions";
import { isDay } from "../report-scopes";
import type { Source } from "./source";

async function unpack(base64: string): Promise<Prepared> {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  return JSON.parse(text) as Prepared;
}

/** Answers from inside the file; undefined where the page is not a report. */
export async function reportSource(): Promise<Source | undefined> {
  const element = document.getElementById(preparedElement);
  if (!element) return undefined;
  const prepared = await unpack(element.textContent.trim());
  const scopes = new Set(prepared.scopes.map(scopeKey));
  const answers = (scope: Scope) => scopes.has(scopeKey(scope));
  return {
    kind: "report",
    days: prepared.scopes.map(({ range }) => range).filter(isDay),
    about: async () => prepared.about,
    async visual(id, scope, shape) {
      const sql = questionOf(pageVisuals.get(id)!, scope, shape);
      const answer = prepared.answers[queryKey(sql)];
      if (!answer) throw new Error("This report was not prepared for these filters. Take them away, or open the lake with a server.");
      return { ...answer, sql } satisfies Answer;
    },
    answers,
    // One value of one filter is prepared: choosing another one replaces it.
    offers: (field, value, scope) => answers({ ...scope, filters: { [field]: [value] } }),
  };
}

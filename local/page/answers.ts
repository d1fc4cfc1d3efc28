import { dashboards, sources, time, type Visual, visualQuery } from "../../analytics/visuals";
import type { Lake, LakeAnswer } from "../lake";
import { type AboutParts, aboutLake } from "./about";
import type { About, Answer, RowsAnswer } from "./contract";
import { makeQueryQueue } from "./query-queue";
import { InvalidRequest, type VisualRequest } from "./request-checks";
import { rowsBehind } from "./rows-behind";

/** Everything the page can ask, answered from a lake. */
export interface Answers {
  about(): Promise<About>;
  visual(request: VisualRequest): Promise<Answer>;
  rows(request: VisualRequest): Promise<RowsAnswer>;
}

/** Most rows that are shown behind a chart. */
export const mostRows = 200;

const visuals = new Map<string, Visual>(dashboards.flatMap((d) => d.visuals.map((v) => [v.id, v] as const)));

function visualOf(id: string): Visual {
  const visual = visuals.get(id);
  if (!visual) throw new InvalidRequest(`Invalid request 'id': must be the id of a visual, got '${id}'.`);
  return visual;
}

/** A key figure drawn over time: the same measure, so that the line and the number cannot disagree. */
function trendOf(visual: Visual): Visual {
  if (visual.chart !== "kpi" || sources[visual.view]?.time === undefined) {
    throw new InvalidRequest(`Invalid request 'shape': must be whole for '${visual.id}', got 'trend'.`);
  }
  return { ...visual, chart: "line", x: time, measures: visual.measures.slice(0, 1) };
}

/** Answers questions about one lake; the same question is asked of it once. */
export function makeAnswers(lake: Lake, version: string): Answers {
  const queue = makeQueryQueue<LakeAnswer & { milliseconds: number }>({ width: 2, remembered: 2000 });
  let about: Promise<About> | undefined;

  async function ask(sql: string): Promise<Answer> {
    const answer = await queue.run(sql, async () => {
      const begun = performance.now();
      return { ...(await lake.query(sql)), milliseconds: Math.round(performance.now() - begun) };
    });
    return { ...answer, sql };
  }

  const optionsOf = ({ range, filters }: VisualRequest) => ({
    database: "main",
    from: new Date(range.from),
    to: new Date(range.to),
    filters,
  });

  return {
    about() {
      about ??= aboutLake({ lake, version, ask } satisfies AboutParts);
      about.catch(() => (about = undefined));
      return about;
    },
    visual(request) {
      const visual = visualOf(request.id);
      return ask(visualQuery(request.shape === "trend" ? trendOf(visual) : visual, optionsOf(request)));
    },
    async rows(request) {
      const answer = await ask(visualQuery(rowsBehind(visualOf(request.id), mostRows), optionsOf(request)));
      return { ...answer, limit: mostRows };
    },
  };
}

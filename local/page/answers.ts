import { dashboards, type Visual, visualQuery } from "../../analytics/visuals";
import type { Lake, LakeAnswer } from "../lake";
import { aboutLake } from "./about";
import type { About, Answer, RowsAnswer } from "./contract";
import { makeQueryQueue } from "./query-queue";
import { hasTrend, pageVisuals, questionOf } from "./questions";
import { InvalidRequest, type VisualRequest } from "./request-checks";
import { columnsBehind, rowsBehind } from "./rows-behind";

/** Everything the page can ask, answered from a lake. */
export interface Answers {
  about(): Promise<About>;
  visual(request: VisualRequest): Promise<Answer>;
  rows(request: VisualRequest): Promise<RowsAnswer>;
  /** Asks what the page will ask first, so that it opens with its answers there. */
  warm(): Promise<void>;
}

/** Most rows that are shown behind a chart. */
export const mostRows = 200;

function visualOf(id: string): Visual {
  const visual = pageVisuals.get(id);
  if (!visual) throw new InvalidRequest(`Invalid request 'id': must be the id of a visual, got '${id}'.`);
  return visual;
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

  const answers: Answers = {
    about() {
      about ??= aboutLake({ lake, version, ask });
      about.catch(() => {
        about = undefined;
      });
      return about;
    },
    async visual(request) {
      const visual = visualOf(request.id);
      if (request.shape === "trend" && !hasTrend(visual)) {
        throw new InvalidRequest(`Invalid request 'shape': must be 'whole' for '${visual.id}', got 'trend'.`);
      }
      return ask(questionOf(visual, request, request.shape));
    },
    async rows({ id, range, filters }) {
      const visual = visualOf(id);
      if (!columnsBehind(visual.view)) throw new InvalidRequest(`Invalid request 'id': must be a visual made of single rows, got '${id}'.`);
      const sql = visualQuery(rowsBehind(visual, mostRows), {
        database: "main",
        from: new Date(range.from),
        to: new Date(range.to),
        filters,
      });
      return { ...(await ask(sql)), limit: mostRows };
    },
    async warm() {
      const { extent } = await answers.about();
      if (!extent) return;
      const scope = { range: extent, filters: {} };
      const first = dashboards[0]!.visuals.filter((visual) => visual.surfaces.includes("page"));
      const questions = [
        ...first.map((v) => questionOf(v, scope, "whole")),
        ...first.filter(hasTrend).map((v) => questionOf(v, scope, "trend")),
      ];
      await Promise.all(questions.map(ask));
    },
  };
  return answers;
}

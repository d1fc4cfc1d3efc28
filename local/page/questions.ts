import { dashboards, sources, time, type Visual, visualQuery } from "../../analytics/visuals";
import type { Scope } from "./contract";

/** `trend`: a key figure over time instead of in all. */
export type Shape = "whole" | "trend";

/** Every visual that the page shows, by id. */
export const pageVisuals: ReadonlyMap<string, Visual> = new Map(
  dashboards.flatMap((d) => d.visuals.filter((v) => v.surfaces.includes("page")).map((v) => [v.id, v] as const)),
);

/** Whether a key figure can be drawn over time. */
export const hasTrend = (visual: Visual) => visual.chart === "kpi" && sources[visual.view]?.time !== undefined;

/** The query for a visual. A trend is the same measure over time, so that the line and the number cannot disagree. */
export function questionOf(visual: Visual, { range, filters }: Scope, shape: Shape): string {
  const asked: Visual = shape === "trend" ? { ...visual, chart: "line", x: time, measures: visual.measures.slice(0, 1) } : visual;
  return visualQuery(asked, { database: "main", from: new Date(range.from), to: new Date(range.to), filters });
}

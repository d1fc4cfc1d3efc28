import { useEffect, useRef } from "preact/hooks";
import embed, { type Result } from "vega-embed";
import type { Visual } from "../../../analytics/visuals";
import type { Answer } from "../contract";
import type { Surroundings } from "./dashboard";

export interface ChartHandle {
  toPng(): Promise<string>;
}

export function Chart(_: Surroundings & { visual: Visual; answer: Answer; handle: { current: ChartHandle | null } }) {
  return <div class="vega" />;
}

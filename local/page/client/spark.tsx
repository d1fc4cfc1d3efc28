import type { Measure } from "../../../analytics/visuals";
import type { Answer, Range } from "../contract";
import { sparkBox, sparkLine } from "./spark-line";

/** A key figure's course, without axes: its shape is all it says. */
export function Spark({ answer, measure, range }: { readonly answer: Answer; readonly measure: Measure; readonly range: Range }) {
  const line = sparkLine(answer, measure, range);
  if (line === undefined) return null;
  const { width, height } = sparkBox;
  return (
    <svg class={`spark ${measure.meaning ?? "neutral"}`} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={line} fill="none" vector-effect="non-scaling-stroke" />
    </svg>
  );
}

import type { Measure } from "../../../analytics/visuals";
import type { Answer, Range } from "../contract";

const height = 22;
const width = 100;

/** A key figure's course, without axes: its shape is all it says. Missing buckets count as nothing for counts and as gaps for the rest. */
export function Spark({ answer, measure, range }: { readonly answer: Answer; readonly measure: Measure; readonly range: Range }) {
  const timeAt = answer.columns.findIndex((c) => c.name === "time");
  const valueAt = answer.columns.findIndex((c) => c.name === measure.name);
  const from = Date.parse(range.from);
  const length = Math.max(1, Date.parse(range.to) - from);
  const points = answer.rows
    .map((row) => ({ at: Date.parse(String(row[timeAt])), value: row[valueAt] }))
    .filter((p): p is { at: number; value: number } => typeof p.value === "number");
  if (points.length < 3) return null;
  const top = Math.max(...points.map((p) => p.value)) || 1;
  const place = ({ at, value }: { at: number; value: number }) =>
    `${(((at - from) / length) * width).toFixed(2)} ${(height - 1 - (value / top) * (height - 3)).toFixed(2)}`;
  const line = points.map((p, i) => `${i === 0 ? "M" : "L"}${place(p)}`).join("");
  return (
    <svg class={`spark ${measure.meaning ?? "neutral"}`} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={line} fill="none" vector-effect="non-scaling-stroke" />
    </svg>
  );
}

import { alignRange, grainFor, grainMs, type Measure } from "../../../analytics/visuals";
import type { Answer, Range } from "../contract";

/** Box of the line, in the units of its path. */
export const sparkBox = { width: 100, height: 22 } as const;

/**
 * The path of a key figure's course; undefined where it has less than three points. A bucket without rows counts as nothing for counts, as it
 * does in the charts, and is a gap for everything else.
 */
export function sparkLine({ columns, rows }: Pick<Answer, "columns" | "rows">, measure: Measure, range: Range): string | undefined {
  const timeAt = columns.findIndex((c) => c.name === "time");
  const valueAt = columns.findIndex((c) => c.name === measure.name);
  const known = new Map(rows.map((row) => [Date.parse(String(row[timeAt])), row[valueAt]]));
  const values = [...known.values()].filter((value): value is number => typeof value === "number");
  if (values.length < 3) return undefined;
  const [from, to] = [new Date(range.from), new Date(range.to)];
  const grain = grainFor(from, to);
  const whole = alignRange(from, to, grain);
  const length = whole.to.getTime() - whole.from.getTime();
  const top = values.reduce((most, value) => Math.max(most, value), 0) || 1;
  const { width, height } = sparkBox;
  let path = "";
  let isDown = false;
  for (let at = whole.from.getTime(); at < whole.to.getTime(); at += grainMs[grain]) {
    const value = known.get(at) ?? (measure.additive ? 0 : null);
    if (typeof value === "number") {
      const x = ((at - whole.from.getTime()) / length) * width;
      path += `${isDown ? "L" : "M"}${x.toFixed(2)} ${(height - 1 - (value / top) * (height - 3)).toFixed(2)}`;
    }
    isDown = typeof value === "number";
  }
  return path;
}

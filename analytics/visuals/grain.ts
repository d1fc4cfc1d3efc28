import type { Grain } from "./visual";

const minute = 60_000;

/** Milliseconds of one bucket. */
export const grainMs: Readonly<Record<Grain, number>> = {
  minute,
  "5 minutes": 5 * minute,
  hour: 60 * minute,
  day: 24 * 60 * minute,
};

/** The grain that gives a range between about thirty and four hundred buckets. */
export function grainFor(from: Date, to: Date): Grain {
  const span = to.getTime() - from.getTime();
  if (span <= 3 * grainMs.hour) return "minute";
  if (span <= 26 * grainMs.hour) return "5 minutes";
  if (span <= 15 * grainMs.day) return "hour";
  return "day";
}

/** The range widened to whole buckets, so that every number beside a chart counts exactly what the chart shows. */
export function alignRange(from: Date, to: Date, grain: Grain): { from: Date; to: Date } {
  const width = grainMs[grain];
  return { from: new Date(Math.floor(from.getTime() / width) * width), to: new Date(Math.ceil(to.getTime() / width) * width) };
}

/** SQL for the bucket that a time falls into. */
export function bucket(column: string, grain: Grain): string {
  if (grain === "5 minutes") return `date_add('minute', 5 * (minute(${column}) / 5), date_trunc('hour', ${column}))`;
  return `date_trunc('${grain}', ${column})`;
}

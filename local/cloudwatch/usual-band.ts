import type { Band, TimeSeries } from "./time-series";

const hour = 3_600_000;
const day = 24 * hour;
const daysBack = 7;
const fewest = 6;

/** Said wherever the band is shown. */
export const bandNote = "usual: the same hour of earlier days, mean and deviations; CloudWatch trains a model of its own";

/** What was usual at each moment: a plain stand-in for CloudWatch's model, made of the same hour of the days before. No band where there is too little of them. */
export function usualBand(past: TimeSeries, moments: readonly number[], deviations: number): Band {
  const byHour = new Map<number, number[]>();
  for (const [at, value] of past.points) {
    const start = Math.floor(at / hour) * hour;
    const values = byHour.get(start);
    if (values) values.push(value);
    else byHour.set(start, [value]);
  }
  const points = new Map<number, readonly [number, number]>();
  for (const at of moments) {
    const start = Math.floor(at / hour) * hour;
    const values = Array.from({ length: daysBack }, (_, i) => byHour.get(start - (i + 1) * day) ?? []).flat();
    if (values.length < fewest) continue;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
    const low = mean - deviations * spread;
    points.set(at, [Math.min(...values) >= 0 ? Math.max(0, low) : low, mean + deviations * spread]);
  }
  return { points };
}

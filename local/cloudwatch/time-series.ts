/** Part of time, in milliseconds: from inclusive, to exclusive. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Values by the start of their period, in milliseconds; a period without data has none. */
export interface TimeSeries {
  /** What tells it from others: name of the metric, then the values of its dimensions. Empty for the result of a calculation. */
  readonly parts: readonly string[];
  readonly points: ReadonlyMap<number, number>;
}

/** A result of metric math, in CloudWatch's own distinction: a number, a series, or an array of series. */
export type Value =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "series"; readonly series: TimeSeries }
  | { readonly kind: "array"; readonly array: readonly TimeSeries[] }
  | { readonly kind: "band"; readonly band: Band };

/** What is usual at each moment: the lower and the upper edge. */
export interface Band {
  readonly points: ReadonlyMap<number, readonly [low: number, high: number]>;
}

/** Starts of all periods of a window. Periods begin at multiples of their length in UTC, as CloudWatch aligns them. */
export function periodsOf({ from, to }: Window, periodMs: number): number[] {
  const starts: number[] = [];
  for (let at = Math.floor(from / periodMs) * periodMs; at < to; at += periodMs) starts.push(at);
  return starts;
}

/** A new series with a value for each period where there is one. */
export const mapped = (series: TimeSeries, change: (value: number, at: number) => number): TimeSeries => ({
  ...series,
  points: new Map([...series.points].map(([at, value]) => [at, change(value, at)])),
});

/** Two series joined where both have data: CloudWatch leaves out a period in which one of them has none. */
export function joined(left: TimeSeries, right: TimeSeries, operate: (a: number, b: number) => number): TimeSeries {
  const points = new Map<number, number>();
  for (const [at, value] of left.points) {
    const other = right.points.get(at);
    if (other !== undefined) points.set(at, operate(value, other));
  }
  return { parts: [], points };
}

/** One series of many: in each period the result over those that have data there. */
export function across(array: readonly TimeSeries[], combine: (values: readonly number[]) => number): TimeSeries {
  const values = new Map<number, number[]>();
  for (const { points } of array) {
    for (const [at, value] of points) {
      const known = values.get(at);
      if (known) known.push(value);
      else values.set(at, [value]);
    }
  }
  return { parts: [], points: new Map([...values].sort(([a], [b]) => a - b).map(([at, all]) => [at, combine(all)])) };
}

/** Ways to make one number of many, by CloudWatch's names. */
export const combinations: Readonly<Record<string, (values: readonly number[]) => number>> = {
  SUM: (values) => values.reduce((sum, value) => sum + value, 0),
  AVG: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  MIN: (values) => Math.min(...values),
  MAX: (values) => Math.max(...values),
};

import type { FilterField } from "../../analytics/visuals";
import { presets, rangeOf } from "./client/address";
import type { About, Range, Scope } from "./contract";

/** How many values of each filter a report is prepared for, the busiest first; in the order in which they are prepared. */
const prepared: readonly (readonly [FilterField, number])[] = [
  ["api", 6],
  ["customer", 8],
  ["statusClass", 5],
  ["plan", 4],
  ["stage", 3],
];
const mostDays = 8;
const day = 86_400_000;

/** Whole UTC days of the data, the latest last. */
function daysOf(extent: Range): Range[] {
  const days: Range[] = [];
  for (
    let start = Math.floor((Date.parse(extent.to) - 1) / day) * day;
    start + day > Date.parse(extent.from) && days.length < mostDays;
    start -= day
  ) {
    days.unshift({ from: new Date(start).toISOString(), to: new Date(start + day).toISOString() });
  }
  return days.length > 1 ? days : [];
}

/** Whether a range is one of a report's days. */
export const isDay = ({ from, to }: Range) => Date.parse(from) % day === 0 && Date.parse(to) - Date.parse(from) === day;

/** The ranges and filters that a report may answer, the most wanted first: all data, all data under each single filter, then shorter ranges. */
export function reportScopes({ extent, filters }: About): readonly Scope[] {
  if (!extent) return [];
  const whole = rangeOf({ preset: "all" }, extent);
  const length = (Date.parse(extent.to) - Date.parse(extent.from)) / 3_600_000;
  const relative = presets.filter((p) => p.hours < length && p.hours >= 24).map((p) => rangeOf({ preset: p.id }, extent));
  const single = prepared.flatMap(([field, most]) =>
    (filters.find((filter) => filter.field === field)?.values ?? [])
      .slice(0, most)
      .map(({ value }): Scope => ({ range: whole, filters: { [field]: [value] } })),
  );
  const unfiltered = (range: Range): Scope => ({ range, filters: {} });
  return [unfiltered(whole), ...single, ...[...relative, ...daysOf(extent).reverse()].map(unfiltered)];
}

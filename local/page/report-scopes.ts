import type { FilterField } from "../../analytics/visuals";
import { presets, rangeOf } from "./client/address";
import type { About, Range, Scope } from "./contract";

/** How many values of each filter a report is prepared for, the busiest first. */
const prepared: Partial<Record<FilterField, number>> = { api: 8, stage: 3, customer: 10, plan: 5, statusClass: 5 };
const mostDays = 10;
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

/** The ranges and filters that a report answers: every range without filters, and all data under each single filter. */
export function reportScopes(about: About): { readonly scopes: readonly Scope[]; readonly days: readonly Range[] } {
  const { extent } = about;
  if (!extent) return { scopes: [], days: [] };
  const whole = rangeOf({ preset: "all" }, extent);
  const length = (Date.parse(extent.to) - Date.parse(extent.from)) / 3_600_000;
  const relative = presets.filter((p) => p.hours < length && p.hours >= 24).map((p) => rangeOf({ preset: p.id }, extent));
  const days = daysOf(extent);
  const single = about.filters.flatMap(({ field, values }) =>
    values.slice(0, prepared[field] ?? 0).map(({ value }): Scope => ({ range: whole, filters: { [field]: [value] } })),
  );
  return { scopes: [...[whole, ...relative, ...days].map((range): Scope => ({ range, filters: {} })), ...single], days };
}

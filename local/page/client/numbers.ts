import type { Unit } from "../../../analytics/visuals";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const precise = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 2 });

/** A number and its unit apart, so that the unit can stand back. */
export interface Figure {
  readonly number: string;
  readonly unit: string;
}

function scaled(value: number, units: readonly string[], step: number): Figure {
  let rest = value;
  let place = 0;
  while (Math.abs(rest) >= step && place < units.length - 1) {
    rest /= step;
    place += 1;
  }
  const digits = place === 0 && Number.isInteger(rest) ? 0 : Math.abs(rest) < 10 ? 1 : 0;
  return { number: rest.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }), unit: units[place]! };
}

const percent = (value: number) => (value === 0 ? "0" : Math.abs(value) < 1 ? value.toFixed(2) : value.toFixed(1));

/** A number in its unit. Counts carry none: their title says what is counted. */
export function figure(value: number, unit: Unit | undefined): Figure {
  if (unit === "%") return { number: percent(value), unit: "%" };
  if (unit === "ms")
    return Math.abs(value) >= 10_000
      ? scaled(value / 1000, ["s"], Number.POSITIVE_INFINITY)
      : scaled(value, ["ms"], Number.POSITIVE_INFINITY);
  if (unit === "s") return scaled(value, ["s"], Number.POSITIVE_INFINITY);
  if (unit === "days") return scaled(value, ["days"], Number.POSITIVE_INFINITY);
  if (unit === "bytes") return scaled(value, ["B", "kB", "MB", "GB", "TB", "PB"], 1000);
  return { number: Number.isInteger(value) ? whole.format(value) : precise.format(value), unit: "" };
}

/** A number with thousands separators and its unit, in one text. */
export function formatNumber(value: number, unit: Unit | undefined): string {
  const { number, unit: suffix } = figure(value, unit);
  return suffix ? `${number} ${suffix}` : number;
}

/** A number for a glance: in full up to seven digits, then shortened. */
export function glance(value: number, unit: Unit | undefined): Figure {
  const full = figure(value, unit);
  return full.unit === "" && Math.abs(value) >= 10_000_000 ? { number: compact.format(value), unit: "" } : full;
}

export const count = (value: number) => whole.format(value);

/** By how much a number differs from an earlier one; undefined where that says nothing. */
export function difference(now: number, before: number): string | undefined {
  if (before === 0) return now === 0 ? undefined : "new";
  const change = (100 * (now - before)) / before;
  if (Math.abs(change) < 0.5) return "± 0 %";
  const size =
    Math.abs(change) >= 1000
      ? `${precise.format(Math.round(now / before))} ×`
      : `${Math.abs(change).toFixed(Math.abs(change) < 10 ? 1 : 0)} %`;
  return `${change > 0 ? "▲" : "▼"} ${size}`;
}

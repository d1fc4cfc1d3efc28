import { formatValue, type Unit } from "../../../analytics/visuals";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 2 });

/** A number and its unit apart, so that the unit can stand back. */
export interface Glance {
  readonly number: string;
  readonly unit: string;
}

/** A number for a glance: in full up to seven digits, then shortened. */
export function glance(value: number, unit: Unit): Glance {
  const [number = "", suffix = ""] = formatValue(value, unit).split(" ");
  return suffix === "" && Math.abs(value) >= 10_000_000 ? { number: compact.format(value), unit: "" } : { number, unit: suffix };
}

/** A count with thousands separators. */
export const count = (value: number) => whole.format(value);

/** A count with its noun: `1 row`, `2,400 rows`. */
export const countOf = (value: number, noun: string) => `${count(value)} ${noun}${value === 1 ? "" : "s"}`;

/** By how much a number differs from an earlier one; undefined where that says nothing. */
export function difference(now: number, before: number): string | undefined {
  if (before === 0) return now === 0 ? undefined : "new";
  const change = (100 * (now - before)) / before;
  if (Math.abs(change) < 0.5) return "± 0 %";
  const size =
    Math.abs(change) >= 1000 ? `${whole.format(now / before)} ×` : `${Math.abs(change).toFixed(Math.abs(change) < 10 ? 1 : 0)} %`;
  return `${change > 0 ? "▲" : "▼"} ${size}`;
}

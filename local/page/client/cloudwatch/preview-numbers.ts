import { formatValue, type Unit } from "../../../../analytics/visuals";
import type { PreviewPanel } from "../../../cloudwatch/preview-contract";

const known: readonly Unit[] = ["%", "ms", "s", "bytes"];

/** What the values of a panel are measured in: its axis says so, or its title. */
export function unitOf({ title, metric }: PreviewPanel): Unit | undefined {
  const said = metric?.unit ?? /\(([^)]+)\)$/.exec(title)?.[1];
  return known.find((unit) => unit === said);
}

/** A number as it stands in a panel. Counts are whole; quotients without a unit keep two places. */
export const shown = (value: number, unit: Unit | undefined): string =>
  unit ? formatValue(value, unit) : value.toLocaleString("en-US", { maximumFractionDigits: Number.isInteger(value) ? 0 : 2 });

const minute = 60_000;

const lengths = [
  { ms: 1440 * minute, unit: "day" },
  { ms: 60 * minute, unit: "hour" },
  { ms: minute, unit: "minute" },
] as const;

/** A length of time in words, without the one: `5 minutes`, `day`. */
export function lengthInWords(ms: number): string {
  const { ms: size, unit } = lengths.find((length) => ms >= length.ms) ?? lengths[2];
  const count = Math.round((10 * ms) / size) / 10;
  return count === 1 ? unit : `${count} ${unit}s`;
}

/** The same with its one: `1 day`. */
export const spanInWords = (ms: number): string => lengthInWords(ms).replace(/^(?=[a-z])/, "1 ");

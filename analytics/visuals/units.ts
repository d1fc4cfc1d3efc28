import type { Unit } from "./visual";

const thousands = (value: number, digits: number): string =>
  value.toLocaleString("en-US", { minimumFractionDigits: 0, maximumFractionDigits: digits });

const byteUnits = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

function bytes(value: number): string {
  let scaled = value;
  let unit = 0;
  while (Math.abs(scaled) >= 1000 && unit < byteUnits.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return `${thousands(scaled, unit === 0 ? 0 : 1)} ${byteUnits[unit]}`;
}

const longer = [
  { seconds: 86_400, unit: "d" },
  { seconds: 3_600, unit: "h" },
  { seconds: 60, unit: "min" },
] as const;

/** Seconds, in the largest unit of which there are two. */
function duration(value: number): string {
  const { seconds, unit } = longer.find((step) => Math.abs(value) >= 2 * step.seconds) ?? { seconds: 1, unit: "s" };
  return `${thousands(value / seconds, 1)} ${unit}`;
}

/** A number with its unit as people read it: `1,234`, `12.5 %`, `340 ms`, `3.2 h`, `1.2 MB`; an en dash for nothing. */
export function formatValue(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  switch (unit) {
    case "%":
      return `${thousands(value, Math.abs(value) < 10 ? 2 : 1)} %`;
    case "ms":
      return Math.abs(value) >= 10_000 ? `${thousands(value / 1000, 1)} s` : `${thousands(value, Math.abs(value) < 10 ? 1 : 0)} ms`;
    case "s":
      return duration(value);
    case "days":
      return `${thousands(value, 1)} ${Math.abs(value) === 1 ? "day" : "days"}`;
    case "bytes":
      return bytes(value);
    default:
      return thousands(value, 0);
  }
}

/** The title of an axis with values of a unit. */
export const axisTitle: Readonly<Record<Unit, string>> = {
  requests: "requests",
  calls: "calls",
  events: "events",
  customers: "customers",
  APIs: "APIs",
  routes: "routes",
  addresses: "addresses",
  tokens: "tokens",
  rows: "rows",
  tables: "tables",
  days: "days",
  ms: "milliseconds",
  s: "seconds",
  bytes: "bytes",
  "%": "percent",
  time: "",
};

const measured: readonly Unit[] = ["%", "ms", "s", "days"];

/** Whether values of a unit are whole numbers of things. */
export const isCount = (unit: Unit): boolean => !measured.includes(unit);

/** Vega's number format for an axis with values of a unit: short, since the unit stands beside it. */
export const axisFormat = (unit: Unit): string => (isCount(unit) ? "~s" : ",.3~r");

import type { FilterField, Filters } from "../../../analytics/visuals";
import type { Range } from "../contract";
import { areValues, isMoment, isShortEnough } from "../request-checks";

/** Ranges that end at the latest record; hours, or everything there is. */
export const presets = [
  { id: "1h", label: "Last hour", hours: 1 },
  { id: "6h", label: "Last 6 hours", hours: 6 },
  { id: "24h", label: "Last 24 hours", hours: 24 },
  { id: "3d", label: "Last 3 days", hours: 72 },
  { id: "7d", label: "Last 7 days", hours: 168 },
  { id: "30d", label: "Last 30 days", hours: 720 },
  { id: "all", label: "All data", hours: Number.POSITIVE_INFINITY },
] as const;

export type PresetId = (typeof presets)[number]["id"];

/** Which part of time is looked at: relative to the latest record, or fixed. */
export type Span = { readonly preset: PresetId } | Range;

/** Everything a link to the page carries. */
export interface Address {
  readonly dashboard: string;
  readonly span: Span;
  readonly filters: Filters;
}

/** A moment of a link in the form in which it is asked for; undefined for what is none, or for one that no server takes. */
function momentOf(text: string | null): string | undefined {
  const moment = text === null ? Number.NaN : Date.parse(text);
  if (Number.isNaN(moment)) return undefined;
  const iso = new Date(moment).toISOString();
  return isMoment(iso) ? iso : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/**
 * Reads the address after the `#`: `/overview?range=24h&stage=prod`. It is in the fragment, because a report is a file and files have no query.
 * Whatever is not understood is left out; a link from somewhere else never breaks the page.
 */
export function readAddress(hash: string, fallback: string, known: (field: string) => field is FilterField): Address {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const given = new URLSearchParams(query);
  const from = momentOf(given.get("from"));
  const to = momentOf(given.get("to"));
  const preset = presets.find((p) => p.id === given.get("range"))?.id ?? "all";
  const span: Span = from !== undefined && to !== undefined && from < to && isShortEnough(from, to) ? { from, to } : { preset };
  const filters: { -readonly [F in FilterField]?: (string | null)[] } = {};
  // An empty value stands for rows without one.
  for (const field of new Set(given.keys())) {
    const values = [...new Set(given.getAll(field))].map((v) => v || null);
    if (known(field) && areValues(values)) filters[field] = values;
  }
  return { dashboard: decoded(path) || fallback, span, filters };
}

/** The address as text, the counterpart of `readAddress`. */
export function writeAddress({ dashboard, span, filters }: Address): string {
  const query = new URLSearchParams();
  if ("preset" in span) {
    if (span.preset !== "all") query.set("range", span.preset);
  } else {
    query.set("from", span.from);
    query.set("to", span.to);
  }
  for (const [field, values] of Object.entries(filters)) for (const value of values) query.append(field, value ?? "");
  const text = query.toString();
  return `#/${encodeURIComponent(dashboard)}${text ? `?${text}` : ""}`;
}

/** The range that a span means for data of this extent. Presets end where the data ends, so that old files are not an empty page. */
export function rangeOf(span: Span, extent: Range): Range {
  if (!("preset" in span)) return span;
  const hours = presets.find((p) => p.id === span.preset)!.hours;
  const from = Math.max(Date.parse(extent.from), Date.parse(extent.to) - hours * 3_600_000);
  return { from: new Date(from).toISOString(), to: extent.to };
}

/** The same filters with one value of a field turned on or off. */
export function toggled(filters: Filters, field: FilterField, value: string | null): Filters {
  const chosen = filters[field] ?? [];
  const values = chosen.includes(value) ? chosen.filter((v) => v !== value) : [...chosen, value];
  const { [field]: _, ...rest } = filters;
  return values.length > 0 ? { ...rest, [field]: values } : rest;
}

/** The same filters without one field. */
export function without(filters: Filters, field: FilterField): Filters {
  const { [field]: _, ...rest } = filters;
  return rest;
}

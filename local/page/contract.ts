import type { FilterField, Filters } from "../../analytics/visuals/visual";
import type { ImportSummary } from "../import-summary";
import type { LakeValue } from "../lake";

/** Part of time that is asked for: from inclusive, to exclusive, ISO 8601 in UTC. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

/** What every question on the page is asked about. */
export interface Scope {
  readonly range: Range;
  readonly filters: Filters;
}

/** Rows of an answer with the query that gave them, so that anybody can run it again. */
export interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly LakeValue[])[];
  readonly sql: string;
  readonly milliseconds: number;
}

/** One value that a filter offers, with the number of requests that have it. */
export interface FilterValue {
  /** Null for rows without a value. */
  readonly value: string | null;
  readonly requests: number;
}

/** A change of the control plane, to be drawn where it happened. */
export interface Change {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly api: string | null;
  readonly stage: string | null;
  /** What sort of thing was changed: `Deployment`, `Stage`, `Usage plan`, … */
  readonly kind: string;
  /** API action, such as `CreateDeployment`. */
  readonly event: string;
  /** In words: what was changed. */
  readonly what: string;
  readonly who: string | null;
}

/** An hour (or a day, where the data is long) of the strip above the dashboards. */
export interface StripBucket {
  readonly time: string;
  readonly requests: number;
  readonly clientErrors: number;
  readonly serverErrors: number;
}

/** What the page knows before any question is asked. */
export interface About {
  /** Project version that made the page. */
  readonly version: string;
  /** When this was asked of the lake, ISO 8601. */
  readonly generatedAt: string;
  /** What counts as now, ISO 8601; null for the viewer's clock. */
  readonly asOf: string | null;
  /** Earliest and latest moment of the data, null without data. */
  readonly extent: Range | null;
  /** Latest request and latest audit event, null without any. */
  readonly latest: { readonly requests: string | null; readonly events: string | null };
  readonly rows: { readonly requests: number; readonly events: number };
  /** Of those, the ones outside the extent: nothing told their time, or an impossible one. */
  readonly outside: { readonly requests: number; readonly events: number };
  readonly filters: readonly { readonly field: FilterField; readonly values: readonly FilterValue[] }[];
  readonly strip: readonly StripBucket[];
  readonly stripHours: number;
  readonly changes: readonly Change[];
  readonly summary: ImportSummary;
}

/** Rows behind a chart: newest first, at most `limit`. */
export interface RowsAnswer extends Answer {
  readonly limit: number;
}

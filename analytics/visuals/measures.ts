import type { Measure, Surface, Unit } from "./visual";

/** Shown everywhere that draws access logs. */
export const everywhere: readonly Surface[] = ["page", "quicksight"];

/** Shown on the page only: the length of a QuickSight definition is limited, and there another visual or a filter answers the same. */
export const pageOnly: readonly Surface[] = ["page"];

/** Requests, in views whose rows stand for `requests` of them. */
export const requests: Measure = {
  name: "requests",
  title: "Requests",
  sql: "CAST(coalesce(sum(requests), 0) AS bigint)",
  unit: "requests",
  additive: true,
};

/** Requests, in views with a row per request. */
export const rowCount: Measure = { name: "requests", title: "Requests", sql: "count(*)", unit: "requests", additive: true };

/** Requests of `usage_hourly_all` that meet a condition. */
export const requestsWhere = (name: string, title: string, condition: string, details: Partial<Measure> = {}): Measure => ({
  name,
  title,
  sql: `CAST(coalesce(sum(CASE WHEN ${condition} THEN requests ELSE 0 END), 0) AS bigint)`,
  unit: "requests",
  additive: true,
  ...details,
});

/** Share of the requests of `usage_hourly_all` that meet a condition, in percent; null without requests. */
export const shareWhere = (name: string, title: string, condition: string, details: Partial<Measure> = {}): Measure => ({
  name,
  title,
  sql: `100e0 * sum(CASE WHEN ${condition} THEN requests ELSE 0 END) / nullif(CAST(sum(requests) AS double), 0)`,
  unit: "%",
  ...details,
});

/** Rows that meet a condition, in views with a row per request or event. */
export const countWhere = (name: string, title: string, condition: string, details: Partial<Measure> = {}): Measure => ({
  name,
  title,
  sql: `count_if(${condition})`,
  unit: "requests",
  additive: true,
  ...details,
});

/** Share of the rows that meet a condition, in percent; null without rows. */
export const rowShareWhere = (name: string, title: string, condition: string, details: Partial<Measure> = {}): Measure => ({
  name,
  title,
  sql: `100e0 * count_if(${condition}) / nullif(count(*), 0)`,
  unit: "%",
  ...details,
});

/** A sum of a column. */
export const sumOf = (name: string, title: string, column: string, unit: Unit, details: Partial<Measure> = {}): Measure => ({
  name,
  title,
  sql: `CAST(coalesce(sum(${column}), 0) AS bigint)`,
  unit,
  additive: true,
  ...details,
});

/** A mean over the rows that have a value. */
export const meanOf = (name: string, title: string, column: string, unit: Unit): Measure => ({
  name,
  title,
  sql: `avg(CAST(${column} AS double))`,
  unit,
});

/** The first and the last time something was seen. */
export const firstSeen = (column = "request_time"): Measure => ({
  name: "first_seen",
  title: "First seen",
  sql: `min(${column})`,
  unit: "time",
});
export const lastSeen = (column = "request_time"): Measure => ({
  name: "last_seen",
  title: "Last seen",
  sql: `max(${column})`,
  unit: "time",
});

/** A percentile of a latency column, over the requests that have it. */
export const percentile = (column: string, p: 0.5 | 0.9 | 0.95 | 0.99, details: Partial<Measure> = {}): Measure => ({
  name: `p${Math.round(p * 100)}`,
  title: `p${Math.round(p * 100)}`,
  sql: `approx_percentile(CAST(${column} AS double), ${p})`,
  unit: "ms",
  ...details,
});

/** The three percentiles that tell a latency, from the usual to the worst. */
export const percentiles = (column: string): Measure[] => [
  percentile(column, 0.5, { meaning: "median" }),
  percentile(column, 0.95, { meaning: "slow" }),
  percentile(column, 0.99, { meaning: "slowest" }),
];

export const isClientError = "status_class = '4xx'";
export const isServerError = "status_class = '5xx'";
export const isError = "status_class IN ('4xx', '5xx')";
export const isBlocked = "(waf_response_code = 'WAF_BLOCK' OR error_response_type = 'WAF_FILTERED')";

import type { Dimension, Measure, Surface } from "./visual";

/** Shown everywhere that draws access logs. */
export const everywhere: readonly Surface[] = ["page", "quicksight"];

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

export const isSuccess = "status_class IN ('1xx', '2xx', '3xx')";
export const isClientError = "status_class = '4xx'";
export const isServerError = "status_class = '5xx'";
export const isError = "status_class IN ('4xx', '5xx')";

export const api: Dimension = { name: "api_name", title: "API", sql: "api_name", filter: "api" };
export const stage: Dimension = { name: "stage", title: "Stage", sql: "stage", filter: "stage" };
export const domain: Dimension = { name: "domain_name", title: "Domain", sql: "domain_name", filter: "domain" };
export const route: Dimension = { name: "route", title: "Route", sql: "route", filter: "route" };
export const customer: Dimension = { name: "customer", title: "Customer", sql: "customer", none: "(unknown)", filter: "customer" };
export const plan: Dimension = { name: "usage_plan", title: "Usage plan", sql: "usage_plan", none: "(no plan)", filter: "plan" };
export const status: Dimension = { name: "status", title: "Status", sql: "status", scale: "status", filter: "status" };
export const statusClass: Dimension = {
  name: "status_class",
  title: "Status class",
  // Throttled requests are no fault of the client's code: they have their own colour and their own cure.
  sql: "CASE WHEN is_throttled THEN 'throttled' ELSE status_class END",
  scale: "status-class",
};

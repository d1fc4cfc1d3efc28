import type { Dimension, TableColumn } from "./visual";

export const api: Dimension = { name: "api_name", title: "API", sql: "api_name", filter: "api" };
export const apiKind: Dimension = { name: "api_kind", title: "Kind of API", sql: "api_kind" };
export const stage: Dimension = { name: "stage", title: "Stage", sql: "stage", filter: "stage" };
export const domain: Dimension = { name: "domain_name", title: "Domain", sql: "domain_name", filter: "domain" };
export const route: Dimension = { name: "route", title: "Route", sql: "route", filter: "route" };
export const method: Dimension = { name: "http_method", title: "Method", sql: "http_method", filter: "method" };
export const customer: Dimension = { name: "customer", title: "Customer", sql: "customer", none: "(unknown)", filter: "customer" };
export const plan: Dimension = { name: "usage_plan", title: "Usage plan", sql: "usage_plan", none: "(no plan)", filter: "plan" };
export const status: Dimension = { name: "status", title: "Status", sql: "status", scale: "status", filter: "status" };
export const sourceIp: Dimension = { name: "source_ip", title: "Address", sql: "source_ip", filter: "sourceIp" };
export const errorType: Dimension = { name: "error_type", title: "Error type", sql: "error_type" };
export const outcome: Dimension = { name: "outcome", title: "Outcome", sql: "outcome", scale: "outcome" };
export const country: Dimension = { name: "country", title: "Country", sql: "country", none: "(unknown)" };
export const statusClass: Dimension = {
  name: "status_class",
  title: "Status class",
  // Throttled requests are no fault of the client's code: they have their own colour and their own cure.
  sql: "CASE WHEN is_throttled THEN 'throttled' ELSE status_class END",
  scale: "status-class",
};

const text = (name: string, title: string, details: Partial<TableColumn> = {}): TableColumn => ({ name, title, kind: "text", ...details });

/** Columns of tables, each with its title and its filter, so that a thing is called the same wherever it stands. */
export const column = {
  day: text("day", "Day", { kind: "time" }),
  hour: text("hour", "Hour", { kind: "time" }),
  requestTime: text("request_time", "Time", { kind: "time" }),
  eventTime: text("event_time", "Time", { kind: "time" }),
  api: text("api_name", "API", { filter: "api" }),
  apiKind: text("api_kind", "Kind"),
  stage: text("stage", "Stage", { filter: "stage" }),
  domain: text("domain_name", "Domain", { filter: "domain" }),
  method: text("http_method", "Method", { filter: "method" }),
  route: text("route", "Route", { kind: "code", filter: "route" }),
  path: text("path", "Path", { kind: "code", personal: true }),
  protocol: text("protocol", "Protocol"),
  status: text("status", "Status", { kind: "status", filter: "status" }),
  customer: text("customer", "Customer", { filter: "customer" }),
  plan: text("usage_plan", "Usage plan", { filter: "plan" }),
  key: text("api_key_id", "API key", { kind: "code", filter: "key" }),
  caller: text("caller", "Caller", { filter: "principal", personal: true }),
  sourceIp: text("source_ip", "Address", { kind: "code", filter: "sourceIp", personal: true }),
  userAgent: text("user_agent", "User agent", { personal: true }),
  requestId: text("request_id", "Request id", { kind: "code", filter: "requestId" }),
  errorType: text("error_type", "Error type", { kind: "code" }),
  responseType: text("error_response_type", "Response type", { kind: "code" }),
  errorMessage: text("error_message", "Message"),
  responseLatency: text("response_latency_ms", "Response", { kind: "number", unit: "ms" }),
  integrationLatency: text("integration_latency_ms", "Integration", { kind: "number", unit: "ms" }),
  responseBytes: text("response_bytes", "Answered", { kind: "number", unit: "bytes" }),
} as const;

/** A column that only one table has. */
export const only = text;

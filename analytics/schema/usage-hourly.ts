import type { Column } from "./column";

/** The daily roll-up: deduplicated requests counted by hour and by everything a filter or a chart groups by. Partitioned by `dt`, the hour's UTC day. */
export const usageHourlyColumns: readonly Column[] = [
  { name: "hour", type: "timestamp", description: "Start of the hour, UTC.", privacy: "none" },
  { name: "api_id", type: "string", description: "Id of the API.", privacy: "none" },
  { name: "api_kind", type: "string", description: "REST, HTTP or WEBSOCKET.", privacy: "none" },
  { name: "api_name", type: "string", description: "Name of the API.", privacy: "none" },
  { name: "stage", type: "string", description: "Stage of the API.", privacy: "none" },
  { name: "domain_name", type: "string", description: "Host name the client called.", privacy: "none" },
  { name: "route", type: "string", description: "Templated route.", privacy: "none" },
  { name: "customer_id", type: "string", description: "Stable id of the customer.", privacy: "none" },
  { name: "customer", type: "string", description: "Name of the customer.", privacy: "none" },
  { name: "api_key_id", type: "string", description: "Id of the API key.", privacy: "none" },
  { name: "usage_plan_id", type: "string", description: "Id of the usage plan.", privacy: "none" },
  { name: "usage_plan", type: "string", description: "Name of the usage plan.", privacy: "none" },
  { name: "status", type: "int", description: "HTTP status answered to the client.", privacy: "none" },
  { name: "error_response_type", type: "string", description: "Gateway response type; null where there was no error.", privacy: "none" },
  { name: "requests", type: "bigint", description: "Number of requests, without duplicates.", privacy: "none" },
  { name: "response_bytes", type: "bigint", description: "Bytes answered.", privacy: "none" },
  { name: "response_latency_ms_sum", type: "bigint", description: "Sum of the response latencies in milliseconds.", privacy: "none" },
  { name: "response_latency_count", type: "bigint", description: "Number of requests with a response latency.", privacy: "none" },
  { name: "response_latency_ms_max", type: "int", description: "Largest response latency in milliseconds.", privacy: "none" },
  { name: "integration_latency_ms_sum", type: "bigint", description: "Sum of the integration latencies in milliseconds.", privacy: "none" },
  { name: "integration_latency_count", type: "bigint", description: "Number of requests with an integration latency.", privacy: "none" },
  {
    name: "rolled_up_at",
    type: "timestamp",
    description: "When this run of the roll-up started, UTC; of a day's complete runs the latest counts.",
    privacy: "none",
  },
  {
    name: "run_rows",
    type: "bigint",
    description: "Rows of the day in this run: a run with fewer is incomplete and not read.",
    privacy: "none",
  },
];

import { quote } from "../lake";
import type { LakeSourceName } from "./published-metrics";

/** How rows of the lake become the values of metrics: one value per request, per message or per minute of calls, as the services send them. */
export interface LakeSource {
  /** Rows with the columns that the rest is made of, among them `moment` and `dt`. */
  readonly rows: string;
  /** Columns behind the dimensions; a set with another one has no series here. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** SQL of the metric's name and of its value in a row; a row whose value is NULL has no data. */
  values(metric: string | undefined): { readonly name: string; readonly sql: string };
}

const requestsOf = (kind: string) =>
  `SELECT *, request_time AS moment, CASE WHEN contains(route, ' ') THEN split_part(route, ' ', 1) ELSE coalesce(http_method, '-') END AS route_method,
  CASE WHEN contains(route, ' ') THEN substr(route, strpos(route, ' ') + 1) ELSE route END AS route_resource FROM requests WHERE api_kind = '${kind}'`;

const oneOf = (values: Readonly<Record<string, string>>) => (metric: string | undefined) => ({
  name: quote(metric ?? ""),
  sql: values[metric ?? ""] ?? "NULL",
});

const flag = (condition: string) => `CASE WHEN ${condition} THEN 1 ELSE 0 END`;
const byId = { ApiId: "api_id", Stage: "stage", Method: "route_method", Resource: "route_resource" };
const latencies = { Latency: "response_latency_ms", IntegrationLatency: "integration_latency_ms" };
const message = (condition: string) => `CASE WHEN event_type IS DISTINCT FROM 'DISCONNECT' THEN ${flag(condition)} END`;

/** The sources by name. */
export const lakeSources: Readonly<Record<LakeSourceName, LakeSource>> = {
  REST: {
    rows: requestsOf("REST"),
    // Non-ASCII characters are taken out of the name; where nothing is left, the id stands for it.
    dimensions: { ...byId, ApiName: "coalesce(nullif(regexp_replace(api_name, '[^ -~]', ''), ''), api_id)" },
    values: oneOf({ Count: "1", "4XXError": flag("status BETWEEN 400 AND 499"), "5XXError": flag("status >= 500"), ...latencies }),
  },
  HTTP: {
    rows: requestsOf("HTTP"),
    dimensions: byId,
    values: oneOf({
      Count: "1",
      "4xx": flag("status BETWEEN 400 AND 499"),
      "5xx": flag("status >= 500"),
      DataProcessed: "data_processed_bytes",
      ...latencies,
    }),
  },
  WEBSOCKET: {
    rows: requestsOf("WEBSOCKET"),
    // A series of a route is told by one set, not by both that are known: by Route.
    dimensions: { ApiId: "api_id", Stage: "stage", Route: "route" },
    values: oneOf({
      ConnectCount: "CASE WHEN event_type = 'CONNECT' THEN 1 END",
      MessageCount: "CASE WHEN coalesce(event_type, 'MESSAGE') = 'MESSAGE' THEN 1 END",
      // Refused before the integration was called; failed while it was called; answered by it with an error.
      ClientError: message("status BETWEEN 400 AND 499 AND integration_status IS NULL"),
      ExecutionError: message("integration_error IS NOT NULL OR (status >= 500 AND integration_status IS NULL)"),
      IntegrationError: message("integration_status >= 400"),
      IntegrationLatency: "integration_latency_ms",
    }),
  },
  calls: {
    rows: "SELECT *, minute AS moment FROM api_calls",
    dimensions: { awsRegion: "aws_region", eventSource: "event_source" },
    values: (metric) => ({
      name: "event_name",
      sql: metric === undefined ? "calls" : `CASE WHEN event_name = ${quote(metric)} THEN calls END`,
    }),
  },
  "call-errors": {
    // The tracker sends one value for each minute.
    rows: `SELECT date_trunc('minute', event_time) AS moment, any_value(dt) AS dt, coalesce(event_source, '-') AS event_source, error_code, count(*) AS calls
    FROM audit WHERE error_code IS NOT NULL GROUP BY 1, 3, 4`,
    dimensions: { eventSource: "event_source", errorCode: "error_code" },
    values: () => ({ name: "'Errors'", sql: "calls" }),
  },
};

import { sources, type TableColumn, type Visual } from "../../analytics/visuals";

const time: TableColumn = { name: "request_time", title: "Time", kind: "time" };

/** What tells a request from its neighbours, the most telling first. */
const requestColumns: readonly TableColumn[] = [
  time,
  { name: "status", title: "Status", kind: "status", filter: "status" },
  { name: "api_name", title: "API", kind: "text", filter: "api" },
  { name: "stage", title: "Stage", kind: "text", filter: "stage" },
  { name: "route", title: "Route", kind: "code", filter: "route" },
  { name: "path", title: "Path", kind: "code" },
  { name: "customer", title: "Customer", kind: "text", filter: "customer" },
  { name: "usage_plan", title: "Plan", kind: "text", filter: "plan" },
  { name: "response_latency_ms", title: "Latency", kind: "number", unit: "ms" },
  { name: "integration_latency_ms", title: "Integration", kind: "number", unit: "ms" },
  { name: "response_bytes", title: "Answered", kind: "number", unit: "bytes" },
  { name: "error_response_type", title: "Error type", kind: "code" },
  { name: "error_message", title: "Error", kind: "text" },
  { name: "integration_error", title: "Integration error", kind: "text" },
  { name: "authorizer_error", title: "Authorizer error", kind: "text" },
  { name: "auth_failure", title: "Not let in", kind: "text" },
  { name: "source_ip", title: "Client", kind: "code", filter: "sourceIp", personal: true },
  { name: "agent_family", title: "Program", kind: "text" },
  { name: "deployment_id", title: "Deployment", kind: "code" },
  { name: "request_id", title: "Request id", kind: "code", filter: "requestId" },
];

const eventColumns: readonly TableColumn[] = [
  { name: "event_time", title: "Time", kind: "time" },
  { name: "outcome", title: "Outcome", kind: "text" },
  { name: "event_name", title: "Event", kind: "code" },
  { name: "event_source", title: "Service", kind: "code" },
  { name: "api_name", title: "API", kind: "text", filter: "api" },
  { name: "stage", title: "Stage", kind: "text", filter: "stage" },
  { name: "resource", title: "What", kind: "text" },
  { name: "user_name", title: "Who", kind: "text", personal: true },
  { name: "user_type", title: "Identity", kind: "text" },
  { name: "source_ip", title: "From", kind: "code", personal: true },
  { name: "aws_region", title: "Region", kind: "code" },
  { name: "error_code", title: "Error", kind: "code" },
  { name: "error_message", title: "Message", kind: "text" },
  { name: "user_agent", title: "User agent", kind: "text", personal: true },
  { name: "event_id", title: "Event id", kind: "code" },
];

/** Columns of the rows behind a view; undefined where a view is too far from rows to have any. */
export function columnsBehind(view: string): { readonly view: string; readonly columns: readonly TableColumn[] } | undefined {
  const source = sources[view];
  if (source?.time === "event_time") return { view: "audit", columns: eventColumns };
  if (source?.time === "request_time" || source?.finer === "usage_detail") return { view: "requests", columns: requestColumns };
  return undefined;
}

/** The visual that lists the rows which another one counts, newest first. */
export function rowsBehind(visual: Visual, limit: number): Visual {
  const behind = columnsBehind(visual.view);
  if (!behind) throw new Error(`'${visual.title}' is not made of single rows.`);
  const first = behind.columns[0]!.name;
  const { series: _series, x: _x, compare: _compare, where, ...rest } = visual;
  return {
    ...rest,
    id: `${visual.id}-rows`,
    chart: "table",
    view: behind.view,
    measures: [],
    columns: behind.columns,
    ...(where === undefined ? {} : { where }),
    order: { by: first, direction: "DESC" },
    limit,
  };
}

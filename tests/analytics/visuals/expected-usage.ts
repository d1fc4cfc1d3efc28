import { all, bytes, client, type Expected, failed, has, is, overQuota, refused, seen, server, statusClass, throttled } from "./conditions";
import { errors, requests, tokens } from "./facts";
import { type Count, count, countOf, distinct, latest, mean, most, percentile, share, sum } from "./recount";

const p50 = percentile("response_latency_ms", 0.5);
const p95 = percentile("response_latency_ms", 0.95);
/** Of a customer's requests under a plan, those of this row. */
const shareOfCustomer: Count = (group, all) =>
  (100 * group.length) /
  all.filter((fact) => fact["customer"] === group[0]!["customer"] && fact["usage_plan"] === group[0]!["usage_plan"]).length;

/** What visuals of traffic, customers and clients must show. Visuals that ask the same of the same facts stand together. */
export const usageVisuals: Expected = [
  [
    [
      ...["requests", "requests-compared", "status-codes", "top-domains", "usage-by-domain", "popular-routes"].map(
        (id) => `overview/${id}`,
      ),
      ...["customers/plan-share", "customers/usage-by-plan-over-time", "customers/usage-by-plan"],
      ...["traffic/stages", "traffic/api-kinds", "traffic/requests-by-api-over-time", "clients/top-addresses", "clients/kinds"],
      ...[
        "clients/kinds-over-time",
        "clients/programs-over-time",
        "authentication/authentication-methods",
        "authentication/methods-over-time",
      ],
      "raw/request-list",
    ],
    all,
  ],
  [["overview/requests-over-time", "overview/requests-by-api", "customers/top-customers"], { ...all, fields: statusClass }],
  [["customers/usage-by-customer", "customers/customers-by-route"], { ...all, where: has("customer_id") }],
  [["traffic/methods", "traffic/requests-by-method"], { ...all, where: has("http_method") }],
  [["traffic/protocols"], { ...all, where: has("protocol") }],
  [["clients/tls"], { ...all, where: has("tls_version") }],
  [["traffic/largest-responses"], { of: requests, where: has("response_bytes"), counts: {} }],
  [["raw/latest-successes"], { of: requests, where: is("status_class", "2xx", "3xx"), counts: {} }],
  [["raw/latest-errors"], { of: errors, counts: {} }],
  [["clients/map"], { ...all, where: has("country") }],
  [["clients/error-map"], { of: requests, where: (fact) => fact["country"] !== null && fact["failed"], counts: { errors: count } }],
  [
    ["clients/countries"],
    {
      of: requests,
      counts: { requests: count, errors: countOf(failed), auth_failures: countOf(refused), addresses: distinct("source_ip") },
    },
  ],
  [
    ["overview/successful-requests"],
    { of: requests, counts: { successful: countOf(is("status_class", "2xx")), success_share: share(is("status_class", "2xx")) } },
  ],
  [["overview/client-errors"], { of: requests, counts: { client_errors: countOf(client), client_error_share: share(client) } }],
  [["overview/server-errors"], { of: requests, counts: { server_errors: countOf(server), server_error_share: share(server) } }],
  [["overview/error-rate-over-time"], { of: requests, counts: { client_errors: share(client), server_errors: share(server) } }],
  [["overview/throttled-requests"], { of: requests, counts: { throttled: countOf(throttled), over_quota: countOf(overQuota) } }],
  [
    ["overview/active-apis"],
    {
      of: requests,
      counts: {
        apis: distinct("api_id"),
        routes: (group) => new Set(group.filter(has("route")).map(({ api_id, route }) => `${api_id} ${route}`)).size,
      },
    },
  ],
  [["overview/active-customers"], { of: requests, counts: { customers: distinct("customer_id") } }],
  [
    ["overview/apis"],
    {
      of: requests,
      counts: {
        requests: count,
        client_errors: countOf(client),
        server_errors: countOf(server),
        throttled: countOf(throttled),
        error_share: share((fact) => client(fact) || server(fact)),
        mean_latency: mean("response_latency_ms"),
        ...bytes,
      },
    },
  ],
  [
    ["customers/unattributed"],
    { of: requests, counts: { unattributed: countOf(is("customer_id", null)), unattributed_share: share(is("customer_id", null)) } },
  ],
  [
    ["customers/service-by-customer"],
    {
      of: requests,
      counts: {
        requests: count,
        client_error_share: share(client),
        server_error_share: share(server),
        throttled_share: share(throttled),
        p50,
        p95,
        ...bytes,
        last_seen: seen.last_seen,
      },
    },
  ],
  [
    ["customers/usage-by-key"],
    {
      of: requests,
      where: has("api_key_id"),
      counts: { requests: count, error_share: share(failed), throttled: countOf(throttled), last_seen: latest("hour") },
    },
  ],
  [["customers/route-share"], { of: requests, where: has("customer_id"), counts: { requests: count, share: shareOfCustomer } }],
  [
    ["customers/tokens"],
    {
      of: tokens,
      counts: {
        total_tokens: sum("total_tokens"),
        prompt_tokens: sum("prompt_tokens"),
        completion_tokens: sum("completion_tokens"),
        requests: count,
      },
    },
  ],
  [
    ["traffic/routes"],
    {
      of: requests,
      counts: {
        requests: count,
        client_errors: countOf(client),
        server_errors: countOf(server),
        error_share: share(failed),
        p50,
        p95,
        ...bytes,
        last_seen: seen.last_seen,
      },
    },
  ],
  [
    ["traffic/response-size"],
    {
      of: requests,
      counts: { mean_bytes: mean("response_bytes"), p95: percentile("response_bytes", 0.95), largest: most("response_bytes") },
    },
  ],
  [["traffic/bytes-over-time"], { of: requests, counts: bytes }],
  [
    ["traffic/data-processed"],
    { of: requests, where: has("data_processed_bytes"), counts: { data_processed_bytes: sum("data_processed_bytes") } },
  ],
  [
    ["traffic/deployments"],
    {
      of: requests,
      where: has("deployment_id"),
      counts: { requests: count, server_error_share: share(server), p95, ...seen },
    },
  ],
  [["traffic/websocket-events"], { of: requests, where: is("api_kind", "WEBSOCKET"), counts: { events: count } }],
  [
    ["traffic/websocket-routes"],
    {
      of: requests,
      where: is("api_kind", "WEBSOCKET"),
      counts: {
        events: count,
        connections: distinct("connection_id"),
        client_errors: countOf(client),
        integration_errors: countOf((fact) => fact["integration_error"] !== null || fact["integration_status"] >= 500),
        execution_errors: countOf(server),
        p95: percentile("integration_latency_ms", 0.95),
      },
    },
  ],
  [
    ["traffic/http-errors-by-api"],
    { of: requests, where: (fact) => client(fact) || server(fact), counts: { failed: count }, fields: statusClass },
  ],
  [
    ["clients/top-agents"],
    { of: requests, where: has("user_agent"), counts: { requests: count, failed_share: share(failed), last_seen: seen.last_seen } },
  ],
  [
    ["clients/addresses"],
    {
      of: requests,
      counts: {
        requests: count,
        failed_share: share(failed),
        auth_failures: countOf(refused),
        throttled: countOf(throttled),
        blocked: countOf(is("error_source", "Firewall")),
        programs: distinct("user_agent"),
        customers: distinct("customer_id"),
        ...seen,
      },
    },
  ],
  [["clients/scanners"], { of: requests, where: is("status", 403, 404), counts: { paths: distinct("path"), requests: count, ...seen } }],
];

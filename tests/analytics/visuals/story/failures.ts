import { apiKey, chat, fine, open, orders, read, write } from "./apis";
import { berlin, browser, program, recife, scanner } from "./callers";
import { as } from "./customers";
import { type Line, went } from "./told";

/** Our own faults, and a WebSocket with some. */
export const failures: readonly Line[] = [
  // Our own faults: the authorizer, the firewall, the services behind.
  [
    "2026-11-19 19:00:00",
    orders,
    read,
    berlin(9),
    program,
    went(
      {
        status: 500,
        error_response_type: "AUTHORIZER_FAILURE",
        error_message: "Internal server error",
        authorizer_error: "timed out",
        authorizer_status: 500,
        authorizer_latency_ms: 3000,
        authorizer_integration_latency_ms: 2990,
        response_latency_ms: 3004,
        response_bytes: 36,
      },
      { auth_method: "Authorizer", auth_failure: "Authorizer failed", error_source: "Access control", error_type: "AUTHORIZER_FAILURE" },
    ),
  ],
  [
    "2026-11-19 19:10:00",
    orders,
    read,
    recife,
    scanner,
    open,
    went(
      {
        status: 403,
        error_response_type: "WAF_FILTERED",
        error_message: "Forbidden",
        waf_response_code: "WAF_BLOCK",
        waf_latency_ms: 7,
        waf_status: 403,
        waf_error: "blocked",
        web_acl_arn: "arn:aws:wafv2:acl",
        response_latency_ms: 8,
        response_bytes: 23,
      },
      { error_source: "Firewall", error_type: "WAF_FILTERED" },
    ),
  ],
  ...[2_500, 29_000].map(
    (ms, at): Line => [
      `2026-11-20 08:0${at}:00`,
      orders,
      write,
      as("acme"),
      apiKey,
      program,
      berlin(1),
      went(
        {
          status: 504,
          error_response_type: "INTEGRATION_TIMEOUT",
          error_message: "Endpoint request timed out",
          integration_error: "timed out",
          response_latency_ms: ms + 10,
          integration_latency_ms: ms,
          response_bytes: 41,
        },
        { overhead_ms: 10, error_source: "Integration", error_type: "INTEGRATION_TIMEOUT" },
      ),
    ],
  ),
  [
    "2026-11-20 08:30:00",
    orders,
    read,
    as("bolt"),
    apiKey,
    program,
    berlin(4),
    went(
      { status: 502, integration_status: 502, response_latency_ms: 700, integration_latency_ms: 650, response_bytes: 33 },
      { overhead_ms: 50, error_source: "Integration", error_type: "HTTP 502" },
    ),
  ],
  ["2026-11-20 09:00:00", orders, read, fine, as("acme"), apiKey, program, berlin(1)],
  // A WebSocket: connected, twice spoken, once with a failing integration and without a status.
  ["2026-11-20 10:00:00", chat, browser, berlin(7), went({ route: "$connect", event_type: "CONNECT", connection_id: "w1", status: 101 })],
  [
    "2026-11-20 10:00:30",
    chat,
    browser,
    berlin(7),
    went({ route: "say", event_type: "MESSAGE", connection_id: "w1", status: 200, integration_latency_ms: 15, integration_status: 200 }),
  ],
  [
    "2026-11-20 10:01:00",
    chat,
    browser,
    berlin(7),
    went(
      {
        route: "say",
        event_type: "MESSAGE",
        connection_id: "w1",
        integration_latency_ms: 25,
        integration_error: "refused",
        error_message: "Internal server error",
      },
      { error_source: "Integration", error_type: "Message" },
    ),
  ],
  [
    "2026-11-20 10:02:00",
    chat,
    browser,
    berlin(7),
    went(
      { route: "say", event_type: "MESSAGE", connection_id: "w2", status: 500, integration_status: 500, integration_latency_ms: 35 },
      { error_source: "Integration", error_type: "HTTP 500" },
    ),
  ],
];

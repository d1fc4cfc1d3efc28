import { apiKey, fine, orders, read, write } from "./apis";
import { berlin, noAgent, program, recife, scanner } from "./callers";
import { as } from "./customers";
import { type Line, went } from "./told";

/** Limits, mistakes of callers, and callers who are not let in. */
export const refusals: readonly Line[] = [
  // Limits: a quota by message alone, a rate by type.
  ...["13:00:00", "13:30:00", "14:10:00"].map(
    (at): Line => [
      `2026-11-19 ${at}`,
      orders,
      write,
      as("bolt"),
      apiKey,
      program,
      berlin(4),
      went(
        { status: 429, error_message: "Limit Exceeded", response_latency_ms: 3, response_bytes: 30 },
        {
          error_response_type: "QUOTA_EXCEEDED",
          is_throttled: true,
          is_quota_exceeded: true,
          error_source: "Limit",
          error_type: "QUOTA_EXCEEDED",
        },
      ),
    ],
  ),
  ["2026-11-19 13:00:20", orders, write, fine, as("bolt"), apiKey, program, berlin(4)],
  [
    "2026-11-19 14:30:00",
    orders,
    write,
    as("acme"),
    apiKey,
    program,
    berlin(4),
    went(
      { status: 429, error_response_type: "THROTTLED", error_message: "Too Many Requests", response_latency_ms: 2, response_bytes: 30 },
      { is_throttled: true, error_source: "Limit", error_type: "THROTTLED" },
    ),
  ],
  // What callers get wrong.
  [
    "2026-11-19 15:00:00",
    orders,
    write,
    as("bolt"),
    apiKey,
    program,
    berlin(4),
    went(
      {
        status: 400,
        error_response_type: "BAD_REQUEST_BODY",
        error_message: "Invalid request body",
        validation_error: "[required]",
        response_latency_ms: 4,
        response_bytes: 31,
      },
      { error_source: "Validation", error_type: "BAD_REQUEST_BODY" },
    ),
  ],
  [
    "2026-11-19 15:10:00",
    orders,
    read,
    as("acme"),
    apiKey,
    program,
    berlin(1),
    went(
      { status: 404, integration_status: 404, response_latency_ms: 60, integration_latency_ms: 50, response_bytes: 32 },
      { overhead_ms: 10, error_source: "Integration", error_type: "HTTP 404" },
    ),
  ],
  ...["/prod/.env", "/prod/wp-login.php", "/prod/.env"].map(
    (path, at): Line => [
      `2026-11-19 16:0${at}:00`,
      orders,
      recife,
      scanner,
      went(
        {
          http_method: "GET",
          path,
          status: 403,
          error_response_type: "MISSING_AUTHENTICATION_TOKEN",
          error_message: "Missing Authentication Token",
          response_latency_ms: 1,
          response_bytes: 42,
          deployment_id: null,
          extended_request_id: null,
        },
        {
          auth_method: "None",
          auth_failure: "Missing token or unknown path",
          error_source: "Access control",
          error_type: "MISSING_AUTHENTICATION_TOKEN",
        },
      ),
    ],
  ),
  // Tries keys until one works.
  ...[0, 1, 2, 3].map(
    (at): Line => [
      `2026-11-19 17:0${at}:00`,
      orders,
      read,
      recife,
      noAgent,
      went(
        { status: 403, error_response_type: "INVALID_API_KEY", error_message: "Forbidden", response_latency_ms: 2, response_bytes: 23 },
        { auth_method: "API key", auth_failure: "Invalid API key", error_source: "Access control", error_type: "INVALID_API_KEY" },
      ),
    ],
  ),
  ["2026-11-19 17:10:00", orders, read, fine, as("bolt"), apiKey, recife, noAgent],
];

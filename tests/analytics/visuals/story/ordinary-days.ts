import { apiKey, fine, orders, read, web, write } from "./apis";
import { berlin, browser, program, tokyo } from "./callers";
import { as } from "./customers";
import { type Line, went } from "./told";

/** Ordinary days: what is outside the range, at its edges and at the edges of days, and the work in between. */
export const ordinaryDays: readonly Line[] = [
  // The week before, and the days before the range: only comparisons, customers and quotas may see them.
  ["2026-11-05 09:00:00", orders, read, fine, as("bolt"), apiKey, program, berlin(1)],
  ["2026-11-08 09:00:00", orders, read, fine, as("bolt"), apiKey, program, berlin(1)],
  ["2026-11-08 09:10:00", orders, read, fine, as("bolt"), apiKey, program, berlin(1)],
  ["2026-11-13 09:00:00", orders, read, fine, as("acme"), apiKey, program, berlin(1)],
  ["2026-11-13 09:30:00", orders, write, fine, as("acme"), apiKey, program, berlin(1)],
  ["2026-11-18 23:59:59", orders, read, fine, as("acme"), apiKey, program, berlin(1)],
  // The first and the last moment of a day, in the partition of the day before.
  [
    "2026-11-19 00:00:00",
    orders,
    read,
    fine,
    as("acme"),
    apiKey,
    program,
    berlin(1),
    went({ dt: "2026-11-18", response_latency_ms: 45, integration_latency_ms: 40 }, { overhead_ms: 5 }),
  ],
  [
    "2026-11-19 23:59:59",
    orders,
    read,
    fine,
    as("acme"),
    apiKey,
    program,
    berlin(1),
    went({ response_latency_ms: 900, integration_latency_ms: 905 }, { overhead_ms: 0 }),
  ],
  [
    "2026-11-20 00:00:00",
    orders,
    read,
    fine,
    as("acme"),
    apiKey,
    program,
    berlin(2),
    went({ dt: "2026-11-19", deployment_id: "d2", is_canary: true }),
  ],
  // Ordinary work.
  ["2026-11-19 09:00:10", orders, read, fine, as("acme"), apiKey, program, berlin(1)],
  ["2026-11-19 09:00:10", orders, read, fine, as("acme"), apiKey, program, berlin(1)],
  [
    "2026-11-19 09:05:00",
    orders,
    write,
    fine,
    as("acme"),
    apiKey,
    program,
    berlin(2),
    went({ status: 201, response_latency_ms: 310, integration_latency_ms: 250, response_bytes: 90 }, { overhead_ms: 60 }),
  ],
  ["2026-11-19 09:20:00", orders, read, fine, as("acme"), apiKey, browser, berlin(3), went({ status: 304, response_bytes: 0 })],
  [
    "2026-11-19 09:40:00",
    web,
    fine,
    as("acme"),
    apiKey,
    browser,
    tokyo,
    went({ http_method: "GET", route: "GET /", path: "/", response_bytes: 20_000, data_processed_bytes: 21_000 }),
  ],
  // A stage in no plan: the key still tells whose it is.
  [
    "2026-11-19 09:45:00",
    web,
    fine,
    as("acme"),
    apiKey,
    browser,
    tokyo,
    went(
      { stage: "beta", http_method: "GET", route: "GET /", path: "/", data_processed_bytes: 700 },
      { usage_plan_id: null, usage_plan: null },
    ),
  ],
  ...Array.from(
    { length: 12 },
    (_, at): Line => [
      `2026-11-19 10:${10 + at}:00`,
      orders,
      fine,
      as(`shop${at + 10}`),
      apiKey,
      program,
      berlin(20 + at),
      went(
        {
          http_method: "GET",
          route: `GET /shops/${at + 10}`,
          path: `/prod/shops/${at + 10}`,
          response_latency_ms: 101 + at,
          integration_latency_ms: 80,
          response_bytes: 1000 + at,
        },
        { overhead_ms: 21 + at },
      ),
    ],
  ),
  // Tokens.
  [
    "2026-11-19 11:00:00",
    web,
    fine,
    as("acme"),
    apiKey,
    program,
    berlin(1),
    went(
      { http_method: "POST", route: "POST /ask", path: "/ask", attributes: '{"usage_prompt_tokens":"10","usage_completion_tokens":5}' },
      { tokens: [10, 5, 15] },
    ),
  ],
  [
    "2026-11-19 11:30:00",
    web,
    fine,
    as("acme"),
    apiKey,
    program,
    berlin(1),
    went({ http_method: "POST", route: "POST /ask", path: "/ask", attributes: '{"usage_total_tokens":7}' }, { tokens: [0, 0, 7] }),
  ],
  // Without a time of its own: counted when it was written.
  [
    "2026-11-20 11:00:00",
    orders,
    read,
    fine,
    as("acme"),
    apiKey,
    program,
    berlin(1),
    went({ request_time: null, ingested_at: "2026-11-20 11:00:00" }, { has_request_time: false }),
  ],
  // The range's end is not in it any more.
  ["2026-11-20 12:00:00", orders, read, fine, as("bolt"), apiKey, program, berlin(1)],
];

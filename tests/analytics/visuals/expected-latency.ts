import { all, type Expected, has, is } from "./conditions";
import { type Fact, requests } from "./facts";
import { count, countOf, mean, most, percentile, share } from "./recount";

const band = (fact: Fact) => {
  const ms = fact["response_latency_ms"];
  const bands: [number, string][] = [
    [50, "1: under 50 ms"],
    [100, "2: 50 to 100 ms"],
    [250, "3: 100 to 250 ms"],
    [500, "4: 250 to 500 ms"],
    [1000, "5: 0.5 to 1 s"],
    [2500, "6: 1 to 2.5 s"],
    [10_000, "7: 2.5 to 10 s"],
  ];
  return bands.find(([limit]) => ms < limit)?.[1] ?? "8: over 10 s";
};
const three = (field: string) => ({ p50: percentile(field, 0.5), p95: percentile(field, 0.95), p99: percentile(field, 0.99) });
const two = (field: string, name: string) => ({ [`${name}_p50`]: percentile(field, 0.5), [`${name}_p95`]: percentile(field, 0.95) });
const response = three("response_latency_ms");
const integration = two("integration_latency_ms", "integration");
const overhead = two("overhead_ms", "overhead");

/** What visuals of times must show. Visuals that ask the same of the same facts stand together. */
export const latencyVisuals: Expected = [
  [["latency/distribution"], { ...all, where: has("response_latency_ms"), fields: { latency_band: band } }],
  [["latency/slowest-requests"], { of: requests, where: has("response_latency_ms"), counts: {} }],
  [["overview/response-latency", "latency/response-over-time"], { of: requests, counts: response }],
  [["overview/latency-over-time"], { of: requests, counts: { p50: response.p50, p95: response.p95 } }],
  [["latency/response"], { of: requests, counts: { ...response, mean: mean("response_latency_ms") } }],
  [["latency/integration"], { of: requests, counts: { ...three("integration_latency_ms"), mean: mean("integration_latency_ms") } }],
  [["latency/integration-over-time"], { of: requests, counts: three("integration_latency_ms") }],
  [["latency/overhead", "latency/overhead-over-time"], { of: requests, counts: three("overhead_ms") }],
  [
    ["latency/authorizer"],
    { of: requests, counts: { ...three("authorizer_latency_ms"), function_p95: percentile("authorizer_integration_latency_ms", 0.95) } },
  ],
  [["latency/authorizer-over-time"], { of: requests, where: has("authorizer_latency_ms"), counts: three("authorizer_latency_ms") }],
  [["latency/firewall"], { of: requests, counts: three("waf_latency_ms") }],
  [["latency/mean-and-maximum"], { of: requests, counts: { mean: mean("response_latency_ms"), maximum: most("response_latency_ms") } }],
  [["latency/by-api-over-time"], { of: requests, counts: { p95: response.p95 } }],
  [["latency/slow-customers", "latency/slow-stages"], { of: requests, where: has("response_latency_ms"), counts: { p95: response.p95 } }],
  [
    ["latency/by-stage"],
    { of: requests, counts: { requests: count, ...response, ...integration, ...overhead, maximum: most("response_latency_ms") } },
  ],
  [
    ["latency/by-route"],
    {
      of: requests,
      counts: {
        requests: count,
        ...response,
        ...integration,
        ...overhead,
        ...two("authorizer_latency_ms", "authorizer"),
        ...two("waf_latency_ms", "waf"),
      },
    },
  ],
  [["latency/by-outcome", "latency/by-customer"], { of: requests, counts: { requests: count, ...response, ...integration } }],
  [
    ["pipeline/delay-over-time"],
    { of: requests, where: is("has_request_time", true), counts: { p50: percentile("delay_s", 0.5), p95: percentile("delay_s", 0.95) } },
  ],
  [
    ["pipeline/completeness"],
    {
      of: requests,
      counts: {
        requests: count,
        without_time: countOf(is("has_request_time", false)),
        without_customer: share(is("customer_id", null)),
        without_route: share(is("route", null)),
        without_latency: share(is("response_latency_ms", null)),
      },
    },
  ],
  [
    ["pipeline/by-layout"],
    {
      of: requests,
      counts: { requests: count, without_id: share(is("extended_request_id", null)), without_customer: share(is("customer_id", null)) },
    },
  ],
];

-- How long requests took, by day, route and customer. Percentiles are of requests, not of averages, and each over the requests that have the
-- latency: a request that was turned away at the door has no integration latency and does not make the integration look slow or fast.
-- Percentiles of rows must not be averaged: for another grouping ask `requests`.
SELECT
  day, api_id, api_kind, api_name, stage, domain_name, route, customer_id, customer, usage_plan,
  count(*) AS requests,
  approx_percentile(CAST(response_latency_ms AS double), 0.5) AS response_p50_ms,
  approx_percentile(CAST(response_latency_ms AS double), 0.9) AS response_p90_ms,
  approx_percentile(CAST(response_latency_ms AS double), 0.95) AS response_p95_ms,
  approx_percentile(CAST(response_latency_ms AS double), 0.99) AS response_p99_ms,
  max(response_latency_ms) AS response_max_ms,
  approx_percentile(CAST(integration_latency_ms AS double), 0.5) AS integration_p50_ms,
  approx_percentile(CAST(integration_latency_ms AS double), 0.95) AS integration_p95_ms,
  approx_percentile(CAST(integration_latency_ms AS double), 0.99) AS integration_p99_ms,
  approx_percentile(CAST(overhead_ms AS double), 0.5) AS overhead_p50_ms,
  approx_percentile(CAST(overhead_ms AS double), 0.95) AS overhead_p95_ms,
  approx_percentile(CAST(authorizer_latency_ms AS double), 0.95) AS authorizer_p95_ms,
  approx_percentile(CAST(waf_latency_ms AS double), 0.95) AS waf_p95_ms,
  dt
FROM ${database}.requests
GROUP BY day, api_id, api_kind, api_name, stage, domain_name, route, customer_id, customer, usage_plan, dt

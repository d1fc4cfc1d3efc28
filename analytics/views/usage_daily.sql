-- Usage by day, and by everything that a bill or a report groups by. A day may come in several rows: always add up.
SELECT
  day, api_id, api_kind, api_name, stage, domain_name, route,
  customer_id, customer, api_key_id, usage_plan_id, usage_plan, status_class,
  CAST(sum(requests) AS bigint) AS requests,
  CAST(sum(CASE WHEN is_throttled THEN requests ELSE 0 END) AS bigint) AS throttled,
  CAST(sum(CASE WHEN is_quota_exceeded THEN requests ELSE 0 END) AS bigint) AS over_quota,
  CAST(sum(response_bytes) AS bigint) AS response_bytes,
  CAST(sum(response_latency_ms_sum) AS bigint) AS response_latency_ms_sum,
  CAST(sum(response_latency_count) AS bigint) AS response_latency_count,
  max(response_latency_ms_max) AS response_latency_ms_max,
  dt
FROM ${database}.usage_hourly_all
GROUP BY
  day, api_id, api_kind, api_name, stage, domain_name, route,
  customer_id, customer, api_key_id, usage_plan_id, usage_plan, status_class, dt

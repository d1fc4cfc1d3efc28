-- Every request with the columns of usage_hourly_all, and besides them what the roll-up does not keep: the exact time, method, client and caller.
-- A measure written for one of the two gives the same number on the other.
SELECT
  request_time, hour, day,
  api_id, api_kind, api_name, stage, domain_name, http_method, route,
  customer_id, customer, api_key_id, usage_plan_id, usage_plan,
  status, status_class, error_response_type, is_throttled, is_quota_exceeded,
  source_ip, caller,
  CAST(1 AS bigint) AS requests,
  coalesce(response_bytes, 0) AS response_bytes,
  CAST(coalesce(response_latency_ms, 0) AS bigint) AS response_latency_ms_sum,
  CAST(CASE WHEN response_latency_ms IS NULL THEN 0 ELSE 1 END AS bigint) AS response_latency_count,
  response_latency_ms AS response_latency_ms_max,
  CAST(coalesce(integration_latency_ms, 0) AS bigint) AS integration_latency_ms_sum,
  CAST(CASE WHEN integration_latency_ms IS NULL THEN 0 ELSE 1 END AS bigint) AS integration_latency_count,
  dt
FROM ${database}.requests

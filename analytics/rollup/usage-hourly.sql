-- Deduplicated requests counted by hour and by everything that a filter or a chart groups by, for the days that `due` names.
WITH due AS (
  ${days}
),
counted AS (
  SELECT
    r.hour, r.api_id, r.api_kind, r.api_name, r.stage, r.domain_name, r.route,
    r.customer_id, r.customer, r.api_key_id, r.usage_plan_id, r.usage_plan, r.status, r.error_response_type,
    count(*) AS requests,
    CAST(sum(coalesce(r.response_bytes, 0)) AS bigint) AS response_bytes,
    CAST(sum(coalesce(r.response_latency_ms, 0)) AS bigint) AS response_latency_ms_sum,
    count(r.response_latency_ms) AS response_latency_count,
    max(r.response_latency_ms) AS response_latency_ms_max,
    CAST(sum(coalesce(r.integration_latency_ms, 0)) AS bigint) AS integration_latency_ms_sum,
    count(r.integration_latency_ms) AS integration_latency_count,
    date_format(r.day, '%Y-%m-%d') AS dt
  FROM ${database}.requests r
  JOIN due ON due.dt = date_format(r.day, '%Y-%m-%d')
  -- Said with constants, because the engine prunes partitions by nothing else here. The rows of a day may lie in the partition before.
  WHERE ${partitions}
  GROUP BY
    r.hour, r.api_id, r.api_kind, r.api_name, r.stage, r.domain_name, r.route,
    r.customer_id, r.customer, r.api_key_id, r.usage_plan_id, r.usage_plan, r.status, r.error_response_type,
    date_format(r.day, '%Y-%m-%d')
)
SELECT
  hour, api_id, api_kind, api_name, stage, domain_name, route, customer_id, customer, api_key_id, usage_plan_id, usage_plan,
  status, error_response_type, requests, response_bytes,
  response_latency_ms_sum, response_latency_count, response_latency_ms_max, integration_latency_ms_sum, integration_latency_count,
  date_trunc('millisecond', CAST(now() AS timestamp)) AS rolled_up_at,
  count(*) OVER (PARTITION BY dt) AS run_rows,
  dt
FROM counted

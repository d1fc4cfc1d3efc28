-- What each customer used, a day, an API and a plan at a time, and how it ended. Customers are told apart by id, never by name.
SELECT
  day, customer_id, customer, usage_plan_id, usage_plan, api_id, api_name, stage,
  CAST(sum(requests) AS bigint) AS requests,
  CAST(sum(CASE WHEN status_class IN ('1xx', '2xx', '3xx') THEN requests ELSE 0 END) AS bigint) AS successful,
  CAST(sum(CASE WHEN status_class = '4xx' THEN requests ELSE 0 END) AS bigint) AS client_errors,
  CAST(sum(CASE WHEN status_class = '5xx' THEN requests ELSE 0 END) AS bigint) AS server_errors,
  CAST(sum(throttled) AS bigint) AS throttled,
  CAST(sum(over_quota) AS bigint) AS over_quota,
  CAST(sum(response_bytes) AS bigint) AS response_bytes,
  CAST(sum(response_latency_ms_sum) AS double) / nullif(sum(response_latency_count), 0) AS mean_response_latency_ms,
  dt
FROM ${database}.usage_daily
GROUP BY day, customer_id, customer, usage_plan_id, usage_plan, api_id, api_name, stage, dt

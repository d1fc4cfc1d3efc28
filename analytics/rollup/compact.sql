-- The compact layout that partners read, the requests of one run (see compactRuns), once each. A copy that
-- arrives on a later day is not exported again, so a partner may add days up. The key's value is never known, and a client's
-- address is nobody else's business, so `api_key` and `ip` stay empty; `uri` is the route's template, because a path as called may hold people's ids.
WITH arrivals AS (
  SELECT
    access_logs.*,
    ${dated} AS dated,
    -- What came more than a week after its request waits for the weekly run. The partition may be the day before the request's, so it does not tell.
    coalesce(request_time < CAST(CAST(ingested_at AS date) - INTERVAL '${week}' DAY AS timestamp), false) AS is_late,
    row_number() OVER (PARTITION BY dt, row_key ORDER BY ingested_at, status) AS delivery
  FROM ${database}.access_logs
  WHERE dt >= date_format(${day} ${oldest}, '%Y-%m-%d') AND dt <= date_format(${day} ${newest}, '%Y-%m-%d')
)
SELECT
  api_id,
  CAST(NULL AS varchar) AS api_key,
  api_key_id AS key_id,
  CAST(NULL AS varchar) AS ip,
  http_method AS method,
  regexp_replace(route, '^[A-Z]+ ', '') AS uri,
  response_bytes AS response_size,
  status AS response_status,
  json_extract_scalar(attributes, '$.resourceId') AS resource_id,
  coalesce(request_id, row_key) AS request_id,
  response_latency_ms AS request_latency,
  CAST(round(to_unixtime(request_time) * 1000) AS bigint) AS request_time,
  stage,
  coalesce(customer_id, api_key_id) AS subscription_id,
  usage_plan_id AS plan_id,
  date_format(dated, '%Y-%m-%d') AS dt
FROM arrivals
WHERE (delivery = 1 OR row_key IS NULL)
  AND dated >= ${day} - INTERVAL '${earlier}' DAY AND dated <= ${day}
  AND is_late = ${late}

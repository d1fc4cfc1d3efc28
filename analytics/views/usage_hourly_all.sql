-- Usage by hour: past days from the roll-up, today, and those of the three days before that are not yet rolled up, from the raw rows. Always add up `requests`: a raw row counts one.
WITH complete AS (
  -- A day may have been rolled up several times, and a run may have died half-way: of the complete runs the latest counts.
  SELECT dt, rolled_up_at
  FROM ${database}.usage_hourly
  GROUP BY dt, rolled_up_at
  HAVING count(*) = max(run_rows)
),
latest AS (
  SELECT dt, max(rolled_up_at) AS rolled_up_at FROM complete GROUP BY dt
),
rolled AS (
  SELECT
    u.*,
    -- A key that nobody knew when its day was rolled up gets its customer and plan as soon as the directory knows them.
    coalesce(CASE WHEN u.customer_id <> u.api_key_id THEN u.customer_id END, then_valid.customer_id, owner.customer_id, u.customer_id) AS known_customer_id,
    CASE
      WHEN u.customer_id <> u.api_key_id THEN u.customer
      WHEN then_valid.customer_id IS NOT NULL THEN then_valid.customer
      WHEN owner.customer_id IS NOT NULL THEN owner.customer
      ELSE u.customer
    END AS known_customer,
    coalesce(u.usage_plan_id, then_valid.usage_plan_id) AS known_plan_id,
    CASE WHEN u.usage_plan_id IS NOT NULL THEN u.usage_plan ELSE coalesce(u.usage_plan, then_valid.usage_plan) END AS known_plan
  FROM ${database}.usage_hourly u
  JOIN latest ON latest.dt = u.dt AND latest.rolled_up_at = u.rolled_up_at
  LEFT JOIN ${database}.key_intervals then_valid
    ON then_valid.api_key_id = u.api_key_id AND then_valid.api_id = u.api_id AND then_valid.stage = u.stage
    AND u.hour >= then_valid.valid_from AND u.hour < then_valid.valid_to
  LEFT JOIN ${database}.key_owners owner ON owner.api_key_id = u.api_key_id
  WHERE u.dt < date_format(current_date, '%Y-%m-%d')
)
SELECT
  r.hour,
  CAST(r.hour AS date) AS day,
  r.api_id, r.api_kind,
  coalesce(apis.label, r.api_name, r.api_id) AS api_name,
  r.stage, r.domain_name, r.route,
  r.known_customer_id AS customer_id,
  coalesce(customers.label, r.known_customer, r.known_customer_id) AS customer,
  r.api_key_id,
  r.known_plan_id AS usage_plan_id,
  coalesce(plans.label, r.known_plan, r.known_plan_id) AS usage_plan,
  r.status,
  CASE
    WHEN r.status BETWEEN 100 AND 599 THEN CAST(r.status / 100 AS varchar) || 'xx'
    ELSE 'none'
  END AS status_class,
  r.error_response_type,
  coalesce(r.status = 429, false) OR coalesce(r.error_response_type IN ('THROTTLED', 'QUOTA_EXCEEDED'), false) AS is_throttled,
  coalesce(r.error_response_type = 'QUOTA_EXCEEDED', false) AS is_quota_exceeded,
  r.requests, r.response_bytes,
  r.response_latency_ms_sum, r.response_latency_count, r.response_latency_ms_max,
  r.integration_latency_ms_sum, r.integration_latency_count,
  r.dt
FROM rolled r
LEFT JOIN ${database}.labels apis ON apis.kind = 'api' AND apis.id = r.api_id
LEFT JOIN ${database}.labels customers ON customers.kind = 'customer' AND customers.id = r.known_customer_id
LEFT JOIN ${database}.labels plans ON plans.kind = 'plan' AND plans.id = r.known_plan_id
UNION ALL
SELECT
  d.hour, d.day, d.api_id, d.api_kind, d.api_name, d.stage, d.domain_name, d.route,
  d.customer_id, d.customer, d.api_key_id, d.usage_plan_id, d.usage_plan,
  d.status, d.status_class, d.error_response_type, d.is_throttled, d.is_quota_exceeded,
  d.requests, d.response_bytes,
  d.response_latency_ms_sum, d.response_latency_count, d.response_latency_ms_max,
  d.integration_latency_ms_sum, d.integration_latency_count,
  d.dt
FROM ${database}.usage_detail d
LEFT JOIN latest ON latest.dt = date_format(d.day, '%Y-%m-%d')
  -- Said with constants too, so that only the roll-ups of these three days are looked for.
  AND latest.dt >= date_format(current_date - INTERVAL '3' DAY, '%Y-%m-%d') AND latest.dt < date_format(current_date, '%Y-%m-%d')
WHERE d.dt >= date_format(current_date - INTERVAL '4' DAY, '%Y-%m-%d')
  AND d.request_time >= CAST(current_date - INTERVAL '3' DAY AS timestamp)
  AND latest.dt IS NULL

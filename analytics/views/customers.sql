-- One row per customer that called or may call: since when, how lately, how much, and whether that grows. Weeks are the last seven whole days
-- and the seven before, so that a Monday is compared with a Monday. First seen is bounded by what the lake still keeps.
WITH used AS (
  SELECT
    customer_id,
    max(customer) AS customer,
    min(hour) AS first_seen,
    max(hour) AS last_seen,
    CAST(sum(requests) AS bigint) AS requests,
    CAST(sum(CASE WHEN day >= CAST(current_date - INTERVAL '7' DAY AS date) AND day < current_date THEN requests ELSE 0 END) AS bigint) AS requests_last_week,
    CAST(sum(CASE WHEN day >= CAST(current_date - INTERVAL '14' DAY AS date) AND day < CAST(current_date - INTERVAL '7' DAY AS date) THEN requests ELSE 0 END) AS bigint) AS requests_week_before,
    CAST(sum(CASE WHEN status_class IN ('4xx', '5xx') THEN requests ELSE 0 END) AS bigint) AS errors,
    CAST(sum(CASE WHEN is_throttled THEN requests ELSE 0 END) AS bigint) AS throttled,
    -- The plan last called under; calls without a key say nothing of it, and of two plans in one hour it is always the same one.
    max_by(usage_plan, CASE WHEN usage_plan IS NOT NULL THEN date_format(hour, '%Y-%m-%d %H') || usage_plan END) AS usage_plan,
    count(DISTINCT api_id) AS apis
  FROM ${database}.usage_hourly_all
  WHERE customer_id IS NOT NULL
  GROUP BY customer_id
),
allowed AS (
  SELECT customer_id, max(usage_plan) AS usage_plan
  FROM ${database}.key_intervals
  WHERE valid_to = TIMESTAMP '9999-12-31 00:00:00.000' AND customer_id IS NOT NULL
  GROUP BY customer_id
),
known AS (
  SELECT
    coalesce(used.customer_id, allowed.customer_id) AS customer_id,
    used.customer, used.first_seen, used.last_seen,
    coalesce(used.requests, 0) AS requests,
    coalesce(used.requests_last_week, 0) AS requests_last_week,
    coalesce(used.requests_week_before, 0) AS requests_week_before,
    coalesce(used.errors, 0) AS errors,
    coalesce(used.throttled, 0) AS throttled,
    coalesce(used.usage_plan, allowed.usage_plan) AS usage_plan,
    coalesce(used.apis, 0) AS apis,
    min(used.first_seen) OVER () AS began
  FROM used
  FULL JOIN allowed ON allowed.customer_id = used.customer_id
)
SELECT
  known.customer_id,
  coalesce(known.customer, labels.label, known.customer_id) AS customer,
  known.usage_plan, known.first_seen, known.last_seen,
  known.requests, known.requests_last_week, known.requests_week_before,
  -- No growth in percent can be told from nothing.
  100e0 * (known.requests_last_week - known.requests_week_before) / nullif(CAST(known.requests_week_before AS double), 0) AS growth_percent,
  100e0 * known.errors / nullif(CAST(known.requests AS double), 0) AS error_percent,
  known.throttled, known.apis,
  date_diff('day', known.last_seen, CAST(now() AS timestamp)) AS days_since_last_seen,
  CASE
    WHEN known.last_seen IS NULL THEN 'never called'
    WHEN known.last_seen < CAST(current_date - INTERVAL '7' DAY AS timestamp) THEN 'inactive'
    -- Whoever was there when the lake's rows begin may have been there for years.
    WHEN known.first_seen >= CAST(current_date - INTERVAL '7' DAY AS timestamp) AND known.first_seen >= date_add('day', 1, known.began) THEN 'new'
    WHEN known.began >= CAST(current_date - INTERVAL '13' DAY AS timestamp) THEN 'too early to tell'
    WHEN known.requests_last_week >= 1.5e0 * known.requests_week_before THEN 'growing'
    WHEN known.requests_last_week <= 0.5e0 * known.requests_week_before THEN 'declining'
    ELSE 'steady'
  END AS state
FROM known
LEFT JOIN ${database}.labels labels ON labels.kind = 'customer' AND labels.id = known.customer_id

-- What each key used of its plan's quota, a quota period at a time: the limit, who reached it and when, and how long the rest will last.
-- Periods begin as API Gateway's do without an offset: at midnight UTC, on Sunday, on the first of the month. Requests that a limit turned
-- away do not use the quota up. API Gateway applies quotas on a best-effort basis, so a key may get a little past its limit.
WITH plans AS (
  SELECT
    usage_plan_id,
    max_by(quota_limit, valid_from) AS quota_limit,
    max_by(quota_period, valid_from) AS quota_period
  FROM ${database}.directory_history
  WHERE usage_plan_id IS NOT NULL AND change = 'set'
  GROUP BY usage_plan_id
),
hours AS (
  SELECT
    u.api_key_id, u.customer_id, u.customer, u.usage_plan_id, u.usage_plan, u.hour, u.requests, u.is_throttled, u.is_quota_exceeded,
    plans.quota_limit, plans.quota_period,
    CASE plans.quota_period
      WHEN 'DAY' THEN date_trunc('day', u.hour)
      -- day_of_week counts from Monday as 1 to Sunday as 7.
      WHEN 'WEEK' THEN date_add('day', -(day_of_week(u.hour) % 7), date_trunc('day', u.hour))
      WHEN 'MONTH' THEN date_trunc('month', u.hour)
    END AS period_start
  FROM ${database}.usage_hourly_all u
  JOIN plans ON plans.usage_plan_id = u.usage_plan_id
  WHERE u.api_key_id IS NOT NULL AND plans.quota_limit IS NOT NULL
),
periods AS (
  -- A quota belongs to a key, whoever calls with it: where several customers share one, it goes by the name of the one that called last.
  SELECT
    api_key_id,
    max_by(customer_id, date_format(hour, '%Y-%m-%d %H') || coalesce(customer_id, '')) AS customer_id,
    max_by(customer, date_format(hour, '%Y-%m-%d %H') || coalesce(customer_id, '')) AS customer,
    usage_plan_id, max(usage_plan) AS usage_plan, quota_limit, quota_period, period_start,
    CASE quota_period
      WHEN 'DAY' THEN date_add('day', 1, period_start)
      WHEN 'WEEK' THEN date_add('day', 7, period_start)
      WHEN 'MONTH' THEN date_add('month', 1, period_start)
    END AS period_end,
    CAST(sum(CASE WHEN is_throttled THEN 0 ELSE requests END) AS bigint) AS used,
    CAST(sum(CASE WHEN is_quota_exceeded THEN requests ELSE 0 END) AS bigint) AS rejected,
    min(CASE WHEN is_quota_exceeded THEN hour END) AS first_rejected,
    max(CASE WHEN is_quota_exceeded THEN hour END) AS last_rejected
  FROM hours
  WHERE period_start IS NOT NULL
  GROUP BY api_key_id, usage_plan_id, quota_limit, quota_period, period_start
),
judged AS (
  SELECT
    periods.*,
    CASE WHEN used < quota_limit THEN quota_limit - used ELSE 0 END AS remaining,
    period_start <= CAST(now() AS timestamp) AND period_end > CAST(now() AS timestamp) AS is_current,
    row_number() OVER (PARTITION BY api_key_id, usage_plan_id ORDER BY period_start DESC) = 1 AS is_latest,
    -- Requests a day so far in the period; an hour is the least to judge by.
    CAST(used AS double) * 86400 / CASE
      WHEN date_diff('second', period_start, CAST(now() AS timestamp)) < 3600 THEN 3600
      ELSE date_diff('second', period_start, CAST(now() AS timestamp))
    END AS requests_a_day
  FROM periods
),
lasting AS (
  SELECT
    judged.*,
    CASE
      WHEN NOT is_current THEN CAST(NULL AS double)
      WHEN rejected > 0 OR remaining = 0 THEN 0e0
      ELSE remaining / nullif(requests_a_day, 0)
    END AS runway_days
  FROM judged
)
SELECT
  api_key_id, customer_id, customer, usage_plan_id, usage_plan, quota_limit, quota_period, period_start, period_end,
  used, remaining,
  100e0 * used / nullif(CAST(quota_limit AS double), 0) AS used_percent,
  rejected, first_rejected, last_rejected,
  rejected > 0 AS limit_reached,
  is_current, is_latest,
  CASE WHEN is_current THEN requests_a_day END AS requests_a_day,
  runway_days,
  -- Only where the quota runs out before the period does. Seconds are compared, because a large quota that is hardly used lasts longer than time does.
  CASE WHEN runway_days > 0 AND runway_days * 86400 < date_diff('second', CAST(now() AS timestamp), period_end)
    THEN date_add('second', CAST(round(runway_days * 86400) AS bigint), CAST(now() AS timestamp)) END AS runs_out_at
FROM lasting

-- The whole days of the last weeks that need a (new) roll-up: never rolled up, or with rows that the latest complete run cannot have seen.
-- A row is delivered up to fifteen minutes after the transformer stamped it, so rows of the hour before a run count as unseen.
WITH complete AS (
  SELECT dt, rolled_up_at
  FROM ${database}.usage_hourly
  WHERE dt >= date_format(current_date - INTERVAL '${lookbackDays}' DAY, '%Y-%m-%d')
  GROUP BY dt, rolled_up_at
  HAVING count(*) = max(run_rows)
),
latest AS (
  SELECT dt, max(rolled_up_at) AS rolled_up_at FROM complete GROUP BY dt
),
written AS (
  SELECT
    date_format(coalesce(request_time, ingested_at), '%Y-%m-%d') AS dt,
    max(ingested_at) AS ingested_at
  FROM ${database}.access_logs
  -- The rows of a day may lie in the partition of the day before.
  WHERE dt >= date_format(current_date - INTERVAL '${lookbackDays}' DAY - INTERVAL '1' DAY, '%Y-%m-%d')
  GROUP BY date_format(coalesce(request_time, ingested_at), '%Y-%m-%d')
)
SELECT written.dt
FROM written
LEFT JOIN latest ON latest.dt = written.dt
WHERE written.dt >= date_format(current_date - INTERVAL '${lookbackDays}' DAY, '%Y-%m-%d')
  AND written.dt < date_format(current_date, '%Y-%m-%d')
  AND (latest.rolled_up_at IS NULL OR written.ingested_at > latest.rolled_up_at - INTERVAL '1' HOUR)

-- How old the newest row of each table is, and how long rows take from the event to the transformer. Looks back eight days, so it stays cheap.
WITH tables AS (
  SELECT
    'Access logs' AS dataset,
    max(request_time) AS latest_event,
    max(ingested_at) AS latest_written,
    count(*) AS records,
    approx_percentile(CAST(date_diff('second', request_time, ingested_at) AS double), 0.5) AS delay_p50_s,
    approx_percentile(CAST(date_diff('second', request_time, ingested_at) AS double), 0.95) AS delay_p95_s
  FROM ${database}.access_logs
  WHERE dt >= date_format(current_date - INTERVAL '8' DAY, '%Y-%m-%d')
  UNION ALL
  SELECT
    'Audit events' AS dataset, max(event_time) AS latest_event, CAST(NULL AS timestamp) AS latest_written, count(*) AS records,
    CAST(NULL AS double) AS delay_p50_s, CAST(NULL AS double) AS delay_p95_s
  FROM ${database}.audit_events
  WHERE dt >= date_format(current_date - INTERVAL '8' DAY, '%Y-%m-%d')
  UNION ALL
  SELECT
    'Daily roll-up' AS dataset, max(hour) AS latest_event, max(rolled_up_at) AS latest_written, count(*) AS records,
    CAST(NULL AS double) AS delay_p50_s, CAST(NULL AS double) AS delay_p95_s
  FROM ${database}.usage_hourly
  WHERE dt >= date_format(current_date - INTERVAL '8' DAY, '%Y-%m-%d')
  UNION ALL
  SELECT
    'Directory' AS dataset, max(valid_from) AS latest_event, CAST(NULL AS timestamp) AS latest_written, count(*) AS records,
    CAST(NULL AS double) AS delay_p50_s, CAST(NULL AS double) AS delay_p95_s
  FROM ${database}.directory_history
)
SELECT
  dataset, latest_event, latest_written, records,
  date_diff('minute', latest_event, CAST(now() AS timestamp)) AS minutes_behind,
  delay_p50_s, delay_p95_s
FROM tables

-- AWS API calls as the tracker counts them, a minute at a time. In a stack these are CloudWatch metrics; the local run keeps them as rows.
SELECT
  minute,
  date_trunc('hour', minute) AS hour,
  CAST(minute AS date) AS day,
  event_name, event_source, aws_region, calls,
  dt
FROM ${database}.api_calls

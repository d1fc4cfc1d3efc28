-- Control-plane calls, once each: who called what, from where, on which API, and whether it worked.
WITH delivered AS (
  SELECT
    audit_events.*,
    row_number() OVER (PARTITION BY dt, event_id ORDER BY event_time, event_name, request_id) AS delivery
  FROM ${database}.audit_events
)
SELECT
  e.event_time,
  date_trunc('hour', e.event_time) AS hour,
  CAST(e.event_time AS date) AS day,
  e.event_id, e.event_name, e.event_source, e.aws_region, e.account_id, e.read_only, e.outcome, e.error_code, e.error_message,
  e.user_type, e.user_name, e.user_arn,
  coalesce(e.user_name, e.user_arn, e.user_type) AS actor,
  e.source_ip, e.source_ip_key, e.user_agent, e.request_id,
  e.api_id,
  coalesce(apis.label, e.api_name, e.api_id) AS api_name,
  e.stage, e.resource, e.request_parameters,
  e.dt
FROM delivered e
LEFT JOIN ${database}.labels apis ON apis.kind = 'api' AND apis.id = e.api_id
WHERE e.delivery = 1 OR e.event_id IS NULL

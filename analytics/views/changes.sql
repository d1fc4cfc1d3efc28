-- What was changed on API Gateway, successfully: the marks on every chart of time, so that cause and effect are seen in one picture.
SELECT
  event_time, hour, day, api_id, api_name, stage, event_name,
  CASE
    WHEN event_name LIKE '%Deployment%' THEN 'Deployment'
    WHEN event_name LIKE '%Stage%' THEN 'Stage'
    WHEN event_name LIKE '%UsagePlan%' THEN 'Usage plan'
    WHEN event_name LIKE '%ApiKey%' THEN 'API key'
    WHEN event_name LIKE '%Authorizer%' THEN 'Authorizer'
    WHEN event_name LIKE '%Integration%' THEN 'Integration'
    WHEN event_name LIKE '%Route%' OR event_name LIKE '%Method%' OR event_name LIKE '%Resource%' THEN 'Route'
    WHEN event_name LIKE '%Domain%' OR event_name LIKE '%BasePathMapping%' OR event_name LIKE '%ApiMapping%' THEN 'Domain'
    WHEN event_name LIKE '%Policy%' OR event_name LIKE '%Account%' OR event_name LIKE '%Cert%' THEN 'Access'
    WHEN event_name LIKE '%Api%' THEN 'API'
    ELSE 'Other'
  END AS kind,
  coalesce(resource, event_name) AS what,
  actor AS who,
  user_arn, source_ip, account_id, aws_region, event_id,
  dt
FROM ${database}.audit
WHERE event_source = 'apigateway.amazonaws.com' AND read_only = false AND outcome = 'Success'

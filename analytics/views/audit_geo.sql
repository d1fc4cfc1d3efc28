-- Control-plane calls by country. Calls that an AWS service made come from no address and have no country.
WITH addresses AS (
  SELECT
    hour, event_name, event_source, aws_region, account_id, outcome, actor, api_name, stage, source_ip, source_ip_key, dt,
    count(*) AS events
  FROM ${database}.audit
  GROUP BY hour, event_name, event_source, aws_region, account_id, outcome, actor, api_name, stage, source_ip, source_ip_key, dt
),
bucketed AS (
  SELECT
    addresses.*,
    CASE WHEN NOT regexp_like(source_ip_key, '^[0-9a-f]{32}$') THEN CAST(NULL AS bigint)
         WHEN source_ip_key LIKE '00000000000000000000ffff%' THEN from_base(substr(source_ip_key, 25, 2), 16)
         ELSE 1000 + from_base(substr(source_ip_key, 1, 4), 16) END AS bucket
  FROM addresses
)
SELECT
  a.hour, a.event_name, a.event_source, a.aws_region, a.account_id, a.outcome, a.actor, a.api_name, a.stage, a.source_ip, a.source_ip_key,
  max_by(c.country, c.range_start) AS country,
  a.events,
  a.dt
FROM bucketed a
LEFT JOIN ${database}.country_buckets c ON c.bucket = a.bucket AND a.source_ip_key >= c.range_start AND a.source_ip_key <= c.range_end
GROUP BY
  a.hour, a.event_name, a.event_source, a.aws_region, a.account_id, a.outcome, a.actor, a.api_name, a.stage, a.source_ip, a.source_ip_key, a.events, a.dt

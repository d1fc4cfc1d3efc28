-- Control-plane calls by country. Calls that an AWS service made come from no address and have no country.
WITH addresses AS (
  SELECT
    hour, event_name, event_source, aws_region, account_id, outcome, actor, api_name, stage, source_ip, source_ip_key, dt,
    count(*) AS events
  FROM ${database}.audit
  GROUP BY hour, event_name, event_source, aws_region, account_id, outcome, actor, api_name, stage, source_ip, source_ip_key, dt
),
-- By day, so that a filter on dt reaches this second reading of the table too.
keys AS (
  SELECT
    dt,
    source_ip_key,
    -- What is no address is asked first: the conversion of anything else would fail the query.
    CASE WHEN NOT regexp_like(source_ip_key, '^[0-9a-f]{32}$') THEN CAST(NULL AS bigint)
         WHEN source_ip_key LIKE '00000000000000000000ffff%' THEN from_base(substr(source_ip_key, 25, 4), 16)
         ELSE 100000 + from_base(substr(source_ip_key, 1, 6), 16) END AS bucket
  FROM (SELECT DISTINCT dt, source_ip_key FROM ${database}.audit) AS seen
  WHERE source_ip_key IS NOT NULL
),
located AS (
  SELECT k.dt, k.source_ip_key, max_by(c.country, c.range_start) AS country
  FROM keys k
  INNER JOIN ${database}.country_buckets c ON c.bucket = k.bucket AND k.source_ip_key >= c.range_start AND k.source_ip_key <= c.range_end
  GROUP BY k.dt, k.source_ip_key
)
SELECT
  a.hour, a.event_name, a.event_source, a.aws_region, a.account_id, a.outcome, a.actor, a.api_name, a.stage, a.source_ip, a.source_ip_key,
  l.country,
  a.events,
  a.dt
FROM addresses a
LEFT JOIN located l ON l.dt = a.dt AND l.source_ip_key = a.source_ip_key

-- Requests by country. Addresses are counted first and looked up then, so a million requests from a thousand addresses cost a thousand look-ups;
-- of ranges that overlap the one that starts last, the narrowest, tells the country.
WITH addresses AS (
  SELECT
    hour, api_name, stage, domain_name, http_method, route, customer, usage_plan, api_key_id, status_class, status, is_throttled, source_ip, source_ip_key, caller, dt,
    count(*) AS requests,
    count_if(status >= 400) AS errors,
    count_if(auth_failure IS NOT NULL) AS auth_failures
  FROM ${database}.requests
  GROUP BY hour, api_name, stage, domain_name, http_method, route, customer, usage_plan, api_key_id, status_class, status, is_throttled, source_ip, source_ip_key, caller, dt
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
  FROM (SELECT DISTINCT dt, source_ip_key FROM ${database}.requests) AS seen
  WHERE source_ip_key IS NOT NULL
),
located AS (
  SELECT k.dt, k.source_ip_key, max_by(c.country, c.range_start) AS country
  FROM keys k
  INNER JOIN ${database}.country_buckets c ON c.bucket = k.bucket AND k.source_ip_key >= c.range_start AND k.source_ip_key <= c.range_end
  GROUP BY k.dt, k.source_ip_key
)
SELECT
  a.hour, a.api_name, a.stage, a.domain_name, a.http_method, a.route, a.customer, a.usage_plan, a.api_key_id, a.status_class, a.status, a.is_throttled,
  a.source_ip, a.source_ip_key, a.caller,
  l.country,
  a.requests, a.errors, a.auth_failures,
  a.dt
FROM addresses a
LEFT JOIN located l ON l.dt = a.dt AND l.source_ip_key = a.source_ip_key

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
bucketed AS (
  SELECT
    addresses.*,
    CASE WHEN NOT regexp_like(source_ip_key, '^[0-9a-f]{32}$') THEN CAST(NULL AS bigint)
         WHEN source_ip_key LIKE '00000000000000000000ffff%' THEN from_base(substr(source_ip_key, 25, 2), 16)
         ELSE 1000 + from_base(substr(source_ip_key, 1, 4), 16) END AS bucket
  FROM addresses
)
SELECT
  a.hour, a.api_name, a.stage, a.domain_name, a.http_method, a.route, a.customer, a.usage_plan, a.api_key_id, a.status_class, a.status, a.is_throttled,
  a.source_ip, a.source_ip_key, a.caller,
  max_by(c.country, c.range_start) AS country,
  a.requests, a.errors, a.auth_failures,
  a.dt
FROM bucketed a
LEFT JOIN ${database}.country_buckets c ON c.bucket = a.bucket AND a.source_ip_key >= c.range_start AND a.source_ip_key <= c.range_end
GROUP BY
  a.hour, a.api_name, a.stage, a.domain_name, a.http_method, a.route, a.customer, a.usage_plan, a.api_key_id, a.status_class, a.status, a.is_throttled,
  a.source_ip, a.source_ip_key, a.caller, a.requests, a.errors, a.auth_failures, a.dt

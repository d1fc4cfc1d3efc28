-- What called, from where, by day: address, program and kind of program. Countries are in `geo`.
SELECT
  day, api_id, api_name, stage, source_ip, source_ip_key, agent_family, bot_class,
  count(*) AS requests,
  count_if(status >= 400) AS errors,
  count_if(auth_failure IS NOT NULL) AS auth_failures,
  count_if(is_throttled) AS throttled,
  count_if(waf_response_code = 'WAF_BLOCK' OR error_response_type = 'WAF_FILTERED') AS blocked,
  count(DISTINCT customer_id) AS customers,
  min(request_time) AS first_seen,
  max(request_time) AS last_seen,
  dt
FROM ${database}.requests
GROUP BY day, api_id, api_name, stage, source_ip, source_ip_key, agent_family, bot_class, dt

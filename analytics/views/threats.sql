-- Calls from networks on the user's own list, in access logs and in audit events. Addresses are counted first and looked up then.
WITH seen AS (
  SELECT
    'Access logs' AS seen_in, hour, source_ip, source_ip_key, api_name, stage, route AS called, caller AS who, user_agent, dt,
    count(*) AS calls,
    count_if(status >= 400) AS failures,
    min(request_time) AS first_seen,
    max(request_time) AS last_seen
  FROM ${database}.requests
  WHERE source_ip_key IS NOT NULL
  GROUP BY hour, source_ip, source_ip_key, api_name, stage, route, caller, user_agent, dt
  UNION ALL
  SELECT
    'Audit events' AS seen_in, hour, source_ip, source_ip_key, api_name, stage, event_name AS called, actor AS who, user_agent, dt,
    count(*) AS calls,
    count_if(outcome = 'Failure') AS failures,
    min(event_time) AS first_seen,
    max(event_time) AS last_seen
  FROM ${database}.audit
  WHERE source_ip_key IS NOT NULL
  GROUP BY hour, source_ip, source_ip_key, api_name, stage, event_name, actor, user_agent, dt
)
SELECT
  s.seen_in, s.hour, s.source_ip, s.source_ip_key, s.api_name, s.stage, s.called, s.who, s.user_agent,
  -- Of overlapping networks the narrowest gives the name: the one that starts last, and of those that start together the one that ends first.
  max_by(n.name, n.range_start || translate(n.range_end, '0123456789abcdef', 'fedcba9876543210') || n.name) AS network,
  s.calls, s.failures, s.first_seen, s.last_seen,
  s.dt
FROM seen s
JOIN ${database}.threat_networks n ON s.source_ip_key >= n.range_start AND s.source_ip_key <= n.range_end
GROUP BY s.seen_in, s.hour, s.source_ip, s.source_ip_key, s.api_name, s.stage, s.called, s.who, s.user_agent, s.calls, s.failures, s.first_seen, s.last_seen, s.dt

-- Every request once, with the names and classes that people ask for. `dt` is kept: ask for it from the day before the wanted time, because a
-- delivered record may hold rows of two days, and filter on request_time for the exact time.
WITH delivered AS (
  -- Delivery is at least once: of the copies of a request, which meet in one partition, the one written last counts.
  SELECT
    access_logs.*,
    coalesce(request_time, ingested_at) AS moment,
    row_number() OVER (PARTITION BY dt, row_key ORDER BY ingested_at DESC, request_time DESC, status) AS delivery
  FROM ${database}.access_logs
),
looked_up AS (
  SELECT
    r.*,
    -- What the transformer took from the directory of its own moment, or for want of one from the key alone, gives way to the directory of the request's.
    coalesce(r.customer_id = r.api_key_id OR r.customer_id = when_written.customer_id, false) AS is_customer_inferred,
    coalesce(r.usage_plan_id = when_written.usage_plan_id AND then_valid.usage_plan_id IS NOT NULL, false) AS is_plan_inferred,
    -- A key that was in no plan's stage still names its customer.
    coalesce(then_valid.customer_id, owner.customer_id) AS then_customer_id,
    CASE WHEN then_valid.customer_id IS NOT NULL THEN then_valid.customer ELSE owner.customer END AS then_customer,
    then_valid.usage_plan_id AS then_plan_id,
    then_valid.usage_plan AS then_plan
  FROM delivered r
  LEFT JOIN ${database}.key_intervals then_valid
    ON then_valid.api_key_id = r.api_key_id AND then_valid.api_id = r.api_id AND then_valid.stage = r.stage
    AND r.moment >= then_valid.valid_from AND r.moment < then_valid.valid_to
  -- Rows that were driven again, or came late, met a directory that had changed since their request.
  LEFT JOIN ${database}.key_intervals when_written
    ON when_written.api_key_id = r.api_key_id AND when_written.api_id = r.api_id AND when_written.stage = r.stage
    AND r.ingested_at >= when_written.valid_from AND r.ingested_at < when_written.valid_to
    AND NOT (r.moment >= when_written.valid_from AND r.moment < when_written.valid_to)
  LEFT JOIN ${database}.key_owners owner ON owner.api_key_id = r.api_key_id
  -- Rows that nothing identifies are rows of their own.
  WHERE r.delivery = 1 OR r.row_key IS NULL
),
attributed AS (
  SELECT
    r.*,
    coalesce(CASE WHEN NOT r.is_customer_inferred THEN r.customer_id END, r.then_customer_id, r.customer_id, r.api_key_id) AS known_customer_id,
    -- A name goes with its id: the key of a request whose authorizer named somebody else does not name that customer.
    coalesce(
      CASE WHEN NOT r.is_customer_inferred THEN r.customer END,
      CASE WHEN r.is_customer_inferred OR r.customer_id IS NULL OR r.customer_id = r.then_customer_id THEN r.then_customer END,
      CASE WHEN r.customer_id = coalesce(r.then_customer_id, r.customer_id) THEN r.customer END
    ) AS known_customer,
    CASE WHEN r.is_plan_inferred THEN r.then_plan_id ELSE coalesce(r.usage_plan_id, r.then_plan_id) END AS known_plan_id,
    CASE WHEN r.is_plan_inferred THEN r.then_plan WHEN r.usage_plan_id IS NOT NULL THEN r.usage_plan ELSE coalesce(r.usage_plan, r.then_plan) END AS known_plan,
    -- Formats without the response type still carry API Gateway's own message.
    coalesce(
      r.error_response_type,
      CASE WHEN r.status = 429 AND r.error_message = 'Limit Exceeded' THEN 'QUOTA_EXCEEDED'
           WHEN r.status = 429 AND r.error_message = 'Too Many Requests' THEN 'THROTTLED' END
    ) AS response_type,
    lower(r.user_agent) AS agent
  FROM looked_up r
)
SELECT
  r.moment AS request_time,
  r.row_key, r.extended_request_id, r.request_id, r.account_id, r.region, r.api_id, r.api_kind,
  coalesce(apis.label, r.api_name, r.api_id) AS api_name,
  r.stage, r.domain_name, r.http_method, r.path, r.route, r.protocol, r.status,
  r.response_bytes, r.response_latency_ms, r.data_processed_bytes,
  r.integration_latency_ms, r.integration_status, r.integration_service_status, r.integration_error, r.integration_request_id, r.time_to_first_byte_ms,
  r.source_ip, r.source_ip_key, r.user_agent, r.api_key_id,
  r.known_customer_id AS customer_id,
  coalesce(customers.label, r.known_customer, r.known_customer_id) AS customer,
  r.known_plan_id AS usage_plan_id,
  coalesce(plans.label, r.known_plan, r.known_plan_id) AS usage_plan,
  r.principal, r.principal_arn, r.iam_user, r.iam_caller, r.caller_account_id, r.principal_org_id,
  r.cognito_identity_id, r.cognito_identity_pool_id, r.cognito_authentication_type, r.cognito_authentication_provider,
  r.jwt_subject, r.jwt_issuer, r.jwt_audience, r.jwt_client_id, r.client_cert_subject, r.client_cert_issuer, r.vpc_endpoint_id,
  r.authorizer_latency_ms, r.authorizer_integration_latency_ms, r.authorizer_status, r.authorizer_integration_status, r.authorizer_error,
  r.authorize_latency_ms, r.authorize_status, r.authorize_error, r.authenticate_latency_ms, r.authenticate_status, r.authenticate_error,
  r.waf_status, r.waf_latency_ms, r.waf_error, r.waf_response_code, r.web_acl_arn,
  r.error_message,
  r.response_type AS error_response_type,
  r.validation_error,
  r.tls_version, r.cipher_suite, r.deployment_id, r.is_canary, r.xray_trace_id, r.endpoint_request_id,
  r.connection_id, r.connected_at, r.event_type, r.message_id,
  r.attributes, r.privacy_key_version, r.schema_version, r.ingested_at,
  -- A row whose line told no usable time carries the moment of its arrival, and says so.
  r.request_time IS NOT NULL AND coalesce(strpos(r.attributes, '"request_time_source":"arrival"') = 0, true) AS has_request_time,
  CAST(r.moment AS date) AS day,
  date_trunc('hour', r.moment) AS hour,
  CASE
    WHEN r.status BETWEEN 100 AND 599 THEN CAST(r.status / 100 AS varchar) || 'xx'
    ELSE 'none'
  END AS status_class,
  coalesce(r.status = 429, false) OR coalesce(r.response_type IN ('THROTTLED', 'QUOTA_EXCEEDED'), false) AS is_throttled,
  coalesce(r.response_type = 'QUOTA_EXCEEDED', false) AS is_quota_exceeded,
  -- Only requests that reached the integration have an overhead; clocks that disagree by a millisecond do not make it negative.
  CASE
    WHEN r.response_latency_ms >= r.integration_latency_ms THEN r.response_latency_ms - r.integration_latency_ms
    WHEN r.response_latency_ms < r.integration_latency_ms THEN 0
  END AS overhead_ms,
  coalesce(r.principal_arn, r.jwt_subject, r.principal, r.iam_user, r.cognito_identity_id, r.client_cert_subject) AS caller,
  CASE
    WHEN r.cognito_identity_id IS NOT NULL THEN 'Cognito identity'
    WHEN r.principal_arn IS NOT NULL OR r.iam_user IS NOT NULL OR r.iam_caller IS NOT NULL THEN 'IAM'
    WHEN r.jwt_issuer LIKE '%cognito-idp.%' THEN 'Cognito user pool'
    WHEN r.jwt_subject IS NOT NULL OR r.jwt_issuer IS NOT NULL OR r.jwt_client_id IS NOT NULL THEN 'JWT'
    WHEN r.response_type IN ('INVALID_SIGNATURE', 'EXPIRED_TOKEN') THEN 'IAM'
    WHEN r.principal IS NOT NULL OR r.authorizer_status IS NOT NULL OR r.authorizer_latency_ms IS NOT NULL OR r.authorizer_error IS NOT NULL
      OR r.response_type IN ('AUTHORIZER_FAILURE', 'AUTHORIZER_CONFIGURATION_ERROR') THEN 'Authorizer'
    WHEN r.client_cert_subject IS NOT NULL THEN 'Mutual TLS'
    WHEN r.api_key_id IS NOT NULL OR r.response_type = 'INVALID_API_KEY' THEN 'API key'
    ELSE 'None'
  END AS auth_method,
  -- Why a caller was not let in; null for everybody else. A firewall's 403, a throttled key's 429 and a 402 are not failed authentication.
  CASE
    WHEN r.waf_response_code = 'WAF_BLOCK' OR r.response_type = 'WAF_FILTERED' THEN CAST(NULL AS varchar)
    WHEN r.response_type = 'INVALID_SIGNATURE' THEN 'Invalid signature'
    WHEN r.response_type = 'EXPIRED_TOKEN' THEN 'Expired token'
    WHEN r.response_type = 'MISSING_AUTHENTICATION_TOKEN' THEN 'Missing token or unknown path'
    WHEN r.response_type = 'INVALID_API_KEY' THEN 'Invalid API key'
    WHEN r.response_type = 'UNAUTHORIZED' THEN 'Not authenticated'
    WHEN r.response_type = 'ACCESS_DENIED' THEN 'Access denied'
    WHEN r.response_type IN ('AUTHORIZER_FAILURE', 'AUTHORIZER_CONFIGURATION_ERROR') THEN 'Authorizer failed'
    WHEN r.status IN (401, 403) AND r.integration_status IN (401, 403) THEN 'Refused by the integration'
    WHEN r.status = 401 THEN 'Not authenticated'
    WHEN r.status = 403 THEN 'Access denied'
  END AS auth_failure,
  -- The first program named in the user agent; for browsers the browser.
  CASE
    WHEN r.agent IS NULL THEN CAST(NULL AS varchar)
    WHEN regexp_like(r.agent, 'edg(e|a|ios)?/') THEN 'Edge'
    WHEN regexp_like(r.agent, '(firefox|fxios)/') THEN 'Firefox'
    WHEN regexp_like(r.agent, '(bot|crawler|spider)([^a-z]|$)') THEN 'Crawler'
    WHEN regexp_like(r.agent, '(chrome|crios)/') THEN 'Chrome'
    WHEN regexp_like(r.agent, 'mozilla/.*safari/') THEN 'Safari'
    WHEN regexp_like(r.agent, '^mozilla/') THEN 'Other browser'
    ELSE substr(coalesce(regexp_extract(r.user_agent, '^[^ /;(]+'), r.user_agent), 1, 64)
  END AS agent_family,
  CASE
    WHEN r.agent IS NULL THEN 'Not given'
    WHEN regexp_like(r.agent, 'sqlmap|nikto|nmap|masscan|zgrab|nuclei|dirbuster|gobuster|wpscan|acunetix|nessus|openvas|feroxbuster|wfuzz|ffuf') THEN 'Scanner'
    WHEN regexp_like(r.agent, 'pingdom|uptimerobot|datadog|newrelic|elb-healthchecker|route ?53|statuscake|kube-probe|site24x7|cloudwatchsynthetics') THEN 'Monitoring'
    WHEN regexp_like(r.agent, '(bot|crawler|spider)([^a-z]|$)|facebookexternalhit|slurp') THEN 'Crawler'
    WHEN regexp_like(r.agent, '^mozilla/') THEN 'Browser'
    WHEN regexp_like(r.agent, 'curl/|wget|postman|insomnia|httpie') THEN 'Command line tool'
    WHEN regexp_like(r.agent, 'aws-sdk|boto|aws-cli|python|java|okhttp|axios|node|go-http|ruby|php|guzzle|libwww|http-?client|dart|undici|got \(') THEN 'Program'
    ELSE 'Other'
  END AS bot_class,
  r.dt
FROM attributed r
LEFT JOIN ${database}.labels apis ON apis.kind = 'api' AND apis.id = r.api_id
LEFT JOIN ${database}.labels customers ON customers.kind = 'customer' AND customers.id = r.known_customer_id
LEFT JOIN ${database}.labels plans ON plans.kind = 'plan' AND plans.id = r.known_plan_id

-- Requests that failed, and who made them fail. A redirect or a 304 is no failure.
SELECT
  r.request_time, r.hour, r.day, r.row_key, r.request_id, r.extended_request_id,
  r.api_id, r.api_kind, r.api_name, r.stage, r.domain_name, r.http_method, r.path, r.route, r.protocol,
  r.status, r.status_class, r.is_throttled, r.is_quota_exceeded,
  r.customer_id, r.customer, r.api_key_id, r.usage_plan_id, r.usage_plan, r.caller, r.source_ip, r.source_ip_key, r.user_agent, r.agent_family, r.bot_class,
  CASE
    WHEN r.waf_response_code = 'WAF_BLOCK' OR r.error_response_type = 'WAF_FILTERED' THEN 'Firewall'
    WHEN r.is_throttled AND (r.error_response_type IN ('THROTTLED', 'QUOTA_EXCEEDED') OR r.integration_status IS NULL) THEN 'Limit'
    WHEN r.validation_error IS NOT NULL OR r.error_response_type IN ('BAD_REQUEST_BODY', 'BAD_REQUEST_PARAMETERS', 'REQUEST_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE') THEN 'Validation'
    WHEN r.auth_failure IS NOT NULL AND r.auth_failure <> 'Refused by the integration' THEN 'Access control'
    WHEN r.integration_error IS NOT NULL OR r.error_response_type IN ('INTEGRATION_FAILURE', 'INTEGRATION_TIMEOUT') OR r.integration_status >= 400 THEN 'Integration'
    WHEN r.error_response_type IS NOT NULL OR r.integration_latency_ms IS NULL THEN 'API Gateway'
    ELSE 'Integration'
  END AS error_source,
  coalesce(r.error_response_type, 'HTTP ' || CAST(r.status AS varchar), 'Message') AS error_type,
  r.error_response_type, r.error_message, r.validation_error,
  r.authorizer_error, r.authorizer_status, r.authorize_error, r.authorize_status, r.authenticate_error, r.authenticate_status, r.auth_method, r.auth_failure,
  r.integration_error, r.integration_status, r.integration_service_status, r.integration_request_id,
  r.waf_error, r.waf_status, r.waf_response_code, r.web_acl_arn,
  r.response_latency_ms, r.integration_latency_ms, r.response_bytes, r.xray_trace_id,
  r.dt
FROM ${database}.requests r
WHERE r.status >= 400
  OR (r.status IS NULL AND (r.error_message IS NOT NULL OR r.error_response_type IS NOT NULL OR r.integration_error IS NOT NULL OR r.authorizer_error IS NOT NULL))

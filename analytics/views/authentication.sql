-- How callers proved who they are, and who could not.
SELECT
  request_time, hour, day, row_key, request_id, api_id, api_kind, api_name, stage, domain_name, http_method, path, route, status, status_class, is_throttled,
  auth_method,
  auth_failure IS NOT NULL AS is_auth_failure,
  auth_failure,
  error_response_type, error_message,
  caller, customer_id, customer, api_key_id, usage_plan_id, usage_plan, source_ip, source_ip_key, user_agent,
  principal, principal_arn, iam_user, iam_caller, caller_account_id, principal_org_id,
  cognito_identity_id, cognito_identity_pool_id, cognito_authentication_type, cognito_authentication_provider,
  jwt_subject, jwt_issuer, jwt_audience, jwt_client_id,
  client_cert_subject, client_cert_issuer, tls_version,
  authorizer_error, authorizer_status, authorizer_integration_status, authorize_error, authorize_status, authenticate_error, authenticate_status,
  authorizer_latency_ms, authorizer_integration_latency_ms, authorize_latency_ms, authenticate_latency_ms,
  dt
FROM ${database}.requests

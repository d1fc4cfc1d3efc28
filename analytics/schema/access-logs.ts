import type { Column, ColumnType, Privacy, Variables } from "./column";

/** Version of this table's layout, stored with every row. It grows with every added column; renames and type changes are refused. */
export const accessLogSchemaVersion = 1;

const every = (variable: string): Variables => ({ REST: variable, HTTP: variable, WEBSOCKET: variable });
const restAndHttp = (variable: string): Variables => ({ REST: variable, HTTP: variable });
const restAndWebSocket = (variable: string): Variables => ({ REST: variable, WEBSOCKET: variable });
const rest = (variable: string): Variables => ({ REST: variable });
const webSocket = (variable: string): Variables => ({ WEBSOCKET: variable });

interface Details {
  readonly variables?: Variables;
  readonly aliases?: readonly string[];
  readonly priority?: 1 | 2 | 3 | 4 | 5;
  readonly privacy?: Privacy;
  readonly governedBy?: "clientIp" | "principals";
}

const column = (name: string, type: ColumnType, description: string, details: Details = {}): Column => ({
  name,
  type,
  description,
  privacy: details.privacy ?? (details.governedBy ? "personal" : "none"),
  ...details,
});

/** One row per request (REST, HTTP) or per message, connect and disconnect (WebSocket). Partitioned by `dt`, the request's UTC day. */
export const accessLogColumns: readonly Column[] = [
  // The request itself.
  column("request_time", "timestamp", "When API Gateway received the request, UTC, to the millisecond.", {
    variables: every("requestTimeEpoch"),
    aliases: ["requestTime", "request_time", "time", "timestamp", "@timestamp"],
    priority: 1,
  }),
  column("row_key", "string", "Identifies the request for deduplication: extended request id, else request id, else unique to the row."),
  column("extended_request_id", "string", "Id given by API Gateway that a client cannot set.", {
    variables: every("extendedRequestId"),
    priority: 1,
  }),
  column("request_id", "string", "Id of the request; on REST APIs a client can set it.", { variables: every("requestId"), priority: 1 }),
  column("account_id", "string", "AWS account that owns the API.", { variables: restAndHttp("accountId"), priority: 4 }),
  column("region", "string", "AWS Region that served the request."),
  column("api_id", "string", "Id of the API.", { variables: every("apiId"), priority: 1 }),
  column("api_kind", "string", "REST, HTTP or WEBSOCKET."),
  column("api_name", "string", "Name of the API when the row was written.", { aliases: ["apiName"] }),
  column("stage", "string", "Stage of the API.", { variables: every("stage"), priority: 1 }),
  column("domain_name", "string", "Host name the client called.", { variables: every("domainName"), priority: 2 }),
  column("http_method", "string", "HTTP method of the request.", {
    variables: restAndHttp("httpMethod"),
    aliases: ["method"],
    priority: 1,
  }),
  column("path", "string", "Path as called, the stage included; the query string is never logged.", {
    variables: restAndHttp("path"),
    aliases: ["uri"],
    priority: 2,
  }),
  column("route", "string", "Templated route, such as `GET /orders/{id}`; for WebSocket APIs the route key.", {
    variables: { REST: "resourcePath", HTTP: "routeKey", WEBSOCKET: "routeKey" },
    aliases: ["resourcePath", "routeKey", "resource"],
    priority: 1,
  }),
  column("protocol", "string", "Protocol of the request, such as HTTP/1.1.", { variables: restAndHttp("protocol"), priority: 3 }),
  column("status", "int", "HTTP status answered to the client.", {
    variables: every("status"),
    aliases: ["response_status", "statusCode"],
    priority: 1,
  }),
  column("response_bytes", "bigint", "Length of the response body in bytes.", {
    variables: restAndHttp("responseLength"),
    aliases: ["response_size"],
    priority: 1,
  }),
  column("response_latency_ms", "int", "Milliseconds from the request's arrival to the response.", {
    variables: restAndHttp("responseLatency"),
    aliases: ["request_latency"],
    priority: 1,
  }),
  column("data_processed_bytes", "bigint", "Bytes that an HTTP API processed for the request.", {
    variables: { HTTP: "dataProcessed" },
    priority: 3,
  }),

  // The integration behind the API.
  column("integration_latency_ms", "int", "Milliseconds spent waiting for the integration.", {
    variables: { REST: "integration.latency", HTTP: "integrationLatency", WEBSOCKET: "integrationLatency" },
    aliases: ["integrationLatency", "integration.latency"],
    priority: 1,
  }),
  column("integration_status", "int", "Status the integration answered; for a Lambda proxy what the function's code returned.", {
    variables: every("integration.status"),
    priority: 2,
  }),
  column("integration_service_status", "int", "Status of the AWS service behind the integration, such as Lambda's own answer.", {
    variables: { REST: "integration.integrationStatus", HTTP: "integrationStatus", WEBSOCKET: "integration.integrationStatus" },
    aliases: ["integrationStatus", "integration.integrationStatus"],
    priority: 4,
  }),
  column("integration_error", "string", "Error message of the integration.", {
    variables: { REST: "integration.error", HTTP: "integrationErrorMessage", WEBSOCKET: "integration.error" },
    aliases: ["integrationErrorMessage", "integration.error", "integrationError"],
    priority: 1,
  }),
  column("integration_request_id", "string", "Request id of the AWS service behind the integration.", {
    variables: every("integration.requestId"),
    priority: 4,
  }),
  column("time_to_first_byte_ms", "int", "Milliseconds until the integration's first content byte.", {
    variables: rest("integration.timeToFirstContent"),
    priority: 5,
  }),

  // Who called.
  column("source_ip", "string", "Address of the client, as the setting `clientIp` keeps it.", {
    variables: every("identity.sourceIp"),
    aliases: ["ip", "sourceIp", "identitySourceIp", "clientIp", "caller_ip"],
    priority: 1,
    governedBy: "clientIp",
  }),
  column("source_ip_key", "string", "The address as 32 hexadecimal digits, IPv4 mapped into IPv6; null when pseudonymised.", {
    governedBy: "clientIp",
  }),
  column("user_agent", "string", "User agent as sent, at most 512 characters.", {
    variables: every("identity.userAgent"),
    aliases: ["userAgent", "identityUserAgent"],
    priority: 2,
    privacy: "personal",
  }),
  column("api_key_id", "string", "Id (never the value) of the API key.", {
    variables: restAndWebSocket("identity.apiKeyId"),
    aliases: ["key_id", "identityApiKeyId", "apiKeyId"],
    priority: 1,
  }),
  column("customer_id", "string", "Stable id of the customer, from the first configured source that has one.", {
    aliases: ["subscription_id"],
  }),
  column("customer", "string", "Readable name of the customer.", { aliases: ["identity.apiKeyName", "apiKeyName"] }),
  column("usage_plan_id", "string", "Usage plan of the request's key for this stage.", { aliases: ["plan_id"] }),
  column("usage_plan", "string", "Name of the usage plan.", { aliases: ["identity.usagePlanName", "usagePlanName"] }),
  column("principal", "string", "Principal that the authorizer returned.", {
    variables: restAndWebSocket("authorizer.principalId"),
    aliases: ["authorizerPrincipalId"],
    priority: 2,
    governedBy: "principals",
  }),
  column("principal_arn", "string", "ARN of the IAM principal.", {
    variables: every("identity.userArn"),
    aliases: ["identityUserArn", "userArn"],
    priority: 2,
    governedBy: "principals",
  }),
  column("iam_user", "string", "Id of the IAM principal that was authorized against resource access.", {
    variables: every("identity.user"),
    aliases: ["identityUser", "user"],
    priority: 3,
    governedBy: "principals",
  }),
  column("iam_caller", "string", "Id of the IAM principal that signed the request.", {
    variables: every("identity.caller"),
    aliases: ["identityCaller", "caller"],
    priority: 4,
    governedBy: "principals",
  }),
  column("caller_account_id", "string", "AWS account of the IAM caller.", {
    variables: every("identity.accountId"),
    aliases: ["identityAccountId"],
    priority: 3,
  }),
  column("principal_org_id", "string", "AWS organisation of the IAM caller.", {
    variables: every("identity.principalOrgId"),
    aliases: ["identityPrincipalOrgId", "principalOrgId"],
    priority: 4,
  }),
  column("cognito_identity_id", "string", "Cognito identity of the caller.", {
    variables: every("identity.cognitoIdentityId"),
    aliases: ["identityCognitoIdentityId"],
    priority: 4,
    governedBy: "principals",
  }),
  column("cognito_identity_pool_id", "string", "Cognito identity pool of the caller.", {
    variables: every("identity.cognitoIdentityPoolId"),
    aliases: ["identityCognitoIdentityPoolId"],
    priority: 5,
  }),
  column("cognito_authentication_type", "string", "`authenticated` or `unauthenticated`, for Cognito identities.", {
    variables: every("identity.cognitoAuthenticationType"),
    aliases: ["identityCognitoAuthenticationType"],
    priority: 5,
  }),
  column("cognito_authentication_provider", "string", "Authentication providers of the Cognito identity.", {
    variables: every("identity.cognitoAuthenticationProvider"),
    aliases: ["identityCognitoAuthenticationProvider"],
    priority: 5,
    governedBy: "principals",
  }),
  column("jwt_subject", "string", "Claim `sub` of the token.", {
    variables: restAndHttp("authorizer.claims.sub"),
    aliases: ["sub"],
    priority: 2,
    governedBy: "principals",
  }),
  column("jwt_issuer", "string", "Claim `iss` of the token.", {
    variables: restAndHttp("authorizer.claims.iss"),
    aliases: ["iss"],
    priority: 3,
  }),
  column("jwt_audience", "string", "Claim `aud` of the token.", {
    variables: restAndHttp("authorizer.claims.aud"),
    aliases: ["aud"],
    priority: 4,
  }),
  column("jwt_client_id", "string", "Claim `client_id` of the token: the application, not the person.", {
    variables: restAndHttp("authorizer.claims.client_id"),
    aliases: ["client_id"],
    priority: 3,
  }),
  column("client_cert_subject", "string", "Subject of the client certificate (mutual TLS).", {
    variables: restAndHttp("identity.clientCert.subjectDN"),
    aliases: ["clientCertSubjectDN"],
    priority: 4,
    governedBy: "principals",
  }),
  column("client_cert_issuer", "string", "Issuer of the client certificate (mutual TLS).", {
    variables: restAndHttp("identity.clientCert.issuerDN"),
    aliases: ["clientCertIssuerDN"],
    priority: 5,
  }),
  column("vpc_endpoint_id", "string", "VPC endpoint through which a private API was called.", {
    variables: rest("identity.vpceId"),
    priority: 5,
  }),

  // Access control.
  column("authorizer_latency_ms", "int", "Milliseconds spent in the authorizer.", {
    variables: restAndWebSocket("authorizer.latency"),
    priority: 2,
  }),
  column("authorizer_integration_latency_ms", "int", "Milliseconds spent in the authorizer's own integration, such as its function.", {
    variables: restAndWebSocket("authorizer.integrationLatency"),
    priority: 3,
  }),
  column("authorizer_status", "int", "Status of the authorizer.", { variables: restAndWebSocket("authorizer.status"), priority: 3 }),
  column("authorizer_integration_status", "int", "Status of the authorizer's own integration.", {
    variables: restAndWebSocket("authorizer.integrationStatus"),
    priority: 5,
  }),
  column("authorizer_error", "string", "Error message of the authorizer.", { variables: every("authorizer.error"), priority: 1 }),
  column("authorize_latency_ms", "int", "Milliseconds spent deciding on access.", {
    variables: restAndWebSocket("authorize.latency"),
    priority: 5,
  }),
  column("authorize_status", "int", "Status of the access decision.", { variables: restAndWebSocket("authorize.status"), priority: 4 }),
  column("authorize_error", "string", "Error message of the access decision.", {
    variables: restAndWebSocket("authorize.error"),
    priority: 3,
  }),
  column("authenticate_latency_ms", "int", "Milliseconds spent on authentication.", {
    variables: restAndWebSocket("authenticate.latency"),
    priority: 5,
  }),
  column("authenticate_status", "int", "Status of the authentication.", {
    variables: restAndWebSocket("authenticate.status"),
    priority: 4,
  }),
  column("authenticate_error", "string", "Error message of the authentication.", {
    variables: restAndWebSocket("authenticate.error"),
    priority: 3,
  }),
  column("waf_status", "int", "Status of the web application firewall.", { variables: restAndWebSocket("waf.status"), priority: 4 }),
  column("waf_latency_ms", "int", "Milliseconds spent in the web application firewall.", {
    variables: restAndWebSocket("waf.latency"),
    priority: 3,
  }),
  column("waf_error", "string", "Error message of the web application firewall.", {
    variables: restAndWebSocket("waf.error"),
    priority: 3,
  }),
  column("waf_response_code", "string", "WAF_ALLOW or WAF_BLOCK.", { variables: rest("wafResponseCode"), priority: 2 }),
  column("web_acl_arn", "string", "Web ACL that decided.", { variables: rest("webaclArn"), priority: 4 }),

  // Errors that API Gateway itself answered.
  column("error_message", "string", "Error message of API Gateway.", {
    variables: every("error.message"),
    aliases: ["errorMessage"],
    priority: 1,
  }),
  column("error_response_type", "string", "Gateway response type, such as THROTTLED or QUOTA_EXCEEDED.", {
    variables: every("error.responseType"),
    aliases: ["errorResponseType"],
    priority: 1,
  }),
  column("validation_error", "string", "What the request validator objected to.", {
    variables: restAndWebSocket("error.validationErrorString"),
    priority: 3,
  }),

  // Transport, deployment and tracing.
  column("tls_version", "string", "TLS version of the client's connection.", { variables: rest("tlsVersion"), priority: 3 }),
  column("cipher_suite", "string", "Cipher suite of the client's connection.", { variables: rest("cipherSuite"), priority: 5 }),
  column("deployment_id", "string", "Deployment that served the request.", { variables: rest("deploymentId"), priority: 2 }),
  column("is_canary", "boolean", "Whether the canary served the request.", {
    variables: rest("isCanaryRequest"),
    aliases: ["isCanary"],
    priority: 4,
  }),
  column("xray_trace_id", "string", "X-Ray trace of the request.", { variables: rest("xrayTraceId"), priority: 3 }),
  column("endpoint_request_id", "string", "Request id of the AWS endpoint behind the integration.", {
    variables: restAndHttp("awsEndpointRequestId"),
    priority: 5,
  }),

  // WebSocket connections.
  column("connection_id", "string", "WebSocket connection.", { variables: webSocket("connectionId"), priority: 1 }),
  column("connected_at", "timestamp", "When the WebSocket connection was opened, UTC.", {
    variables: webSocket("connectedAt"),
    priority: 2,
  }),
  column("event_type", "string", "CONNECT, MESSAGE or DISCONNECT.", { variables: webSocket("eventType"), priority: 1 }),
  column("message_id", "string", "Id of the WebSocket message.", { variables: webSocket("messageId"), priority: 3 }),

  // Whatever else the line carried, and where the row comes from.
  column("attributes", "string", "JSON object of everything else the line carried: authorizer properties, claims, unknown keys.", {
    governedBy: "principals",
  }),
  column("privacy_key_version", "string", "Version of the key that made this row's pseudonyms; null when there are none."),
  column("schema_version", "int", "Version of this layout when the row was written."),
  column("ingested_at", "timestamp", "When the row was written, UTC."),
];

/** Variables that no column takes, with the reason; together with the columns they cover the documented list. */
export const leftOutVariables: Readonly<Record<string, string>> = {
  "identity.apiKey": "secret: the key itself",
  "identity.clientCert.clientCertPem": "secret: the client's certificate",
  "error.messageString": "already quoted by API Gateway, so it breaks the JSON around it; error.message says the same",
  "authorizer.property": "placeholder of the documentation; the setting `authorizerProperties` names real ones",
  "authorizer.claims.property": "placeholder of the documentation; the setting `jwtClaims` names real ones",
  "authorizer.requestId": "only useful to AWS Support",
  awsEndpointRequestId2: "only useful to AWS Support",
  "customDomain.basePathMatched": "format size: domain_name and path say it",
  "customDomain.routingRuleIdMatched": "format size: domain_name and path say it",
  domainPrefix: "the first label of domain_name",
  endpointType: "format size: constant per API",
  "identity.clientCert.serialNumber": "format size: subject and issuer identify the client",
  "identity.clientCert.validity.notAfter": "format size: a property of the certificate, not of the request",
  "identity.clientCert.validity.notBefore": "format size: a property of the certificate, not of the request",
  "identity.vpcId": "format size: the VPC endpoint implies it",
  "integration.responseTransferMode": "format size: constant per route",
  "integration.timeToAllHeaders": "format size: time_to_first_byte_ms says nearly the same",
  "requestOverride.header.header_name": "placeholder; a header's value may be a secret",
  "requestOverride.path.path_name": "placeholder; the path is logged",
  "requestOverride.querystring.querystring_name": "placeholder; query strings may hold secrets",
  "responseOverride.header.header_name": "placeholder; a header's value may be a secret",
  "responseOverride.status": "format size: status is what the client got",
  requestTime: "the same moment as requestTimeEpoch, to the second only",
  resourceId: "format size: route says it readably",
};

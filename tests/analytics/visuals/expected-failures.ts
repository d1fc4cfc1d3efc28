import { all, client, type Expected, failed, has, is, overQuota, refused, seen, server, throttled } from "./conditions";
import { errors, requests } from "./facts";
import { count, countOf, distinct, type Expectation, latest, share } from "./recount";

const failures: Expectation = { of: errors, counts: { errors: count } };

/** What visuals of errors, limits and refused callers must show. Visuals that ask the same of the same facts stand together. */
export const failuresVisuals: Expected = [
  [["errors/integration-status"], { ...all, where: has("integration_status") }],
  [
    ["quota/throttled"],
    { of: requests, counts: { throttled: countOf(throttled), throttled_share: share(throttled), over_quota: countOf(overQuota) } },
  ],
  [["errors/failed-requests"], { of: requests, counts: { failed: countOf(failed), failed_share: share(failed) } }],
  [
    [
      "error-sources",
      "errors-by-status",
      "error-status-share",
      "error-types",
      "error-types-over-time",
      "failed-apis",
      "failing-clients",
      "failing-domains",
    ].map((id) => `errors/${id}`),
    failures,
  ],
  [
    ["client-errors-by-route", "client-errors-by-method", "client-error-detail"].map((id) => `errors/${id}`),
    { ...failures, where: client },
  ],
  [
    ["server-errors-by-route", "server-errors-by-method", "server-error-detail", "failing-customers"].map((id) => `errors/${id}`),
    { ...failures, where: server },
  ],
  [["errors/error-messages"], { ...failures, where: has("error_message") }],
  [
    ["errors/authorizer-errors"],
    {
      of: errors,
      where: (fact) => ["authorizer_error", "authorize_error", "authenticate_error"].some((field) => fact[field] !== null),
      counts: { errors: count, ...seen },
    },
  ],
  [["errors/firewall-blocks"], { of: errors, where: is("error_source", "Firewall"), counts: { errors: count, ...seen } }],
  [["errors/integration-errors"], { of: errors, where: is("error_source", "Integration"), counts: { errors: count, ...seen } }],
  [
    ["authentication/failed"],
    {
      of: requests,
      counts: {
        failures: countOf(refused),
        failure_share: share(refused),
        addresses: (group) => new Set(group.filter(refused).map(({ source_ip }) => source_ip)).size,
      },
    },
  ],
  [
    ["authentication/invalid-signatures"],
    {
      of: requests,
      counts: {
        invalid_signatures: countOf(is("auth_failure", "Invalid signature")),
        expired_tokens: countOf(is("auth_failure", "Expired token")),
        invalid_keys: countOf(is("auth_failure", "Invalid API key")),
      },
    },
  ],
  [
    ["authentication/failures-over-time", "authentication/failing-addresses"],
    { of: requests, where: refused, counts: { failures: count } },
  ],
  [["authentication/failure-list", "authentication/access-checks"], { of: requests, where: refused, counts: { failures: count, ...seen } }],
  [
    ["authentication/suspects"],
    {
      of: requests,
      counts: {
        failures: countOf(refused),
        let_in: countOf((fact) => !refused(fact) && fact["status"] !== null && fact["status"] < 400 && fact["auth_method"] !== "None"),
        callers: distinct("caller"),
        routes: distinct("route"),
        ...seen,
      },
    },
  ],
  [["authentication/token-access"], { ...all, where: is("auth_method", "Cognito user pool", "JWT") }],
  [["authentication/iam-access"], { ...all, where: is("auth_method", "IAM", "Cognito identity") }],
  [
    ["authentication/certificate-access"],
    { of: requests, where: has("client_cert_subject"), counts: { requests: count, failed_share: share(failed), ...seen } },
  ],
  [
    ["quota/limited-customers"],
    {
      of: requests,
      counts: {
        over_quota_customers: (group) => new Set(group.filter(overQuota).map(({ customer_id }) => customer_id)).size,
        throttled_customers: (group) => new Set(group.filter(throttled).map(({ customer_id }) => customer_id)).size,
      },
    },
  ],
  [["quota/throttled-over-time", "quota/throttled-plans"], { of: requests, where: throttled, counts: { throttled: count } }],
  [["quota/limits-reached"], { of: requests, where: overQuota, counts: { requests: count, ...seen } }],
  [["quota/quota-by-domain"], { of: requests, where: overQuota, counts: { over_quota: count } }],
  [
    ["quota/throttled-customers"],
    {
      of: requests,
      counts: {
        throttled: countOf(throttled),
        throttled_share: share(throttled),
        over_quota: countOf(overQuota),
        last_throttled: (group) => latest("hour")(group.filter(throttled), group),
      },
    },
  ],
];

import { fine, orders, read, web } from "./apis";
import { berlin, browser, nowhere, program } from "./callers";
import { type Line, went } from "./told";

/** Every way to say who one is, rightly and wrongly. */
export const identities: readonly Line[] = [
  // IAM, tokens, certificates.
  [
    "2026-11-19 18:00:00",
    orders,
    read,
    fine,
    berlin(6),
    program,
    went(
      {
        principal_arn: "arn:aws:iam::111122223333:role/batch",
        iam_user: "AROA:batch",
        iam_caller: "AROA:batch",
        caller_account_id: "111122223333",
        principal_org_id: "o-1",
      },
      { auth_method: "IAM", caller: "arn:aws:iam::111122223333:role/batch" },
    ),
  ],
  [
    "2026-11-19 18:01:00",
    orders,
    read,
    nowhere,
    program,
    went(
      {
        status: 403,
        error_response_type: "INVALID_SIGNATURE",
        error_message: "The request signature does not match",
        response_latency_ms: 5,
        response_bytes: 60,
        authenticate_status: 403,
        authenticate_error: "signature",
      },
      { auth_method: "IAM", auth_failure: "Invalid signature", error_source: "Access control", error_type: "INVALID_SIGNATURE" },
    ),
  ],
  [
    "2026-11-19 18:02:00",
    orders,
    read,
    nowhere,
    program,
    went(
      {
        status: 403,
        error_response_type: "EXPIRED_TOKEN",
        error_message: "The security token is expired",
        response_latency_ms: 5,
        response_bytes: 61,
      },
      { auth_method: "IAM", auth_failure: "Expired token", error_source: "Access control", error_type: "EXPIRED_TOKEN" },
    ),
  ],
  [
    "2026-11-19 18:10:00",
    web,
    fine,
    browser,
    berlin(7),
    went(
      {
        http_method: "GET",
        route: "GET /me",
        path: "/me",
        jwt_subject: "user-1",
        jwt_issuer: "https://login.example.com",
        jwt_audience: "app",
        jwt_client_id: "spa",
      },
      { auth_method: "JWT", caller: "user-1" },
    ),
  ],
  [
    "2026-11-19 18:11:00",
    web,
    fine,
    browser,
    berlin(7),
    went(
      {
        http_method: "GET",
        route: "GET /me",
        path: "/me",
        jwt_subject: "user-2",
        jwt_issuer: "https://cognito-idp.eu-west-1.amazonaws.com/pool",
      },
      { auth_method: "Cognito user pool", caller: "user-2" },
    ),
  ],
  [
    "2026-11-19 18:20:00",
    orders,
    read,
    fine,
    berlin(8),
    program,
    went({ client_cert_subject: "CN=partner", client_cert_issuer: "CN=ca" }, { auth_method: "Mutual TLS", caller: "CN=partner" }),
  ],
  [
    "2026-11-19 18:30:00",
    orders,
    read,
    fine,
    berlin(9),
    program,
    went(
      { principal: "p-9", authorizer_latency_ms: 30, authorizer_integration_latency_ms: 25, authorizer_status: 200 },
      { auth_method: "Authorizer", caller: "p-9" },
    ),
  ],
];

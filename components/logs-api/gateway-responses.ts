/** What API Gateway answers by itself, before or instead of the service: the same `{ code, message, requestId }`. */
import { type Problem, problems } from "./answers";
import { stream } from "./parameters";
import { problemBody } from "./response-template";

/** One gateway response. Its template is plain substitution of `$context`, not Velocity. */
export interface GatewayResponse {
  readonly type: string;
  /** Absent: the status that API Gateway has for it. */
  readonly status?: number;
  readonly template: string;
}

const response = (problem: Problem, ...types: string[]): GatewayResponse[] =>
  types.map((type) => ({ type, status: problem.status, template: problemBody(problem) }));

// `stream` is the only parameter that the request validator knows to be required.
const missingStream = { ...problems.invalidParameter, message: `Parameter '${stream.name}' must be given.` };

export const gatewayResponses: readonly GatewayResponse[] = [
  { type: "BAD_REQUEST_PARAMETERS", status: missingStream.status, template: problemBody(missingStream, stream.name) },
  ...response(problems.badRequest, "BAD_REQUEST_BODY"),
  ...response(problems.unauthorized, "UNAUTHORIZED"),
  ...response(problems.accessDenied, "ACCESS_DENIED", "EXPIRED_TOKEN", "INVALID_SIGNATURE", "INVALID_API_KEY", "WAF_FILTERED"),
  ...response(problems.notSigned, "MISSING_AUTHENTICATION_TOKEN"),
  ...response(problems.notFound, "RESOURCE_NOT_FOUND"),
  ...response(problems.tooLarge, "REQUEST_TOO_LARGE"),
  ...response(problems.unsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE"),
  ...response(problems.tooManyRequests, "THROTTLED", "QUOTA_EXCEEDED"),
  // Also where a template fails on an answer of the service, and where the service takes longer than 29 seconds.
  ...response(
    problems.badGateway,
    "API_CONFIGURATION_ERROR",
    "AUTHORIZER_CONFIGURATION_ERROR",
    "AUTHORIZER_FAILURE",
    "INTEGRATION_FAILURE",
    "INTEGRATION_TIMEOUT",
    "DEFAULT_5XX",
  ),
  { type: "DEFAULT_4XX", template: problemBody(problems.badRequest) },
];

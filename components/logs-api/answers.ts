/** What every answer that is not a page looks like: its status, its code, its sentence. */

/** A refusal or failure of the API. */
export interface Problem {
  /** HTTP status of the answer. */
  readonly status: 400 | 401 | 403 | 404 | 413 | 415 | 429 | 502;
  /** Stable word for programs. */
  readonly code: string;
  /** Sentence for people. It never holds words of the service or of the caller. */
  readonly message: string;
}

export const problems = {
  invalidParameter: { status: 400, code: "InvalidParameter", message: "CloudWatch Logs refused one of the parameters." },
  badRequest: { status: 400, code: "BadRequest", message: "The request cannot be read." },
  unauthorized: { status: 401, code: "Unauthorized", message: "The request carries no valid credentials." },
  accessDenied: { status: 403, code: "AccessDenied", message: "Reading these logs is not allowed." },
  notSigned: { status: 403, code: "AccessDenied", message: "There is no such route, or the request is not signed." },
  notFound: { status: 404, code: "NotFound", message: "The log group or log stream does not exist." },
  tooLarge: { status: 413, code: "TooLarge", message: "The request is too large." },
  unsupportedMediaType: { status: 415, code: "UnsupportedMediaType", message: "Send no body, or application/json." },
  tooManyRequests: { status: 429, code: "TooManyRequests", message: "Too many requests: wait a second and repeat the request." },
  badGateway: { status: 502, code: "BadGateway", message: "CloudWatch Logs gave no usable answer: repeat the request." },
} as const satisfies Record<string, Problem>;

/**
 * Exceptions of the service that are the caller's to know, by a part of `__type`. Logs answers nearly all of them with HTTP 400. What is
 * not listed (UnrecognizedClientException, SerializationException, ServiceUnavailableException, …) is 502: the caller cannot mend it.
 */
export const exceptions: readonly { readonly types: readonly string[]; readonly problem: Problem }[] = [
  { types: ["InvalidParameter", "ValidationE"], problem: problems.invalidParameter },
  { types: ["AccessDenied", "NotAuthorized"], problem: problems.accessDenied },
  { types: ["ResourceNotFound"], problem: problems.notFound },
  { types: ["RequestEntityTooLarge"], problem: problems.tooLarge },
  { types: ["Throttling", "LimitExceeded", "TooManyRequests"], problem: problems.tooManyRequests },
];

/** Statuses a method can answer with by itself; API Gateway refuses an override to a status without a method response. */
export const methodStatuses: readonly number[] = [
  200,
  ...new Set(exceptions.map(({ problem }) => problem.status)),
  problems.badGateway.status,
];

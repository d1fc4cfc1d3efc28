import { formatFor } from "../../analytics/schema/log-format";
import { accessLogLine } from "../../local/sample/access-log-line";

/** When the first of the lines was received. */
export const began = Date.parse("2026-11-20T10:00:00Z");

/** The n-th line of a REST stage in the project's own format, one a second. */
export const restLine = (n: number, values: Readonly<Record<string, string | number>> = {}): string =>
  accessLogLine(formatFor("REST").template, {
    requestTimeEpoch: began + n * 1000,
    requestId: `req-${n}`,
    extendedRequestId: `ext-${n}=`,
    apiId: "a1",
    stage: "prod",
    httpMethod: "GET",
    resourcePath: "/orders/{id}",
    path: `/prod/orders/${n}`,
    status: 200,
    responseLatency: 10 + (n % 7),
    "identity.sourceIp": "192.0.2.7",
    ...values,
  });

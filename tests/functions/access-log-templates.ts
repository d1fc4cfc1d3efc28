/** An access-log format as somebody wrote it. */
export interface WrittenFormat {
  readonly what: string;
  readonly template: string;
  /** Set where the format cannot be read even from ordinary values, with a part of the reason. */
  readonly refused?: string;
}

const v = (name: string) => `$context.${name}`;
const json = (pairs: Record<string, string>, colon = ":", comma = ","): string =>
  `{${Object.entries(pairs)
    .map(([key, name]) => `"${key}"${colon}"${v(name)}"`)
    .join(comma)}}`;

const common = {
  requestId: "requestId",
  ip: "identity.sourceIp",
  requestTime: "requestTime",
  httpMethod: "httpMethod",
  routeKey: "routeKey",
  status: "status",
  protocol: "protocol",
  responseLength: "responseLength",
};

/** Formats beside the known ones: collected from public infrastructure code, with the mistakes that people make. */
export const writtenFormats: readonly WrittenFormat[] = [
  { what: "JSON, compact", template: json(common) },
  { what: "JSON, spaces", template: `{ ${json(common, ": ", ", ").slice(1, -1)} }` },
  { what: "JSON, line break at the end", template: `${json(common)}\n` },
  { what: "JSON, line break that nobody expanded", template: `${json(common)}\\n` },
  {
    what: "JSON, latency and agent",
    template: json({ ...common, agent: "identity.userAgent", ms: "responseLatency", error: "integrationErrorMessage" }),
  },
  {
    what: "JSON, nested",
    template: `{"requestId":"${v("requestId")}","identity":{"ip":"${v("identity.sourceIp")}","caller":"${v("identity.caller")}","agent":"${v("identity.userAgent")}"},"status":"${v("status")}","error":{"message":"${v("error.message")}"}}`,
  },
  {
    what: "JSON, everything below one key",
    template: `{"context":{".requestId":"${v("requestId")}",".identity.userAgent":"${v("identity.userAgent")}",".error.message":"${v("error.message")}",".status":"${v("status")}"}}`,
  },
  {
    what: "JSON, bare numbers",
    template: `{"id":"${v("requestId")}","agent":"${v("identity.userAgent")}","status":${v("status")},"length":${v("responseLength")},"latency":${v("responseLatency")}}`,
  },
  {
    what: "JSON, bare epoch in front",
    template: `{"requestTime":${v("requestTimeEpoch")},"requestId":"${v("requestId")}","user":"${v("identity.user")}","path":"${v("path")}","agent":"${v("identity.userAgent")}"}`,
  },
  {
    what: "JSON, missing comma",
    template: `{"requestId":"${v("requestId")}" "agent":"${v("identity.userAgent")}","status":"${v("status")}"}`,
  },
  {
    what: "JSON, trailing comma",
    template: `{"requestId":"${v("requestId")}","agent":"${v("identity.userAgent")}","status":"${v("status")}",}`,
  },
  {
    what: "JSON, message string in quotes",
    template: `{"requestId":"${v("requestId")}","error":"${v("error.messageString")}","agent":"${v("identity.userAgent")}","status":"${v("status")}"}`,
  },
  {
    what: "JSON, message string bare",
    template: `{"requestId":"${v("requestId")}","error":${v("error.messageString")},"agent":"${v("identity.userAgent")}","status":"${v("status")}"}`,
  },
  {
    what: "JSON, typographic quotes",
    template: `{“requestId”: “${v("requestId")}”,“agent”: “${v("identity.userAgent")}”,“status”: “${v("status")}”}`,
  },
  {
    what: "JSON, keys without quotes",
    template: `{requestId:${v("requestId")},ip:${v("identity.sourceIp")},caller:${v("identity.caller")},requestTime:${v("requestTime")},httpMethod:${v("httpMethod")},resourcePath:${v("resourcePath")},status:${v("status")},protocol:${v("protocol")}}`,
  },
  {
    what: "JSON, single quotes",
    template: `{'requestId':'${v("requestId")}','agent':'${v("identity.userAgent")}','status':'${v("status")}'}`,
  },
  {
    what: "JSON, never closed",
    template: `{"requestId":"${v("requestId")}","agent":"${v("identity.userAgent")}","status":"${v("status")}"`,
  },
  {
    what: "JSON, one variable under two keys",
    template: json({ requestId: "requestId", correlationId: "requestId", agent: "identity.userAgent", status: "status" }),
  },
  {
    what: "JSON, a key twice",
    template: `{"id":"${v("requestId")}","id":"${v("extendedRequestId")}","agent":"${v("identity.userAgent")}"}`,
  },
  {
    what: "JSON, literal values",
    template: `{"service":"orders","team":"-","version":3,"requestId":"${v("requestId")}","agent":"${v("identity.userAgent")}","status":"${v("status")}"}`,
  },
  {
    what: "JSON, request line in one value",
    template: `{"requestId":"${v("requestId")}","request":"${v("httpMethod")} ${v("path")} ${v("protocol")}","status":"${v("status")}"}`,
  },
  {
    what: "JSON, text around the values",
    template: `{"requestId":"id-${v("requestId")}","time":"[${v("requestTime")}]","agent":"agent=${v("identity.userAgent")};","took":"${v("responseLatency")}ms"}`,
  },
  {
    what: "JSON, authorizer context and claims",
    template: json({
      requestId: "requestId",
      tenant: "authorizer.tenant_id",
      plan: "authorizer.plan-id",
      sub: "authorizer.claims.sub",
      mail: "authorizer.claims.email",
      status: "status",
    }),
  },
  {
    what: "JSON, dashed keys",
    template: json({
      "request-id": "requestId",
      "error-message": "error.message",
      "waf-error": "waf.error",
      "waf-status": "waf.status",
      "user-agent": "identity.userAgent",
    }),
  },
  { what: "JSON, numeric keys", template: json({ "10": "requestId", "2": "status", "1": "identity.userAgent" }) },
  {
    what: "JSON, escaped quotes in the key",
    template: `{"the \\"id\\"":"${v("requestId")}","agent":"${v("identity.userAgent")}","status":"${v("status")}"}`,
  },
  { what: "JSON array, quoted", template: `["${v("requestId")}","${v("identity.userAgent")}","${v("status")}","${v("error.message")}"]` },
  {
    what: "JSON array, bare numbers",
    template: `["${v("requestId")}",${v("status")},${v("responseLatency")},"${v("identity.userAgent")}"]`,
  },
  { what: "JSON behind a prefix", template: `access ${json({ requestId: "requestId", agent: "identity.userAgent", status: "status" })}` },
  {
    what: "CLF, routes",
    template: `${v("identity.sourceIp")} - - [${v("requestTime")}] "${v("httpMethod")} ${v("routeKey")} ${v("protocol")}" ${v("status")} ${v("responseLength")} ${v("requestId")}`,
  },
  {
    what: "CLF, paths and error texts at the end",
    template: `${v("identity.sourceIp")} ${v("identity.caller")} ${v("identity.user")} [${v("requestTime")}] "${v("httpMethod")} ${v("path")} ${v("protocol")}" ${v("status")} ${v("responseLength")} ${v("requestId")} ${v("extendedRequestId")} ${v("error.messageString")} ${v("integrationErrorMessage")}`,
  },
  {
    what: "combined log format",
    template: `${v("identity.sourceIp")} - ${v("identity.user")} [${v("requestTime")}] "${v("httpMethod")} ${v("path")} ${v("protocol")}" ${v("status")} ${v("responseLength")} "-" "${v("identity.userAgent")}" ${v("requestId")}`,
  },
  {
    what: "CLF without quotes",
    template: `${v("extendedRequestId")} ${v("identity.sourceIp")} ${v("identity.caller")} ${v("identity.user")} [${v("requestTime")}] ${v("httpMethod")} ${v("resourcePath")} ${v("protocol")} ${v("status")} ${v("responseLength")} ${v("requestId")}`,
  },
  {
    what: "words",
    template: `${v("requestId")} ${v("extendedRequestId")} ${v("identity.sourceIp")} ${v("requestTime")} ${v("httpMethod")} ${v("routeKey")} ${v("status")} ${v("protocol")} ${v("responseLength")}`,
  },
  {
    what: "words with error texts",
    template: `${v("requestId")} ${v("requestTime")} ${v("routeKey")} ${v("status")} ${v("error.message")} ${v("error.responseType")}`,
  },
  {
    what: "CSV",
    template: `${v("requestId")},${v("identity.sourceIp")},${v("identity.caller")},${v("identity.user")},${v("requestTime")},${v("httpMethod")},${v("resourcePath")},${v("status")},${v("protocol")},${v("responseLength")}`,
  },
  {
    what: "CSV with the user agent",
    template: `${v("identity.sourceIp")},${v("identity.apiKeyId")},${v("identity.userAgent")},${v("requestTime")},${v("httpMethod")},${v("resourcePath")},${v("protocol")},${v("status")},${v("wafResponseCode")},${v("responseLength")},${v("requestId")}`,
  },
  { what: "CSV in quotes", template: `"${v("requestId")}","${v("identity.userAgent")}","${v("path")}","${v("status")}"` },
  {
    what: "CSV, error texts in front",
    template: `${v("error.message")},${v("error.messageString")},${v("identity.sourceIp")},${v("requestTime")},${v("status")},${v("requestId")}`,
  },
  {
    what: "semicolons",
    template: `${v("requestTimeEpoch")};${v("requestId")};${v("httpMethod")};${v("path")};${v("status")};${v("identity.userAgent")}`,
  },
  {
    what: "tabs",
    template: `${v("requestTimeEpoch")}\t${v("requestId")}\t${v("httpMethod")}\t${v("path")}\t${v("status")}\t${v("identity.userAgent")}`,
  },
  { what: "pipes", template: `${v("requestId")}|${v("status")}|${v("identity.userAgent")}|${v("error.message")}|` },
  {
    what: "logfmt",
    template: `sourceIp=${v("identity.sourceIp")} requestId=${v("requestId")} requestTime=${v("requestTime")} httpMethod=${v("httpMethod")} path=${v("path")} routeKey=${v("routeKey")} status=${v("status")} error.message=${v("error.message")} error.messageString=${v("error.messageString")} userAgent=${v("identity.userAgent")} responseLatency=${v("responseLatency")}`,
  },
  {
    what: "logfmt in quotes",
    template: `level=info id="${v("requestId")}" agent="${v("identity.userAgent")}" status=${v("status")} error="${v("error.message")}"`,
  },
  {
    what: "key: value, commas",
    template: `requestId:${v("requestId")},ip:${v("identity.sourceIp")},routeKey:${v("routeKey")},status:${v("status")},integrationStatus:${v("integration.integrationStatus")},errorMessage:${v("error.message")},authorizerError:${v("authorizer.error")}`,
  },
  {
    what: "key = value with spaces",
    template: `requestId=${v("requestId")} integrationErrorMessage = ${v("integrationErrorMessage")} error.message = ${v("error.message")}`,
  },
  {
    what: "brackets",
    template: `[ '${v("requestId")}' ] [ ${v("requestTimeEpoch")} ] [ ${v("identity.sourceIp")} ] [ ${v("connectionId")} ] [ ${v("eventType")} ] [ ${v("status")} ] [ ${v("routeKey")} ] [ '${v("integration.error")}' ] [ ${v("error.messageString")} ]`,
  },
  {
    what: "XML",
    template: `<request id="${v("requestId")}"><ip>${v("identity.sourceIp")}</ip><agent>${v("identity.userAgent")}</agent><status>${v("status")}</status></request>`,
  },
  {
    what: "XML attributes",
    template: `<r id="${v("requestId")}" agent="${v("identity.userAgent")}" path="${v("path")}" status="${v("status")}"/>`,
  },
  { what: "URL query", template: `id=${v("requestId")}&path=${v("path")}&agent=${v("identity.userAgent")}&status=${v("status")}` },
  {
    what: "a variable directly before letters",
    template: `${v("responseLatency")}ms ${v("responseLength")}B ${v("requestId")} ${v("identity.userAgent")}`,
  },
  { what: "a variable directly before punctuation", template: `${v("requestId")}: ${v("status")}. ${v("identity.userAgent")}!` },
  { what: "method and path without a separator", template: `${v("requestId")} ${v("httpMethod")}${v("path")}` },
  { what: "one variable", template: v("requestId") },
  { what: "text only at both ends", template: `--- ${v("identity.userAgent")} ---` },
  {
    what: "two numbers without a separator",
    template: `${v("requestId")} ${v("status")}${v("responseLength")}`,
    refused: "nothing separates",
  },
  {
    what: "two texts without a separator",
    template: `${v("requestId")} ${v("error.message")}${v("integration.error")}`,
    refused: "nothing separates",
  },
];

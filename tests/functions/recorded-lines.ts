/** What a browser says of itself. */
export const agent =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0.0.0 Safari/537.36";
const when = "01/Feb/2024:06:47:49 +0000";
/** A request id of a REST API. */
export const id = "bf04adbf-eacc-4601-8c14-94605f242e1a";

/** Lines as API Gateway has been seen to write them with the known formats, and some of what they say. */
export const recordedLines: readonly { format: string; line: string; says: Record<string, string | null> }[] = [
  {
    format: "console-rest-clf",
    line: `103.108.207.58 - - [${when}] "GET /pets/{petId} HTTP/1.1" 200 49 ${id} Sca3bFUQgi0EYeA=`,
    says: { "identity.caller": null, resourcePath: "/pets/{petId}", responseLength: "49", extendedRequestId: "Sca3bFUQgi0EYeA=" },
  },
  {
    format: "console-rest-csv-2021",
    line: `103.108.207.58,AIDAEXAMPLE,AIDAEXAMPLE,${when},POST,/orders,HTTP/1.1,201,12,${id}`,
    says: { "identity.caller": "AIDAEXAMPLE", httpMethod: "POST", status: "201", requestId: id },
  },
  {
    format: "docs-rest-clf",
    line: `103.108.207.58 - - [${when}]"GET /pets/{petId} HTTP/1.1" 200 49 ${id} Sca3bFUQgi0EYeB=`,
    says: { requestTime: when, httpMethod: "GET", resourcePath: "/pets/{petId}", requestId: id, extendedRequestId: "Sca3bFUQgi0EYeB=" },
  },
  {
    format: "docs-rest-xml",
    line: `<request id="${id}"> <extendedRequestId>Sca3bFUQgi0EYeC=</extendedRequestId> <ip>1.128.0.0</ip> <caller>-</caller> <user>-</user> <requestTime>${when}</requestTime> <httpMethod>GET</httpMethod> <resourcePath>/pets</resourcePath> <status>200</status> <protocol>HTTP/1.1</protocol> <responseLength>49</responseLength> </request>`,
    says: { requestId: id, extendedRequestId: "Sca3bFUQgi0EYeC=", "identity.sourceIp": "1.128.0.0", status: "200" },
  },
  {
    format: "docs-rest-cloudformation",
    line: `Sca3bFUQgi0EYeD= 103.108.207.58 - - [${when}] "GET /pets/{petId} HTTP/1.1" 200 49 ${id}`,
    says: { extendedRequestId: "Sca3bFUQgi0EYeD=", "identity.sourceIp": "103.108.207.58", responseLength: "49", requestId: id },
  },
  {
    format: "console-http-clf",
    line: `103.108.207.58 - - [${when}] "GET GET /orders/{id} HTTP/1.1" 200 47140 GQIVriFLIAMEMsA= GQIVriFLIAMEMsA=`,
    says: { httpMethod: "GET", routeKey: "GET /orders/{id}", responseLength: "47140", requestId: "GQIVriFLIAMEMsA=" },
  },
  {
    format: "console-http-xml",
    line: `<request id="${id}"> <ip>2001:db8::7</ip> <requestTime>${when}</requestTime> <httpMethod>GET</httpMethod> <routeKey>$default</routeKey> <status>404</status> <protocol>HTTP/1.1</protocol> <responseLength>23</responseLength> <extendedRequestId>${id}</extendedRequestId> </request>`,
    says: { "identity.sourceIp": "2001:db8::7", routeKey: "$default", status: "404" },
  },
  {
    format: "console-websocket-json-2021",
    line: `{"requestId":"Iq9gwFDNoAMFo1A=","ip":"1.128.0.0","caller":"-","user":"-","requestTime":"${when}","eventType":"CONNECT","routeKey":"$connect","status":"500","connectionId":"Iq8gj1UmIAMCKpA="}`,
    says: { eventType: "CONNECT", routeKey: "$connect", connectionId: "Iq8gj1UmIAMCKpA=", "identity.user": null },
  },
  {
    format: "console-websocket-clf",
    line: `1.128.0.0 - - [${when}] "MESSAGE sendMessage Iq8gj1UmIAMCKpA=" 200 Iq9gjE_aIAMFZTg= Iq9gjE_aIAMFZTg=`,
    says: { eventType: "MESSAGE", routeKey: "sendMessage", status: "200" },
  },
  {
    format: "portal-13-typographic",
    line: `{“api_id”: “a1b2c3”,“api_key”: “0123456789012345678901234567890123456789”,“key_id”: “k1”,“ip”: “203.0.113.7”,“method”: “GET”,“uri”: “/prod/a”,“response_size”: “12”,“response_status”: “200”,“resource_id”: “x1”,“request_id”: “${id}”,“request_latency”: “57”,“request_time”: “${when}”,“stage”: “prod”}`,
    says: { apiId: "a1b2c3", "identity.apiKeyId": "k1", path: "/prod/a", responseLatency: "57", stage: "prod" },
  },
  {
    format: "datadog",
    line: `{"apiId":"a1b2c3","stage":"prod","requestId":"${id}","ip":"203.0.113.7","caller":"-","user":"-","requestTime":1706770069673,"httpMethod":"GET","resourcePath":"/orders","status":403,"protocol":"HTTP/1.1","responseLength":-}`,
    says: { requestTimeEpoch: "1706770069673", status: "403", responseLength: null },
  },
  {
    format: "serverless-rest",
    line: `requestId: ${id}, ip: 1.128.0.0, caller: -, user: -, requestTime: ${when}, httpMethod: GET, resourcePath: /pets/{petId}, status: 200, protocol: HTTP/1.1, responseLength: 48`,
    says: { requestId: id, "identity.sourceIp": "1.128.0.0", "identity.user": null, resourcePath: "/pets/{petId}", responseLength: "48" },
  },
  {
    format: "elastic-rest",
    line: `{"requestId":"${id}","ip":"1.128.0.0","caller":"-","user":"-","requestTime":"${when}","httpMethod":"GET","resourcePath":"/pets/{petId}","status":"200","protocol":"HTTP/1.1","responseLength":"48","stage":"prod","apiId":"asad15n3p0","domainName":"asad15n3p0.execute-api.us-east-1.amazonaws.com"}`,
    says: { domainName: "asad15n3p0.execute-api.us-east-1.amazonaws.com", resourcePath: "/pets/{petId}" },
  },
];

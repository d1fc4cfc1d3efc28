import type { ApiKind } from "./column";
import { formatFor } from "./log-format";

/** An access-log format that exists outside one team: the project's own, the console's examples, and those that vendors ask for. */
export interface KnownFormat {
  /** Short name, usable on the command line. */
  readonly id: string;
  readonly title: string;
  /** Kinds of API whose stages are given this format. */
  readonly kinds: readonly ApiKind[];
  /** The text of the stage's access-log setting. */
  readonly template: string;
}

/** `key=variable` pairs separated by spaces; a word without `=` is a variable whose key is the variable without its dots, in camel case. */
const pairsOf = (words: string): [string, string][] =>
  words
    .trim()
    .split(/\s+/)
    .map((word) => {
      const [key, variable] = word.split("=");
      return variable === undefined ? [key!.replace(/\.(\w)/g, (_, letter: string) => letter.toUpperCase()), key!] : [key!, variable];
    });

const jsonOf = (words: string, colon = ":", comma = ","): string =>
  `{${pairsOf(words)
    .map(([key, variable]) => `"${key}"${colon}"$context.${variable}"`)
    .join(comma)}}`;

const variablesOf = (words: string, separator: string): string =>
  pairsOf(words)
    .map(([, variable]) => `$context.${variable}`)
    .join(separator);

const xmlOf = (words: string): string =>
  `<request id="$context.requestId"> ${pairsOf(words)
    .map(([key, variable]) => `<${key}>$context.${variable}</${key}>`)
    .join(" ")} </request>`;

/** What the console's four examples log, per kind; until 2022 without the extended request id. */
const consoleExamples: readonly { kind: ApiKind; request: string; json: string; list: string }[] = [
  {
    kind: "REST",
    request:
      '$context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol"',
    json: "ip=identity.sourceIp caller=identity.caller user=identity.user requestTime httpMethod resourcePath status protocol responseLength",
    list: "identity.sourceIp identity.caller identity.user requestTime httpMethod resourcePath protocol status responseLength requestId",
  },
  {
    kind: "HTTP",
    request: '- - [$context.requestTime] "$context.httpMethod $context.routeKey $context.protocol"',
    json: "ip=identity.sourceIp requestTime httpMethod routeKey status protocol responseLength",
    list: "identity.sourceIp requestTime httpMethod routeKey protocol status responseLength requestId",
  },
  {
    kind: "WEBSOCKET",
    request:
      '$context.identity.caller $context.identity.user [$context.requestTime] "$context.eventType $context.routeKey $context.connectionId"',
    json: "ip=identity.sourceIp caller=identity.caller user=identity.user requestTime eventType routeKey status connectionId",
    list: "identity.sourceIp identity.caller identity.user requestTime eventType routeKey connectionId status requestId",
  },
];

const consoleFormats = (): KnownFormat[] =>
  consoleExamples.flatMap(({ kind, request, json, list }) =>
    [false, true].flatMap((extended): KnownFormat[] => {
      const id = (format: string) => `console-${kind.toLowerCase()}-${format}${extended ? "" : "-2021"}`;
      const title = (format: string) => `API Gateway console, ${format}${extended ? "" : ", before it had the extended request id"}`;
      const clf = `$context.identity.sourceIp ${request} ${variablesOf(`status ${kind === "WEBSOCKET" ? "" : "responseLength"} requestId`, " ")}`;
      const more = extended ? " extendedRequestId" : "";
      return [
        { id: id("clf"), title: title("CLF"), kinds: [kind], template: clf + (extended ? " $context.extendedRequestId" : "") },
        { id: id("json"), title: title("JSON"), kinds: [kind], template: jsonOf(`requestId${more} ${json}`, ": ", ", ") },
        { id: id("xml"), title: title("XML"), kinds: [kind], template: xmlOf(json + more) },
        { id: id("csv"), title: title("CSV"), kinds: [kind], template: variablesOf(list + more, ",") },
      ];
    }),
  );

/** What AWS documents for REST stages is not always what its console writes: a space, or the place of the extended request id. */
const documentedFormats = (): KnownFormat[] => {
  const { json } = consoleExamples[0]!;
  const caller = "$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime]";
  const called = '"$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId';
  const kinds: readonly ApiKind[] = ["REST"];
  const title = (format: string) => `API Gateway's documentation, ${format}`;
  return [
    { id: "docs-rest-clf", title: title("CLF"), kinds, template: `${caller}${called} $context.extendedRequestId` },
    { id: "docs-rest-xml", title: title("XML"), kinds, template: xmlOf(`extendedRequestId ${json}`) },
    {
      id: "docs-rest-cloudformation",
      title: title("CloudFormation example"),
      kinds,
      template: `$context.extendedRequestId ${caller} ${called}`,
    },
  ];
};

const samplesFormat = `apiId stage requestId ip=identity.sourceIp requestTime httpMethod routeKey status protocol responseLength accountId
  authorizerClaimsProperty=authorizer.claims.property authorizer.principalId authorizerProperty=authorizer.property domainName domainPrefix
  error.message error.responseType identity.accountId identity.apiKeyId identity.caller identity.cognitoAuthenticationProvider
  identity.cognitoAuthenticationType identity.cognitoIdentityId identity.cognitoIdentityPoolId identity.principalOrgId identity.user
  identity.userAgent identity.userArn path resourcePath wafResponseCode webaclArn sub=authorizer.claims.sub clientId=authorizer.claims.iss
  aud=authorizer.claims.aud authorize.error authorize.latency authorize.status authorizer.error authorizer.integrationLatency
  authorizer.integrationStatus authorizer.latency authorizer.status integrationLatency=integration.latency responseLatency`;

const portalFields = `api_id=apiId api_key=identity.apiKey key_id=identity.apiKeyId ip=identity.sourceIp method=httpMethod uri=path
  response_size=responseLength response_status=status resource_id=resourceId request_id=requestId request_latency=responseLatency`;
const portalFormat = jsonOf(`${portalFields} request_time=requestTime stage`, ": ", ",");
const portalFormatWithPlan = jsonOf(
  `${portalFields} request_time=requestTimeEpoch stage subscription_id=authorizer.apiable_subscription_id plan_id=authorizer.apiable_plan_id`,
  ": ",
  ",",
);

const sumoRest = `accountId requestId authorizerClaimsProperty=authorizer.claims.property extendedRequestId identity.sourceIp identity.caller
  identity.user requestTime status routeKey apiId domainPrefix httpMethod identity.clientCert.serialNumber identity.userAgent path protocol resourceId
  responseOverride.status authorize.error resourcePath authorize.latency authorize.status authorizer.error authorizer.integrationStatus
  authorizer.integrationLatency authorizer.latency authorizer.principalId authorizer.requestId authorizer.status authenticate.error
  authenticate.latency authenticate.status connectedAt connectionId domainName error.message error.responseType error.validationErrorString eventType
  identity.accountId identity.principalOrgId identity.userArn identity.apiKey identity.apiKeyId integration.error integration.integrationStatus
  integrationLatency=integration.latency integration.requestId integrationStatus=integration.status contextIntegrationLatency=integrationLatency
  responseLatency responseLength xrayTraceId requestTimeEpoch stage messageId wafResponseCode waf.error waf.latency waf.status webaclArn`;

const sumoHttp = `requestId extendedRequestId identity.sourceIp identity.caller identity.user requestTime httpMethod resourcePath status protocol
  responseLength accountId authorizerProperty=authorizer.property routeKey responseLatency integrationErrorMessage apiId
  authorizerClaimsProperty=authorizer.claims.property authorizer.error authorizer.principalId awsEndpointRequestId awsEndpointRequestId2
  customDomain.basePathMatched dataProcessed domainName domainPrefix error.message error.responseType identity.accountId
  identity.cognitoAuthenticationProvider identity.cognitoAuthenticationType identity.cognitoIdentityId identity.cognitoIdentityPoolId
  identity.principalOrgId identity.clientCert.clientCertPem identity.clientCert.subjectDN identity.clientCert.issuerDN
  identity.clientCert.serialNumber identity.clientCert.validity.notBefore identity.clientCert.validity.notAfter identity.userAgent identity.userArn
  integration.error integration.integrationStatus integrationLatency=integration.latency integration.requestId
  integrationStatus=integration.status contextIntegrationLatency=integrationLatency contextIntegrationStatus=integrationStatus path requestTimeEpoch
  stage`;

const datadogFields =
  '"ip":"$context.identity.sourceIp","caller":"$context.identity.caller","user":"$context.identity.user","requestTime":$context.requestTimeEpoch,"httpMethod":"$context.httpMethod","resourcePath":"$context.resourcePath","status":$context.status,"protocol":"$context.protocol","responseLength":$context.responseLength';

const typographic = (template: string): string => {
  let quotes = 0;
  return template.replace(/"/g, () => (quotes++ % 2 === 0 ? "“" : "”"));
};

/** The formats that the decoder knows by name, the project's own (with the default settings) first. */
export const knownFormats: readonly KnownFormat[] = [
  { id: "own-rest", title: "This project, REST", kinds: ["REST"], template: formatFor("REST").template },
  { id: "own-http", title: "This project, HTTP", kinds: ["HTTP"], template: formatFor("HTTP").template },
  { id: "own-websocket", title: "This project, WebSocket", kinds: ["WEBSOCKET"], template: formatFor("WEBSOCKET").template },
  ...consoleFormats(),
  ...documentedFormats(),
  { id: "aws-samples-46", title: "AWS sample for QuickSight, 46 fields", kinds: ["REST"], template: jsonOf(samplesFormat) },
  { id: "portal-13", title: "API portal, 13 fields", kinds: ["REST"], template: portalFormat },
  {
    id: "portal-13-typographic",
    title: "API portal, 13 fields, with typographic quotes",
    kinds: ["REST"],
    template: typographic(portalFormat),
  },
  { id: "portal-15", title: "API portal, 15 fields", kinds: ["REST"], template: portalFormatWithPlan },
  { id: "sumologic-rest", title: "Sumo Logic, REST", kinds: ["REST"], template: jsonOf(sumoRest, ": ", ", ") },
  { id: "sumologic-http", title: "Sumo Logic, HTTP and WebSocket", kinds: ["HTTP", "WEBSOCKET"], template: jsonOf(sumoHttp, ": ", ", ") },
  {
    id: "datadog",
    title: "Datadog",
    kinds: ["REST"],
    template: `{"apiId":"$context.apiId","stage":"$context.stage","requestId":"$context.requestId",${datadogFields}}`,
  },
  {
    id: "datadog-2021",
    title: "Datadog, before it had API and stage",
    kinds: ["REST"],
    template: `{"requestId":"$context.requestId",${datadogFields}}`,
  },
  {
    id: "serverless-rest",
    title: "Serverless Framework, REST",
    kinds: ["REST"],
    template: pairsOf(`requestId ${consoleExamples[0]!.json}`)
      .map(([key, variable]) => `${key}: $context.${variable}`)
      .join(", "),
  },
  {
    id: "elastic-rest",
    title: "Elastic, REST",
    kinds: ["REST"],
    template: jsonOf(`requestId ${consoleExamples[0]!.json} stage apiId domainName`),
  },
  {
    id: "elastic-http",
    title: "Elastic, HTTP",
    kinds: ["HTTP"],
    template: jsonOf(`requestId ${consoleExamples[1]!.json} stage apiId domainName`),
  },
  {
    id: "elastic-websocket",
    title: "Elastic, WebSocket",
    kinds: ["WEBSOCKET"],
    template: jsonOf(`requestId ${consoleExamples[2]!.json} apiId stage domainName`),
  },
];

/** What a second reader of the import document makes of it: the API that moto built is read back and held against the routes. */
import {
  APIGatewayClient,
  GetResourcesCommand,
  type GetResourcesCommandOutput,
  GetRestApisCommand,
  GetStageCommand,
} from "@aws-sdk/client-api-gateway";
import { type Route, routes } from "../../../components/logs-api/routes";
import type { Finding } from "../engine";
import { ACCESS_LOG_FORMAT, FORMS } from "./program/forms";

type Method = NonNullable<NonNullable<GetResourcesCommandOutput["items"]>[number]["resourceMethods"]>[string];

export async function checkImport(endpoint: string): Promise<{ methods: number; findings: Finding[] }> {
  const client = new APIGatewayClient({ endpoint, region: "eu-west-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } });
  const findings: Finding[] = [];
  let methods = 0;
  const { items: apis = [] } = await client.send(new GetRestApisCommand({}));
  for (const [name, { groups, privateVpcEndpointIds, throttle }] of Object.entries(FORMS)) {
    const say = (where: string, message: string) => findings.push({ where: `${name} ${where}`.trim(), message });
    const api = apis.find((one) => one.name?.startsWith(`${name}-api`));
    if (!api?.id) {
      say("", `not created; there are ${apis.map((one) => one.name).join(", ")}`);
      continue;
    }
    const kind = api.endpointConfiguration?.types?.join();
    if (kind !== (privateVpcEndpointIds ? "PRIVATE" : "REGIONAL")) say("endpoint", `is ${kind}`);
    const { items = [] } = await client.send(new GetResourcesCommand({ restApiId: api.id, embed: ["methods"], limit: 500 }));
    const wanted = new Map<string, { route: Route; group: string }>(
      Object.entries(groups).flatMap(([alias, group]) =>
        routes.map((route) => [`/groups/${alias}/${route.path}`, { route, group }] as const),
      ),
    );
    for (const { path, resourceMethods = {} } of items)
      for (const verb of Object.keys(resourceMethods))
        if (verb !== "GET" || !wanted.has(path!)) say(`${verb} ${path}`, "nobody asked for it");
    for (const [path, { route, group }] of wanted) {
      const method = items.find((one) => one.path === path)?.resourceMethods?.GET;
      methods++;
      for (const wrong of method ? differences(method, route.action, group) : ["not created"]) say(path, wrong);
    }
    const stage = await client.send(new GetStageCommand({ restApiId: api.id, stageName: "logs" }));
    const settings = stage.methodSettings?.["*/*"];
    const shares = throttle && [throttle.rate / Object.keys(groups).length, 1];
    if (shares && `${settings?.throttlingRateLimit},${settings?.throttlingBurstLimit}` !== shares.join())
      say("throttle", JSON.stringify(settings));
    if (throttle && stage.accessLogSettings?.format !== ACCESS_LOG_FORMAT) say("access log", JSON.stringify(stage.accessLogSettings));
  }
  return { methods, findings };
}

/** What is wrong with the method. moto 5.2 does not read `security` and gateway responses of a document, so those are not asked for. */
function differences({ methodIntegration, methodResponses = {} }: Method, action: string, group: string): string[] {
  const integration = methodIntegration ?? {};
  const template = integration.requestTemplates?.["application/json"] ?? "";
  const responses = Object.values(integration.integrationResponses ?? {});
  const patterns = responses.map(({ statusCode, selectionPattern }) => `${statusCode}:${selectionPattern ?? ""}`).sort();
  const checks: [boolean, string][] = [
    [integration.type?.toUpperCase() === "AWS", `integration type ${integration.type}`],
    [integration.httpMethod === "POST", `integration method ${integration.httpMethod}`],
    [integration.uri === `arn:aws:apigateway:eu-west-1:logs:action/${action}`, `uri ${integration.uri}`],
    [/^arn:aws:iam::\d{12}:role\/.+-role/.test(integration.credentials ?? ""), `credentials ${integration.credentials}`],
    [integration.passthroughBehavior?.toUpperCase() === "NEVER", `passthrough ${integration.passthroughBehavior}`],
    [
      integration.requestParameters?.["integration.request.header.X-Amz-Target"] === `'Logs_20140328.${action}'`,
      `headers ${JSON.stringify(integration.requestParameters)}`,
    ],
    [template.includes(`"logGroupName":"${group.replace("#", "\\u0023")}"`), `the template does not name ${group}`],
    [patterns.join() === "200:,400:4\\d{2},502:5\\d{2}", `answers ${patterns.join()}`],
    [responses.every(({ responseTemplates }) => responseTemplates?.["application/json"]), "an answer without a template"],
    [
      Object.keys(methodResponses).sort().join() === "200,400,403,404,413,429,502",
      `method responses ${Object.keys(methodResponses).join()}`,
    ],
  ];
  return checks.flatMap(([right, message]) => (right ? [] : [message]));
}

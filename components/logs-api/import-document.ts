/**
 * The document that API Gateway imports: OpenAPI 3.0 (it reads no 3.1) with its own extensions, holding the whole API. One import instead
 * of some forty resources for each group: the control plane allows ten requests a second to the whole account.
 */
import { methodStatuses } from "./answers";
import { importedScheme, type LogsApiAuthorization, SCHEME } from "./authorization";
import { gatewayResponses } from "./gateway-responses";
import { vpcEndpointPolicy } from "./policies";
import { requestTemplate } from "./request-template";
import { integrationResponses } from "./response-template";
import { type Route, routes } from "./routes";

/** What the document is made for. */
export interface ImportDocumentArgs {
  readonly title: string;
  /** Alias → log group name. */
  readonly groups: Readonly<Record<string, string>>;
  readonly authorization: LogsApiAuthorization;
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  /** Role with which API Gateway calls CloudWatch Logs. */
  readonly roleArn: string;
  /** VPC endpoints that alone may reach the API. */
  readonly privateVpcEndpointIds?: readonly string[];
}

const VALIDATOR = "parameters";
const JSON_TYPE = "application/json";

/** The API of all groups, complete: what is not in here is not in the API after the import. */
export function importDocument(args: ImportDocumentArgs) {
  const { privateVpcEndpointIds: vpcEndpointIds } = args;
  return {
    openapi: "3.0.1",
    info: { title: args.title, version: "1.0" },
    paths: Object.fromEntries(
      Object.entries(args.groups).flatMap(([alias, logGroup]) =>
        routes.map((route) => [`/groups/${alias}/${route.path}`, { get: method(route, logGroup, args) }]),
      ),
    ),
    components: { securitySchemes: { [SCHEME]: importedScheme(args.authorization, args) } },
    ...(vpcEndpointIds && { "x-amazon-apigateway-policy": vpcEndpointPolicy({ ...args, vpcEndpointIds }) }),
    "x-amazon-apigateway-request-validators": { [VALIDATOR]: { validateRequestParameters: true, validateRequestBody: false } },
    "x-amazon-apigateway-gateway-responses": Object.fromEntries(
      gatewayResponses.map(({ type, status, template }) => [
        type,
        {
          ...(status === undefined ? {} : { statusCode: String(status) }),
          responseParameters: { "gatewayresponse.header.Cache-Control": "'no-store'" },
          responseTemplates: { [JSON_TYPE]: template },
        },
      ]),
    ),
  };
}

function method(route: Route, logGroup: string, args: ImportDocumentArgs) {
  return {
    security: [{ [SCHEME]: [] }],
    parameters: route.parameters.map(({ parameter: { name, required } }) => ({
      name,
      in: "query",
      required: required ?? false,
      schema: { type: "string" },
    })),
    responses: Object.fromEntries(
      methodStatuses.map((status) => [
        String(status),
        { description: String(status), headers: { "Cache-Control": { schema: { type: "string" } } } },
      ]),
    ),
    "x-amazon-apigateway-request-validator": VALIDATOR,
    "x-amazon-apigateway-integration": {
      type: "aws",
      httpMethod: "POST",
      uri: `arn:${args.partition}:apigateway:${args.region}:logs:action/${route.action}`,
      credentials: args.roleArn,
      timeoutInMillis: 29_000,
      // Without both headers the service answers 200 with an UnknownOperationException.
      requestParameters: {
        "integration.request.header.Content-Type": "'application/x-amz-json-1.1'",
        "integration.request.header.X-Amz-Target": `'Logs_20140328.${route.action}'`,
      },
      // Another content type than the template's is refused (415) and never passed through.
      passthroughBehavior: "never",
      requestTemplates: { [JSON_TYPE]: requestTemplate(route, logGroup) },
      responses: Object.fromEntries(
        integrationResponses(route).map(({ selectionPattern, status, template }) => [
          selectionPattern || "default",
          {
            statusCode: String(status),
            responseParameters: { "method.response.header.Cache-Control": "'no-store'" },
            responseTemplates: { [JSON_TYPE]: template },
          },
        ]),
      ),
    },
  };
}

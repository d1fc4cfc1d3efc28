import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { LogsApiAuthorization } from "./logs-api/authorization";
import { importDocument } from "./logs-api/import-document";
import { openApiDocument } from "./logs-api/open-api";
import { readStatements } from "./logs-api/policies";
import { defaultThrottle, type LogsApiThrottle, shareOf } from "./logs-api/throttle";
import type { Place } from "./place";
import { createRole } from "./role";

/** What a {@link LogsApi} needs to know. */
export interface LogsApiArgs {
  /** Alias in the path → name of the log group it reads. */
  readonly groups: Readonly<Record<string, string>>;
  /** Where the stack is. */
  readonly place: Place;
  /** Who may call it. @default IAM principals */
  readonly authorization?: LogsApiAuthorization;
  /** Where the calls of this API are logged, and as what: the lake's own stream and format. */
  readonly accessLog?: { readonly destinationArn: pulumi.Input<string>; readonly format: string };
  /** Most requests for each CloudWatch Logs operation, over all groups. @default 5 a second, 4 at once */
  readonly throttle?: LogsApiThrottle;
  /** VPC endpoints that alone may reach it. @default the API is regional */
  readonly privateVpcEndpointIds?: readonly string[];
}

const STAGE = "logs";

/** Reads listed CloudWatch log groups over HTTPS without a console: API Gateway asks the service itself, there is no function between. */
export class LogsApi extends pulumi.ComponentResource {
  /** Address of the stage; routes follow as `/groups/{alias}/…`. */
  readonly url: pulumi.Output<string>;
  /** The API described in OpenAPI 3.1, as JSON. */
  readonly openApiDocument: pulumi.Output<string>;
  /** Id of the REST API. */
  readonly apiId: pulumi.Output<string>;
  /** Name of its only stage. */
  readonly stageName: pulumi.Output<string>;

  constructor(name: string, args: LogsApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("api-usage-analytics:components:LogsApi", name, {}, opts);
    const authorization: LogsApiAuthorization = args.authorization ?? { kind: "iam" };
    const role = createRole(
      `${name}-role`,
      {
        service: "apigateway.amazonaws.com",
        statements: readStatements(Object.values(args.groups), args.place),
        place: args.place,
        description: "Lets API Gateway read the log groups that the LogsApi lists",
      },
      { parent: this },
    );
    const { groups, privateVpcEndpointIds } = args;
    const body = pulumi
      .all([args.place.partition, args.place.region, args.place.accountId, role.arn])
      .apply(([partition, region, accountId, roleArn]) =>
        JSON.stringify(
          importDocument({ title: name, groups, authorization, privateVpcEndpointIds, partition, region, accountId, roleArn }),
        ),
      );
    const api = new aws.apigateway.RestApi(`${name}-api`, { body, endpointConfiguration: endpoint(args) }, { parent: this });
    if (authorization.kind === "lambda")
      new aws.lambda.Permission(
        `${name}-authorizer`,
        {
          action: "lambda:InvokeFunction",
          function: authorization.functionArn,
          principal: "apigateway.amazonaws.com",
          sourceArn: pulumi.interpolate`${api.executionArn}/authorizers/*`,
        },
        { parent: this },
      );
    const deployment = new aws.apigateway.Deployment(
      `${name}-deployment`,
      // A deployment is a snapshot: what changes the API, its policy included, must make a new one.
      { restApi: api.id, triggers: { api: body.apply(digest) } },
      { parent: this, dependsOn: [role.policy] },
    );
    const stage = new aws.apigateway.Stage(
      `${name}-stage`,
      { restApi: api.id, deployment: deployment.id, stageName: STAGE, accessLogSettings: args.accessLog },
      { parent: this },
    );
    const { rateLimit, burstLimit } = shareOf(args.throttle ?? defaultThrottle, Object.keys(args.groups).length);
    new aws.apigateway.MethodSettings(
      `${name}-throttle`,
      {
        restApi: api.id,
        stageName: stage.stageName,
        methodPath: "*/*",
        // Execution logs would hold the log events; access logs do not. Metrics by method are billed, and the lake has them anyway.
        settings: {
          throttlingRateLimit: rateLimit,
          throttlingBurstLimit: burstLimit,
          metricsEnabled: false,
          loggingLevel: "OFF",
          dataTraceEnabled: false,
        },
      },
      { parent: this },
    );
    this.url = stage.invokeUrl;
    this.openApiDocument = stage.invokeUrl.apply((url) =>
      JSON.stringify(openApiDocument({ url, aliases: Object.keys(args.groups), authorization }), null, 2),
    );
    this.apiId = api.id;
    this.stageName = stage.stageName;
    this.registerOutputs({ url: this.url, openApiDocument: this.openApiDocument, apiId: this.apiId, stageName: this.stageName });
  }
}

const endpoint = ({ privateVpcEndpointIds }: LogsApiArgs): aws.types.input.apigateway.RestApiEndpointConfiguration =>
  privateVpcEndpointIds ? { types: "PRIVATE", vpcEndpointIds: [...privateVpcEndpointIds] } : { types: "REGIONAL" };

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

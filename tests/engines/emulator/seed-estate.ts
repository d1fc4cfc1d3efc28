import {
  APIGatewayClient,
  CreateApiKeyCommand,
  CreateDeploymentCommand,
  CreateRestApiCommand,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  GetResourcesCommand,
  PutIntegrationCommand,
  PutMethodCommand,
} from "@aws-sdk/client-api-gateway";
import { ApiGatewayV2Client, CreateApiCommand, CreateStageCommand } from "@aws-sdk/client-apigatewayv2";
import { CloudWatchLogsClient, CreateLogGroupCommand, CreateLogStreamCommand } from "@aws-sdk/client-cloudwatch-logs";
import { ACCOUNT, REGION } from "../recording/recording";
import { HTTP_LOG_GROUP } from "./running-system";

/** How many keys and plans there are: more than one page of either (25 by default). */
export const KEYS = 57;
export const PLANS = 31;

/** Begins the value of every key: must be nowhere but in API Gateway. */
export const SECRET_VALUE = "sEcReTkEyVaLuE0123456789";

/** What the seed made, filled in once. */
export const estate = { restApiId: "", httpApiId: "", keyIds: [] as string[], planIds: [] as string[] };

/** An account that has APIs, keys and plans already, and an HTTP stage that logs in the project's format to a log group of its own. */
export async function seedEstate(access: object): Promise<void> {
  const logs = new CloudWatchLogsClient(access);
  await logs.send(new CreateLogGroupCommand({ logGroupName: HTTP_LOG_GROUP }));
  await logs.send(new CreateLogStreamCommand({ logGroupName: HTTP_LOG_GROUP, logStreamName: "stage" }));

  const v1 = new APIGatewayClient(access);
  const restApiId = (await v1.send(new CreateRestApiCommand({ name: "orders" }))).id!;
  const rootId = (await v1.send(new GetResourcesCommand({ restApiId }))).items![0]!.id!;
  const method = { restApiId, resourceId: rootId, httpMethod: "GET" };
  await v1.send(new PutMethodCommand({ ...method, authorizationType: "NONE", apiKeyRequired: true }));
  await v1.send(new PutIntegrationCommand({ ...method, type: "MOCK" }));
  await v1.send(new CreateDeploymentCommand({ restApiId, stageName: "prod" }));

  const v2 = new ApiGatewayV2Client(access);
  const httpApiId = (await v2.send(new CreateApiCommand({ Name: "orders-http", ProtocolType: "HTTP" }))).ApiId!;
  const { formatFor } = require("../../../analytics/schema/log-format") as typeof import("../../../analytics/schema/log-format");
  const DestinationArn = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${HTTP_LOG_GROUP}`;
  await v2.send(
    new CreateStageCommand({
      ApiId: httpApiId,
      StageName: "live",
      AccessLogSettings: { DestinationArn, Format: formatFor("HTTP").template },
    }),
  );

  const planIds: string[] = [];
  for (let i = 0; i < PLANS; i++) {
    const apiStages = i === 0 ? [{ apiId: restApiId, stage: "prod" }] : [];
    const plan = await v1.send(new CreateUsagePlanCommand({ name: `plan-${i}`, apiStages, quota: { limit: 1000 + i, period: "MONTH" } }));
    planIds.push(plan.id!);
  }
  const keyIds: string[] = [];
  for (let i = 0; i < KEYS; i++) {
    const value = `${SECRET_VALUE}${String(i).padStart(4, "0")}`;
    const key = await v1.send(new CreateApiKeyCommand({ name: `customer-${i}`, value, enabled: true, customerId: `C-${i}` }));
    keyIds.push(key.id!);
    await v1.send(new CreateUsagePlanKeyCommand({ usagePlanId: planIds[i % PLANS]!, keyId: key.id!, keyType: "API_KEY" }));
  }
  Object.assign(estate, { restApiId, httpApiId, keyIds, planIds });
}

import { output } from "@pulumi/pulumi";
import { expect } from "chai";
import { LogsApi, type LogsApiArgs } from "../../components/logs-api";
import { readLogsApiSettings } from "../../components/logs-api/settings";
import { findPlace } from "../../components/place";
import { deploy, type Registered } from "../harness";

const groups = { orders: "/aws/lambda/orders", payments: "payments" };
const run = (args: Partial<LogsApiArgs> = {}, preview = false) =>
  deploy(
    () => {
      const api = new LogsApi("logs", { groups, place: findPlace(), ...args });
      return { url: api.url, apiId: api.apiId, stageName: api.stageName, openApiDocument: api.openApiDocument };
    },
    { preview },
  );
const only = (resources: Registered[], type: string): Registered => {
  const found = resources.filter((r) => r.type === type);
  expect(found.length, type).to.equal(1);
  return found[0]!;
};
const policyOf = (resource: Registered, key = "policy") => JSON.parse(resource.inputs[key]);

describe("LogsApi", () => {
  it("is one import, a role, a deployment, a stage and its throttle, all its children", async () => {
    const { resources, outputs } = await run();
    expect(resources.map((r) => r.type.split("/").pop())).to.have.members([
      "pulumi:pulumi:Stack",
      "api-usage-analytics:components:LogsApi",
      "role:Role",
      "rolePolicy:RolePolicy",
      "restApi:RestApi",
      "deployment:Deployment",
      "stage:Stage",
      "methodSettings:MethodSettings",
    ]);
    for (const r of resources.filter((one) => one.type.startsWith("aws:"))) {
      expect(r.parent, r.name).to.match(/LogsApi::logs$/);
      expect(r.name).to.match(/^logs-/);
    }
    expect(outputs).to.include({ apiId: "logs-api-id", stageName: "logs" });
    const { servers, paths } = JSON.parse(outputs.openApiDocument);
    expect(servers).to.have.length(1);
    expect(paths["/groups/{alias}/events"].get.parameters[0].schema.enum).to.deep.equal(["orders", "payments"]);
  });

  it("imports a document that calls CloudWatch Logs of its region with its role, for IAM callers", async () => {
    const { resources } = await run();
    const document = JSON.parse(only(resources, "aws:apigateway/restApi:RestApi").inputs.body);
    const integration = document.paths["/groups/payments/stream-events"].get["x-amazon-apigateway-integration"];
    expect(integration.uri).to.equal("arn:aws:apigateway:eu-west-1:logs:action/GetLogEvents");
    expect(integration.credentials).to.match(/^arn:aws:.*\/logs-role$/);
    expect(document.components.securitySchemes.caller["x-amazon-apigateway-authtype"]).to.equal("awsSigv4");
    expect(only(resources, "aws:apigateway/restApi:RestApi").inputs.endpointConfiguration).to.deep.equal({ types: "REGIONAL" });
  });

  it("may read exactly the listed groups, and only API Gateway of this account may use the role", async () => {
    const { resources } = await run({ groups: { ...groups, again: "payments" } });
    const arn = (group: string) => `arn:aws:logs:eu-west-1:123456789012:log-group:${group}`;
    expect(policyOf(only(resources, "aws:iam/rolePolicy:RolePolicy")).Statement).to.deep.equal([
      {
        Effect: "Allow",
        Action: ["logs:GetLogEvents", "logs:FilterLogEvents", "logs:DescribeLogStreams"],
        Resource: [`${arn("/aws/lambda/orders")}:*`, `${arn("payments")}:*`],
      },
    ]);
    expect(policyOf(only(resources, "aws:iam/role:Role"), "assumeRolePolicy").Statement).to.deep.equal([
      {
        Effect: "Allow",
        Principal: { Service: "apigateway.amazonaws.com" },
        Action: ["sts:AssumeRole"],
        Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
      },
    ]);
  });

  it("fits what the settings let through into one role, in every partition", async () => {
    const settingsOf = (count: number, length: number) =>
      readLogsApiSettings({
        logsApiGroups: Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, `${i}`.padEnd(length, "x")])),
      });
    expect(() => settingsOf(70, 80)).to.throw(
      "Invalid setting 'api-usage-analytics:logsApiGroups': must be an object of groups whose names fit into the policy of one role (10240 characters), got '10280 characters'.",
    );
    for (const [count, length] of [
      [70, 79],
      [17, 512],
    ] as const) {
      const place = { accountId: output("123456789012"), partition: output("aws-us-gov"), region: output("us-gov-east-1") };
      const { resources } = await run({ groups: settingsOf(count, length)!.groups, place });
      const policy: string = only(resources, "aws:iam/rolePolicy:RolePolicy").inputs.policy;
      expect(policy.replace(/\s/g, "").length).to.be.within(9000, 10_240);
    }
  });

  it("shares the throttle among the groups and keeps log events out of execution logs", async () => {
    const { resources } = await run({ throttle: { rate: 6, burst: 3 } });
    expect(only(resources, "aws:apigateway/methodSettings:MethodSettings").inputs).to.deep.include({
      methodPath: "*/*",
      stageName: "logs",
      settings: { throttlingRateLimit: 3, throttlingBurstLimit: 1, metricsEnabled: false, loggingLevel: "OFF", dataTraceEnabled: false },
    });
  });

  it("logs its calls where it is told to", async () => {
    const accessLog = { destinationArn: "arn:aws:firehose:eu-west-1:123456789012:deliverystream/amazon-apigateway-x", format: "{}" };
    const stage = only((await run({ accessLog })).resources, "aws:apigateway/stage:Stage");
    expect(stage.inputs.accessLogSettings).to.deep.equal(accessLog);
    expect(only((await run()).resources, "aws:apigateway/stage:Stage").inputs.accessLogSettings).to.equal(undefined);
  });

  it("deploys again when the API changes, and only then", async () => {
    const trigger = async (args: Partial<LogsApiArgs>) =>
      only((await run(args)).resources, "aws:apigateway/deployment:Deployment").inputs.triggers.api;
    const [first, same, other, closed] = await Promise.resolve().then(async () => [
      await trigger({}),
      await trigger({ throttle: { rate: 1, burst: 1 } }),
      await trigger({ groups: { orders: "other" } }),
      await trigger({ privateVpcEndpointIds: ["vpce-0123456789abcdef0"] }),
    ]);
    expect(first)
      .to.match(/^[0-9a-f]{64}$/)
      .and.to.equal(same);
    expect(new Set([first, other, closed]).size).to.equal(3);
  });

  it("lets API Gateway ask a Lambda authorizer, of this API only", async () => {
    const functionArn = "arn:aws:lambda:eu-west-1:123456789012:function:who";
    const { resources } = await run({ authorization: { kind: "lambda", functionArn } });
    expect(only(resources, "aws:lambda/permission:Permission").inputs).to.deep.include({
      action: "lambda:InvokeFunction",
      function: functionArn,
      principal: "apigateway.amazonaws.com",
    });
    const authorizer = JSON.parse(only(resources, "aws:apigateway/restApi:RestApi").inputs.body).components.securitySchemes.caller[
      "x-amazon-apigateway-authorizer"
    ];
    expect(authorizer.authorizerUri).to.contain(functionArn);
  });

  it("is private on request: nothing from outside the endpoints, by a policy that comes with the import", async () => {
    const privateVpcEndpointIds = ["vpce-0123456789abcdef0"];
    const imported = async (args: Partial<LogsApiArgs>) => only((await run(args)).resources, "aws:apigateway/restApi:RestApi").inputs;
    const { body, endpointConfiguration } = await imported({ privateVpcEndpointIds });
    expect(endpointConfiguration).to.deep.equal({ types: "PRIVATE", vpcEndpointIds: privateVpcEndpointIds });
    const call = { Action: "execute-api:Invoke", Resource: "execute-api:/*" };
    expect(JSON.parse(body)["x-amazon-apigateway-policy"].Statement).to.deep.equal([
      // Within the account an allowance of a resource policy is enough: never to everybody where IAM decides.
      { Effect: "Allow", Principal: { AWS: "arn:aws:iam::123456789012:root" }, ...call },
      { Effect: "Deny", Principal: "*", ...call, Condition: { StringNotEquals: { "aws:SourceVpce": privateVpcEndpointIds } } },
    ]);
    const pool = { kind: "cognito", userPoolArn: "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/p" } as const;
    const other = JSON.parse((await imported({ privateVpcEndpointIds, authorization: pool })).body)["x-amazon-apigateway-policy"];
    expect(other.Statement[0].Principal).to.equal("*");
    expect(JSON.parse((await imported({})).body)).not.to.have.property("x-amazon-apigateway-policy");
  });

  it("previews while nothing is known yet", async () => {
    expect((await run({}, true)).resources).to.have.length(8);
  });
});

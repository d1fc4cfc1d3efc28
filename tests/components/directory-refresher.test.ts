import * as rest from "@aws-sdk/client-api-gateway";
import * as v2 from "@aws-sdk/client-apigatewayv2";
import { expect } from "chai";
import { directoryEventPattern } from "../../components/directory-refresher";
import { makeTargetReader } from "../../functions/refresh-directory/change-targets";
import { deployed } from "../deployments";

/** Operations that change something: all but those that only read. */
const changing = [
  ...new Set([...Object.keys(rest), ...Object.keys(v2)].flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.slice(1) ?? [])),
].filter((name) => !/^(Get|List|Export|Test)|^\$?$/.test(name));

/** What the directory holds nothing of. */
const elsewhere =
  /(Authorizers?(Cache)?|Mapping|Documentation\w+|DomainName|DomainNameAccessAssociation|Models?|RequestValidator|(Create|Update|Delete)Resource|VpcLink|ClientCertificate|GatewayResponse|Integration(Response)?|Method(Response)?|Route(Response|Settings|RequestParameter)?|RoutingRule|CorsConfiguration|Portal\w*|Product\w*|Endpoint\w*Page|ProductPage|FlushStageCache|UpdateAccount|UpdateUsage|(Update|Delete)Deployment)$/;

/** Reads a pattern as EventBridge documents it: each name must be there with one of the values, `exists` aside. */
function matches(pattern: unknown, event: unknown): boolean {
  if (Array.isArray(pattern))
    return pattern.some((one) =>
      typeof one === "object" && one !== null && "exists" in one ? (event !== undefined) === one.exists : one === event,
    );
  const fields = pattern as Record<string, unknown>;
  return Object.keys(fields).every((name) => matches(fields[name], (event as Record<string, unknown> | undefined)?.[name]));
}

/** An event as EventBridge hands it on from CloudTrail. */
const event = (eventName: string, requestParameters: unknown, responseElements: unknown = null, more: Record<string, unknown> = {}) => ({
  version: "0",
  id: "5c2f2d0e-6f5c-4f0a-9f6f-000000000000",
  "detail-type": "AWS API Call via CloudTrail",
  source: "aws.apigateway",
  account: "123456789012",
  time: "2026-11-20T10:00:00Z",
  region: "eu-west-1",
  resources: [],
  detail: {
    eventVersion: "1.09",
    userIdentity: { type: "AssumedRole", arn: "arn:aws:sts::123456789012:assumed-role/deploy/ada", accountId: "123456789012" },
    eventTime: "2026-11-20T10:00:00Z",
    eventSource: "apigateway.amazonaws.com",
    eventName,
    awsRegion: "eu-west-1",
    sourceIPAddress: "192.0.2.7",
    requestParameters,
    responseElements,
    readOnly: false,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: "123456789012",
    ...more,
  },
});

describe("DirectoryRefresher", () => {
  it("sees every operation of both APIs that changes an API, a stage, a plan or a key", () => {
    expect(changing).to.include.members(["CreateDeployment", "ReimportApi", "DeleteAccessLogSettings", "ImportApiKeys", "UpdateStage"]);
    const named = directoryEventPattern.detail.eventName;
    const forgotten = changing.filter((name) => !elsewhere.test(name) && !named.includes(name));
    expect(forgotten).to.deep.equal([]);
    expect(named.filter((name) => elsewhere.test(name))).to.deep.equal([]);
  });

  it("is woken by such events, and reads from them what has changed", () => {
    const targets = makeTargetReader();
    const cases: [string, unknown, unknown, string[]][] = [
      [
        "CreateDeployment",
        { restApiId: "a1b2c3d4e5", createDeploymentInput: { stageName: "canary" }, template: false },
        { id: "dep1", self: { restApiId: "a1b2c3d4e5", deploymentId: "dep1" } },
        ["api a1b2c3d4e5"],
      ],
      ["CreateDeployment", { apiId: "h1", stageName: "$default" }, { deploymentId: "d2" }, ["api h1"]],
      [
        "UpdateStage",
        {
          restApiId: "a1b2c3d4e5",
          stageName: "prod",
          updateStageInput: { patchOperations: [{ op: "replace", path: "/accessLogSettings/format", value: "$context.requestId" }] },
        },
        { stageName: "prod" },
        ["api a1b2c3d4e5"],
      ],
      ["UpdateStage", { apiId: "h1", stageName: "live", accessLogSettings: { format: "x" } }, null, ["api h1"]],
      ["DeleteAccessLogSettings", { apiId: "h1", stageName: "live" }, null, ["api h1"]],
      [
        "CreateRestApi",
        { createRestApiInput: { name: "Orders" }, template: false },
        { id: "f6g7h8i9j0", name: "Orders", self: { restApiId: "f6g7h8i9j0" } },
        ["api f6g7h8i9j0"],
      ],
      ["CreateUsagePlanKey", { usageplanId: "p1", createUsagePlanKeyInput: { keyId: "k1", keyType: "API_KEY" } }, null, ["key k1"]],
      ["UpdateUsagePlan", { usageplanId: "p1", updateUsagePlanInput: { patchOperations: [] } }, null, ["plan p1"]],
      [
        "CreateApiKey",
        { createApiKeyInput: { name: "acme" } },
        { id: "k2", name: "acme", value: "HIDDEN_DUE_TO_SECURITY_REASONS" },
        ["key k2"],
      ],
      ["ImportApiKeys", { format: "csv" }, null, ["all"]],
    ];
    for (const [name, asked, answered, expected] of cases) {
      const one = event(name, asked, answered);
      expect(matches(directoryEventPattern, one), name).to.equal(true);
      expect(targets(one), name).to.deep.equal(expected);
    }
  });

  it("is not woken by what failed, only read, or is about something else", () => {
    for (const one of [
      event("UpdateStage", { restApiId: "a1", stageName: "prod" }, null, { errorCode: "AccessDenied" }),
      event("GetStage", { restApiId: "a1", stageName: "prod" }),
      event("PutMethod", { restApiId: "a1", resourceId: "r" }),
      event("UpdateStage", {}, null, { eventSource: "elsewhere.amazonaws.com" }),
      { ...event("UpdateStage", {}), source: "custom.app" },
    ])
      expect(matches(directoryEventPattern, one)).to.equal(false);
  });

  it("deploys this rule, with a permission for it alone", async () => {
    const { named } = await deployed("minimal");
    expect(JSON.parse(named("directory-changes").inputs.eventPattern)).to.deep.equal(directoryEventPattern);
    expect(named("directory-changes-permission").inputs).to.include({ principal: "events.amazonaws.com", action: "lambda:InvokeFunction" });
    expect(named("directory-changes-target").dependsOn).to.include(named("directory-changes-permission").urn);
  });

  it("may read names, stages, plans and keys, write its own folder, and nothing else", async () => {
    const policy = (await deployed("minimal")).named("directory-refresh-directory-role-policy").inputs.policy;
    const statements: { Action: string[]; Resource: string[]; Condition?: unknown }[] = JSON.parse(policy).Statement;
    const of = (action: string) => statements.filter(({ Action }) => Action.includes(action));
    expect(of("apigateway:GET").map(({ Action, Resource }) => [Action, Resource])).to.deep.equal([
      [
        ["apigateway:GET"],
        ["usageplans", "usageplans/*", "apikeys", "apikeys/*", "restapis", "restapis/*/stages", "apis", "apis/*/stages"].map(
          (path) => `arn:aws:apigateway:eu-west-1::/${path}`,
        ),
      ],
    ]);
    expect(of("s3:PutObject").map(({ Action, Resource }) => [Action, Resource])).to.deep.equal([
      [["s3:GetObject", "s3:PutObject"], ["arn:aws:s3:::lake-bucket/directory/*"]],
    ]);
    expect(of("s3:ListBucket")[0]!.Condition).to.deep.equal({ StringLike: { "s3:prefix": ["directory/*"] } });
    const actions = new Set(statements.flatMap(({ Action }) => Action));
    expect([...actions].filter((action) => /^(apigateway|s3|iam|lambda):/.test(action)).sort()).to.deep.equal([
      "apigateway:GET",
      "s3:GetObject",
      "s3:ListBucket",
      "s3:PutObject",
    ]);
  });
});

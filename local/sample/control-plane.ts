import { account, apis, customers, orders, plans, region } from "./business";
import type { Incident } from "./incidents";
import type { Random } from "./random";
import { requestId, trafficShape } from "./traffic";

/** A CloudTrail event as it stands in a log file. */
export type TrailEvent = Readonly<Record<string, unknown>>;

interface Actor {
  readonly name: string;
  readonly type: "AssumedRole" | "IAMUser";
  readonly ip: string;
  readonly userAgent: string;
}

const people = {
  deploy: { name: "deploy-pipeline", type: "AssumedRole", ip: "52.208.13.7", userAgent: "APN/1.0 HashiCorp/1.0 Terraform/1.11.4" },
  oncall: { name: "maria.oncall", type: "AssumedRole", ip: "81.2.69.160", userAgent: "AWS Internal" },
  partner: { name: "partner-portal", type: "AssumedRole", ip: "52.208.13.9", userAgent: "aws-sdk-js/3.1100.0 md/nodejs#24.11.0" },
  reader: { name: "dashboard-reader", type: "AssumedRole", ip: "52.208.14.20", userAgent: "Boto3/1.40.1 md/Botocore#1.40.1" },
  contractor: { name: "jo.contractor", type: "IAMUser", ip: "171.25.193.25", userAgent: "aws-cli/2.31.0 md/awscrt#0.27.6" },
} as const satisfies Record<string, Actor>;

function identityOf(actor: Actor): Record<string, unknown> {
  if (actor.type === "IAMUser")
    return {
      type: "IAMUser",
      principalId: "AIDACONTRACTOR",
      arn: `arn:aws:iam::${account}:user/${actor.name}`,
      accountId: account,
      userName: actor.name,
    };
  return {
    type: "AssumedRole",
    principalId: `AROA${actor.name.toUpperCase()}:session`,
    arn: `arn:aws:sts::${account}:assumed-role/${actor.name}/session`,
    accountId: account,
    sessionContext: {
      sessionIssuer: { type: "Role", arn: `arn:aws:iam::${account}:role/${actor.name}`, accountId: account, userName: actor.name },
    },
  };
}

interface Call {
  readonly source: string;
  readonly name: string;
  readonly readOnly: boolean;
  readonly parameters?: unknown;
  readonly response?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

function eventOf(at: number, actor: Actor, call: Call, random: Random): TrailEvent {
  return {
    eventVersion: "1.11",
    userIdentity: identityOf(actor),
    eventTime: `${new Date(at).toISOString().slice(0, 19)}Z`,
    eventSource: call.source,
    eventName: call.name,
    awsRegion: region,
    sourceIPAddress: actor.ip,
    userAgent: actor.userAgent,
    ...(call.error ? { errorCode: call.error.code, errorMessage: call.error.message } : {}),
    requestParameters: call.parameters ?? null,
    responseElements: call.response ?? null,
    requestID: requestId(random),
    eventID: requestId(random),
    readOnly: call.readOnly,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: "Management",
  };
}

const gateway = "apigateway.amazonaws.com";

/** The daily hum of an account: what is called, by whom, how often a day, and how it sometimes fails. */
const hum: readonly (Call & { actor: Actor; weight: number; failure?: { share: number; code: string; message: string } })[] = [
  { actor: people.reader, source: gateway, name: "GetRestApis", readOnly: true, weight: 30, parameters: { limit: 500 } },
  { actor: people.reader, source: gateway, name: "GetStages", readOnly: true, weight: 22, parameters: { restApiId: orders.id } },
  { actor: people.reader, source: gateway, name: "GetUsagePlans", readOnly: true, weight: 18, parameters: { limit: 500 } },
  {
    actor: people.reader,
    source: gateway,
    name: "GetUsage",
    readOnly: true,
    weight: 8,
    parameters: { usagePlanId: "plstan", startDate: "2026-01-01" },
    failure: { share: 0.12, code: "TooManyRequestsException", message: "Too Many Requests" },
  },
  { actor: people.deploy, source: "lambda.amazonaws.com", name: "UpdateFunctionCode20150331v2", readOnly: false, weight: 5 },
  { actor: people.deploy, source: "s3.amazonaws.com", name: "GetBucketLocation", readOnly: true, weight: 24 },
  {
    actor: people.reader,
    source: "dynamodb.amazonaws.com",
    name: "DescribeTable",
    readOnly: true,
    weight: 26,
    failure: { share: 0.03, code: "ThrottlingException", message: "Rate exceeded" },
  },
  { actor: people.oncall, source: "logs.amazonaws.com", name: "StartQuery", readOnly: true, weight: 9 },
  {
    actor: people.contractor,
    source: "iam.amazonaws.com",
    name: "ListUsers",
    readOnly: true,
    weight: 3,
    failure: { share: 0.8, code: "AccessDenied", message: "User is not authorized to perform: iam:ListUsers" },
  },
  { actor: people.partner, source: "sts.amazonaws.com", name: "AssumeRole", readOnly: true, weight: 40 },
  { actor: people.deploy, source: "kms.amazonaws.com", name: "Decrypt", readOnly: true, weight: 34 },
];

/** The control-plane events of the sample week: an everyday hum, and the changes that belong to the incidents. */
export function trailEventsOf(incidents: readonly Incident[], from: number, to: number, random: Random): TrailEvent[] {
  const events: TrailEvent[] = [];
  const add = (at: number, actor: Actor, call: Call) => {
    if (at >= from && at < to) events.push(eventOf(at, actor, call, random));
  };
  const hourMs = 3_600_000;
  for (let at = from; at < to; at += hourMs) {
    for (const call of hum) {
      const times = random.arrivals((call.weight * trafficShape(at)) / 24);
      for (let i = 0; i < times; i++) {
        const failed = call.failure && random.chance(call.failure.share);
        add(at + random.whole(0, hourMs - 1), call.actor, failed ? { ...call, error: call.failure } : call);
      }
    }
  }
  const incident = (id: string) => incidents.find((i) => i.id === id)!;
  const stage = (name: string) => ({ restApiId: orders.id, stageName: name });

  const bad = incident("bad-deployment");
  const deployed = (id: string) => ({ id, createdDate: new Date(bad.from).toISOString() });
  add(bad.from - 40_000, people.deploy, {
    source: gateway,
    name: "CreateDeployment",
    readOnly: false,
    parameters: { restApiId: orders.id, createDeploymentInput: { stageName: "prod", description: "orders 4.18.0" } },
    response: deployed("dep8bad"),
  });
  add(bad.to - 30_000, people.oncall, {
    source: gateway,
    name: "UpdateStage",
    readOnly: false,
    parameters: {
      ...stage("prod"),
      updateStageInput: { patchOperations: [{ op: "replace", path: "/deploymentId", value: "dep7good" }] },
    },
    response: { stageName: "prod", deploymentId: "dep7good" },
  });

  const fresh = customers.find((c) => c.startsDaysAgo !== undefined)!;
  const joined = incident("new-customer");
  add(joined.from - 600_000, people.partner, {
    source: gateway,
    name: "CreateApiKey",
    readOnly: false,
    parameters: {
      createApiKeyInput: { name: fresh.name, customerId: fresh.customerId, enabled: true, value: "HIDDEN_DUE_TO_SECURITY_REASONS" },
    },
    response: { id: fresh.keyId, name: fresh.name, customerId: fresh.customerId, enabled: true },
  });
  add(joined.from - 580_000, people.partner, {
    source: gateway,
    name: "CreateUsagePlanKey",
    readOnly: false,
    parameters: { usagePlanId: fresh.plan, createUsagePlanKeyInput: { keyId: fresh.keyId, keyType: "API_KEY" } },
    response: { id: fresh.keyId, type: "API_KEY", name: fresh.name },
  });

  const quota = incident("over-quota");
  add(quota.to + 9 * hourMs, people.oncall, {
    source: gateway,
    name: "UpdateUsagePlan",
    readOnly: false,
    parameters: {
      usagePlanId: "plstan",
      updateUsagePlanInput: { patchOperations: [{ op: "replace", path: "/throttle/rateLimit", value: "15" }] },
    },
    response: { id: "plstan", name: plans[1]!.name },
  });

  const stuffing = incident("credential-stuffing");
  add(stuffing.to + 20 * 60_000, people.oncall, {
    source: "wafv2.amazonaws.com",
    name: "UpdateWebACL",
    readOnly: false,
    parameters: { name: "edge", scope: "REGIONAL" },
  });

  add(incident("slow-integration").to - 5 * 60_000, people.oncall, {
    source: gateway,
    name: "UpdateStage",
    readOnly: false,
    parameters: {
      ...stage("prod"),
      updateStageInput: { patchOperations: [{ op: "replace", path: "/variables/pricingEndpoint", value: "pricing-b" }] },
    },
    response: { stageName: "prod" },
  });
  add(incident("scanner").to + 11 * hourMs, people.contractor, {
    source: gateway,
    name: "DeleteRestApi",
    readOnly: false,
    parameters: { restApiId: apis[1]!.id },
    error: {
      code: "AccessDenied",
      message: `User: arn:aws:iam::${account}:user/${people.contractor.name} is not authorized to perform: apigateway:DELETE`,
    },
  });
  const timeOf = (event: TrailEvent) => String(event.eventTime);
  return events.sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1));
}

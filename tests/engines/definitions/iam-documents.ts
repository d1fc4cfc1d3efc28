import * as path from "node:path";
import { cacheFolder } from "../cache-folder";
import { runCommand } from "../command";
import type { Finding } from "../engine";
import { ACCOUNT, REGION, type RecordedResource } from "../recording/recording";

/** Properties that hold a policy, by Pulumi type. `resource`: a policy of a resource, in which `Resource` may be left out (trust) or names the resource itself. */
const POLICIES: Record<string, { property: string; resource: boolean; inside?: (value: string) => unknown }> = {
  "aws:iam/rolePolicy:RolePolicy": { property: "policy", resource: false },
  "aws:iam/policy:Policy": { property: "policy", resource: false },
  "aws:iam/role:Role": { property: "assumeRolePolicy", resource: true },
  "aws:s3/bucketPolicy:BucketPolicy": { property: "policy", resource: true },
  "aws:sqs/queuePolicy:QueuePolicy": { property: "policy", resource: true },
  "aws:sqs/queue:Queue": { property: "policy", resource: true },
  "aws:sns/topicPolicy:TopicPolicy": { property: "policy", resource: true },
  "aws:kms/key:Key": { property: "policy", resource: true },
  "aws:secretsmanager/secretPolicy:SecretPolicy": { property: "policy", resource: true },
  "aws:apigateway/restApiPolicy:RestApiPolicy": { property: "policy", resource: true },
  "aws:apigateway/restApi:RestApi": { property: "body", resource: true, inside: importedPolicy },
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": { property: "policyDocument", resource: true },
};

/** The policy in an imported document, "" where it has none. `execute-api:/` stands for the API itself there. */
function importedPolicy(body: string): unknown {
  const policy = JSON.parse(body)["x-amazon-apigateway-policy"] ?? "";
  return JSON.parse(JSON.stringify(policy).replaceAll("execute-api:/", `arn:aws:execute-api:${REGION}:${ACCOUNT}:a1b2c3d4e5/`));
}

/** Whether a text or object is, or has in it, a policy. */
function holdsStatements(value: unknown): boolean {
  if (typeof value === "string") return /"Statement"\s*:\s*[[{]/.test(value);
  return typeof value === "object" && value !== null && ("Statement" in value || Object.values(value).some(holdsStatements));
}

/** Findings of parliament 1.6.4 that are its own gaps: what it says, and why it does not hold. */
const GAPS: { issue: string; where: RegExp; message: RegExp; because: string }[] = [
  {
    issue: "RESOURCE_STAR",
    where: / (assumeRolePolicy|policy)$/,
    message: /./,
    because: "in the policy of a resource, * is that resource alone",
  },
  {
    issue: "UNKNOWN_CONDITION_FOR_ACTION",
    where: /key policy$/,
    message: /kms:EncryptionContext:/,
    because: "CloudWatch Logs documents this very statement for its key policy, DescribeKey included",
  },
  {
    issue: "MISMATCHED_TYPE",
    where: /key policy$/,
    message: /ArnLike requires a value of type Arn/,
    because: "an encryption context may hold an ARN, as the same documentation shows",
  },
];

/** Every IAM document of the program through parliament: unknown actions, resources that no action matches, conditions that do not exist. */
export async function checkIamDocuments(resources: RecordedResource[]): Promise<{ checked: number; findings: Finding[] }> {
  const documents: { name: string; policy: string }[] = [];
  const findings: Finding[] = [];
  const ofResources = new Set<string>();
  for (const { name, type, inputs } of resources) {
    for (const property of Object.keys(inputs))
      if (property !== POLICIES[type]?.property && holdsStatements(inputs[property]))
        findings.push({
          where: `${name} ${property}`,
          message: `holds an IAM document that is not judged: add ${type} to definitions/iam-documents.ts`,
        });
    const place = POLICIES[type];
    const policy = place && (place.inside?.(inputs[place.property]) ?? inputs[place.property]);
    if (!policy) continue;
    const document = typeof policy === "string" ? JSON.parse(policy) : policy;
    const at = `${name} ${place.property}`;
    for (const [i, statement] of [document.Statement].flat().entries()) {
      findings.push(...checkStatement(statement, place.resource, `${at}.Statement[${i}]`));
      if (place.resource && !statement.Resource) statement.Resource = "*";
    }
    documents.push({ name: at, policy: JSON.stringify(document) });
    if (place.resource) ofResources.add(at);
  }
  const python = path.join(cacheFolder("lint"), "bin/python");
  const { stdout, stderr } = await runCommand(python, [path.join(__dirname, "analyse_policies.py")], { input: JSON.stringify(documents) });
  if (!stdout.startsWith("[")) throw new Error(`parliament failed: ${stderr}`);
  for (const { name, issue, severity, message } of JSON.parse(stdout)) {
    const gap = GAPS.some(
      (known) => known.issue === issue && known.where.test(name) && known.message.test(message) && ofResources.has(name),
    );
    if (!gap) findings.push({ where: name, message: `${severity} ${issue}: ${message}` });
  }
  return { checked: documents.length, findings };
}

/** What least privilege asks for beside parliament: no wildcard action, no wildcard resource where the service knows a narrower one. */
function checkStatement(statement: any, ofResource: boolean, where: string): Finding[] {
  const findings: Finding[] = [];
  const actions = [statement.Action ?? []].flat();
  if (statement.Effect === "Allow" && statement.NotAction) findings.push({ where, message: "allows everything but a few actions" });
  if (statement.Effect === "Allow" && !ofResource) {
    for (const action of actions) if (/^\*$|:\*$/.test(action)) findings.push({ where, message: `wildcard action ${action}` });
    if ([statement.Resource].flat().includes("*"))
      for (const action of actions)
        if (!WITHOUT_RESOURCE.has(action))
          findings.push({ where, message: `${action} on every resource, though the service knows narrower ones` });
  }
  if (ofResource && statement.Effect === "Allow" && isAnyone(statement.Principal) && !statement.Condition)
    findings.push({ where, message: "allows anyone, without a condition" });
  return findings;
}

const isAnyone = (principal: any) => principal === "*" || principal?.AWS === "*";

/** Actions for which IAM knows no resource type. */
const WITHOUT_RESOURCE = new Set([
  "cloudwatch:PutMetricData",
  "cloudwatch:GetMetricData",
  "cloudwatch:ListMetrics",
  "athena:ListDataCatalogs",
  "athena:ListWorkGroups",
  "logs:DescribeLogGroups",
  "s3:ListAllMyBuckets",
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
]);

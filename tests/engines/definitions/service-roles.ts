import type { Finding } from "../engine";
import type { RecordedResource } from "../recording/recording";

interface ServiceRights {
  /** The service that takes the role. */
  service: string;
  /** Logical names of the roles. */
  role: RegExp;
  /** What the service's own documentation asks for. */
  needs: string[];
  /** Asked for only where a setting says so. */
  may?: string[];
}

const QUERY_RESULTS = [
  "s3:GetBucketLocation",
  "s3:GetObject",
  "s3:ListBucket",
  "s3:ListBucketMultipartUploads",
  "s3:ListMultipartUploadParts",
  "s3:AbortMultipartUpload",
  "s3:PutObject",
];
const KEY = ["kms:Decrypt", "kms:GenerateDataKey"];
const CATALOG = ["glue:GetDatabase", "glue:GetTable", "glue:GetPartition", "glue:GetPartitions"];

/**
 * Rights of the roles that services take, from the services' documentation. No emulator asks for them, so they are held against that list: a role with
 * less is too narrow, one with more too wide. Roles of functions are tried out by the engine 'emulator', one right removed at a time.
 */
const RIGHTS: ServiceRights[] = [
  {
    service: "firehose.amazonaws.com",
    role: /-delivery-role$/,
    needs: [
      ...["s3:AbortMultipartUpload", "s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      ...["s3:PutObject", "glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions", "logs:PutLogEvents"],
    ],
    may: KEY,
  },
  { service: "cloudtrail.amazonaws.com", role: /^trail-trail-role$/, needs: ["logs:CreateLogStream", "logs:PutLogEvents"] },
  { service: "logs.amazonaws.com", role: /-subscription-role$/, needs: ["firehose:PutRecord", "firehose:PutRecordBatch"] },
  { service: "scheduler.amazonaws.com", role: /-schedule-role$/, needs: ["lambda:InvokeFunction", "sqs:SendMessage"] },
  {
    service: "scheduler.amazonaws.com",
    role: /^(catalog-roll-up|partners-daily|(catalog-roll-up|partners)-late)-role$/,
    needs: ["athena:StartQueryExecution", "sqs:SendMessage", ...QUERY_RESULTS, ...CATALOG],
    may: ["glue:GetTables", ...KEY],
  },
  {
    service: "glue.amazonaws.com",
    role: /^catalog-crawler-role$/,
    needs: [
      ...["glue:GetDatabase", "glue:GetTable", "glue:UpdateTable", "glue:GetPartition", "glue:GetPartitions", "glue:UpdatePartition"],
      ...["glue:BatchGetPartition", "glue:BatchCreatePartition", "glue:BatchUpdatePartition"],
      ...["s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket", "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    ],
    may: KEY,
  },
  {
    service: "quicksight.amazonaws.com",
    role: /^usage-query-role$/,
    needs: [
      ...["athena:StartQueryExecution", "athena:StopQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults"],
      ...[
        "athena:GetQueryResultsStream",
        "athena:GetWorkGroup",
        "athena:ListWorkGroups",
        "athena:GetDataCatalog",
        "athena:ListDataCatalogs",
      ],
      ...["athena:GetDatabase", "athena:ListDatabases", "athena:GetTableMetadata", "athena:ListTableMetadata"],
      ...["glue:GetDatabases", "glue:GetTables", ...CATALOG, ...QUERY_RESULTS],
    ],
    may: KEY,
  },
  {
    service: "apigateway.amazonaws.com",
    role: /^logs-api-role$/,
    needs: ["logs:DescribeLogStreams", "logs:FilterLogEvents", "logs:GetLogEvents"],
  },
];

/** Streams that a function works on need these two besides. */
const TRANSFORMED = /^access-logs-(stream|bridge)-delivery-role$/;
const TRANSFORM = ["lambda:InvokeFunction", "lambda:GetFunctionConfiguration"];

/** Every role of the program has one service, and what that service asks for, no more. */
export function checkServiceRoles(resources: RecordedResource[]): { checked: number; findings: Finding[] } {
  const findings: Finding[] = [];
  const roles = resources.filter(({ type }) => type === "aws:iam/role:Role");
  for (const { name, inputs } of roles) {
    const find = (message: string) => findings.push({ where: `${name} rights`, message });
    const services: string[] = statementsOf(inputs.assumeRolePolicy).flatMap(({ Principal }) => Principal?.Service ?? `${Principal}`);
    if (services.length !== 1) find(`is for ${services.join(", ") || "nobody"}, must be for one service`);
    if (services[0] === "lambda.amazonaws.com") continue;
    const rights = RIGHTS.find(({ service, role }) => service === services[0] && role.test(name));
    if (!rights) {
      find(`no documented rights for a role of ${services}: add them to definitions/service-roles.ts`);
      continue;
    }
    const policies = resources.filter((one) => one.type === "aws:iam/rolePolicy:RolePolicy" && one.name === `${name}-policy`);
    const given = new Set<string>(policies.flatMap(({ inputs: { policy } }) => statementsOf(policy).flatMap(({ Action }) => Action)));
    const needs = [...rights.needs, ...(TRANSFORMED.test(name) ? TRANSFORM : [])];
    for (const action of needs) if (!given.has(action)) find(`is too narrow: ${rights.service} asks for ${action}`);
    for (const action of given)
      if (![...needs, ...(rights.may ?? [])].includes(action)) find(`is too wide: ${rights.service} does not ask for ${action}`);
  }
  return { checked: roles.length, findings };
}

const statementsOf = (policy: unknown): any[] => (typeof policy === "string" ? JSON.parse(policy) : policy)?.Statement ?? [];

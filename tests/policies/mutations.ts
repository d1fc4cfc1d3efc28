import type { JudgedResource } from "../../policies/rule";

type Judged = { -readonly [key in keyof JudgedResource]: JudgedResource[key] };

/** Spoils one resource and answers the URN that the rule must name. */
type Mutation = (resources: Judged[]) => string;

const find = (resources: Judged[], type: string, name?: string): Judged => {
  const found = resources.find((resource) => resource.type.endsWith(`:${type}`) && (name === undefined || resource.name === name));
  if (!found) throw new Error(`no ${type} ${name ?? ""}`);
  return found;
};

/** Changes one resource; the rule must name that resource. */
const spoil =
  (type: string, change: (props: any, resource: Judged) => void, name?: string): Mutation =>
  (resources) => {
    const resource = find(resources, type, name);
    change(resource.props, resource);
    return resource.urn;
  };

/** Takes what belongs to a bucket, a queue, … away; the rule must name what it belonged to. */
const without =
  (type: string, name: string, ownerType: string, owner: string): Mutation =>
  (resources) => {
    resources.splice(resources.indexOf(find(resources, type, name)), 1);
    return find(resources, ownerType, owner).urn;
  };

/** Changes the policy of one resource; the rule must name the owner, by default the policy itself. */
const spoilPolicy =
  (type: string, name: string, change: (statements: any[]) => unknown, owner?: readonly [string, string], property = "policy"): Mutation =>
  (resources) => {
    const resource = find(resources, type, name);
    const document = JSON.parse(resource.props[property]);
    document.Statement = change(document.Statement);
    resource.props[property] = JSON.stringify(document);
    return owner ? find(resources, ...owner).urn : resource.urn;
  };

const onlyAllow = (statements: any[]) => statements.filter(({ Effect }) => Effect === "Allow");
const plus = (statement: object) => (statements: any[]) => [...statements, { Effect: "Allow", ...statement }];
const apiStream = "access-logs-stream";
const trackerRolePolicy = "trail-track-api-calls-role-policy";

/** For every rule at least one way to break it, by the rule's name. */
export const mutations: Readonly<Record<string, readonly Mutation[]>> = {
  "bucket-public-access-blocked": [
    without("BucketPublicAccessBlock", "lake-bucket-access-block", "Bucket", "lake-bucket"),
    (resources) => {
      find(resources, "BucketPublicAccessBlock", "lake-bucket-access-block").props.restrictPublicBuckets = false;
      return find(resources, "Bucket", "lake-bucket").urn;
    },
  ],
  "bucket-encrypted": [without("BucketServerSideEncryptionConfiguration", "lake-results-encryption", "Bucket", "lake-results")],
  "bucket-tls-only": [spoilPolicy("BucketPolicy", "partners-bucket-policy", onlyAllow, ["Bucket", "partners-bucket"])],
  "bucket-forgets": [
    without("BucketLifecycleConfiguration", "lake-bucket-lifecycle", "Bucket", "lake-bucket"),
    (resources) => {
      find(resources, "BucketLifecycleConfiguration", "lake-bucket-lifecycle").props.rules.pop();
      return find(resources, "Bucket", "lake-bucket").urn;
    },
  ],
  "bucket-not-public": [
    spoilPolicy(
      "BucketPolicy",
      "lake-bucket-policy",
      plus({ Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::lake-bucket/*" }),
    ),
    spoilPolicy(
      "BucketPolicy",
      "lake-bucket-policy",
      plus({ Principal: { AWS: "*" }, Action: "s3:GetObject", Resource: "arn:aws:s3:::x/*" }),
    ),
  ],
  "role-names-actions": [
    spoilPolicy("RolePolicy", trackerRolePolicy, plus({ Action: ["dynamodb:*"], Resource: ["arn:aws:dynamodb:::table/x"] })),
    spoilPolicy("RolePolicy", trackerRolePolicy, plus({ Action: "s3:Get*", Resource: ["arn:aws:s3:::x"] })),
  ],
  "role-names-resources": [
    spoilPolicy("RolePolicy", trackerRolePolicy, plus({ Action: ["s3:GetObject"], Resource: ["*"] })),
    spoilPolicy("RolePolicy", trackerRolePolicy, plus({ Action: ["cloudwatch:PutMetricData"], Resource: "*" })),
  ],
  "role-no-managed-policies": [
    spoil("Role", (props) => {
      props.managedPolicyArns = ["arn:aws:iam::aws:policy/AdministratorAccess"];
    }),
    (resources) => {
      const { urn } = find(resources, "Role");
      resources.push({
        urn: `${urn}-attachment`,
        type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        name: "attachment",
        props: {},
        madeOf: () => [urn],
      });
      return urn;
    },
  ],
  "role-trusts-own-account": [
    spoilPolicy(
      "Role",
      "trail-audit-events-delivery-role",
      ([{ Condition: _, ...statement }]) => [statement],
      undefined,
      "assumeRolePolicy",
    ),
  ],
  "function-current-runtime": [
    spoil("Function", (props) => {
      props.runtime = "nodejs22.x";
    }),
    spoil("Function", (props) => {
      delete props.architectures;
    }),
  ],
  "function-keeps-failures": [
    spoil("Function", (props) => {
      delete props.deadLetterConfig;
    }),
  ],
  "function-sized": [
    spoil("Function", (props) => {
      delete props.memorySize;
    }),
    spoil("Function", (props) => {
      delete props.timeout;
    }),
  ],
  "function-own-role": [
    (resources) => {
      const [first, second] = resources.filter(({ type }) => type === "aws:lambda/function:Function");
      second!.madeOf = first!.madeOf;
      return second!.urn;
    },
    spoil("Function", (_, resource) => {
      resource.madeOf = () => [];
    }),
  ],
  "function-own-log-group": [
    without("LogGroup", "trail-track-api-calls-logs", "Function", "trail-track-api-calls"),
    spoil("Function", (props) => {
      props.loggingConfig.logGroup = "shared";
    }),
  ],
  "permission-names-source": [
    spoil("Permission", (props) => {
      delete props.sourceArn;
    }),
  ],
  "log-group-forgets": [
    spoil("LogGroup", (props) => {
      delete props.retentionInDays;
    }),
  ],
  "stream-encrypted": [
    spoil("FirehoseDeliveryStream", (props) => {
      delete props.serverSideEncryption;
    }),
    spoil(
      "FirehoseDeliveryStream",
      (props) => {
        props.serverSideEncryption.keyType = "CUSTOMER_MANAGED_CMK";
      },
      apiStream,
    ),
  ],
  "stream-keeps-failures": [
    spoil("FirehoseDeliveryStream", (props) => {
      props.extendedS3Configuration.errorOutputPrefix = "errors/";
    }),
    spoil("FirehoseDeliveryStream", (props) => {
      delete props.extendedS3Configuration.cloudwatchLoggingOptions;
    }),
  ],
  "stream-right-year": [
    spoil("FirehoseDeliveryStream", (props) => {
      props.extendedS3Configuration.prefix = "rows/!{timestamp:YYYY-MM-dd}/";
    }),
  ],
  "queue-encrypted": [
    spoil("Queue", (props) => {
      delete props.sqsManagedSseEnabled;
    }),
    spoil("Queue", (props) => {
      delete props.messageRetentionSeconds;
    }),
  ],
  "queue-tls-only": [without("QueuePolicy", "trail-track-api-calls-failures-policy", "Queue", "trail-track-api-calls-failures")],
  "topic-encrypted": [
    spoil("Topic", (props) => {
      delete props.kmsMasterKeyId;
    }),
  ],
  "trail-complete": [
    spoil("Trail", (props) => {
      props.isMultiRegionTrail = false;
    }),
    spoil("Trail", (props) => {
      props.enableLogFileValidation = false;
    }),
  ],
  "workgroup-limited": [
    spoil("Workgroup", (props) => {
      props.configuration.enforceWorkgroupConfiguration = false;
    }),
    spoil("Workgroup", (props) => {
      delete props.configuration.bytesScannedCutoffPerQuery;
    }),
    spoil("Workgroup", (props) => {
      delete props.configuration.resultConfiguration;
    }),
  ],
  tagged: [
    spoil("Bucket", (props) => {
      delete props.tags;
    }),
  ],
  "named-after-component": [
    spoil("Bucket", (_, resource) => {
      resource.name = "bucket";
    }),
  ],
  "belongs-to-component": [
    spoil("Bucket", (_, resource) => {
      resource.parent = undefined;
    }),
  ],
  "function-name": [
    spoil("Function", (props) => {
      props.name = "handler";
    }),
    spoil("Function", (_, resource) => {
      resource.name = "trail-something-else";
    }),
  ],
};

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { makeDirectoryRefresher } from "../functions/refresh-directory";
import type { Foundation } from "./foundation";
import { createFunction } from "./function";
import { allow, useKey } from "./policy-document";
import { createSchedule } from "./schedule";

/** What a {@link DirectoryRefresher} needs to know. */
export interface DirectoryRefresherArgs {
  readonly foundation: Foundation;
  readonly lakeName: pulumi.Input<string>;
  readonly lakeArn: pulumi.Input<string>;
  /** Key of the snapshot in the lake. */
  readonly directoryKey: string;
  /** Minutes between complete refreshes; single changes are seen as they happen. */
  readonly refreshMinutes: number;
}

/** What changes a name, a key or a plan that the directory holds. Calls that failed changed nothing and are left out. */
export const directoryEventPattern = {
  source: ["aws.apigateway"],
  "detail-type": ["AWS API Call via CloudTrail"],
  detail: {
    eventSource: ["apigateway.amazonaws.com"],
    eventName: [
      ...["ApiKey", "UsagePlan", "UsagePlanKey", "RestApi", "Stage", "Api"].flatMap((noun) =>
        ["Create", "Update", "Delete"].map((verb) => verb + noun),
      ),
      "ImportApiKeys",
      "ImportRestApi",
      "PutRestApi",
      "ImportApi",
      "ReimportApi",
      "TagResource",
      "UntagResource",
      "DeleteAccessLogSettings",
      // A deployment may create the stage that it names.
      "CreateDeployment",
    ],
    errorCode: [{ exists: false }],
  },
};

/** Keeps the directory of APIs, stages, plans and customers up to date, for the transformers to read. */
export class DirectoryRefresher extends pulumi.ComponentResource {
  declare readonly functionName: string;
  /** Queues that hold what was given up. */
  declare readonly failureQueueNames: pulumi.Output<string>[];

  constructor(name: string, args: DirectoryRefresherArgs, opts?: pulumi.ComponentResourceOptions) {
    super("api-usage-analytics:components:DirectoryRefresher", name, {}, opts);
    const { foundation, lakeArn } = args;
    const { place } = foundation;
    const refresher = createFunction(
      name,
      {
        handler: "refresh-directory",
        description: "Keeps the directory of APIs, stages, usage plans and customers",
        factory: makeDirectoryRefresher({}),
        memoryMb: 512,
        // API Gateway's control plane answers ten calls a second for the whole account; at three a second large accounts take minutes.
        timeoutSeconds: 900,
        environment: { LAKE_BUCKET: args.lakeName, DIRECTORY_KEY: args.directoryKey },
        statements: [
          allow(
            ["apigateway:GET"],
            ["/usageplans", "/usageplans/*", "/apikeys", "/apikeys/*", "/restapis", "/restapis/*/stages", "/apis", "/apis/*/stages"].map(
              (path) => pulumi.interpolate`arn:${place.partition}:apigateway:${place.region}::${path}`,
            ),
          ),
          allow(["s3:GetObject", "s3:PutObject"], [pulumi.interpolate`${lakeArn}/directory/*`]),
          // Without it S3 answers 403 for a snapshot that is not there yet, which cannot be told from one that may not be read.
          allow(["s3:ListBucket"], [lakeArn], { Condition: { StringLike: { "s3:prefix": ["directory/*"] } } }),
          ...useKey(foundation.kmsKeyArn, place.region, "s3"),
        ],
        foundation,
      },
      { parent: this },
    );
    const scheduleFailures = createSchedule(
      `${name}-schedule`,
      {
        description: "Refreshes the whole directory of APIs, usage plans and customers",
        expression: args.refreshMinutes === 1 ? "rate(1 minute)" : `rate(${args.refreshMinutes} minutes)`,
        targetArn: refresher.arn,
        input: "{}",
        statements: [allow(["lambda:InvokeFunction"], [refresher.arn])],
        place,
      },
      { parent: this },
    );
    const rule = new aws.cloudwatch.EventRule(
      `${name}-changes`,
      {
        description: "A usage plan, an API key, an API or a stage has changed",
        eventPattern: JSON.stringify(directoryEventPattern),
        state: "ENABLED",
      },
      { parent: this },
    );
    const permission = new aws.lambda.Permission(
      `${name}-changes-permission`,
      { function: refresher.resource.name, action: "lambda:InvokeFunction", principal: "events.amazonaws.com", sourceArn: rule.arn },
      { parent: this },
    );
    new aws.cloudwatch.EventTarget(
      `${name}-changes-target`,
      { rule: rule.name, arn: refresher.arn, retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 20 } },
      { parent: this, dependsOn: [permission] },
    );
    this.functionName = refresher.name;
    this.failureQueueNames = [refresher.failureQueueName, scheduleFailures];
    this.registerOutputs({ functionName: this.functionName });
  }
}

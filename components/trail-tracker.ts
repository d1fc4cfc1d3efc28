import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { makeTracker, type TrackerConfig } from "../functions/track-api-calls";
import { createDeliveryStream } from "./delivery-stream";
import type { Foundation } from "./foundation";
import { createFunction } from "./function";
import type { GlueTable } from "./glue-table";
import { subscribeFunction } from "./log-subscription";
import { physicalName } from "./names";
import { allow, type Statement, useKey } from "./policy-document";
import { filterPattern } from "./trail-tracker/filter-pattern";
import { createStateTable } from "./trail-tracker/state-table";
import { createTrail } from "./trail-tracker/trail";

/** What a {@link TrailTracker} needs to know. */
export interface TrailTrackerArgs {
  readonly foundation: Foundation;
  /** Log group of an existing trail in this account and Region. @default a trail is created */
  readonly existingLogGroup?: string;
  /** Makes the created trail one of the whole organisation, such as `o-a1b2c3d4e5`. @default this account only */
  readonly organizationId?: string;
  /** Days that the created trail's files are kept. */
  readonly retentionDays: number;
  /** What is counted, what is kept as audit rows, and under how many series. */
  readonly tracking: TrackerConfig;
  /** Table of audit rows. */
  readonly auditEvents: GlueTable;
  readonly lakeArn: pulumi.Input<string>;
  /** Seconds that audit rows wait for company before they are written. */
  readonly deliverySeconds: number;
  /** Secret with the pseudonymisation key; only where principals or addresses are pseudonymised. */
  readonly pseudonymKeySecretArn?: pulumi.Input<string>;
}

/** Retains CloudTrail management events, counts every AWS API call as a CloudWatch metric, and keeps the audited ones as rows. */
export class TrailTracker extends pulumi.ComponentResource {
  /** Log group that receives the trail's events: created here, or the one given. */
  declare readonly logGroupName: pulumi.Output<string>;
  /** Delivery stream of audit rows. */
  declare readonly auditStreamName: pulumi.Output<string>;
  declare readonly auditStreamArn: pulumi.Output<string>;
  declare readonly functionName: string;
  /** Queues that hold what was given up. */
  declare readonly failureQueueNames: pulumi.Output<string>[];
  /** Claims and series slots. */
  declare readonly stateTableName: pulumi.Output<string>;

  constructor(name: string, args: TrailTrackerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("api-usage-analytics:components:TrailTracker", name, {}, opts);
    const { foundation, tracking } = args;
    const { place } = foundation;
    const logGroupName = args.existingLogGroup ? pulumi.output(args.existingLogGroup) : createTrail(name, args, { parent: this });
    const state = createStateTable(`${name}-state`, foundation, { parent: this });
    const auditStream = createDeliveryStream(
      `${name}-audit-events`,
      {
        streamName: physicalName("audit-events"),
        table: args.auditEvents,
        lakeArn: args.lakeArn,
        partitions: { jqOfDay: ".dt" },
        deliverySeconds: args.deliverySeconds,
        foundation,
      },
      { parent: this },
    );
    const tracker = createFunction(
      name,
      {
        handler: "track-api-calls",
        description: "Counts AWS API calls as CloudWatch metrics and keeps audited ones as rows",
        factory: makeTracker(tracking),
        memoryMb: 512,
        timeoutSeconds: 120,
        environment: {
          STATE_TABLE: state.name,
          AUDIT_STREAM: auditStream.name,
          ...(args.pseudonymKeySecretArn !== undefined && { PSEUDONYM_KEY_SECRET: args.pseudonymKeySecretArn }),
        },
        statements: trackerRights(args, state.arn, auditStream.arn),
        foundation,
      },
      { parent: this },
    );
    subscribeFunction(
      `${name}-events`,
      { logGroupName, filterPattern: filterPattern({ ...tracking, eventSources: tracking.eventSources ?? [] }), to: tracker, place },
      { parent: this },
    );
    // Errors are tried again after one minute and after two more, which outlasts a lease in the state table; throttles, for six hours.
    new aws.lambda.FunctionEventInvokeConfig(
      `${name}-track-api-calls-retries`,
      { functionName: tracker.resource.name, maximumRetryAttempts: 2, maximumEventAgeInSeconds: 6 * 3600 },
      { parent: this },
    );
    this.logGroupName = logGroupName;
    this.auditStreamName = auditStream.name;
    this.auditStreamArn = auditStream.arn;
    this.functionName = tracker.name;
    this.failureQueueNames = [tracker.failureQueueName];
    this.stateTableName = state.name;
    this.registerOutputs({ logGroupName, auditStreamName: this.auditStreamName, stateTableName: this.stateTableName });
  }
}

function trackerRights(args: TrailTrackerArgs, stateArn: pulumi.Output<string>, auditStreamArn: pulumi.Output<string>): Statement[] {
  const { tracking, foundation, pseudonymKeySecretArn } = args;
  const namespaces = ["", "/Alarms", "/Pipeline"].map((suffix) => tracking.metricNamespace + suffix);
  return [
    // PutMetricData knows no resources; the namespace is what narrows it.
    allow(["cloudwatch:PutMetricData"], ["*"], { Condition: { StringEquals: { "cloudwatch:namespace": namespaces } } }),
    allow(["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], [stateArn]),
    allow(["firehose:PutRecordBatch"], [auditStreamArn]),
    ...(pseudonymKeySecretArn === undefined ? [] : [allow(["secretsmanager:GetSecretValue"], [pseudonymKeySecretArn])]),
    ...useKey(foundation.kmsKeyArn, foundation.place.region, "dynamodb"),
  ];
}

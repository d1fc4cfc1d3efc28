import * as pulumi from "@pulumi/pulumi";
import { makeRedriver } from "../functions/redrive-failed-records";
import type { Foundation } from "./foundation";
import { createFunction } from "./function";
import { allow, useKey } from "./policy-document";
import { createSchedule } from "./schedule";

/** What a {@link FailedRecordRedrive} needs to know. */
export interface FailedRecordRedriveArgs {
  readonly foundation: Foundation;
  readonly lakeName: pulumi.Input<string>;
  readonly lakeArn: pulumi.Input<string>;
  /** Streams that records go back to. */
  readonly accessLogStream: { readonly name: pulumi.Input<string>; readonly arn: pulumi.Input<string> };
  readonly bridgeStream: { readonly name: pulumi.Input<string>; readonly arn: pulumi.Input<string> };
  readonly auditStream: { readonly name: pulumi.Input<string>; readonly arn: pulumi.Input<string> };
  /** When failed records are tried again by themselves, as `rate(…)` or `cron(…)`. @default by hand only */
  readonly schedule?: string;
}

/** Puts failed records back into the streams they failed in, on a schedule or when somebody invokes it. */
export class FailedRecordRedrive extends pulumi.ComponentResource {
  declare readonly functionName: string;
  /** Queues that hold what was given up. */
  declare readonly failureQueueNames: pulumi.Output<string>[];

  constructor(name: string, args: FailedRecordRedriveArgs, opts?: pulumi.ComponentResourceOptions) {
    super("api-usage-analytics:components:FailedRecordRedrive", name, {}, opts);
    const { foundation, lakeArn, accessLogStream, bridgeStream, auditStream } = args;
    const { place } = foundation;
    const redriver = createFunction(
      name,
      {
        handler: "redrive-failed-records",
        description: "Puts failed records back into the streams they failed in",
        factory: makeRedriver({}),
        memoryMb: 1024,
        timeoutSeconds: 900,
        environment: {
          LAKE_BUCKET: args.lakeName,
          ACCESS_LOG_STREAM: accessLogStream.name,
          BRIDGE_STREAM: bridgeStream.name,
          AUDIT_STREAM: auditStream.name,
        },
        statements: [
          allow(["s3:ListBucket"], [lakeArn], { Condition: { StringLike: { "s3:prefix": ["failed/*", "redriven/*"] } } }),
          allow(
            ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
            ["failed", "redriven"].map((folder) => pulumi.interpolate`${lakeArn}/${folder}/*`),
          ),
          allow(["firehose:PutRecordBatch"], [accessLogStream.arn, bridgeStream.arn, auditStream.arn]),
          ...useKey(foundation.kmsKeyArn, place.region, "s3"),
        ],
        foundation,
      },
      { parent: this },
    );
    this.failureQueueNames = [redriver.failureQueueName];
    if (args.schedule) {
      const scheduleFailures = createSchedule(
        `${name}-schedule`,
        {
          description: "Tries failed records again",
          expression: args.schedule,
          targetArn: redriver.arn,
          input: "{}",
          statements: [allow(["lambda:InvokeFunction"], [redriver.arn])],
          place,
        },
        { parent: this },
      );
      this.failureQueueNames.push(scheduleFailures);
    }
    this.functionName = redriver.name;
    this.registerOutputs({ functionName: this.functionName });
  }
}

import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Foundation } from "./foundation";

/** What a {@link createLogGroup} call needs to know. */
export interface LogGroupArgs {
  /** Physical name; functions and services write to a name they choose themselves. */
  readonly logGroupName: pulumi.Input<string>;
  readonly foundation: Foundation;
}

/** Creates a log group that forgets: without a retention CloudWatch keeps, and bills, for ever. */
export function createLogGroup(name: string, args: LogGroupArgs, opts: pulumi.CustomResourceOptions): aws.cloudwatch.LogGroup {
  return new aws.cloudwatch.LogGroup(
    name,
    {
      name: args.logGroupName,
      retentionInDays: args.foundation.logRetentionDays,
      kmsKeyId: args.foundation.kmsKeyArn,
    },
    opts,
  );
}

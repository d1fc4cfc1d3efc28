import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Place } from "./place";
import { allow, type Statement } from "./policy-document";
import { createFailureQueue } from "./queue";
import { createRole } from "./role";

/** What a {@link createSchedule} call needs to know. */
export interface ScheduleArgs {
  readonly description: string;
  /** `rate(…)` or `cron(…)`, in UTC. */
  readonly expression: string;
  /** ARN of a function, or a universal target such as `arn:aws:scheduler:::aws-sdk:athena:startQueryExecution`. */
  readonly targetArn: pulumi.Input<string>;
  /** What the target is called with, as JSON text; `<aws.scheduler.scheduled-time>` is filled in by the scheduler. */
  readonly input: pulumi.Input<string>;
  /** What the scheduler may do, beside reporting a failure to its queue. */
  readonly statements: readonly Statement[];
  readonly place: Place;
}

/** Creates a schedule with its own role, retries for an hour, and a queue for the calls that never succeeded. Answers the queue's name. */
export function createSchedule(name: string, args: ScheduleArgs, opts: { readonly parent: pulumi.Resource }): pulumi.Output<string> {
  const failures = createFailureQueue(`${name}-failures`, opts);
  const role = createRole(
    `${name}-role`,
    {
      service: "scheduler.amazonaws.com",
      description: args.description,
      place: args.place,
      statements: [allow(["sqs:SendMessage"], [failures.arn]), ...args.statements],
    },
    opts,
  );
  new aws.scheduler.Schedule(
    name,
    {
      description: args.description,
      scheduleExpression: args.expression,
      scheduleExpressionTimezone: "UTC",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: args.targetArn,
        roleArn: role.readyArn,
        input: args.input,
        deadLetterConfig: { arn: failures.arn },
        retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 10 },
      },
    },
    opts,
  );
  return failures.name;
}

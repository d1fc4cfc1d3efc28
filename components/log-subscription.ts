import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { OperatedFunction } from "./function";
import { arnOf, type Place } from "./place";
import { allow } from "./policy-document";
import { createRole } from "./role";

/**
 * Hands the events of a log group to a function. The permission comes first: to a function that refuses it, CloudWatch Logs stops
 * delivering for up to ten minutes, and those events are lost.
 */
export function subscribeFunction(
  name: string,
  args: {
    readonly logGroupName: pulumi.Input<string>;
    readonly filterPattern: string;
    readonly to: OperatedFunction;
    readonly place: Place;
  },
  opts: { readonly parent: pulumi.Resource },
): aws.cloudwatch.LogSubscriptionFilter {
  const permission = new aws.lambda.Permission(
    `${name}-permission`,
    {
      function: args.to.resource.name,
      action: "lambda:InvokeFunction",
      principal: "logs.amazonaws.com",
      sourceAccount: args.place.accountId,
      sourceArn: arnOf(args.place, "logs", pulumi.interpolate`log-group:${args.logGroupName}:*`),
    },
    opts,
  );
  return new aws.cloudwatch.LogSubscriptionFilter(
    name,
    { logGroup: args.logGroupName, filterPattern: args.filterPattern, destinationArn: args.to.arn },
    { ...opts, dependsOn: [permission] },
  );
}

/** Creates the role with which CloudWatch Logs puts the events of subscribed log groups into one delivery stream. */
export function createSubscriptionRole(
  name: string,
  args: { readonly streamArn: pulumi.Input<string>; readonly place: Place },
  opts: { readonly parent: pulumi.Resource },
) {
  return createRole(
    name,
    {
      service: "logs.amazonaws.com",
      description: "Lets CloudWatch Logs put access logs of HTTP and WebSocket stages into the bridge stream",
      place: args.place,
      // CloudWatch Logs sends the log group's ARN and no account.
      onlyFromThisAccount: false,
      condition: { StringLike: { "aws:SourceArn": arnOf(args.place, "logs", "*") } },
      statements: [allow(["firehose:PutRecord", "firehose:PutRecordBatch"], [args.streamArn])],
    },
    opts,
  );
}

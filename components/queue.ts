import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { allow, policyText, type Statement } from "./policy-document";

/** What a {@link createFailureQueue} call needs to know. */
export interface FailureQueueArgs {
  /** What may send besides those whose own role allows it: EventBridge and the scheduler send as themselves. */
  readonly senders?: readonly { readonly service: string; readonly sourceArn: pulumi.Input<string> }[];
}

/** Creates the resting place of events that were given up on: kept for the longest time that SQS allows (14 days), encrypted, TLS only. */
export function createFailureQueue(name: string, args: FailureQueueArgs, opts: pulumi.CustomResourceOptions): aws.sqs.Queue {
  const queue = new aws.sqs.Queue(name, { messageRetentionSeconds: 14 * 24 * 3600, sqsManagedSseEnabled: true }, opts);
  const insecure: Statement = {
    Sid: "OnlyOverTls",
    Effect: "Deny",
    Principal: "*",
    Action: ["sqs:*"],
    Resource: [queue.arn],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
  const senders = (args.senders ?? []).map(({ service, sourceArn }) =>
    allow(["sqs:SendMessage"], [queue.arn], {
      Principal: { Service: service },
      Condition: { ArnEquals: { "aws:SourceArn": sourceArn } },
    }),
  );
  new aws.sqs.QueuePolicy(`${name}-policy`, { queueUrl: queue.url, policy: policyText([insecure, ...senders]) }, opts);
  return queue;
}

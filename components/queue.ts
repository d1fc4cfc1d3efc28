import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { policyText, type Statement } from "./policy-document";

/**
 * Creates the resting place of events that were given up on: kept for the longest time that SQS allows (14 days), encrypted, TLS only.
 * Whoever sends there is allowed to by its own role.
 */
export function createFailureQueue(name: string, opts: pulumi.CustomResourceOptions): aws.sqs.Queue {
  const queue = new aws.sqs.Queue(name, { messageRetentionSeconds: 14 * 24 * 3600, sqsManagedSseEnabled: true }, opts);
  const insecure: Statement = {
    Sid: "OnlyOverTls",
    Effect: "Deny",
    Principal: "*",
    Action: ["sqs:*"],
    Resource: [queue.arn],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
  new aws.sqs.QueuePolicy(`${name}-policy`, { queueUrl: queue.url, policy: policyText([insecure]) }, opts);
  return queue;
}

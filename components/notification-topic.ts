import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountAdministers, alarmsPublish } from "./encryption-key";
import type { Foundation } from "./foundation";
import { allow, policyText } from "./policy-document";

/** What a {@link NotificationTopic} needs to know. */
export interface NotificationTopicArgs {
  readonly foundation: Foundation;
  /** Address that is told; it gets a message first and must confirm. */
  readonly email: string;
}

/** Tells people about alarms. Encrypted with the customer's key, else with one of its own, because alarms cannot use the AWS-managed one. */
export class NotificationTopic extends pulumi.ComponentResource {
  declare readonly arn: pulumi.Output<string>;

  constructor(name: string, args: NotificationTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("api-usage-analytics:components:NotificationTopic", name, {}, opts);
    const { place, kmsKeyArn } = args.foundation;
    const topic = new aws.sns.Topic(
      `${name}-topic`,
      { kmsMasterKeyId: kmsKeyArn ?? this.createKey(name, args.foundation) },
      { parent: this },
    );
    new aws.sns.TopicPolicy(
      `${name}-topic-policy`,
      {
        arn: topic.arn,
        policy: policyText([
          allow(["sns:Publish"], [topic.arn], {
            Sid: "AlarmsPublish",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Condition: { StringEquals: { "aws:SourceAccount": place.accountId } },
          }),
          {
            Sid: "OnlyOverTls",
            Effect: "Deny",
            Principal: "*",
            Action: ["sns:Publish"],
            Resource: [topic.arn],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ]),
      },
      { parent: this },
    );
    new aws.sns.TopicSubscription(`${name}-email`, { topic: topic.arn, protocol: "email", endpoint: args.email }, { parent: this });
    this.arn = topic.arn;
    this.registerOutputs({ arn: this.arn });
  }

  private createKey(name: string, { place }: Foundation): pulumi.Output<string> {
    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: "Messages about alarms of the API usage analytics",
        enableKeyRotation: true,
        deletionWindowInDays: 7,
        policy: policyText([accountAdministers(place), alarmsPublish(place)]),
      },
      { parent: this },
    );
    return key.arn;
  }
}

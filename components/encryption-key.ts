import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { physicalName } from "./names";
import { arnOf, type Place } from "./place";
import { allow, policyText, type Statement } from "./policy-document";

/** What an {@link EncryptionKey} needs to know. */
export interface EncryptionKeyArgs {
  readonly place: Place;
  /** Whether the key outlives `pulumi destroy`: without it, kept buckets could not be read. */
  readonly keep: boolean;
  /** Name of the trail that writes to the stack's bucket, where there is one. */
  readonly trailName?: string;
}

/**
 * The customer's own key for buckets, log groups and state. It is never put on an `amazon-apigateway-…` stream: API Gateway writes there
 * with a service-linked role that has no rights on keys, and access logging would stop.
 */
export class EncryptionKey extends pulumi.ComponentResource {
  declare readonly arn: pulumi.Output<string>;

  constructor(name: string, args: EncryptionKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("api-usage-analytics:components:EncryptionKey", name, {}, opts);
    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: "Buckets, log groups and state of the API usage analytics",
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: policyText(keyPolicy(args)),
      },
      { parent: this, retainOnDelete: args.keep },
    );
    new aws.kms.Alias(`${name}-alias`, { name: `alias/${physicalName("data", 250)}`, targetKeyId: key.keyId }, { parent: this });
    this.arn = key.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

/** Who may use the key without a grant of their own: the account's administrators, CloudWatch Logs for our groups, CloudTrail for our trail. */
function keyPolicy({ place, trailName }: EncryptionKeyArgs): Statement[] {
  return [
    accountAdministers(place),
    allow(["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:DescribeKey"], ["*"], {
      Sid: "LogGroups",
      Principal: { Service: pulumi.interpolate`logs.${place.region}.amazonaws.com` },
      Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": arnOf(place, "logs", "log-group:*") } },
    }),
    alarmsPublish(place),
    ...(trailName === undefined ? [] : trailMayEncrypt(place, trailName)),
  ];
}

/** Alarms publish to an encrypted topic as themselves; the AWS-managed key of SNS does not let them. */
export function alarmsPublish(place: Place): Statement {
  return allow(["kms:Decrypt", "kms:GenerateDataKey"], ["*"], {
    Sid: "AlarmsPublish",
    Principal: { Service: "cloudwatch.amazonaws.com" },
    Condition: { StringEquals: { "aws:SourceAccount": place.accountId } },
  });
}

/** The account's administrators, by their own policies. A key policy speaks of its own key only, so the resource is "*" by definition. */
export function accountAdministers(place: Place): Statement {
  const root = pulumi.interpolate`arn:${place.partition}:iam::${place.accountId}:root`;
  return allow(["kms:*"], ["*"], { Sid: "AccountAdministers", Principal: { AWS: root } });
}

function trailMayEncrypt(place: Place, trailName: string): Statement[] {
  const trailArn = arnOf(place, "cloudtrail", `trail/${trailName}`);
  const cloudTrail = { Service: "cloudtrail.amazonaws.com" };
  return [
    allow(["kms:GenerateDataKey"], ["*"], {
      Sid: "TrailEncrypts",
      Principal: cloudTrail,
      Condition: {
        StringEquals: { "aws:SourceArn": trailArn },
        StringLike: {
          "kms:EncryptionContext:aws:cloudtrail:arn": pulumi.interpolate`arn:${place.partition}:cloudtrail:*:${place.accountId}:trail/*`,
        },
      },
    }),
    allow(["kms:DescribeKey"], ["*"], {
      Sid: "TrailLooksAtKey",
      Principal: cloudTrail,
      Condition: { StringEquals: { "aws:SourceArn": trailArn } },
    }),
  ];
}

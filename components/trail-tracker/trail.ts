import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createBucket } from "../bucket";
import type { Foundation } from "../foundation";
import { createLogGroup } from "../log-group";
import { physicalName } from "../names";
import { arnOf } from "../place";
import { allow, type Statement } from "../policy-document";
import { createRole } from "../role";

/** What a {@link createTrail} call needs to know. */
export interface TrailArgs {
  readonly foundation: Foundation;
  /** Days that the trail's own files are kept. */
  readonly retentionDays: number;
  /** Makes it a trail of the whole organisation; only the management or delegated administrator account may. */
  readonly organizationId?: string;
}

/** Known beforehand, so that the bucket policy and the key policy can name the trail before it exists. */
export const trailName = () => physicalName("trail", 128);

/**
 * Creates a trail of all management events of all Regions, with validated log files, that also delivers to a log group.
 *
 * The first copy of management events in an account is free; where another trail exists already this one costs $2 per 100,000 events,
 * so `trailLogGroup` should name that trail's log group instead. Data events are never recorded: the tracker's own calls would come
 * back as events, without end.
 *
 * @returns name of the log group, known only once the trail delivers
 */
export function createTrail(name: string, args: TrailArgs, opts: { readonly parent: pulumi.Resource }): pulumi.Output<string> {
  const { place, kmsKeyArn, keepData } = args.foundation;
  const trailArn = arnOf(place, "cloudtrail", `trail/${trailName()}`);
  const bucket = createBucket(
    `${name}-trail-bucket`,
    {
      expiry: [{ prefix: "AWSLogs/", days: args.retentionDays }],
      kmsKeyArn,
      versioned: true,
      keep: keepData,
      statements: (bucketArn) => trailWrites(bucketArn, trailArn, [place.accountId, ...(args.organizationId ? [args.organizationId] : [])]),
    },
    opts,
  );
  const logGroupName = `/aws/cloudtrail/${trailName()}`;
  const logGroup = createLogGroup(`${name}-trail-events`, { logGroupName, foundation: args.foundation }, opts);
  const role = createRole(
    `${name}-trail-role`,
    {
      service: "cloudtrail.amazonaws.com",
      description: `Lets the trail ${trailName()} write to its log group`,
      place,
      // CloudTrail sends the trail's ARN, not always the account.
      onlyFromThisAccount: false,
      condition: { StringEquals: { "aws:SourceArn": trailArn } },
      statements: [
        allow(
          ["logs:CreateLogStream", "logs:PutLogEvents"],
          [place.accountId, ...(args.organizationId ? [args.organizationId] : [])].map((owner) =>
            arnOf(place, "logs", pulumi.interpolate`log-group:${logGroupName}:log-stream:${owner}_*`),
          ),
        ),
      ],
    },
    opts,
  );
  const trail = new aws.cloudtrail.Trail(
    `${name}-trail`,
    {
      name: trailName(),
      s3BucketName: bucket.name,
      cloudWatchLogsGroupArn: pulumi.interpolate`${logGroup.arn}:*`,
      cloudWatchLogsRoleArn: role.readyArn,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      isOrganizationTrail: args.organizationId !== undefined,
      enableLogFileValidation: true,
      kmsKeyId: kmsKeyArn,
      advancedEventSelectors: [{ name: "Management events", fieldSelectors: [{ field: "eventCategory", equals: ["Management"] }] }],
    },
    // CloudTrail tries the bucket when the trail is created.
    { ...opts, dependsOn: [bucket.policy] },
  );
  return pulumi.all([logGroup.name, trail.arn]).apply(([group]) => group);
}

/** What CloudTrail asks for: to look at the bucket, and to write below the account's (and the organisation's) folder. */
function trailWrites(bucketArn: pulumi.Output<string>, trailArn: pulumi.Output<string>, owners: pulumi.Input<string>[]): Statement[] {
  const cloudTrail = { Service: "cloudtrail.amazonaws.com" };
  return [
    allow(["s3:GetBucketAcl"], [bucketArn], {
      Sid: "TrailLooksAtBucket",
      Principal: cloudTrail,
      Condition: { StringEquals: { "aws:SourceArn": trailArn } },
    }),
    allow(
      ["s3:PutObject"],
      owners.map((owner) => pulumi.interpolate`${bucketArn}/AWSLogs/${owner}/*`),
      {
        Sid: "TrailWrites",
        Principal: cloudTrail,
        Condition: { StringEquals: { "aws:SourceArn": trailArn, "s3:x-amz-acl": "bucket-owner-full-control" } },
      },
    ),
  ];
}

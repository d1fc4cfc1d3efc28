import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyText, type Statement } from "./policy-document";

/** How long the objects under a prefix live. */
export interface Expiry {
  /** Such as `failed/`; the empty prefix is the whole bucket. */
  readonly prefix: string;
  readonly days: number;
  /** Days that overwritten or deleted versions stay. @default 7 */
  readonly previousVersionDays?: number;
}

/** What a {@link createBucket} call needs to know. */
export interface BucketArgs {
  readonly expiry: readonly Expiry[];
  /** The customer's key. @default SSE-S3 */
  readonly kmsKeyArn?: pulumi.Input<string>;
  /** Whether an overwritten or deleted object can be brought back. */
  readonly versioned: boolean;
  /** Whether the bucket, with all its protection, outlives `pulumi destroy`; otherwise it is emptied and deleted. */
  readonly keep: boolean;
  /** What others may do with the bucket, beside what their own roles allow. */
  readonly statements?: (bucketArn: pulumi.Output<string>) => readonly Statement[];
}

/** A bucket whose protection is complete. */
export interface ProtectedBucket {
  readonly name: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** What a service waits for that checks the bucket policy when it is given the bucket. */
  readonly policy: aws.s3.BucketPolicy;
}

/** Creates a bucket that is private, encrypted, reached over TLS only, and that forgets what nobody needs any more. */
export function createBucket(name: string, args: BucketArgs, opts: pulumi.CustomResourceOptions): ProtectedBucket {
  // The protection is retained with the data: a kept bucket without its policy would be worse than a deleted one.
  const kept = { ...opts, retainOnDelete: args.keep };
  const bucket = new aws.s3.Bucket(name, { forceDestroy: !args.keep }, kept);
  const accessBlock = new aws.s3.BucketPublicAccessBlock(
    `${name}-access-block`,
    { bucket: bucket.bucket, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    kept,
  );
  new aws.s3.BucketServerSideEncryptionConfiguration(
    `${name}-encryption`,
    {
      bucket: bucket.bucket,
      rules: [
        args.kmsKeyArn === undefined
          ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
          : { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: args.kmsKeyArn }, bucketKeyEnabled: true },
      ],
    },
    kept,
  );
  const versioning = new aws.s3.BucketVersioning(
    `${name}-versioning`,
    { bucket: bucket.bucket, versioningConfiguration: { status: args.versioned ? "Enabled" : "Suspended" } },
    kept,
  );
  new aws.s3.BucketLifecycleConfiguration(
    `${name}-lifecycle`,
    { bucket: bucket.bucket, rules: [...args.expiry.map((expiry) => expiryRule(expiry, args.versioned)), tidyRule()] },
    { ...kept, dependsOn: [versioning] },
  );
  const policy = new aws.s3.BucketPolicy(
    `${name}-policy`,
    { bucket: bucket.bucket, policy: policyText([onlyOverTls(bucket.arn), ...(args.statements?.(bucket.arn) ?? [])]) },
    // S3 refuses concurrent changes of one bucket's access settings.
    { ...kept, dependsOn: [accessBlock] },
  );
  return { name: bucket.bucket, arn: bucket.arn, policy };
}

function expiryRule({ prefix, days, previousVersionDays = 7 }: Expiry, versioned: boolean) {
  return {
    id: `expire-${prefix.replace(/[^a-z]+/g, "-").replace(/-$/, "") || "everything"}`,
    status: "Enabled",
    filter: { prefix },
    expiration: { days },
    ...(versioned && { noncurrentVersionExpiration: { noncurrentDays: previousVersionDays } }),
  };
}

/** What no prefix needs: parts of uploads that never ended. */
function tidyRule() {
  return { id: "abandoned-uploads", status: "Enabled", filter: { prefix: "" }, abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } };
}

function onlyOverTls(bucketArn: pulumi.Output<string>): Statement {
  return {
    Sid: "OnlyOverTls",
    Effect: "Deny",
    Principal: "*",
    Action: ["s3:*"],
    Resource: [bucketArn, pulumi.interpolate`${bucketArn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

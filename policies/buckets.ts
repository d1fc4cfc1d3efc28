import { refusesPlainHttp, statementsOf } from "./policy-statements";
import { attachedTo, type Rule, ruleOn } from "./rule";

const bucket = "aws:s3/bucket:Bucket";

/** What every bucket must keep. */
export const bucketRules: readonly Rule[] = [
  ruleOn(bucket, "bucket-public-access-blocked", "Buckets block every kind of public access.", (resource, all) => {
    const blocks = attachedTo(all, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "bucket", resource);
    const complete = blocks.some(({ props }) =>
      ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].every((key) => props[key] === true),
    );
    return complete ? undefined : "has no complete public access block";
  }),
  ruleOn(bucket, "bucket-encrypted", "Buckets are encrypted by S3's key or the customer's.", (resource, all) => {
    const encryptions = attachedTo(
      all,
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      "bucket",
      resource,
    );
    const algorithms = encryptions.flatMap(({ props }) =>
      props.rules.map((rule: any) => rule.applyServerSideEncryptionByDefault?.sseAlgorithm),
    );
    return algorithms.length === 1 && ["AES256", "aws:kms"].includes(algorithms[0]) ? undefined : "has no encryption by default";
  }),
  ruleOn(bucket, "bucket-tls-only", "Buckets refuse requests without TLS.", (resource, all) => {
    const policies = attachedTo(all, "aws:s3/bucketPolicy:BucketPolicy", "bucket", resource);
    return policies.some(({ props }) => refusesPlainHttp(statementsOf(props.policy))) ? undefined : "has no policy that refuses plain HTTP";
  }),
  ruleOn(
    bucket,
    "bucket-forgets",
    "Buckets let objects and abandoned uploads expire, so that nothing is kept and paid for without end.",
    (resource, all) => {
      const rules = attachedTo(all, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "bucket", resource)
        .flatMap(({ props }) => props.rules as any[])
        .filter(({ status }) => status === "Enabled");
      if (!rules.some(({ expiration }) => expiration?.days > 0)) return "has no rule that lets objects expire";
      return rules.some(({ abortIncompleteMultipartUpload }) => abortIncompleteMultipartUpload) ? undefined : "keeps abandoned uploads";
    },
  ),
  {
    name: "bucket-not-public",
    description: "Bucket policies name who they allow; nobody is everybody.",
    check: (all) =>
      all
        .filter(({ type }) => type === "aws:s3/bucketPolicy:BucketPolicy")
        .filter(({ props }) =>
          statementsOf(props.policy).some(
            ({ effect, principal }) => effect === "Allow" && (principal === "*" || (principal as any)?.AWS === "*"),
          ),
        )
        .map(({ urn }) => ({ urn, message: "allows everybody" })),
  },
];

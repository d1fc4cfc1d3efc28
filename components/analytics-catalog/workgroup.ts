import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** What a {@link createWorkgroup} call needs to know. */
export interface WorkgroupArgs {
  readonly workgroupName: string;
  readonly description: string;
  /** Such as `s3://bucket/folder/`. */
  readonly resultsLocation: pulumi.Input<string>;
  /** The customer's key for results, and for what INSERT writes. @default SSE-S3 */
  readonly kmsKeyArn?: pulumi.Input<string>;
  readonly accountId: pulumi.Input<string>;
  /** No query may read more; the service's smallest limit is 10 MB. */
  readonly scanLimitBytes: number;
}

/** Creates an Athena workgroup whose limits and encryption nobody who queries can override. */
export function createWorkgroup(name: string, args: WorkgroupArgs, opts: { readonly parent: pulumi.Resource }): aws.athena.Workgroup {
  return new aws.athena.Workgroup(
    name,
    {
      name: args.workgroupName,
      description: args.description,
      // Saved queries and history do not hold back `pulumi destroy`.
      forceDestroy: true,
      configuration: {
        enforceWorkgroupConfiguration: true,
        publishCloudwatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: args.scanLimitBytes,
        engineVersion: { selectedEngineVersion: "Athena engine version 3" },
        resultConfiguration: {
          outputLocation: args.resultsLocation,
          expectedBucketOwner: args.accountId,
          encryptionConfiguration:
            args.kmsKeyArn === undefined ? { encryptionOption: "SSE_S3" } : { encryptionOption: "SSE_KMS", kmsKeyArn: args.kmsKeyArn },
        },
      },
    },
    opts,
  );
}

import * as pulumi from "@pulumi/pulumi";
import { createBucket, type Expiry } from "./bucket";
import type { Foundation } from "./foundation";

/** What a {@link DataLake} needs to know. */
export interface DataLakeArgs {
  readonly foundation: Foundation;
  /** Days that rows are kept. */
  readonly retentionDays: number;
  /** Days that failed records are kept: they are raw, so they hold what the privacy settings would have removed. */
  readonly failedRetentionDays: number;
}

/** Keeps every row, by the day of its event, and the results of queries in a bucket of their own. */
export class DataLake extends pulumi.ComponentResource {
  declare readonly bucketName: pulumi.Output<string>;
  declare readonly bucketArn: pulumi.Output<string>;
  /** Bucket of query results: kept apart, so that those who query need no right to write to the lake. */
  declare readonly resultsBucketName: pulumi.Output<string>;
  declare readonly resultsBucketArn: pulumi.Output<string>;

  constructor(name: string, args: DataLakeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("api-usage-analytics:components:DataLake", name, {}, opts);
    const { kmsKeyArn, keepData } = args.foundation;
    const lake = createBucket(`${name}-bucket`, { expiry: lakeExpiry(args), kmsKeyArn, versioned: true, keep: keepData }, { parent: this });
    // Results can be had again by asking again, so they are neither versioned nor kept.
    const results = createBucket(
      `${name}-results`,
      { expiry: [{ prefix: "", days: 30 }], kmsKeyArn, versioned: false, keep: false },
      { parent: this },
    );
    this.bucketName = lake.name;
    this.bucketArn = lake.arn;
    this.resultsBucketName = results.name;
    this.resultsBucketArn = results.arn;
    this.registerOutputs({ bucketName: this.bucketName, resultsBucketName: this.resultsBucketName });
  }
}

/**
 * Only folders whose rows grow old are named: coverage and reference tables never expire, nor does the directory. A row of its history holds until
 * the next change, however long ago it was written.
 */
function lakeExpiry({ retentionDays, failedRetentionDays }: DataLakeArgs): Expiry[] {
  const grown = ["access_logs/", "audit_events/", "usage_hourly/", "reports/"];
  return [
    ...grown.map((prefix) => ({ prefix, days: retentionDays })),
    // A deleted failed record must really be gone the next day, because it is raw.
    ...["failed/", "redriven/"].map((prefix) => ({ prefix, days: failedRetentionDays, previousVersionDays: 1 })),
  ];
}

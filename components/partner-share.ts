import * as pulumi from "@pulumi/pulumi";
import { compactInsert } from "../analytics/rollup";
import { compactExportColumns } from "../analytics/schema";
import { createTable } from "./analytics-catalog/table";
import { createWorkgroup } from "./analytics-catalog/workgroup";
import { scheduleAthenaQuery } from "./athena-query-schedule";
import { createBucket } from "./bucket";
import type { Foundation } from "./foundation";
import type { GlueTable } from "./glue-table";
import { physicalName } from "./names";
import { allow, type Statement, useKey } from "./policy-document";

/** What a {@link PartnerShare} needs to know. */
export interface PartnerShareArgs {
  readonly foundation: Foundation;
  /** Accounts that may read the bucket. */
  readonly accounts: readonly string[];
  readonly accessLogs: GlueTable;
  readonly lakeArn: pulumi.Input<string>;
  /** Days that shared rows are kept. */
  readonly retentionDays: number;
  readonly scanLimitGB: number;
}

/**
 * When which rows are shared, after the last delivery of the day and after the roll-up. A run reads every day in which a row's first copy may lie:
 * were every night's as long as the week's, a stack of a few million requests a day would meet the scan limit every night.
 */
const runs = [
  {
    suffix: "daily",
    description: "Adds yesterday's requests to what partner accounts read",
    expression: "cron(0 4 * * ? *)",
    run: "nightly",
  },
  {
    suffix: "late",
    description: "Adds requests that came more than a week late to what partner accounts read",
    expression: "cron(0 5 ? * SUN *)",
    run: "late",
  },
] as const;

/**
 * Shares compact rows with partner accounts: every day the query engine writes them to a bucket of their own, which holds nothing else.
 * It is encrypted with S3's key even where the lake has the customer's, so that no partner needs a right on that key.
 */
export class PartnerShare extends pulumi.ComponentResource {
  declare readonly bucketName: pulumi.Output<string>;
  declare readonly workgroupName: pulumi.Output<string>;
  /** Queues that hold what was given up. */
  declare readonly failureQueueNames: pulumi.Output<string>[];

  constructor(name: string, args: PartnerShareArgs, opts?: pulumi.ComponentResourceOptions) {
    super("api-usage-analytics:components:PartnerShare", name, {}, opts);
    const { foundation, accessLogs, lakeArn } = args;
    const { place } = foundation;
    const bucket = createBucket(
      `${name}-bucket`,
      {
        expiry: [
          { prefix: "compact/", days: args.retentionDays },
          { prefix: "results/", days: 7 },
        ],
        versioned: false,
        keep: foundation.keepData,
        statements: (bucketArn) => partnersRead(bucketArn, place.partition, args.accounts),
      },
      { parent: this },
    );
    const compact = createTable(
      `${name}-compact`,
      {
        tableName: "compact_exports",
        description: "What partner accounts read: no secret, nothing personal",
        columns: compactExportColumns,
        folder: "compact",
        format: "parquet",
        days: args.retentionDays,
        databaseName: accessLogs.databaseName,
        bucketName: bucket.name,
        place,
      },
      { parent: this },
    );
    // A workgroup of its own: what INSERT writes is encrypted like the workgroup's results, and partners must be able to read it.
    const workgroup = createWorkgroup(
      `${name}-workgroup`,
      {
        workgroupName: physicalName("partner-share", 128),
        description: "Writes what partner accounts read",
        resultsLocation: pulumi.interpolate`s3://${bucket.name}/results/`,
        accountId: place.accountId,
        scanLimitBytes: args.scanLimitGB * 1024 ** 3,
      },
      { parent: this },
    );
    this.failureQueueNames = runs.map(({ suffix, description, expression, run }) =>
      scheduleAthenaQuery(
        `${name}-${suffix}`,
        {
          description,
          expression,
          query: accessLogs.databaseName.apply((database) => compactInsert(database, run)),
          databaseName: accessLogs.databaseName,
          workgroupName: workgroup.name,
          purpose: `compact-${suffix}`,
          resultsArn: bucket.arn,
          resultsFolder: "results",
          statements: [
            allow(
              ["glue:GetDatabase", "glue:GetTable", "glue:GetPartition", "glue:GetPartitions"],
              [...new Set([...accessLogs.arns, ...compact.arns])],
            ),
            allow(["s3:GetBucketLocation", "s3:ListBucket"], [lakeArn]),
            allow(["s3:GetObject"], [pulumi.interpolate`${lakeArn}/${accessLogs.folder}/*`]),
            allow(["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"], [pulumi.interpolate`${bucket.arn}/compact/*`]),
            ...useKey(foundation.kmsKeyArn, place.region, "s3"),
          ],
          place,
        },
        { parent: this },
      ),
    );
    this.bucketName = bucket.name;
    this.workgroupName = workgroup.name;
    this.registerOutputs({ bucketName: this.bucketName });
  }
}

/** The partner's administrators decide who of them reads; nobody of them sees query results or writes anything. */
function partnersRead(bucketArn: pulumi.Output<string>, partition: pulumi.Output<string>, accounts: readonly string[]): Statement[] {
  const partners = { AWS: accounts.map((account) => pulumi.interpolate`arn:${partition}:iam::${account}:root`) };
  return [
    allow(["s3:GetObject"], [pulumi.interpolate`${bucketArn}/compact/*`], { Sid: "PartnersRead", Principal: partners }),
    allow(["s3:ListBucket"], [bucketArn], {
      Sid: "PartnersList",
      Principal: partners,
      Condition: { StringLike: { "s3:prefix": ["compact/*"] } },
    }),
    allow(["s3:GetBucketLocation"], [bucketArn], { Sid: "PartnersFind", Principal: partners }),
  ];
}

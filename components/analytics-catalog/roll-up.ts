import * as pulumi from "@pulumi/pulumi";
import { rollUpInsert } from "../../analytics/rollup";
import { scheduleAthenaQuery } from "../athena-query-schedule";
import type { Foundation } from "../foundation";
import type { GlueTable } from "../glue-table";
import { arnOf } from "../place";
import { allow, useKey } from "../policy-document";

/** What a {@link scheduleRollUp} call needs to know. */
export interface RollUpArgs {
  readonly databaseName: pulumi.Output<string>;
  readonly workgroupName: pulumi.Output<string>;
  /** Table that the roll-up writes and, to know what is due, reads. */
  readonly usageHourly: GlueTable;
  readonly lakeArn: pulumi.Input<string>;
  readonly resultsArn: pulumi.Input<string>;
  readonly foundation: Foundation;
}

/** Rolls up, every night, yesterday and every day that late or re-driven rows have reached since it was last rolled up. */
export function scheduleRollUp(name: string, args: RollUpArgs, opts: { readonly parent: pulumi.Resource }): void {
  const { foundation, databaseName, lakeArn, usageHourly } = args;
  const { place } = foundation;
  scheduleAthenaQuery(
    `${name}-roll-up`,
    {
      description: "Rolls requests up by hour, without duplicates",
      // Rows of yesterday are delivered by then: a stream waits fifteen minutes at most, and is retried before it is late.
      expression: "cron(30 2 * * ? *)",
      query: databaseName.apply(rollUpInsert),
      databaseName,
      workgroupName: args.workgroupName,
      purpose: "roll-up",
      resultsArn: args.resultsArn,
      resultsFolder: "analytics",
      statements: [
        allow(
          ["glue:GetDatabase", "glue:GetTable", "glue:GetTables", "glue:GetPartition", "glue:GetPartitions"],
          [
            arnOf(place, "glue", "catalog"),
            arnOf(place, "glue", pulumi.interpolate`database/${databaseName}`),
            // The statement reads views, and these their tables.
            arnOf(place, "glue", pulumi.interpolate`table/${databaseName}/*`),
          ],
        ),
        allow(["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], [lakeArn]),
        allow(
          ["s3:GetObject"],
          ["access_logs", "directory/history", usageHourly.folder].map((folder) => pulumi.interpolate`${lakeArn}/${folder}/*`),
        ),
        allow(
          ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
          [pulumi.interpolate`${lakeArn}/${usageHourly.folder}/*`],
        ),
        ...useKey(foundation.kmsKeyArn, place.region, "s3"),
      ],
      place,
    },
    opts,
  );
}

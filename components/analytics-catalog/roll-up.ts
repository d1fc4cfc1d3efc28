import * as pulumi from "@pulumi/pulumi";
import { nightlyLookbackDays, rollUpInsert, rollUpLookbackDays } from "../../analytics/rollup";
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

/** When which days are looked at. Rows of yesterday are delivered by half past two: a stream waits fifteen minutes at most. */
const runs = [
  {
    suffix: "",
    description: "Rolls requests up by hour, without duplicates",
    expression: "cron(30 2 * * ? *)",
    lookbackDays: nightlyLookbackDays,
  },
  {
    suffix: "-late",
    description: "Rolls up again the days that late and re-driven rows have reached",
    expression: "cron(30 3 ? * SUN *)",
    lookbackDays: rollUpLookbackDays,
  },
] as const;

/**
 * Rolls up, every night, the last days, and every week each earlier day that late or re-driven rows have reached since. A run reads all the days that
 * it may have to roll up: were every night's as long as the week's, a stack of a few million requests a day would meet the scan limit every night.
 * Answers the names of the queues of starts that never succeeded.
 */
export function scheduleRollUp(name: string, args: RollUpArgs, opts: { readonly parent: pulumi.Resource }): pulumi.Output<string>[] {
  const { foundation, databaseName, lakeArn, usageHourly } = args;
  const { place } = foundation;
  return runs.map(({ suffix, description, expression, lookbackDays }) =>
    scheduleAthenaQuery(
      `${name}-roll-up${suffix}`,
      {
        description,
        expression,
        query: databaseName.apply((database) => rollUpInsert(database, lookbackDays)),
        databaseName,
        workgroupName: args.workgroupName,
        purpose: `roll-up${suffix}`,
        resultsArn: args.resultsArn,
        resultsFolder: "roll-up",
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
    ),
  );
}

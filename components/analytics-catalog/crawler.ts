import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Foundation } from "../foundation";
import type { GlueTable } from "../glue-table";
import { arnOf } from "../place";
import { allow, useKey } from "../policy-document";
import { createRole } from "../role";

/** What a {@link createCrawler} call needs to know. */
export interface CrawlerArgs {
  readonly tables: readonly GlueTable[];
  readonly schedule: string;
  readonly lakeArn: pulumi.Input<string>;
  readonly foundation: Foundation;
}

/**
 * Creates a crawler over existing tables, for whoever reads the lake with an engine that does not know partition projection (EMR, Redshift
 * Spectrum). It registers partitions and changes nothing else. A run is billed for ten minutes at least: $0.07 to $0.15 each.
 */
export function createCrawler(name: string, args: CrawlerArgs, opts: { readonly parent: pulumi.Resource }): aws.glue.Crawler {
  const { foundation, lakeArn, tables } = args;
  const { place } = foundation;
  const role = createRole(
    `${name}-role`,
    {
      service: "glue.amazonaws.com",
      description: "Lets the crawler register partitions of the lake",
      place,
      // Glue assumes the role of a crawler without a source account.
      onlyFromThisAccount: false,
      statements: [
        allow(["s3:GetBucketLocation", "s3:ListBucket"], [lakeArn]),
        allow(
          ["s3:GetObject"],
          tables.map(({ folder }) => pulumi.interpolate`${lakeArn}/${folder}/*`),
        ),
        allow(
          [
            "glue:GetDatabase",
            "glue:GetTable",
            "glue:UpdateTable",
            "glue:GetPartition",
            "glue:GetPartitions",
            "glue:BatchGetPartition",
            "glue:BatchCreatePartition",
            "glue:BatchUpdatePartition",
            "glue:UpdatePartition",
          ],
          tables.flatMap(({ arns }) => arns),
        ),
        allow(
          ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
          [arnOf(place, "logs", "log-group:/aws-glue/crawlers:*")],
        ),
        ...useKey(foundation.kmsKeyArn, place.region, "s3"),
      ],
    },
    opts,
  );
  return new aws.glue.Crawler(
    name,
    {
      databaseName: tables[0]!.databaseName,
      description: "Registers partitions for engines that do not compute them",
      role: role.readyArn,
      schedule: args.schedule,
      catalogTargets: [{ databaseName: tables[0]!.databaseName, tables: tables.map(({ tableName }) => tableName) }],
      // Catalog tables demand LOG for deletions; the columns belong to this program, so changes are only reported.
      schemaChangePolicy: { deleteBehavior: "LOG", updateBehavior: "LOG" },
      configuration: JSON.stringify({ Version: 1, Grouping: { TableGroupingPolicy: "CombineCompatibleSchemas" } }),
    },
    opts,
  );
}

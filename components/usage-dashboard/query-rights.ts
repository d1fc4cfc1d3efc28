import * as pulumi from "@pulumi/pulumi";
import type { Foundation } from "../foundation";
import { arnOf } from "../place";
import { allow, type Statement, useKey } from "../policy-document";

/** What the queries of a dashboard reach. */
export interface QueryTargets {
  readonly foundation: Foundation;
  readonly databaseName: pulumi.Output<string>;
  readonly workgroupName: pulumi.Output<string>;
  readonly lakeArn: pulumi.Input<string>;
  readonly resultsArn: pulumi.Input<string>;
}

/** What one Athena query needs, from the catalog to the result; the lake can only be read. */
export function queryRights({ foundation, databaseName, workgroupName, lakeArn, resultsArn }: QueryTargets): Statement[] {
  const { place, kmsKeyArn } = foundation;
  return [
    // These two know no resources.
    allow(["athena:ListDataCatalogs", "athena:ListWorkGroups"], ["*"]),
    allow(
      ["athena:ListDatabases", "athena:ListTableMetadata", "athena:GetTableMetadata", "athena:GetDataCatalog", "athena:GetDatabase"],
      [arnOf(place, "athena", "datacatalog/AwsDataCatalog")],
    ),
    allow(
      [
        "athena:GetWorkGroup",
        "athena:StartQueryExecution",
        "athena:StopQueryExecution",
        "athena:GetQueryExecution",
        "athena:GetQueryResults",
        "athena:GetQueryResultsStream",
      ],
      [arnOf(place, "athena", pulumi.interpolate`workgroup/${workgroupName}`)],
    ),
    allow(
      ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable", "glue:GetTables", "glue:GetPartition", "glue:GetPartitions"],
      [
        arnOf(place, "glue", "catalog"),
        arnOf(place, "glue", pulumi.interpolate`database/${databaseName}`),
        arnOf(place, "glue", pulumi.interpolate`table/${databaseName}/*`),
      ],
    ),
    allow(["s3:GetBucketLocation", "s3:ListBucket"], [lakeArn]),
    // Rows, roll-up, names and reference tables; not the failed records, which are raw.
    allow(
      ["s3:GetObject"],
      ["access_logs", "audit_events", "usage_hourly", "directory/history", "reference"].map(
        (folder) => pulumi.interpolate`${lakeArn}/${folder}/*`,
      ),
    ),
    allow(["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], [resultsArn]),
    allow(
      ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
      [pulumi.interpolate`${resultsArn}/*`],
    ),
    ...useKey(kmsKeyArn, place.region, "s3"),
  ];
}

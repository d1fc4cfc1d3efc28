import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { usageDataSetColumns, usageDefinition } from "../analytics/dashboards/quicksight/usage-sheet";
import type { Foundation } from "./foundation";
import { physicalName } from "./names";
import { arnOf } from "./place";
import { allow, type Statement, useKey } from "./policy-document";
import { createRole } from "./role";

/** What a {@link UsageDashboard} needs to know. */
export interface UsageDashboardArgs {
  readonly foundation: Foundation;
  /** ARNs of the QuickSight users and groups that may open the dashboard. */
  readonly principals: readonly string[];
  /** `direct`: every visual is a query; `spice`: the data set is imported once a day. */
  readonly importMode: "direct" | "spice";
  readonly databaseName: pulumi.Output<string>;
  readonly workgroupName: pulumi.Output<string>;
  readonly lakeArn: pulumi.Input<string>;
  readonly resultsArn: pulumi.Input<string>;
}

const permissions = (principals: readonly string[], actions: readonly string[]) =>
  principals.map((Principal) => ({ Principal, Actions: actions.map((action) => `quicksight:${action}`) }));

/** Shows product owners usage by customer and plan in QuickSight; only where somebody may open it, because QuickSight is paid per reader. */
export class UsageDashboard extends pulumi.ComponentResource {
  declare readonly dashboardId: string;

  constructor(name: string, args: UsageDashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("api-usage-analytics:components:UsageDashboard", name, {}, opts);
    const { foundation, principals } = args;
    const { place } = foundation;
    const role = createRole(
      `${name}-query-role`,
      {
        service: "quicksight.amazonaws.com",
        description: "Lets the usage dashboard query the lake, without a step in the QuickSight console",
        place,
        // QuickSight assumes the role of a data source without a source account.
        onlyFromThisAccount: false,
        statements: queryRights(args),
      },
      { parent: this },
    );
    const sourceId = physicalName("lake", 512);
    const source = new aws.cloudcontrol.Resource(
      `${name}-source`,
      {
        typeName: "AWS::QuickSight::DataSource",
        desiredState: pulumi.jsonStringify({
          AwsAccountId: place.accountId,
          DataSourceId: sourceId,
          Name: `API usage lake (${pulumi.getStack()})`,
          Type: "ATHENA",
          DataSourceParameters: { AthenaParameters: { WorkGroup: args.workgroupName, RoleArn: role.readyArn } },
          SslProperties: { DisableSsl: false },
          Permissions: permissions(principals, ["DescribeDataSource", "DescribeDataSourcePermissions", "PassDataSource"]),
        }),
      },
      { parent: this },
    );
    const dataSetId = physicalName("usage", 512);
    const dataSet = new aws.cloudcontrol.Resource(
      `${name}-data-set`,
      {
        typeName: "AWS::QuickSight::DataSet",
        desiredState: pulumi.jsonStringify({
          AwsAccountId: place.accountId,
          DataSetId: dataSetId,
          Name: `API usage by hour (${pulumi.getStack()})`,
          ImportMode: args.importMode === "spice" ? "SPICE" : "DIRECT_QUERY",
          PhysicalTableMap: {
            usage: {
              RelationalTable: {
                DataSourceArn: arnOf(place, "quicksight", `datasource/${sourceId}`),
                Catalog: "AwsDataCatalog",
                Schema: args.databaseName,
                Name: "usage_hourly_all",
                InputColumns: usageDataSetColumns,
              },
            },
          },
          Permissions: permissions(principals, [
            "DescribeDataSet",
            "DescribeDataSetPermissions",
            "PassDataSet",
            "DescribeIngestion",
            "ListIngestions",
          ]),
        }),
      },
      { parent: this, dependsOn: [source] },
    );
    if (args.importMode === "spice") {
      new aws.quicksight.RefreshSchedule(
        `${name}-refresh`,
        {
          dataSetId,
          scheduleId: "daily",
          // After the roll-up of the day before.
          schedule: { refreshType: "FULL_REFRESH", scheduleFrequency: { interval: "DAILY", timeOfTheDay: "05:00", timezone: "Etc/UTC" } },
        },
        { parent: this, dependsOn: [dataSet] },
      );
    }
    this.dashboardId = physicalName("usage", 512);
    const dataSetArn = arnOf(place, "quicksight", `dataset/${dataSetId}`);
    new aws.cloudcontrol.Resource(
      `${name}-dashboard`,
      {
        typeName: "AWS::QuickSight::Dashboard",
        desiredState: pulumi.jsonStringify({
          AwsAccountId: place.accountId,
          DashboardId: this.dashboardId,
          Name: `API usage (${pulumi.getStack()})`,
          Definition: dataSetArn.apply((arn) => usageDefinition(arn)),
          DashboardPublishOptions: {
            AdHocFilteringOption: { AvailabilityStatus: "ENABLED" },
            ExportToCSVOption: { AvailabilityStatus: "ENABLED" },
          },
          Permissions: permissions(principals, ["DescribeDashboard", "ListDashboardVersions", "QueryDashboard"]),
        }),
      },
      { parent: this, dependsOn: [dataSet] },
    );
    this.registerOutputs({ dashboardId: this.dashboardId });
  }
}

/** What one Athena query needs, from the catalog to the result; the lake can only be read. */
function queryRights({ foundation, databaseName, workgroupName, lakeArn, resultsArn }: UsageDashboardArgs): Statement[] {
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

import * as pulumi from "@pulumi/pulumi";
import type { ImportMode } from "../analytics/dashboards/quicksight/data-set-sql";
import { usageDefinition } from "../analytics/dashboards/quicksight/definition";
import { themeDefinition } from "../analytics/dashboards/quicksight/theme";
import { arnOf } from "./place";
import { createRole } from "./role";
import { createDataSet, dataSetId } from "./usage-dashboard/data-set";
import { type QueryTargets, queryRights } from "./usage-dashboard/query-rights";
import { createQuickSight, permissions, quickSightId } from "./usage-dashboard/quicksight-resource";

/** What a {@link UsageDashboard} needs to know. */
export interface UsageDashboardArgs extends QueryTargets {
  /** ARNs of the QuickSight users and groups that may open the dashboard. */
  readonly principals: readonly string[];
  /** `direct`: every visual is a query; `spice`: the data sets are imported once a day. */
  readonly importMode: ImportMode;
  /** Whether there is a sheet to print, which needs the account's paginated reports. */
  readonly report: boolean;
}

/** Shows product owners usage by customer and plan in QuickSight; only where somebody may open it, because QuickSight is paid per reader. */
export class UsageDashboard extends pulumi.ComponentResource {
  declare readonly dashboardId: string;

  constructor(name: string, args: UsageDashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("api-usage-analytics:components:UsageDashboard", name, {}, opts);
    const { principals, report } = args;
    const { place } = args.foundation;
    const mode = args.importMode;
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
    const common = { AwsAccountId: place.accountId };
    const ofStack = (title: string) => `${title} (${pulumi.getStack()})`;
    const sourceId = quickSightId("lake");
    const source = createQuickSight(
      `${name}-source`,
      "DataSource",
      {
        ...common,
        DataSourceId: sourceId,
        Name: ofStack("API usage lake"),
        Type: "ATHENA",
        DataSourceParameters: { AthenaParameters: { WorkGroup: args.workgroupName, RoleArn: role.readyArn } },
        SslProperties: { DisableSsl: false },
        Permissions: permissions(principals, ["DescribeDataSource", "DescribeDataSourcePermissions", "PassDataSource"]),
      },
      { parent: this },
    );
    const { dataSets, definition } = usageDefinition({ mode, report });
    const made = dataSets.map((dataSet) =>
      createDataSet(
        `${name}-${dataSet.view.replaceAll("_", "-")}`,
        dataSet,
        { place, mode, databaseName: args.databaseName, sourceId, principals },
        { parent: this, dependsOn: [source] },
      ),
    );
    const themeId = quickSightId("theme");
    const theme = createQuickSight(
      `${name}-theme`,
      "Theme",
      {
        ...common,
        ThemeId: themeId,
        Name: ofStack("API usage"),
        ...themeDefinition,
        Permissions: permissions(principals, ["DescribeTheme", "DescribeThemeAlias", "ListThemeAliases", "ListThemeVersions"]),
      },
      { parent: this },
    );
    this.dashboardId = quickSightId("usage");
    createQuickSight(
      `${name}-dashboard`,
      "Dashboard",
      {
        ...common,
        DashboardId: this.dashboardId,
        Name: ofStack("API usage"),
        ThemeArn: arnOf(place, "quicksight", `theme/${themeId}`),
        Definition: arnOf(place, "quicksight", "dataset/").apply((folder) => definition((view) => folder + dataSetId(view))),
        // One visual that the service cannot draw shall not keep all others from being deployed.
        ValidationStrategy: { Mode: "LENIENT" },
        DashboardPublishOptions: {
          AdHocFilteringOption: { AvailabilityStatus: "ENABLED" },
          ExportToCSVOption: { AvailabilityStatus: "ENABLED" },
          SheetControlsOption: { VisibilityState: "EXPANDED" },
        },
        Permissions: permissions(principals, ["DescribeDashboard", "ListDashboardVersions", "QueryDashboard"]),
      },
      { parent: this, dependsOn: [...made, theme] },
    );
    this.registerOutputs({ dashboardId: this.dashboardId });
  }
}

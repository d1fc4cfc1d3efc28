import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type OperationsSource, operationsDashboardNames, operationsDashboards } from "../analytics/dashboards/operations";
import { savedQueries } from "../analytics/dashboards/saved-queries";
import type { Foundation } from "./foundation";
import { physicalName } from "./names";

/** What {@link OperationsDashboards} needs to know. */
export interface OperationsDashboardsArgs extends Omit<OperationsSource, "region" | "streamNames" | "trailLogGroup"> {
  readonly foundation: Foundation;
  readonly streamNames: readonly pulumi.Input<string>[];
  readonly trailLogGroup: pulumi.Input<string>;
  /** Access-log groups of people's own, for which saved queries are offered. */
  readonly accessLogGroups: readonly string[];
}

/** Shows operators the APIs' traffic, the audit events, the AWS API calls and the pipeline's own health in CloudWatch, and saves queries for log groups. */
export class OperationsDashboards extends pulumi.ComponentResource {
  declare readonly dashboardNames: pulumi.Output<string[]>;

  constructor(name: string, args: OperationsDashboardsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("api-usage-analytics:components:OperationsDashboards", name, {}, opts);
    const { foundation, streamNames, trailLogGroup, ...source } = args;
    const bodies = pulumi
      .all([foundation.place.region, pulumi.all([...streamNames]), trailLogGroup])
      .apply(([region, streams, logGroup]) => operationsDashboards({ ...source, region, streamNames: streams, trailLogGroup: logGroup }));
    const dashboards = operationsDashboardNames(args.kinds).map(
      (title) =>
        new aws.cloudwatch.Dashboard(
          `${name}-${title}`,
          { dashboardName: physicalName(title, 255), dashboardBody: bodies.apply((all) => JSON.stringify(all[title])) },
          { parent: this },
        ),
    );
    if (args.accessLogGroups.length > 0) {
      for (const query of savedQueries) {
        const words = query.name.replaceAll(" ", "-");
        new aws.cloudwatch.QueryDefinition(
          `${name}-${words}`,
          { name: `${physicalName("access-logs", 100)}/${query.name}`, queryString: query.query, logGroupNames: [...args.accessLogGroups] },
          { parent: this },
        );
      }
    }
    this.dashboardNames = pulumi.all(dashboards.map((dashboard) => dashboard.dashboardName));
    this.registerOutputs({ dashboardNames: this.dashboardNames });
  }
}

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { operationsOverview } from "../analytics/dashboards/operations-overview";
import type { Foundation } from "./foundation";
import { physicalName } from "./names";

/** What {@link OperationsDashboards} needs to know. */
export interface OperationsDashboardsArgs {
  readonly foundation: Foundation;
  readonly metricNamespace: string;
  readonly functionNames: readonly string[];
  readonly streamNames: readonly pulumi.Input<string>[];
}

/** Shows operators the APIs' traffic, the AWS API calls and the pipeline's own health in CloudWatch. */
export class OperationsDashboards extends pulumi.ComponentResource {
  declare readonly dashboardNames: pulumi.Output<string[]>;

  constructor(name: string, args: OperationsDashboardsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("api-usage-analytics:components:OperationsDashboards", name, {}, opts);
    const { metricNamespace, functionNames } = args;
    const body = pulumi
      .all([args.foundation.place.region, pulumi.all([...args.streamNames])])
      .apply(([region, streamNames]) => JSON.stringify(operationsOverview({ region, metricNamespace, functionNames, streamNames })));
    const overview = new aws.cloudwatch.Dashboard(
      `${name}-overview`,
      { dashboardName: physicalName("overview", 255), dashboardBody: body },
      { parent: this },
    );
    this.dashboardNames = pulumi.all([overview.dashboardName]);
    this.registerOutputs({ dashboardNames: this.dashboardNames });
  }
}

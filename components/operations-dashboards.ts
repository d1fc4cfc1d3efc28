import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { operationsDashboardNames, operationsDashboards } from "../analytics/dashboards/operations";
import { savedQueries } from "../analytics/dashboards/saved-queries";
import type { ApiKind } from "../analytics/schema";
import type { Foundation } from "./foundation";
import { physicalName } from "./names";

/** What {@link OperationsDashboards} needs to know. */
export interface OperationsDashboardsArgs {
  readonly foundation: Foundation;
  readonly metricNamespace: string;
  readonly trackerFunction: string;
  readonly transformerFunctions: readonly string[];
  /** Every function of the stack, those included. */
  readonly functionNames: readonly string[];
  readonly streamNames: readonly pulumi.Input<string>[];
  /** Kinds of API that get dashboards of their own; each has four ($3 a month per dashboard beyond the account's first three). */
  readonly kinds: readonly ApiKind[];
  /** CloudTrail's log group. */
  readonly trailLogGroup: pulumi.Input<string>;
  readonly auditEventSources: readonly string[];
  /** Access-log groups of people's own, for which saved queries are offered. */
  readonly accessLogGroups: readonly string[];
}

/** Shows operators the APIs' traffic, the audit events, the AWS API calls and the pipeline's own health in CloudWatch, and saves queries for log groups. */
export class OperationsDashboards extends pulumi.ComponentResource {
  declare readonly dashboardNames: pulumi.Output<string[]>;

  constructor(name: string, args: OperationsDashboardsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("api-usage-analytics:components:OperationsDashboards", name, {}, opts);
    const { metricNamespace, trackerFunction, transformerFunctions, functionNames, kinds, auditEventSources } = args;
    const bodies = pulumi
      .all([args.foundation.place.region, pulumi.all([...args.streamNames]), args.trailLogGroup])
      .apply(([region, streamNames, trailLogGroup]) =>
        operationsDashboards({
          region,
          metricNamespace,
          trackerFunction,
          transformerFunctions,
          functionNames,
          streamNames,
          kinds,
          trailLogGroup,
          auditEventSources,
        }),
      );
    const dashboards = operationsDashboardNames(kinds).map(
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

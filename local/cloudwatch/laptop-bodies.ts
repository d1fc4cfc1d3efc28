import { type OperationsSource, operationsDashboards } from "../../analytics/dashboards/operations";
import { type ApiKind, apiKinds } from "../../analytics/schema";
import type { Lake } from "../lake";

/** What stands for a stack's names: those that `pulumi up` gives in a stack called `dev`. */
const stack = "api-usage-analytics-dev";

/** The bodies of the operations dashboards for what is in a lake, made by the same function as those of a stack. */
export async function laptopBodies(lake: Lake, metricNamespace: string) {
  const { rows } = await lake.query("SELECT api_kind, region, count(*) AS requests FROM requests GROUP BY 1, 2 ORDER BY 3 DESC");
  const kinds = apiKinds.filter((kind: ApiKind) => rows.some(([known]) => known === kind));
  const region = rows.map(([, known]) => known).find((known) => typeof known === "string") ?? "us-east-1";
  const source: OperationsSource = {
    region: String(region),
    metricNamespace,
    trackerFunction: `${stack}-track-api-calls`,
    transformerFunctions: [`${stack}-transform-access-logs`, `${stack}-transform-bridge-logs`],
    functionNames: ["track-api-calls", "transform-access-logs", "transform-bridge-logs", "refresh-directory", "redrive-failed-records"].map(
      (handler) => `${stack}-${handler}`,
    ),
    streamNames: [`amazon-apigateway-${stack}-logs`, `${stack}-bridge`, `${stack}-audit-events`],
    kinds,
    trailLogGroup: `/aws/cloudtrail/${stack}-trail`,
    auditEventSources: ["apigateway.amazonaws.com"],
  };
  return { region: source.region, kinds, bodies: operationsDashboards(source) };
}

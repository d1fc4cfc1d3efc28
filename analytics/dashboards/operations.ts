import type { ApiKind } from "../schema";
import { apiCalls } from "./api-calls";
import { apiEnhanced } from "./api-enhanced";
import { apiErrors } from "./api-errors";
import { apiLatency } from "./api-latency";
import { apiMetricFamilies } from "./api-metrics";
import { apiOverview } from "./api-overview";
import { auditEvents } from "./audit-events";
import type { DashboardBody } from "./dashboard-body";
import { type PipelineParts, pipelineHealth } from "./pipeline-health";

/** What the operations dashboards are made from. */
export interface OperationsSource extends PipelineParts {
  /** Kinds of API that get dashboards of their own; each has four ($3 a month per dashboard beyond the account's first three). */
  readonly kinds: readonly ApiKind[];
  /** CloudTrail's log group. */
  readonly trailLogGroup: string;
  readonly auditEventSources: readonly string[];
}

/** Names of the dashboards for the given kinds of API: what `operationsDashboards` makes, known before any value is. */
export const operationsDashboardNames = (kinds: readonly ApiKind[]): string[] => [
  ...kinds.flatMap((kind) => ["overview", "latency", "errors", "enhanced"].map((topic) => `${kind.toLowerCase()}-${topic}`)),
  "audit-events",
  "api-calls",
  "pipeline",
];

/** The bodies of all operations dashboards by name. */
export function operationsDashboards(source: OperationsSource): Record<string, DashboardBody> {
  const { region, metricNamespace, kinds } = source;
  const perKind = kinds.flatMap((kind): [string, DashboardBody][] => {
    const family = apiMetricFamilies[kind];
    const name = (topic: string) => `${kind.toLowerCase()}-${topic}`;
    return [
      [name("overview"), apiOverview(family, region)],
      [name("latency"), apiLatency(family, region)],
      [name("errors"), apiErrors(family, region)],
      [name("enhanced"), apiEnhanced(family, region)],
    ];
  });
  return Object.fromEntries([
    ...perKind,
    ["audit-events", auditEvents({ region, logGroup: source.trailLogGroup, eventSources: source.auditEventSources })],
    ["api-calls", apiCalls(region, metricNamespace)],
    ["pipeline", pipelineHealth(source)],
  ]);
}

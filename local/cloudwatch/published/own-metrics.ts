import { trackerPipelineMetrics } from "../../../functions/track-api-calls/metric-series";
import type { PublishedMetrics } from "../published-metrics";

const sums = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, ["Sum", "Average", "Minimum", "Maximum"]]));

/** Counts of the transformer, by function; a test compares them with what a batch really writes. */
export const transformerPipelineMetrics = [
  "RecordsIn",
  "RowsOut",
  "RecordsDropped",
  "RecordsFailed",
  "LinesFailed",
  "RowsWithoutCustomer",
  "UnknownKeys",
  "DirectoryErrors",
  "DirectoryAgeSeconds",
] as const;

/** Counts of the transformer from access logs, by API and stage, of the stages that are listed for monitoring. */
export const transformerStageMetrics = [
  "Requests",
  "AuthorizerRequests",
  "AuthorizerErrors",
  "IntegrationRequests",
  "IntegrationErrors",
  "WafRequests",
  "WafErrors",
  "WafBlocked",
  "WafLatency",
] as const;

/** What this program's functions publish. */
export const ownMetrics = (namespace: string): readonly PublishedMetrics[] => [
  // The name of the metric is the name of the call; `Other` stands for what the series ceiling kept back.
  { namespace, of: "the tracker", metrics: "any", dimensionSets: [["awsRegion", "eventSource"]], source: "calls" },
  { namespace, of: "the tracker", metrics: { Errors: ["Sum"] }, dimensionSets: [["errorCode", "eventSource"]], source: "call-errors" },
  {
    namespace: `${namespace}/Alarms`,
    of: "the tracker",
    metrics: { Calls: ["Sum"] },
    dimensionSets: [["eventName"], ["eventName", "eventSource"]],
  },
  {
    namespace: `${namespace}/Pipeline`,
    of: "the tracker",
    metrics: sums(trackerPipelineMetrics),
    dimensionSets: [["function"]],
    only: { dimension: "function", values: /track-api-calls$/ },
  },
  {
    namespace: `${namespace}/Pipeline`,
    of: "the transformers",
    metrics: sums(transformerPipelineMetrics),
    dimensionSets: [["function"]],
    only: { dimension: "function", values: /transform-(access|bridge)-logs$/ },
  },
  {
    namespace: `${namespace}/AccessLogs`,
    of: "the transformers",
    metrics: { ...sums(transformerStageMetrics), WafLatency: ["Average", "Minimum", "Maximum", "p"] },
    dimensionSets: [["ApiId", "Stage"]],
  },
];

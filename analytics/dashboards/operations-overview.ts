import { type DashboardBody, dashboardBody, metricWidget, textWidget } from "./dashboard-body";

/** What the operations dashboard shows numbers of. */
export interface OperationsOverview {
  readonly region: string;
  readonly metricNamespace: string;
  readonly functionNames: readonly string[];
  readonly streamNames: readonly string[];
}

/** A search over one exact set of dimensions: series of a finer set would count the same requests twice. */
const search = (dimensions: string, metric: string, stat: string, id: string) => [
  { expression: `SEARCH('{AWS/ApiGateway,${dimensions}} MetricName="${metric}"', '${stat}', 300)`, id, label: "" },
];

/** The one CloudWatch dashboard of the operators: the APIs' traffic, the most frequent AWS API calls, and the pipeline's own health. */
export function operationsOverview({ region, metricNamespace, functionNames, streamNames }: OperationsOverview): DashboardBody {
  const perFunction = (metric: string) => functionNames.map((name) => ["AWS/Lambda", metric, "FunctionName", name, { label: name }]);
  const perStream = (metric: string, stat: string) =>
    streamNames.map((name) => ["AWS/Firehose", metric, "DeliveryStreamName", name, { label: name, stat }]);
  return dashboardBody([
    textWidget("## APIs"),
    metricWidget("REST requests by API", region, [search("ApiName", "Count", "Sum", "rest")], { width: 8, unit: "requests" }),
    metricWidget("HTTP requests by API", region, [search("ApiId", "Count", "Sum", "http")], { width: 8, unit: "requests" }),
    metricWidget("WebSocket messages by API", region, [search("ApiId", "MessageCount", "Sum", "socket")], { width: 8, unit: "messages" }),
    metricWidget("REST server errors by API", region, [search("ApiName", "5XXError", "Sum", "rest5")], { width: 8, unit: "requests" }),
    metricWidget("REST client errors by API", region, [search("ApiName", "4XXError", "Sum", "rest4")], { width: 8, unit: "requests" }),
    metricWidget("REST latency p95 by API", region, [search("ApiName", "Latency", "p95", "restp95")], { width: 8, unit: "ms" }),
    textWidget("## AWS API calls"),
    metricWidget(
      "Calls by name, all Regions",
      region,
      [[{ expression: `SEARCH('{${metricNamespace},awsRegion,eventSource}', 'Sum', 300)`, id: "calls", label: "" }]],
      { unit: "calls" },
    ),
    metricWidget(
      "Failed calls by source and error",
      region,
      [[{ expression: `SEARCH('{${metricNamespace},eventSource,errorCode} MetricName="Errors"', 'Sum', 300)`, id: "errors", label: "" }]],
      { unit: "calls" },
    ),
    textWidget("## Pipeline"),
    metricWidget("Age of the oldest undelivered row", region, perStream("DeliveryToS3.DataFreshness", "Maximum"), { width: 8, unit: "s" }),
    metricWidget("Records in", region, perStream("IncomingRecords", "Sum"), { width: 8, unit: "records" }),
    metricWidget("Failed conversions", region, perStream("FailedConversion.Records", "Sum"), { width: 8, unit: "records" }),
    metricWidget("Function errors", region, perFunction("Errors"), { width: 8, unit: "errors" }),
    metricWidget("Function throttles", region, perFunction("Throttles"), { width: 8, unit: "throttles" }),
    metricWidget(
      "Function duration p99",
      region,
      functionNames.map((name) => ["AWS/Lambda", "Duration", "FunctionName", name, { label: name, stat: "p99" }]),
      { width: 8, unit: "ms" },
    ),
  ]);
}

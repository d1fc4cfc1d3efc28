import { type DashboardBody, dashboardBody, type MetricLine, metricWidget, textWidget } from "./dashboard-body";

/** What this program deployed and watches over. */
export interface PipelineParts {
  readonly region: string;
  readonly metricNamespace: string;
  readonly trackerFunction: string;
  readonly transformerFunctions: readonly string[];
  /** Every function, those included. */
  readonly functionNames: readonly string[];
  readonly streamNames: readonly string[];
}

/** The pipeline itself: is everything that came in delivered, how old is the newest row, what failed, what was kept back. */
export function pipelineHealth({
  region,
  metricNamespace,
  trackerFunction,
  transformerFunctions,
  functionNames,
  streamNames,
}: PipelineParts): DashboardBody {
  const perFunction = (metric: string, stat = "Sum"): MetricLine[] =>
    functionNames.map((name) => ["AWS/Lambda", metric, "FunctionName", name, { label: name, stat }]);
  const perStream = (metric: string, stat = "Sum"): MetricLine[] =>
    streamNames.map((name) => ["AWS/Firehose", metric, "DeliveryStreamName", name, { label: name, stat }]);
  // Each function counts what it does and nothing else: a line of another one would never have data.
  const own = (functions: readonly string[], metric: string, more: object = {}): MetricLine[] =>
    functions.map((name) => [`${metricNamespace}/Pipeline`, metric, "function", name, { label: name, ...more }]);
  const transformed = (metric: string, more?: object) => own(transformerFunctions, metric, more);
  const tracked = (metric: string) => own([trackerFunction], metric, { label: metric });
  const third = { width: 8 };
  return dashboardBody([
    textWidget("## Delivery"),
    metricWidget("Age of the oldest undelivered row", region, perStream("DeliveryToS3.DataFreshness", "Maximum"), { ...third, unit: "s" }),
    metricWidget("Records in", region, perStream("IncomingRecords"), { ...third, unit: "records" }),
    metricWidget("Throttled records", region, perStream("ThrottledRecords"), { ...third, unit: "records" }),
    metricWidget(
      "Bytes in against the stream's limit (%)",
      region,
      streamNames.flatMap((name, i): MetricLine[] => [
        ["AWS/Firehose", "IncomingBytes", "DeliveryStreamName", name, { id: `b${i}`, stat: "Sum", period: 300, visible: false }],
        ["AWS/Firehose", "BytesPerSecondLimit", "DeliveryStreamName", name, { id: `l${i}`, stat: "Minimum", period: 300, visible: false }],
        [{ expression: `100 * (b${i} / 300) / l${i}`, id: `p${i}`, label: name }],
      ]),
      { ...third, unit: "%" },
    ),
    metricWidget("Transformed with success (share)", region, perStream("ExecuteProcessing.Success", "Average"), {
      ...third,
      unit: "share",
    }),
    metricWidget("Rows that failed the conversion to Parquet", region, perStream("FailedConversion.Records"), {
      ...third,
      unit: "records",
    }),
    textWidget("## Transformer"),
    metricWidget("Records in", region, transformed("RecordsIn"), { ...third, unit: "records" }),
    metricWidget("Rows out", region, transformed("RowsOut"), { ...third, unit: "rows" }),
    metricWidget(
      "Failed records and lines",
      region,
      ["RecordsFailed", "LinesFailed"].flatMap((metric) =>
        transformerFunctions.flatMap((name) => own([name], metric, { label: `${name} ${metric}` })),
      ),
      {
        ...third,
        unit: "records",
      },
    ),
    metricWidget("Rows without a customer", region, transformed("RowsWithoutCustomer"), { ...third, unit: "rows" }),
    metricWidget("Unknown API keys", region, transformed("UnknownKeys"), { ...third, unit: "requests" }),
    // The refresher writes a directory only when it says something new: an old one may be up to date.
    metricWidget("Time since the directory changed", region, transformed("DirectoryAgeSeconds", { stat: "Maximum" }), {
      ...third,
      unit: "s",
    }),
    textWidget("## Tracker"),
    metricWidget("Events", region, tracked("Events"), { ...third, unit: "events" }),
    metricWidget("Counted under Other because of the ceiling", region, tracked("Overflow"), { ...third, unit: "events" }),
    metricWidget(
      "Duplicates, out of the window, unreadable",
      region,
      [...tracked("Duplicates"), ...tracked("OutOfWindow"), ...tracked("Unreadable")],
      { ...third, unit: "events" },
    ),
    textWidget("## Functions"),
    metricWidget("Errors", region, perFunction("Errors"), { ...third, unit: "errors" }),
    metricWidget("Throttles", region, perFunction("Throttles"), { ...third, unit: "throttles" }),
    metricWidget("Duration p99", region, perFunction("Duration", "p99"), { ...third, unit: "ms" }),
  ]);
}

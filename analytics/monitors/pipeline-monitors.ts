import type { Monitor, MonitorQuery } from "./monitor";

/** What this program deployed, by the names under which CloudWatch knows it. */
export interface PipelineNames {
  readonly metricNamespace: string;
  readonly trackerFunction: string;
  readonly transformerFunctions: readonly string[];
  /** Every function, the tracker and the transformers included. */
  readonly functionNames: readonly string[];
  readonly streams: readonly { readonly id: string; readonly name: string }[];
  /** Workgroup of everybody's questions. */
  readonly workgroup: string;
  /** Workgroups in which only scheduled queries run. */
  readonly scheduledWorkgroups: readonly { readonly id: string; readonly name: string }[];
  /** Queues of what was given up; ten at most, as many metrics as an alarm reads. */
  readonly failureQueues: readonly string[];
  readonly scanLimitBytes: number;
  /** Longest time that rows wait in a stream's buffer. */
  readonly deliverySeconds: number;
}

/** Watches the watcher: rows that are late, lost to an error, kept back or refused. */
export function pipelineMonitors(names: PipelineNames): Monitor[] {
  const own = `${names.metricNamespace}/Pipeline`;
  const one = (id: string, namespace: string, name: string, dimensions: Record<string, string>, stat = "Sum"): MonitorQuery => ({
    id,
    label: name,
    metric: { namespace, name, dimensions, stat },
    returned: true,
  });
  const sum = (queries: readonly MonitorQuery[]): MonitorQuery[] => [
    ...queries.map((query) => ({ ...query, returned: false })),
    { id: "all", label: "all", expression: queries.map((query) => `FILL(${query.id}, 0)`).join(" + "), returned: true },
  ];
  const base = { comparison: "above", threshold: 0, periodSeconds: 300, periods: 1, datapoints: 1, missing: "fine" } as const;
  // A buffer's whole time, a retry of the transform and the conversion fit into this; more means that rows wait.
  const late = names.deliverySeconds * 2 + 900;
  return [
    {
      ...base,
      id: "tracker-overflow",
      title: "API calls are counted under Other",
      meaning: "The ceiling on billed series is reached for this month: new kinds of calls are counted together.",
      firstStep: "look which services fill the series, leave out what nobody reads (`ignoredEventSources`), or raise `maxMetricSeries`.",
      queries: [one("overflow", own, "Overflow", { function: names.trackerFunction })],
    },
    {
      ...base,
      id: "failed-records",
      title: "Access-log records failed",
      meaning: "Records or lines could not become rows; they are kept under failed/ in the lake.",
      firstStep: "read one of them there (it says why), mend the format, then invoke the redrive function.",
      queries: sum(
        names.transformerFunctions.flatMap((name, i) => [
          one(`r${i}`, own, "RecordsFailed", { function: name }),
          one(`l${i}`, own, "LinesFailed", { function: name }),
        ]),
      ),
    },
    ...names.functionNames.map(
      (name): Monitor => ({
        ...base,
        id: `errors-${name.replace(/^.*?-(track|transform|bridge|refresh|redrive|enrol|report)/, "$1")}`,
        title: `Errors of ${name}`,
        meaning: "The function fails; what it was given is retried and then kept in its dead-letter queue.",
        firstStep: "read the newest error in the function's log group.",
        queries: [one("errors", "AWS/Lambda", "Errors", { FunctionName: name })],
      }),
    ),
    ...names.streams.flatMap(({ id, name }): Monitor[] => [
      {
        ...base,
        id: `freshness-${id}`,
        title: `Delivery of ${name} is late`,
        meaning: `The oldest row that is not yet in the lake has waited for more than ${late} seconds.`,
        firstStep: "look at the stream's error log and at the errors of its transform function.",
        queries: [one("age", "AWS/Firehose", "DeliveryToS3.DataFreshness", { DeliveryStreamName: name }, "Maximum")],
        threshold: late,
        periods: 2,
        datapoints: 2,
      },
      {
        ...base,
        id: `throttled-${id}`,
        title: `${name} throttles its writers`,
        meaning: "More arrives than the stream's quota takes; API Gateway does not retry its access logs.",
        firstStep: "ask for a higher quota of the delivery stream.",
        queries: [one("throttled", "AWS/Firehose", "ThrottledRecords", { DeliveryStreamName: name })],
      },
      {
        ...base,
        id: `conversion-${id}`,
        title: `Rows of ${name} failed the conversion to Parquet`,
        meaning: "The table's columns and the rows no longer agree; the rows are kept under failed/.",
        firstStep: "compare the Glue table with the deployed schema, then invoke the redrive function.",
        queries: [one("failed", "AWS/Firehose", "FailedConversion.Records", { DeliveryStreamName: name })],
      },
    ]),
    ...names.scheduledWorkgroups.map(
      ({ id, name }): Monitor => ({
        ...base,
        id: `query-${id}`,
        title: `A scheduled query of ${name} failed`,
        meaning:
          "Days are missing from what it writes, the roll-up of past days or what partners read, until the next run makes up for them.",
        firstStep:
          "read the error in the workgroup's history before the next night. One that met the scan limit needs a higher `scanLimitGB`.",
        queries: sum(
          // A query that met the scan limit is cancelled, not failed.
          ["FAILED", "CANCELED"].map((state, i) =>
            one(`q${i}`, "AWS/Athena", "TotalExecutionTime", { WorkGroup: name, QueryType: "DML", QueryState: state }, "SampleCount"),
          ),
        ),
      }),
    ),
    {
      ...base,
      id: "given-up",
      title: "Work was given up",
      meaning: "Events or scheduled calls failed until their retries were over; they are kept for 14 days in the queues named -failures.",
      firstStep: "see which queue holds messages and read one: it says why. Then send it again (docs/state-table.md), or remove it.",
      queries: sum(
        names.failureQueues.map((name, i) => one(`g${i}`, "AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName: name }, "Maximum")),
      ),
    },
    {
      ...base,
      id: "scan-limit",
      title: "A query met the scan limit",
      meaning: `A query of the workgroup ${names.workgroup} was cancelled because it would have read more than the limit.`,
      firstStep: "give the query a range of `dt`, or raise `scanLimitGB`.",
      // A cancelled query has been charged for what it had read: only one that met the limit read this much.
      queries: [
        one("bytes", "AWS/Athena", "ProcessedBytes", { WorkGroup: names.workgroup, QueryType: "DML", QueryState: "CANCELED" }, "Maximum"),
      ],
      comparison: "at-least",
      threshold: names.scanLimitBytes,
    },
  ];
}

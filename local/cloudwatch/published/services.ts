import type { PublishedMetrics } from "../published-metrics";

const count = ["Sum"];
const level = ["Average", "Minimum", "Maximum"];
const time = ["Average", "Minimum", "Maximum", "Sum", "SampleCount", "p"];

const counts = (...names: string[]) => Object.fromEntries(names.map((name) => [name, count]));
const levels = (...names: string[]) => Object.fromEntries(names.map((name) => [name, level]));

/** What the services that a stack is made of publish about themselves, as far as somebody would watch it. Nothing on a laptop can. */
export const serviceMetrics: readonly PublishedMetrics[] = [
  {
    namespace: "AWS/Firehose",
    of: "delivery streams",
    metrics: {
      ...counts(
        "IncomingRecords",
        "IncomingBytes",
        "IncomingPutRequests",
        "ThrottledRecords",
        "DeliveryToS3.Records",
        "DeliveryToS3.Bytes",
      ),
      ...counts("SucceedConversion.Records", "SucceedConversion.Bytes", "FailedConversion.Records", "FailedConversion.Bytes"),
      ...counts("SucceedProcessing.Records", "SucceedProcessing.Bytes", "ActivePartitionsLimit", "PartitionCountExceeded"),
      ...levels(
        "BytesPerSecondLimit",
        "RecordsPerSecondLimit",
        "PutRequestsPerSecondLimit",
        "PartitionCount",
        "DeliveryToS3.DataFreshness",
      ),
      // 1 for every invocation that worked: the mean is the share.
      "ExecuteProcessing.Success": ["Sum", "Average"],
      "DeliveryToS3.Success": ["Sum", "Average"],
      "ExecuteProcessing.Duration": time,
    },
    dimensionSets: [["DeliveryStreamName"]],
  },
  {
    namespace: "AWS/Lambda",
    of: "functions",
    metrics: {
      ...counts("Invocations", "Errors", "Throttles", "DeadLetterErrors", "AsyncEventsReceived", "AsyncEventsDropped"),
      Duration: time,
      AsyncEventAge: time,
      ConcurrentExecutions: level,
    },
    dimensionSets: [[], ["FunctionName"], ["FunctionName", "Resource"]],
  },
  {
    namespace: "AWS/Athena",
    of: "workgroups that publish metrics",
    metrics: {
      ProcessedBytes: ["Sum", "Average", "Minimum", "Maximum", "SampleCount"],
      ...Object.fromEntries(
        ["TotalExecutionTime", "EngineExecutionTime", "QueryPlanningTime", "QueryQueueTime", "ServiceProcessingTime"].map((name) => [
          name,
          time,
        ]),
      ),
    },
    dimensionSets: [["QueryState", "QueryType", "WorkGroup"]],
  },
  {
    namespace: "AWS/DynamoDB",
    of: "tables",
    metrics: { ...counts("ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits", "ReadThrottleEvents", "WriteThrottleEvents") },
    dimensionSets: [["TableName"]],
  },
  {
    namespace: "AWS/SQS",
    of: "queues",
    metrics: {
      ...counts("NumberOfMessagesSent", "NumberOfMessagesReceived", "NumberOfMessagesDeleted"),
      ...levels("ApproximateNumberOfMessagesVisible", "ApproximateNumberOfMessagesNotVisible", "ApproximateAgeOfOldestMessage"),
    },
    dimensionSets: [["QueueName"]],
  },
];

import type { RecordedResource } from "../recording/recording";

/** Types that MiniStack 1.5.33 cannot do, with what it answers. References to them become plausible text. */
const LEFT_OUT: Record<string, string> = {
  "aws:quicksight/dataSource:DataSource": "no QuickSight service",
  "aws:quicksight/dataSet:DataSet": "no QuickSight service",
  "aws:quicksight/theme:Theme": "no QuickSight service",
  "aws:quicksight/refreshSchedule:RefreshSchedule": "no QuickSight service",
  "aws:cloudcontrol/resource:Resource": "no Cloud Control service",
  "aws:cloudwatch/queryDefinition:QueryDefinition": "no PutQueryDefinition",
  "aws:apigateway/restApi:RestApi": "no PutRestApi: the engine 'moto' imports the document, and applies what hangs on it",
  "aws:apigateway/deployment:Deployment": "of the API above",
  "aws:apigateway/stage:Stage": "of the API above",
  "aws:apigateway/methodSettings:MethodSettings": "of the API above",
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "the provider waits 56 s for a read that never settles",
};

const UNREAD = "not in the answer of DescribeAlarms in the protocol that the provider speaks";

/** Properties that MiniStack does not read back as they were written, by Pulumi type; the engine 'moto' reads alarms back. */
const DRIFT: Record<string, Record<string, string>> = {
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    actions_enabled: UNREAD,
    alarmActions: UNREAD,
    alarmDescription: UNREAD,
    dimensions: UNREAD,
    okActions: UNREAD,
    period: UNREAD,
    statistic: UNREAD,
    thresholdMetricId: UNREAD,
    treatMissingData: UNREAD,
  },
  "aws:glue/crawler:Crawler": {
    lineage_configuration: "not answered",
    recrawl_policy: "not answered",
    tags: "not stored",
    tags_all: "not stored",
  },
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": { "extended_s3_configuration.0.custom_time_zone": "not stored" },
  "aws:cloudtrail/trail:Trail": {
    cloudWatchLogsGroupArn: "not stored",
    cloudWatchLogsRoleArn: "not stored",
    tags: "not stored",
    tags_all: "not stored",
  },
};

/** One saved query is like the other: only those of the first dashboard are applied, to save minutes. */
const isRepetition = ({ type, name }: RecordedResource) => type === "aws:athena/namedQuery:NamedQuery" && !name.includes("-overview-");

export const leftOutOfEmulator = (resource: RecordedResource): boolean => resource.type in LEFT_OUT || isRepetition(resource);

/** Whether a difference of the second plan is the emulator's own gap. */
export function emulatorDrift(resource: RecordedResource, property: string): boolean {
  const gaps = DRIFT[resource.type] ?? {};
  return Object.keys(gaps).some((gap) => gap === property || property.startsWith(`${gap}.`) || property.startsWith(`${gap}[`));
}

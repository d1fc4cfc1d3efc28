import type { RecordedResource } from "../recording/recording";

/** Types that MiniStack 1.5.33 cannot do, with what it answers. References to them become plausible text. */
const LEFT_OUT: Record<string, string> = {
  "aws:quicksight/dataSource:DataSource": "no QuickSight service",
  "aws:quicksight/dataSet:DataSet": "no QuickSight service",
  "aws:quicksight/theme:Theme": "no QuickSight service",
  "aws:quicksight/refreshSchedule:RefreshSchedule": "no QuickSight service",
  "aws:cloudcontrol/resource:Resource": "no Cloud Control service",
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "the provider waits 56 s for a read that never settles",
};

/** Properties that MiniStack does not read back as they were written, by Pulumi type. */
const DRIFT: Record<string, Record<string, string>> = {
  "aws:cloudwatch/metricAlarm:MetricAlarm": { actionsEnabled: "not stored", alarmActions: "not stored", thresholdMetricId: "not stored" },
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": { "extendedS3Configuration.customTimeZone": "not stored" },
  "aws:cloudtrail/trail:Trail": { cloudWatchLogsGroupArn: "not stored", cloudWatchLogsRoleArn: "not stored" },
};

export const leftOutOfEmulator = (resource: RecordedResource): boolean => resource.type in LEFT_OUT;

/** Whether a difference of the second plan is the emulator's own gap. */
export function emulatorDrift(resource: RecordedResource, property: string): boolean {
  const gaps = DRIFT[resource.type] ?? {};
  return Object.keys(gaps).some((gap) => gap === property || gap.startsWith(`${property}.`));
}

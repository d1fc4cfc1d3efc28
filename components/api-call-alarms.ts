import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { alarmSeries } from "../functions/track-api-calls/metric-series";

/** A single API call that deserves a message. */
export interface AlarmedApiCall {
  /** CloudTrail's event name, such as `DeleteStage`. */
  readonly event: string;
  /** CloudTrail's event source. @default any */
  readonly source?: string;
  /** Calls within the window that set the alarm off. */
  readonly threshold: number;
  /** Length of the window in minutes. */
  readonly minutes: number;
}

/** What {@link ApiCallAlarms} needs to know. */
export interface ApiCallAlarmsArgs {
  readonly metricNamespace: string;
  readonly calls: readonly AlarmedApiCall[];
  /** Topic that is told. @default the alarms are only shown */
  readonly topicArn?: pulumi.Input<string>;
}

/**
 * Rings when a listed AWS API call is made. CloudTrail delivers after minutes, so the last three windows are looked at and one of them is
 * enough: a call that arrives late is still seen. No calls at all is the normal state, never an alarm.
 */
export class ApiCallAlarms extends pulumi.ComponentResource {
  constructor(name: string, { metricNamespace, calls, topicArn }: ApiCallAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("api-usage-analytics:components:ApiCallAlarms", name, {}, opts);
    const actions = topicArn === undefined ? [] : [topicArn];
    for (const call of calls) {
      const series = alarmSeries(metricNamespace, call);
      new aws.cloudwatch.MetricAlarm(
        `${name}-${call.event}${call.source ? `-${call.source.split(".")[0]}` : ""}`,
        {
          alarmDescription: `${call.event}${call.source ? ` of ${call.source}` : ""} was called ${call.threshold} time(s) or more within ${call.minutes} minutes. First look at the audit events of the last hour: who called it, from where, and on what.`,
          namespace: series.namespace,
          metricName: series.metricName,
          dimensions: Object.fromEntries(series.dimensions),
          statistic: "Sum",
          period: call.minutes * 60,
          evaluationPeriods: 3,
          datapointsToAlarm: 1,
          threshold: call.threshold,
          comparisonOperator: "GreaterThanOrEqualToThreshold",
          treatMissingData: "notBreaching",
          alarmActions: actions,
          okActions: actions,
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}

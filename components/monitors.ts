import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { fleetMonitors } from "../analytics/monitors/fleet-monitors";
import { describeMonitor, type Monitor } from "../analytics/monitors/monitor";
import { type PipelineNames, pipelineMonitors } from "../analytics/monitors/pipeline-monitors";
import { type MonitoredStage, stageId, stageMonitors } from "../analytics/monitors/stage-monitors";
import type { MonitorThresholds } from "../analytics/monitors/thresholds";
import { physicalName } from "./names";

/** What {@link Monitors} needs to know. */
export interface MonitorsArgs {
  readonly pipeline: Omit<PipelineNames, "streams" | "workgroup" | "scheduledWorkgroups" | "failureQueues">;
  /** Delivery streams by a short name. */
  readonly streams: Readonly<Record<string, pulumi.Input<string>>>;
  readonly workgroup: pulumi.Input<string>;
  /** Workgroups in which only scheduled queries run, by a short name. */
  readonly scheduledWorkgroups: Readonly<Record<string, pulumi.Input<string>>>;
  /** Queues of what was given up. */
  readonly failureQueueNames: readonly pulumi.Input<string>[];
  /** Stages that are watched one by one. Empty: all APIs together. */
  readonly stages: readonly MonitoredStage[];
  readonly thresholds: MonitorThresholds;
  /** Topic that is told. @default the alarms are only shown */
  readonly topicArn?: pulumi.Input<string>;
}

const comparisons = {
  above: "GreaterThanThreshold",
  "at-least": "GreaterThanOrEqualToThreshold",
  "at-most": "LessThanOrEqualToThreshold",
  "below-usual": "LessThanLowerThreshold",
} as const satisfies Record<Monitor["comparison"], string>;

/**
 * Rings when an API or the pipeline needs somebody. The monitors of a listed stage are silent by themselves: one composite alarm per stage tells, so that
 * one incident is one message. PutMetricAlarm takes three calls a second for the account: `pulumi up --parallel 4` deploys long lists without retries.
 */
export class Monitors extends pulumi.ComponentResource {
  /** Names of the alarms that tell somebody. */
  declare readonly alarmNames: pulumi.Output<string[]>;

  constructor(name: string, args: MonitorsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("api-usage-analytics:components:Monitors", name, {}, opts);
    const { metricNamespace } = args.pipeline;
    const streamIds = Object.keys(args.streams);
    const alarm = (monitor: Monitor, actions: pulumi.Input<string>[]) => this.createAlarm(name, monitor, actions);
    const tell = args.topicArn === undefined ? [] : [args.topicArn];

    // Physical names of streams, workgroups and queues are known at deployment only; what the monitors are is known before, by placeholders.
    const placeholder = (id: string) => `{${id}}`;
    const pipeline = pipelineMonitors({
      ...args.pipeline,
      streams: streamIds.map((id) => ({ id, name: placeholder(id) })),
      workgroup: placeholder("workgroup"),
      scheduledWorkgroups: Object.keys(args.scheduledWorkgroups).map((id) => ({ id, name: placeholder(id) })),
      failureQueues: args.failureQueueNames.map((_name, i) => placeholder(`queue${i}`)),
    });
    const queues = Object.fromEntries(args.failureQueueNames.map((queue, i) => [`queue${i}`, queue]));
    const real = pulumi.all({ ...args.streams, ...args.scheduledWorkgroups, ...queues, workgroup: args.workgroup });
    const pipelineAlarms = pipeline.map((monitor) => this.createAlarm(name, monitor, tell, real));
    const fleetAlarms = args.stages.length > 0 ? [] : fleetMonitors(args.thresholds).map((monitor) => alarm(monitor, tell));

    const composites = args.stages.map((stage) => {
      const children = stageMonitors(stage, args.thresholds, metricNamespace).map((monitor) => alarm(monitor, []));
      const label = stageId(stage);
      return new aws.cloudwatch.CompositeAlarm(
        `${name}-${label}`,
        {
          alarmName: physicalName(`stage-${label}`, 255),
          alarmDescription: `${stage.apiName} ${stage.stage} needs a look: at least one of its monitors rings. First: see which, its description says what to do.`,
          alarmRule: pulumi
            .all(children.map((child) => child.name))
            .apply((names) => names.map((child) => `ALARM("${child}")`).join(" OR ")),
          alarmActions: tell,
          okActions: tell,
        },
        { parent: this },
      );
    });
    this.alarmNames = pulumi.all([
      ...pipelineAlarms.map((one) => one.name),
      ...fleetAlarms.map((one) => one.name),
      ...composites.map((one) => one.alarmName),
    ]);
    this.registerOutputs({ alarmNames: this.alarmNames });
  }

  private createAlarm(
    name: string,
    monitor: Monitor,
    actions: pulumi.Input<string>[],
    names?: pulumi.Output<Record<string, string>>,
  ): aws.cloudwatch.MetricAlarm {
    const filled = (text: string): pulumi.Input<string> =>
      names && text.includes("{") ? names.apply((known) => text.replace(/\{(\w+)\}/g, (whole, id: string) => known[id] ?? whole)) : text;
    const [single] = monitor.queries;
    const direct = monitor.queries.length === 1 && single?.metric;
    const statistics = ["Sum", "Average", "Maximum", "Minimum", "SampleCount"];
    return new aws.cloudwatch.MetricAlarm(
      `${name}-${monitor.id}`,
      {
        name: physicalName(monitor.id, 255),
        alarmDescription: filled(describeMonitor(monitor)),
        comparisonOperator: comparisons[monitor.comparison],
        evaluationPeriods: monitor.periods,
        datapointsToAlarm: monitor.datapoints,
        treatMissingData: monitor.missing === "fine" ? "notBreaching" : "breaching",
        ...(monitor.comparison === "below-usual" ? { thresholdMetricId: "band" } : { threshold: monitor.threshold }),
        ...(direct
          ? {
              namespace: direct.namespace,
              metricName: direct.name,
              dimensions: Object.fromEntries(Object.entries(direct.dimensions).map(([key, value]) => [key, filled(value)])),
              period: monitor.periodSeconds,
              ...(statistics.includes(direct.stat) ? { statistic: direct.stat } : { extendedStatistic: direct.stat }),
            }
          : {
              metricQueries: monitor.queries.map(({ id, label, expression, metric, period, returned = false }) => ({
                id,
                label,
                returnData: returned,
                ...(expression && { expression }),
                ...(period && { period }),
                ...(metric && {
                  metric: {
                    namespace: metric.namespace,
                    metricName: metric.name,
                    dimensions: Object.fromEntries(Object.entries(metric.dimensions).map(([key, value]) => [key, filled(value)])),
                    period: monitor.periodSeconds,
                    stat: metric.stat,
                  },
                }),
              })),
            }),
        alarmActions: actions,
        okActions: actions,
      },
      { parent: this },
    );
  }
}

/** An alarm's wish: count calls of `event`, of one `source` or of any, in every Region, in a series of its own. */
export interface AlarmedCall {
  /** CloudTrail's `eventName`, such as `DeleteStage`. */
  event: string;
  /** CloudTrail's `eventSource`, such as `apigateway.amazonaws.com`. @default any */
  source?: string;
}

/** A metric as CloudWatch bills it: one name, one set of dimensions, in order. */
export interface MetricSeries {
  namespace: string;
  metricName: string;
  dimensions: [name: string, value: string][];
}

/** What the tracker says of its own work, one embedded-metric line per batch, in `<metricNamespace>/Pipeline` by `function`. */
export const trackerPipelineMetrics = [
  "Events",
  "Counted",
  "Duplicates",
  "Ignored",
  "OutOfWindow",
  "Unreadable",
  "Overflow",
  "Refused",
] as const;

/** The series that an alarm on an API call watches and the tracker publishes. An empty source is none. */
export function alarmSeries(metricNamespace: string, alarm: AlarmedCall): MetricSeries {
  const dimensions: [string, string][] = [["eventName", alarm.event]];
  if (alarm.source) dimensions.push(["eventSource", alarm.source]);
  return { namespace: `${metricNamespace}/Alarms`, metricName: "Calls", dimensions };
}

/**
 * How the month's ceiling is divided. Every billed series counts, so those that must always find room are set aside first: one per
 * alarm, the tracker's own pipeline metrics, and the last `Other`. A tenth of the rest is kept for `Other` per Region and source.
 *
 * - `fixed`: series that need no admission.
 * - `calls`: how many admitted series there may be before calls and errors are refused a new one.
 * - `others`: how many there may be before an `Other` per Region and source is refused too.
 */
export function divideCeiling(maxMetricSeries: number, alarms: number): { fixed: number; calls: number; others: number } {
  const fixed = alarms + trackerPipelineMetrics.length + 1;
  const others = Math.max(0, maxMetricSeries - fixed);
  return { fixed, calls: others - Math.floor(others / 10), others };
}

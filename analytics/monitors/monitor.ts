/** A series that a monitor reads, or an expression over others. */
export interface MonitorQuery {
  readonly id: string;
  readonly label?: string;
  readonly expression?: string;
  readonly metric?: {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
    /** Statistic, such as `Sum`, `Average` or `p90`. */
    readonly stat: string;
  };
  /** Seconds; needed by a Metrics Insights query, which has no metric to take it from. */
  readonly period?: number;
  /** Exactly one query of a monitor is compared with the threshold. */
  readonly returned?: boolean;
}

/** One alarm as data: what it watches, when it rings, what that means, and what to do first. */
export interface Monitor {
  /** Unique among the monitors of a stack, in words joined by `-`. */
  readonly id: string;
  readonly title: string;
  /** What has happened when it rings, and the first thing to do. */
  readonly meaning: string;
  readonly firstStep: string;
  readonly queries: readonly MonitorQuery[];
  readonly comparison: "above" | "at-least" | "at-most" | "below-usual";
  /** In the unit of the returned query; absent with `below-usual`, which compares with the band named `band`. */
  readonly threshold?: number;
  readonly periodSeconds: number;
  /** Rings when `datapoints` of the last `periods` breach. */
  readonly periods: number;
  readonly datapoints: number;
  /** What no data means. */
  readonly missing: "fine" | "breach";
}

/** The text of the alarm: meaning first, then what to do. */
export const describeMonitor = (monitor: Monitor): string => `${monitor.title}. ${monitor.meaning} First: ${monitor.firstStep}`;

/** Metrics that CloudWatch bills an alarm for: each one it reads, three for an anomaly band, one for a Metrics Insights query over one series. */
export const billedMetrics = ({ queries, comparison }: Monitor): number =>
  comparison === "below-usual" ? 3 : Math.max(1, queries.filter((query) => query.metric).length);

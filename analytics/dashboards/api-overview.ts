import type { ApiMetric, ApiMetricFamily } from "./api-metrics";
import { type DashboardBody, dashboardBody, type MetricLine, metricWidget, textWidget, type Widget } from "./dashboard-body";
import { eachSeries, expression, hiddenSearch, regionVariable } from "./metric-lines";

/** Percent of the traffic that ended in an error: sums divided by sums, so that busy APIs weigh more than idle ones. */
const errorRate = (family: ApiMetricFamily, errors: readonly ApiMetric[], label: string, prefix: string): MetricLine[] => [
  ...errors.map((metric, i) => hiddenSearch(family.perApi, metric, `${prefix}e${i}`)),
  ...family.traffic.map((metric, i) => hiddenSearch(family.perApi, metric, `${prefix}t${i}`)),
  expression(
    `100 * (${errors.map((_, i) => `SUM(${prefix}e${i})`).join(" + ")}) / (${family.traffic.map((_, i) => `SUM(${prefix}t${i})`).join(" + ")})`,
    `${prefix}rate`,
    label,
  ),
];

/** Latency of all APIs together, weighted by what each served: the mean of means would let an idle API speak as loud as a busy one. */
const weightedLatency = (family: ApiMetricFamily, metric: ApiMetric, id: string): MetricLine[] => [
  hiddenSearch(family.perApi, metric, `${id}sum`, { stat: "Sum" }),
  hiddenSearch(family.perApi, metric, `${id}n`, { stat: "SampleCount" }),
  expression(`SUM(${id}sum) / SUM(${id}n)`, id, metric.title),
];

function numbers(family: ApiMetricFamily, region: string): Widget[] {
  const [main] = family.traffic;
  const value = (title: string, metrics: MetricLine[], unit?: string) =>
    metricWidget(title, region, metrics, { width: 4, height: 4, view: "singleValue", unit });
  return [
    ...family.traffic.map((metric, i) =>
      value(metric.title, [hiddenSearch(family.perApi, metric, `s${i}`), expression(`SUM(s${i})`, `total${i}`, metric.title)], metric.unit),
    ),
    value("Active APIs", [hiddenSearch(family.perApi, main!, "active"), expression("METRIC_COUNT(active)", "apis", "APIs with traffic")]),
    value("Client error rate (%)", errorRate(family, family.clientErrors, "Client errors", "c")),
    value("Server error rate (%)", errorRate(family, family.serverErrors, "Server errors", "s")),
    ...family.latency.map((metric, i) => value(`Mean ${metric.title.toLowerCase()} (ms)`, weightedLatency(family, metric, `l${i}`))),
  ];
}

/**
 * All APIs of one kind: how much, how well, how fast, day by day.
 *
 * CloudWatch has no time shift, so today is compared with the days before as bars of whole days, and with what is usual by an anomaly band.
 */
export function apiOverview(family: ApiMetricFamily, region: string): DashboardBody {
  const line = (metric: ApiMetric, id: string, title: string, options: { stat?: string; unit?: string } = {}) =>
    metricWidget(title, region, [eachSeries(family.perApi, metric, id, options)], { width: 12, unit: options.unit ?? metric.unit });
  const table = (metric: ApiMetric, id: string, title: string, stat: string = metric.stat) =>
    metricWidget(title, region, [eachSeries(family.perApi, metric, id, { stat, period: 86_400 })], {
      width: 8,
      view: "table",
      period: 86_400,
    });
  const [main] = family.traffic;
  return dashboardBody(
    [
      textWidget(`## ${family.title} APIs: overview`),
      ...numbers(family, region),
      ...family.traffic.map((metric, i) => line(metric, `t${i}`, `${metric.title} by API`)),
      metricWidget(
        `${main!.title} day by day`,
        region,
        [hiddenSearch(family.perApi, main!, "d", { period: 86_400 }), expression("SUM(d)", "days", main!.title)],
        {
          width: 12,
          view: "bar",
          period: 86_400,
          start: "-P8D",
          unit: main!.unit,
        },
      ),
      metricWidget(
        `${main!.title} against what is usual`,
        region,
        [
          hiddenSearch(family.perApi, main!, "u"),
          expression("SUM(u)", "now", main!.title),
          expression("ANOMALY_DETECTION_BAND(now, 2)", "band", "usual"),
        ],
        { width: 12, unit: main!.unit },
      ),
      ...[...family.clientErrors, ...family.serverErrors].map((metric, i) => line(metric, `e${i}`, `${metric.title} by API`)),
      ...family.latency.map((metric, i) => line(metric, `l${i}`, `Mean ${metric.title.toLowerCase()} by API`)),
      ...(family.cache.length > 0 ? [cacheRates(family, region)] : []),
      ...family.volume.map((metric, i) => line(metric, `v${i}`, `${metric.title} by API`)),
      textWidget("### By API"),
      ...family.traffic.map((metric, i) => table(metric, `tt${i}`, `${metric.title} by API`)),
      ...family.latency.map((metric, i) => table(metric, `tl${i}`, `${metric.title} by API (ms)`, "Average")),
    ],
    "-PT24H",
    [regionVariable(region)],
  );
}

/** Share of cacheable requests that the cache answered. Hits and misses by their sums: requests that no cache saw do not count. */
export function cacheRates(family: ApiMetricFamily, region: string): Widget {
  const [hits, misses] = family.cache;
  return metricWidget(
    "Cache hit and miss rate (%)",
    region,
    [
      hiddenSearch(family.perApi, hits!, "h"),
      hiddenSearch(family.perApi, misses!, "m"),
      expression("100 * SUM(h) / (SUM(h) + SUM(m))", "hit", "Hits"),
      expression("100 * SUM(m) / (SUM(h) + SUM(m))", "miss", "Misses"),
    ],
    { width: 12, unit: "%" },
  );
}

import type { ApiMetric, ApiMetricFamily } from "./api-metrics";
import {
  acrossTheWidth,
  type DashboardBody,
  dashboardBody,
  inPairs,
  type MetricLine,
  metricWidget,
  textWidget,
  type Widget,
} from "./dashboard-body";
import {
  apiVariable,
  cacheShares,
  chosenApi,
  countOf,
  eachSeries,
  expression,
  hiddenSearch,
  regionVariable,
  steadyTraffic,
  sumOf,
} from "./metric-lines";

/** Percent of the traffic that ended in an error: sums divided by sums, so that busy APIs weigh more than idle ones. */
const errorRate = (family: ApiMetricFamily, errors: readonly ApiMetric[], label: string, prefix: string): MetricLine[] => [
  ...errors.map((metric, i) => hiddenSearch(family.perApi, metric, `${prefix}e${i}`)),
  ...family.traffic.map((metric, i) => hiddenSearch(family.perApi, metric, `${prefix}t${i}`)),
  expression(
    `100 * (${sumOf(errors.map((_, i) => `SUM(${prefix}e${i})`))}) / (${sumOf(family.traffic.map((_, i) => `SUM(${prefix}t${i})`))})`,
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

/** Latencies of this kind alone: a mean over two kinds says nothing about either. */
const ownLatency = (family: ApiMetricFamily) => family.latency.filter(({ shared }) => !shared);

function numbers(family: ApiMetricFamily, region: string): Widget[] {
  const value = (title: string, metrics: MetricLine[], unit?: string) =>
    metricWidget(title, region, metrics, { height: 4, view: "singleValue", wholeRange: true, unit });
  return acrossTheWidth([
    ...family.traffic.map((metric, i) =>
      value(metric.title, [hiddenSearch(family.perApi, metric, `s${i}`), expression(`SUM(s${i})`, `total${i}`, metric.title)], metric.unit),
    ),
    value("Active APIs", [hiddenSearch(family.perApi, steadyTraffic(family), "active"), countOf(["active"], "apis", "APIs with traffic")]),
    value("Client error rate (%)", errorRate(family, family.clientErrors, "Client errors", "c")),
    value("Server error rate (%)", errorRate(family, family.serverErrors, "Server errors", "s")),
    ...ownLatency(family).map((metric, i) => value(`Mean ${metric.title.toLowerCase()} (ms)`, weightedLatency(family, metric, `l${i}`))),
  ]);
}

/**
 * All APIs of one kind: how much, how well, how fast, day by day.
 *
 * CloudWatch has no time shift, so today is compared with the days before as one point for each whole day, and an API with what is usual for it by an
 * anomaly band. Its bars are one for each line, of the most recent period: they cannot stand for days.
 */
export function apiOverview(family: ApiMetricFamily, region: string): DashboardBody {
  const line = (metric: ApiMetric, id: string, title: string, options: { stat?: string; unit?: string } = {}) =>
    metricWidget(title, region, [eachSeries(family.perApi, metric, id, options)], { unit: options.unit ?? metric.unit });
  const table = (metric: ApiMetric, id: string, title: string, stat: string = metric.stat) =>
    metricWidget(title, region, [eachSeries(family.perApi, metric, id, { stat })], {
      view: "table",
      period: 86_400,
    });
  const steady = steadyTraffic(family);
  return dashboardBody(
    [
      textWidget(`## ${family.title} APIs: overview`),
      ...numbers(family, region),
      ...inPairs([
        ...family.traffic.map((metric, i) => line(metric, `t${i}`, `${metric.title} by API`)),
        ...family.traffic.map((metric, i) =>
          metricWidget(
            `${metric.title} day by day`,
            region,
            [hiddenSearch(family.perApi, metric, `d${i}`), expression(`SUM(d${i})`, "days", metric.title)],
            { period: 86_400, start: "-P8D", unit: metric.unit },
          ),
        ),
        metricWidget(
          `${steady.title} of ${chosenApi} against what is usual`,
          region,
          [
            // A band is made of one metric: CloudWatch makes none of an expression that searches.
            ["AWS/ApiGateway", steady.name, family.api, chosenApi, { id: "now", label: steady.title }],
            expression("ANOMALY_DETECTION_BAND(now, 2)", "band", "usual"),
          ],
          { stat: steady.stat, unit: steady.unit },
        ),
        ...[...family.clientErrors, ...family.serverErrors].map((metric, i) => line(metric, `e${i}`, `${metric.title} by API`)),
        ...ownLatency(family).map((metric, i) => line(metric, `l${i}`, `Mean ${metric.title.toLowerCase()} by API`)),
        ...(family.cache.length > 0 ? [cacheRates(family, region)] : []),
        ...family.volume.map((metric, i) => line(metric, `v${i}`, `${metric.title} by API`)),
      ]),
      textWidget("### By API"),
      ...acrossTheWidth([
        ...family.traffic.map((metric, i) => table(metric, `tt${i}`, `${metric.title} by API`)),
        ...ownLatency(family).map((metric, i) => table(metric, `tl${i}`, `${metric.title} by API (ms)`, "Average")),
      ]),
    ],
    "-PT24H",
    [apiVariable(family), regionVariable(region)],
  );
}

/** Share of cacheable requests that the cache answered. Hits and misses by their sums: requests that no cache saw do not count. */
export function cacheRates(family: ApiMetricFamily, region: string): Widget {
  const [hits, misses] = family.cache;
  return metricWidget(
    "Cache hit and miss rate (%)",
    region,
    [hiddenSearch(family.perApi, hits!, "h"), hiddenSearch(family.perApi, misses!, "m"), ...cacheShares("SUM(h)", "SUM(m)")],
    { unit: "%" },
  );
}

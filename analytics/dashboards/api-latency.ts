import type { ApiMetricFamily } from "./api-metrics";
import { type DashboardBody, dashboardBody, inPairs, metricWidget, textWidget } from "./dashboard-body";
import { apiVariables, cacheShares, chosen, expression, regionVariable, steadyTraffic } from "./metric-lines";

const percentiles = ["p50", "p95", "p99"] as const;

/** One API and stage: how slow, where the time goes, and what the cache saves. Percentiles are of requests, never of averages. */
export function apiLatency(family: ApiMetricFamily, region: string): DashboardBody {
  const [main] = family.traffic;
  const steady = steadyTraffic(family);
  const [hits, misses] = family.cache;
  const [whole, integration] = family.latency;
  return dashboardBody(
    [
      textWidget(`## ${family.title} APIs: latency${family.cache.length > 0 ? " and cache" : ""} of ${"CHOSEN_API"}`),
      metricWidget(`${main!.title} day by day`, region, [chosen(family, main!, "days")], {
        period: 86_400,
        start: "-P8D",
        stat: main!.stat,
        unit: main!.unit,
      }),
      metricWidget(
        `${steady.title} against what is usual`,
        region,
        [chosen(family, steady, "now"), expression("ANOMALY_DETECTION_BAND(now, 2)", "band", "usual")],
        { stat: steady.stat, unit: steady.unit },
      ),
      ...family.latency.flatMap((metric) => [
        metricWidget(
          `${metric.title}: mean and maximum`,
          region,
          [
            chosen(family, metric, "mean", { stat: "Average", label: "mean" }),
            chosen(family, metric, "max", { stat: "Maximum", label: "maximum" }),
          ],
          { width: 9, unit: "ms" },
        ),
        metricWidget(
          `${metric.title}: percentiles`,
          region,
          percentiles.map((stat) => chosen(family, metric, stat, { stat, label: stat })),
          { width: 9, unit: "ms" },
        ),
        metricWidget(
          `${metric.title}: percentiles by day (ms)`,
          region,
          percentiles.map((stat) => chosen(family, metric, stat, { stat, label: stat })),
          { view: "table", width: 6, period: 86_400 },
        ),
      ]),
      ...inPairs([
        ...(whole && integration
          ? [
              metricWidget(
                "Overhead: latency less integration latency",
                region,
                [
                  chosen(family, whole, "whole", { stat: "Average", visible: false }),
                  chosen(family, integration, "behind", { stat: "Average", visible: false }),
                  expression("whole - behind", "overhead", "API Gateway, authorizer and firewall"),
                ],
                { unit: "ms" },
              ),
            ]
          : []),
        ...(hits && misses
          ? [
              metricWidget(
                "Cache hit and miss rate (%)",
                region,
                [chosen(family, hits, "h", { visible: false }), chosen(family, misses, "m", { visible: false }), ...cacheShares("h", "m")],
                { unit: "%" },
              ),
            ]
          : []),
      ]),
    ],
    "-PT24H",
    [...apiVariables(family), regionVariable(region)],
  );
}

import type { ApiMetric, ApiMetricFamily } from "./api-metrics";
import { type DashboardBody, dashboardBody, metricWidget, textWidget } from "./dashboard-body";
import { apiVariables, eachSeries, expression, hiddenSearch, onlyChosen, regionVariable } from "./metric-lines";

/** One API and stage by route. Its series exist only where detailed metrics are on for the stage; each is billed as a custom metric. */
export function apiEnhanced(family: ApiMetricFamily, region: string): DashboardBody {
  const only = onlyChosen(family);
  const quarterHour = 900;
  const perRoute = (metric: ApiMetric, title: string, { stat = metric.stat as string, stacked = true } = {}) =>
    metricWidget(title, region, [eachSeries(family.perRoute, metric, "r", { stat, period: quarterHour, only })], {
      stacked,
      period: quarterHour,
      unit: metric.unit,
    });
  const [main] = family.traffic;
  const search = { only, period: 86_400 };
  const route = family.routeDimensions.join(" and ").toLowerCase();
  return dashboardBody(
    [
      textWidget(
        `## ${family.title} APIs: routes of ${"CHOSEN_API"}\nEmpty? Turn detailed metrics on for the stage: each route's series are then billed as custom metrics.`,
        2,
      ),
      ...family.traffic.map((metric) =>
        metricWidget(
          metric.title,
          region,
          [
            [{ ...(eachSeries(family.perRoute, metric, "s", search)[0] as object), visible: false }],
            expression("SUM(s)", "all", metric.title),
          ],
          {
            view: "singleValue",
            width: 6,
            height: 4,
            period: 86_400,
          },
        ),
      ),
      metricWidget(
        `Routes with traffic (${route})`,
        region,
        [
          [{ ...(eachSeries(family.perRoute, main!, "s", search)[0] as object), visible: false }],
          expression("METRIC_COUNT(s)", "routes", "Routes"),
        ],
        { view: "singleValue", width: 6, height: 4, period: 86_400 },
      ),
      metricWidget(
        "Share of this stage (%)",
        region,
        [
          [{ ...(eachSeries(family.perRoute, main!, "s", search)[0] as object), visible: false }],
          hiddenSearch(family.perStage, main!, "a", { period: 86_400 }),
          expression("100 * SUM(s) / SUM(a)", "share", "of all traffic"),
        ],
        { view: "singleValue", width: 6, height: 4, period: 86_400 },
      ),
      metricWidget(`${main!.title} by route`, region, [eachSeries(family.perRoute, main!, "b", search)], {
        view: "table",
        width: 24,
        period: 86_400,
      }),
      ...family.traffic.map((metric) => perRoute(metric, `${metric.title} by route`)),
      ...family.latency.map((metric) => perRoute(metric, `Mean ${metric.title.toLowerCase()} by route`, { stacked: false })),
      ...[...family.clientErrors, ...family.serverErrors].map((metric) => perRoute(metric, `${metric.title} by route`)),
      ...family.cache.map((metric) => perRoute(metric, `${metric.title} by route`)),
      ...family.volume.map((metric) => perRoute(metric, `${metric.title} by route`, { stacked: false })),
    ],
    "-PT24H",
    [...apiVariables(family), regionVariable(region)],
  );
}

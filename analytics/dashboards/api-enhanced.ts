import type { ApiMetric, ApiMetricFamily } from "./api-metrics";
import { acrossTheWidth, type DashboardBody, dashboardBody, inPairs, metricWidget, textWidget } from "./dashboard-body";
import {
  apiVariables,
  chosen,
  countOf,
  eachSeries,
  expression,
  hiddenSearch,
  onlyChosen,
  regionVariable,
  steadyTraffic,
} from "./metric-lines";

/** One API and stage by route. Its series exist only where detailed metrics are on for the stage; each is billed as a custom metric. */
export function apiEnhanced(family: ApiMetricFamily, region: string): DashboardBody {
  const only = onlyChosen(family);
  const eachRoute = (metric: ApiMetric, id: string) => family.perRoute.map((set, i) => eachSeries(set, metric, `${id}${i}`, { only }));
  const perRoute = (metric: ApiMetric, title: string, { stacked = true } = {}) =>
    metricWidget(title, region, eachRoute(metric, "r"), { stacked, period: 900, unit: metric.unit });
  const route = family.routeDimensions.join(" and ").toLowerCase();
  const number = { view: "singleValue", height: 4, wholeRange: true } as const;
  const routeIds = family.perRoute.map((_, i) => `s${i}`);
  return dashboardBody(
    [
      textWidget(
        `## ${family.title} APIs: routes of ${"CHOSEN_API"}\nEmpty? Turn detailed metrics on for the stage: each route's series are then billed as custom metrics.`,
        2,
      ),
      ...acrossTheWidth([
        ...family.traffic.map((metric) => metricWidget(metric.title, region, [chosen(family, metric, "all")], number)),
        metricWidget(
          `Routes with traffic (${route})`,
          region,
          [
            ...family.perRoute.map((set, i) => hiddenSearch(set, steadyTraffic(family), routeIds[i]!, { only })),
            countOf(routeIds, "routes", "Routes"),
          ],
          number,
        ),
        metricWidget(
          "Share of this stage (%)",
          region,
          [
            chosen(family, steadyTraffic(family), "s", { visible: false }),
            hiddenSearch(family.perStage, steadyTraffic(family), "a"),
            expression("100 * s / SUM(a)", "share", "of all traffic"),
          ],
          number,
        ),
      ]),
      metricWidget(`${steadyTraffic(family).title} by route`, region, eachRoute(steadyTraffic(family), "b"), {
        view: "table",
        width: 24,
        period: 86_400,
      }),
      ...inPairs([
        ...family.traffic.map((metric) => perRoute(metric, `${metric.title} by route`)),
        ...family.latency.map((metric) => perRoute(metric, `Mean ${metric.title.toLowerCase()} by route`, { stacked: false })),
        ...[...family.clientErrors, ...family.serverErrors].map((metric) => perRoute(metric, `${metric.title} by route`)),
        ...family.cache.map((metric) => perRoute(metric, `${metric.title} by route`)),
        ...family.volume.map((metric) => perRoute(metric, `${metric.title} by route`, { stacked: false })),
      ]),
    ],
    "-PT24H",
    [...apiVariables(family), regionVariable(region)],
  );
}

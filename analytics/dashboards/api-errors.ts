import type { ApiMetricFamily } from "./api-metrics";
import { acrossTheWidth, type DashboardBody, dashboardBody, metricWidget, textWidget } from "./dashboard-body";
import { apiVariables, chosen, expression, regionVariable, sumOf } from "./metric-lines";

/** One API and stage: how much fails, on whose side, and how today compares. */
export function apiErrors(family: ApiMetricFamily, region: string): DashboardBody {
  const errors = [...family.clientErrors, ...family.serverErrors];
  const ids = errors.map((_, i) => `e${i}`);
  const [main] = family.traffic;
  const hidden = [
    ...errors.map((metric, i) => chosen(family, metric, ids[i]!, { visible: false })),
    ...family.traffic.map((metric, i) => chosen(family, metric, `t${i}`, { visible: false })),
  ];
  const traffic = sumOf(family.traffic.map((_, i) => `t${i}`));
  // A quotient of sums on every kind: whether an average is the rate is documented for REST alone.
  const rate = expression(`100 * (${sumOf(ids)}) / (${traffic})`, "rate", "Failed requests");
  const number = { view: "singleValue", height: 4, wholeRange: true } as const;
  return dashboardBody(
    [
      textWidget(`## ${family.title} APIs: errors of ${"CHOSEN_API"}`),
      ...acrossTheWidth([
        metricWidget("Error rate of the range (%)", region, [...hidden, rate], number),
        ...errors.map((metric, i) => metricWidget(metric.title, region, [chosen(family, metric, `n${i}`)], number)),
      ]),
      metricWidget("Error rate (%)", region, [...hidden, rate], { unit: "%" }),
      metricWidget(
        "Errors by side",
        region,
        errors.map((metric, i) => chosen(family, metric, `s${i}`)),
        { stacked: true, unit: "errors" },
      ),
      metricWidget(
        "Errors day by day",
        region,
        errors.map((metric, i) => chosen(family, metric, `d${i}`)),
        { stacked: true, period: 86_400, start: "-P8D", unit: "errors" },
      ),
      metricWidget(`${main!.title} day by day`, region, [chosen(family, main!, "days")], {
        period: 86_400,
        start: "-P8D",
        stat: main!.stat,
        unit: main!.unit,
      }),
    ],
    "-PT24H",
    [...apiVariables(family), regionVariable(region)],
  );
}

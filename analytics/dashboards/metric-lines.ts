import type { ApiMetric, ApiMetricFamily } from "./api-metrics";
import type { MetricLine, Variable } from "./dashboard-body";

/** Texts that the variables of a dashboard replace. */
export const chosenApi = "CHOSEN_API";
export const chosenStage = "CHOSEN_STAGE";

/** A search over one exact set of dimensions. */
export const searchText = (dimensions: string, metric: string, stat: string, period: number, only = "") =>
  `SEARCH('{AWS/ApiGateway,${dimensions}} MetricName="${metric}"${only}', '${stat}', ${period})`;

/** All series of a metric, one line each. */
export const eachSeries = (
  dimensions: string,
  metric: ApiMetric,
  id: string,
  { stat = metric.stat as string, period = 300, only = "" } = {},
): MetricLine => [{ expression: searchText(dimensions, metric.name, stat, period, only), id, label: "" }];

/** A search that is only there for other lines to calculate with. */
export const hiddenSearch = (
  dimensions: string,
  metric: ApiMetric,
  id: string,
  { stat = metric.stat as string, period = 300 } = {},
): MetricLine => [{ expression: searchText(dimensions, metric.name, stat, period), id, visible: false }];

export const expression = (text: string, id: string, label: string): MetricLine => [{ expression: text, id, label }];

/** The series of the chosen API and stage. */
export const chosen = (
  family: ApiMetricFamily,
  metric: ApiMetric,
  id: string,
  more: Readonly<Record<string, unknown>> = {},
): MetricLine => [
  "AWS/ApiGateway",
  metric.name,
  family.api,
  chosenApi,
  "Stage",
  chosenStage,
  { id, label: metric.title, stat: metric.stat, ...more },
];

/** Limits a search to the chosen API and stage. */
export const onlyChosen = (family: ApiMetricFamily) => ` ${family.api}="${chosenApi}" Stage="${chosenStage}"`;

/** The choice of an API and one of its stages. */
export function apiVariables(family: ApiMetricFamily): Variable[] {
  const [traffic] = family.traffic;
  const search = `{AWS/ApiGateway,${family.perStage}} MetricName="${traffic!.name}"`;
  const choice = (id: string, label: string, pattern: string, populateFrom: string): Variable => ({
    type: "pattern",
    pattern,
    id,
    label,
    inputType: "select",
    defaultValue: "__FIRST",
    visible: true,
    search,
    populateFrom,
  });
  return [choice("api", `${family.title} API`, chosenApi, family.api), choice("stage", "Stage", chosenStage, "Stage")];
}

/** The choice of a Region; every widget follows. */
export const regionVariable = (region: string): Variable => ({
  type: "property",
  property: "region",
  id: "region",
  label: "Region",
  inputType: "input",
  defaultValue: region,
  visible: true,
});

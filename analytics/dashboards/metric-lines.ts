import type { ApiMetric, ApiMetricFamily } from "./api-metrics";
import type { MetricLine, Variable } from "./dashboard-body";

/** Texts that the variables of a dashboard replace. */
export const chosenApi = "CHOSEN_API";
export const chosenStage = "CHOSEN_STAGE";

/** A search over one exact set of dimensions; the period is the widget's. */
const searchText = (dimensions: string, metric: string, stat: string, only = "") =>
  `SEARCH('{AWS/ApiGateway,${dimensions}} MetricName="${metric}"${only}', '${stat}')`;

/** All series of a metric, one line each. */
export const eachSeries = (
  dimensions: string,
  metric: ApiMetric,
  id: string,
  { stat = metric.stat as string, only = "" } = {},
): MetricLine => [{ expression: searchText(dimensions, metric.name, stat, only), id, label: "" }];

/** A search that is only there for other lines to calculate with. */
export const hiddenSearch = (
  dimensions: string,
  metric: ApiMetric,
  id: string,
  { stat = metric.stat as string, only = "" } = {},
): MetricLine => [{ expression: searchText(dimensions, metric.name, stat, only), id, visible: false }];

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

/**
 * How many series with data a search found: it finds what had some within two weeks. A number alone is no series, and CloudWatch draws series only.
 */
export const countOf = (searches: readonly string[], id: string, label: string): MetricLine =>
  expression(`TIME_SERIES(${searches.map((search) => `METRIC_COUNT(REMOVE_EMPTY(${search}))`).join(" + ")})`, id, label);

/**
 * The sum of several lines, one of which may have no data where the others have some: a connection is opened seldom, messages flow all the time. Without
 * FILL, CloudWatch has no sum for such a period.
 */
export const sumOf = (lines: readonly string[]): string =>
  lines.length === 1 ? lines[0]! : lines.map((line) => `FILL(${line}, 0)`).join(" + ");

/** Percent of the cacheable requests that a cache answered and did not; neither where there was none. */
export const cacheShares = (hits: string, misses: string): MetricLine[] => {
  const all = sumOf([hits, misses]);
  return [
    expression(`100 * FILL(${hits}, 0) / (${all})`, "hit", "Hits"),
    expression(`100 * FILL(${misses}, 0) / (${all})`, "miss", "Misses"),
  ];
};

/** Limits a search to the chosen API and stage. */
export const onlyChosen = (family: ApiMetricFamily) => ` ${family.api}="${chosenApi}" Stage="${chosenStage}"`;

/** The traffic by which an API is known to be alive: messages flow over connections that were opened long ago. */
export const steadyTraffic = (family: ApiMetricFamily): ApiMetric => family.traffic.at(-1)!;

const choice = (family: ApiMetricFamily, id: string, label: string, pattern: string, populateFrom: string): Variable => ({
  type: "pattern",
  pattern,
  id,
  label,
  inputType: "select",
  defaultValue: "__FIRST",
  visible: true,
  search: `{AWS/ApiGateway,${family.perStage}} MetricName="${steadyTraffic(family).name}"`,
  populateFrom,
});

/** The choice of an API. */
export const apiVariable = (family: ApiMetricFamily): Variable => choice(family, "api", `${family.title} API`, chosenApi, family.api);

/** The choice of an API and one of its stages. */
export const apiVariables = (family: ApiMetricFamily): Variable[] => [
  apiVariable(family),
  choice(family, "stage", "Stage", chosenStage, "Stage"),
];

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

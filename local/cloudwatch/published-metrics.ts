import { apiGatewayMetrics } from "./published/api-gateway";
import { ownMetrics } from "./published/own-metrics";
import { serviceMetrics } from "./published/services";

/**
 * Metrics that somebody publishes under exact sets of dimensions. Written from AWS's documentation and from what the functions write, and deliberately not
 * from the table that the dashboards are made of: a wrong name there would be a right name here.
 */
export interface PublishedMetrics {
  readonly namespace: string;
  /** Who publishes them, in words: `REST APIs`. */
  readonly of: string;
  /** Names of the metrics with the statistics that say something; `any` for names that are data themselves. */
  readonly metrics: Readonly<Record<string, readonly string[]>> | "any";
  /** Every set under which CloudWatch has series; a sum over a set that is missing here is a sum over nothing. */
  readonly dimensionSets: readonly (readonly string[])[];
  /** A dimension that has only these values, such as the functions of one kind. */
  readonly only?: { readonly dimension: string; readonly values: RegExp };
  /** Where a laptop has the same numbers; absent where nothing here can publish them. */
  readonly source?: LakeSourceName;
  /** Names that AWS publishes although access logs do not carry what they count, with the reason. */
  readonly notHere?: Readonly<Record<string, string>>;
}

/** Where the numbers of series come from on a laptop. */
export type LakeSourceName = "REST" | "HTTP" | "WEBSOCKET" | "calls" | "call-errors";

/** What a line of a dashboard asks for. */
export interface AskedMetrics {
  readonly namespace: string;
  /** Absent: every name. */
  readonly metric?: string;
  readonly dimensions: readonly string[];
  readonly where: Readonly<Record<string, string>>;
  readonly stat: string;
}

/** Something that is asked for and that nobody publishes. */
export class NotPublished extends Error {
  constructor(
    readonly asked: string,
    readonly exists: string,
  ) {
    super(`${asked} is asked for, but ${exists}`);
  }
}

const percentile = /^p\d{1,2}(\.\d{1,2})?$/;

/** Statistics of CloudWatch that the preview can compute. */
const isStatistic = (stat: string) => ["Sum", "Average", "Minimum", "Maximum", "SampleCount"].includes(stat) || percentile.test(stat);

/** The set of dimensions as one text, whatever their order: CloudWatch knows no order. */
const setKey = (dimensions: readonly string[]) => [...dimensions].sort().join(", ");
const sets = (all: readonly PublishedMetrics[]) =>
  [...new Set(all.flatMap((one) => one.dimensionSets.map((set) => `{${setKey(set)}}`)))].join(" ");
const names = (all: readonly PublishedMetrics[]) =>
  [...new Set(all.flatMap(({ metrics }) => (metrics === "any" ? ["any name"] : Object.keys(metrics))))].join(", ");

/** Everything that is published to an account in which this program is deployed, by the namespace of its own metrics. */
export const publishedMetrics = (metricNamespace: string): readonly PublishedMetrics[] => [
  ...apiGatewayMetrics,
  ...serviceMetrics,
  ...ownMetrics(metricNamespace),
];

/**
 * Finds everybody who publishes what a dashboard asks for: more than one where kinds of API share a name and a set of dimensions.
 * @throws NotPublished with what was asked for and what there is instead.
 */
export function findPublished(all: readonly PublishedMetrics[], asked: AskedMetrics): readonly PublishedMetrics[] {
  const { namespace, metric, dimensions, where, stat } = asked;
  const set = setKey(dimensions);
  const what = `${namespace} ${metric ?? "(any metric)"} by {${set}}`;
  const inNamespace = all.filter((one) => one.namespace === namespace);
  if (inNamespace.length === 0)
    throw new NotPublished(
      what,
      `nothing is published to ${namespace}; there are ${[...new Set(all.map((one) => one.namespace))].join(", ")}.`,
    );
  const bySet = inNamespace.filter((one) => one.dimensionSets.some((known) => setKey(known) === set));
  const byName = inNamespace.filter(({ metrics }) => metric === undefined || metrics === "any" || Object.hasOwn(metrics, metric));
  // A name that is spelled out goes before "any name": errors are counted beside calls in one namespace.
  const both = bySet.filter((one) => byName.includes(one)).sort((a, b) => Number(a.metrics === "any") - Number(b.metrics === "any"));
  const values = both.filter(({ only }) => !only || where[only.dimension] === undefined || only.values.test(where[only.dimension]!));
  if (byName.length === 0)
    throw new NotPublished(what, `there is no metric of that name; by {${set}} there are ${names(bySet) || "none"}.`);
  if (both.length === 0)
    throw new NotPublished(
      what,
      `${metric ?? "they"} ${metric ? "exists" : "exist"} by ${sets(byName)}${bySet.length > 0 ? `; by {${set}} there are ${names(bySet)}` : ""}.`,
    );
  if (values.length === 0)
    throw new NotPublished(`${what} of ${Object.values(where).join(", ")}`, `only ${both.map(({ of }) => of).join(" and ")} publish it.`);
  const [found] = values as [PublishedMetrics, ...PublishedMetrics[]];
  if (!isStatistic(stat)) throw new NotPublished(`${what}, statistic ${stat}`, "there is no such statistic.");
  const useful = metric !== undefined && found.metrics !== "any" ? found.metrics[metric]! : ["Sum"];
  if (!useful.includes(stat) && !(useful.includes("p") && percentile.test(stat)))
    throw new NotPublished(
      `${what}, statistic ${stat}`,
      `that says nothing about it: ${useful.map((one) => (one === "p" ? "percentiles" : one)).join(" or ")} does.`,
    );
  return asked.metric === undefined ? values : values.filter(({ metrics }) => metrics !== "any" || found.metrics === "any");
}

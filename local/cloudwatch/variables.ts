import type { DashboardBody, Variable } from "../../analytics/dashboards/dashboard-body";
import type { AskSeries } from "./lake-series";
import type { PreviewVariable } from "./preview-contract";
import { findPublished, type PublishedMetrics } from "./published-metrics";
import { readSearch } from "./search-text";

/** CloudWatch offers what had data within the last two weeks. */
const listed = 14 * 86_400_000;

async function choicesOf(
  { search, populateFrom }: Variable,
  ask: AskSeries,
  published: readonly PublishedMetrics[],
  to: number,
): Promise<string[]> {
  if (search === undefined || populateFrom === undefined) return [];
  const asked = { ...readSearch(search), stat: "SampleCount" };
  const sources = findPublished(published, { ...asked, stat: "Sum" }).flatMap(({ source }) => source ?? []);
  const window = { from: to - listed, to };
  const series = (await Promise.all(sources.map((source) => ask({ ...asked, source, period: "whole", window })))).flat();
  const place = asked.dimensions.indexOf(populateFrom) + 1;
  return [...new Set(series.map(({ parts }) => parts[place]!))].sort();
}

/**
 * The variables of a dashboard with what they offer; what was not chosen, or cannot be, is the first.
 * @throws NotPublished, NotUnderstood where a variable asks for what nobody publishes.
 */
export async function chooseVariables(
  { variables = [] }: DashboardBody,
  choices: Readonly<Record<string, string>>,
  around: { readonly ask: AskSeries; readonly published: readonly PublishedMetrics[]; readonly to: number },
): Promise<PreviewVariable[]> {
  return Promise.all(
    variables.map(async (variable) => {
      const offered = await choicesOf(variable, around.ask, around.published, around.to);
      const wanted = Object.hasOwn(choices, variable.id) ? choices[variable.id]! : variable.defaultValue;
      const chosen = offered.includes(wanted) ? wanted : variable.defaultValue === "__FIRST" ? (offered[0] ?? "") : variable.defaultValue;
      return { id: variable.id, label: variable.label, choices: offered.length > 0 ? offered : [chosen].filter(Boolean), chosen };
    }),
  );
}

/** The widgets with every pattern replaced by what was chosen, wherever it stands: in titles and texts as in metrics. */
export function withChoices(body: DashboardBody, chosen: readonly PreviewVariable[]): DashboardBody["widgets"] {
  let text = JSON.stringify(body.widgets);
  for (const { id, chosen: value } of chosen) {
    const variable = body.variables?.find((one) => one.id === id);
    if (variable?.type === "pattern" && variable.pattern)
      text = text.replaceAll(variable.pattern, () => JSON.stringify(value).slice(1, -1));
  }
  return JSON.parse(text) as DashboardBody["widgets"];
}

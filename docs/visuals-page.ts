import { type Dashboard, dashboards, filtersOf, time, type Visual } from "../analytics/visuals";

const charts: Readonly<Record<Visual["chart"], string>> = {
  kpi: "numbers",
  line: "lines",
  area: "areas",
  "stacked-bar": "stacked bars",
  bar: "bars",
  pie: "pie",
  table: "table",
  heatmap: "heat map",
  map: "map",
};

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** What is counted, with its unit where the name does not say it. */
const measured = ({ measures, columns }: Visual): string =>
  measures.length === 0
    ? (columns ?? []).map(({ title, unit }) => (unit && unit !== title ? `${title} (${unit})` : title)).join(", ")
    : measures.map(({ title, unit }) => `${title} (${unit})`).join(", ");

function by(visual: Visual): string {
  const parts = [
    ...(visual.compare ? ["time, three days over each other"] : visual.x === time ? ["time"] : visual.x ? [visual.x.title] : []),
    ...(visual.series ? [visual.series.title] : []),
    ...(visual.measures.length > 0 ? (visual.columns ?? []).map(({ title }) => title) : []),
  ];
  return parts.join(", ") || "–";
}

const row = (visual: Visual): string =>
  `| ${[`${visual.title}<br>\`${visual.id}\``, visual.question, charts[visual.chart], by(visual), measured(visual), `\`${visual.view}\``, visual.surfaces.join(", "), visual.note ?? ""].map(cell).join(" | ")} |`;

function section(dashboard: Dashboard): string {
  const filters = [...new Set(dashboard.visuals.flatMap(filtersOf))];
  return `## ${dashboard.title} (\`${dashboard.id}\`)

${dashboard.purpose}${dashboard.localOnly ? " On the local page only." : ""}
${filters.length > 0 ? `Filters: ${filters.join(", ")}.` : "No filter applies."}

| Visual | Question | Drawn as | By | What is shown | View | Where | Note |
| --- | --- | --- | --- | --- | --- | --- | --- |
${dashboard.visuals.map(row).join("\n")}`;
}

/** The page `docs/visuals.md`: every dashboard and every visual with the question that it answers. */
export function visualsPage(): string {
  const count = dashboards.reduce((sum, { visuals }) => sum + visuals.length, 0);
  return `# Dashboards and visuals

Made from \`analytics/visuals/\` by \`npm run docs\`; edit it there.

${count} visuals on ${dashboards.length} dashboards, the same on the local page, in QuickSight and as saved queries in Athena. Each asks one view, whose SQL is the file of
its name in \`analytics/views/\`. Numbers of units: \`%\` from 0 to 100, \`ms\` milliseconds, \`s\` seconds, \`bytes\` powers of ten.

${dashboards.map(section).join("\n\n")}
`;
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { csvParse } from "d3-dsv";
import { dashboards } from "../analytics/visuals";

/** Where something of the reference is answered: a widget, a monitor, a saved query, a view, a filter, a known format, a setting or a file. */
export interface Target {
  readonly kind: "dash" | "monitor" | "query" | "view" | "filter" | "format" | "setting" | "file";
  readonly name: string;
}

/** One thing that the systems which this product replaces had, or had wrong. */
export interface CoverageRow {
  readonly id: string;
  readonly what: string;
  /** Panels of the original that it stands for; none where it is no panel. */
  readonly panels: number;
  /** Visuals that say they answer it, as `dashboard/visual`. */
  readonly visuals: readonly string[];
  readonly where: readonly Target[];
  /** Beginning of the title of a test that shows it; visuals have one each besides. */
  readonly test: string;
  /** Why it is not built, or what is different. */
  readonly note: string;
}

const answered = (id: string): string[] =>
  dashboards.flatMap((dashboard) =>
    dashboard.visuals.filter(({ answers }) => answers.includes(id)).map((visual) => `${dashboard.id}/${visual.id}`),
  );

function target(text: string): Target {
  const [kind, ...name] = text.split(":");
  return { kind: kind as Target["kind"], name: name.join(":") };
}

/** The rows of `coverage.csv`, each with the visuals that name its id. */
export const coverage: readonly CoverageRow[] = csvParse(readFileSync(join(__dirname, "coverage.csv"), "utf8")).map((row) => ({
  id: row["id"]!,
  what: row["what"]!,
  panels: Number(row["panels"]),
  visuals: answered(row["id"]!),
  where: row["where"] ? row["where"].split(" ; ").map(target) : [],
  test: row["test"]!,
  note: row["note"]!,
}));

const families: readonly (readonly [title: string, pattern: RegExp])[] = [
  ["Counting AWS API calls", /^T\d/],
  ["Defects of the call counter", /^X0-/],
  ["Access-log analytics", /^L\d/],
  ["Visuals of the one sheet", /^[VB]\d/],
  ["Controls", /^K\d/],
  ["Published Logs Insights queries", /^I\./],
  ["Defects of the access-log analytics", /^X1-/],
  ["Usage reports with prices", /^P\./],
  ["Log events over HTTPS", /^(E\d|X2-)/],
  ["Compact schema and partners", /^(S\.|X3-)/],
  ["Classic operations app", /^D[1-5]\./],
  ["Current operations app", /^D6\./],
  ["Monitors", /^M\d/],
  ["Retired operations app", /^R\./],
  ["Defects of the operations app", /^X4-/],
];

const shown: Readonly<Record<Target["kind"], string>> = {
  dash: "CloudWatch dashboard",
  monitor: "monitor",
  query: "saved query",
  view: "view",
  filter: "filter",
  format: "format",
  setting: "setting",
  file: "",
};

const cell = (text: string): string => text.replaceAll("|", "\\|");

function line(row: CoverageRow): string {
  const where = [...row.visuals.map((id) => `\`${id}\``), ...row.where.map(({ kind, name }) => `${shown[kind]} \`${name}\``.trim())].join(
    ", ",
  );
  const test = row.visuals.length > 0 && row.test === "" ? "its visuals' numbers" : row.test;
  return `| ${row.id} | ${cell(row.what)} | ${cell(where) || "**not built**"} | ${cell(test)} | ${cell(row.note)} |`;
}

/** The page `docs/coverage.md`: for everything that the reference systems answered, where it is answered here and which test shows it. */
export function coveragePage(): string {
  const panels = coverage.reduce((sum, row) => sum + row.panels, 0);
  const missing = coverage.filter(({ visuals, where }) => visuals.length + where.length === 0);
  const sections = families.map(([title, pattern]) => {
    const rows = coverage.filter(({ id }) => pattern.test(id));
    return `## ${title}\n\n| Id | What | Where | Test | Note |\n| --- | --- | --- | --- | --- |\n${rows.map(line).join("\n")}`;
  });
  return `# What the systems before answered, and where it is answered here

Made from \`docs/coverage.csv\` and the \`answers\` of the visuals by \`npm run docs\`; edit it there. A visual is named \`dashboard/visual\` and is drawn on the
local page and, as far as its sheet goes there, in QuickSight; [visuals.md](visuals.md) lists them all. The numbers of every visual are recounted by the tests from the rows
of a small story. Letters: T and X0 the call counter; L, V, K, B, I, P and X1 the access-log sample; E and X2 log events over HTTPS; S and X3 the
compact schema; D, M, R and X4 the operations app. X is a defect not to repeat.

${coverage.length} entries, ${panels} panels of the operations app among them; ${missing.length} are not built: ${missing.map(({ id }) => id).join(", ")}.

${sections.join("\n\n")}
`;
}

/** Whether every row stands in exactly one section. */
export const sectionsOf = (id: string): number => families.filter(([, pattern]) => pattern.test(id)).length;

import { accessLogColumns, leftOutVariables } from "./access-logs";
import { apiCallColumns } from "./api-calls";
import { auditEventColumns } from "./audit-events";
import { type ApiKind, apiKinds, type Column } from "./column";
import { compactExportColumns } from "./compact-exports";
import { directoryHistoryColumns } from "./directory-history";
import { formatFor, formatLimit } from "./log-format";
import { usageHourlyColumns } from "./usage-hourly";

const cell = (text: string): string => text.replaceAll("|", "\\|");

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");

const privacyOf = ({ privacy, governedBy }: Column): string => (governedBy ? `personal, setting \`${governedBy}\`` : privacy);

const variableOf = ({ variables }: Column): string => {
  const names = [...new Set(Object.values(variables ?? {}))];
  if (names.length === 0) return "–";
  if (names.length > 1) return apiKinds.flatMap((kind) => (variables?.[kind] ? [`${kind}: \`${variables[kind]}\``] : [])).join("<br>");
  const kinds = apiKinds.filter((kind) => variables?.[kind]);
  return kinds.length === apiKinds.length ? `\`${names[0]}\`` : `\`${names[0]}\` (${kinds.join(", ")})`;
};

const plainTable = (columns: readonly Column[]): string =>
  table(
    ["Column", "Type", "Meaning", "Privacy"],
    columns.map((column) => [`\`${column.name}\``, column.type, column.description, privacyOf(column)]),
  );

const formatSection = (kind: ApiKind): string => {
  const { template, logged, leftOut } = formatFor(kind);
  const missing = leftOut.map(({ column }) => `\`${column}\``).join(", ");
  return [
    `### ${kind}`,
    "",
    `${template.length} of at most ${formatLimit[kind]} characters, ${logged.length} columns.${missing ? ` No room for ${missing}.` : ""}`,
    "",
    "```",
    template,
    "```",
  ].join("\n");
};

/** The page `docs/schema.md`: every table, column by column, and the formats made from them. */
export function referencePage(): string {
  return `${[
    "# Tables and log formats",
    "",
    "Made from `analytics/schema/` by `npm run docs`; edit it there.",
    "",
    "Every table is partitioned by `dt`, the UTC day of the event (`yyyy-MM-dd`). Timestamps are UTC. Personal columns are kept, truncated or",
    "pseudonymised as the named setting says; no column holds a secret.",
    "",
    "## access_logs",
    "",
    "One row per request (REST, HTTP) or per message, connect and disconnect (WebSocket).",
    "",
    table(
      ["Column", "Type", "Meaning", "`$context` variable", "Other keys understood", "Privacy"],
      accessLogColumns.map((column) => [
        `\`${column.name}\``,
        column.type,
        column.description,
        variableOf(column),
        (column.aliases ?? []).map((alias) => `\`${alias}\``).join(", ") || "–",
        privacyOf(column),
      ]),
    ),
    "",
    "### Variables that no column takes",
    "",
    table(
      ["Variable", "Reason"],
      Object.entries(leftOutVariables).map(([variable, reason]) => [`\`${variable}\``, reason]),
    ),
    "",
    "## audit_events",
    "",
    "One row per CloudTrail event of the configured event sources.",
    "",
    plainTable(auditEventColumns),
    "",
    "## usage_hourly",
    "",
    "The daily roll-up: deduplicated requests by hour. A day is rolled up in the night after it; views count today's requests, and those of the last",
    "three days until they are rolled up, from the rows. What comes up to six days late is counted from the next night on, what comes",
    "later, such as re-driven records, from the next Sunday (03:30 UTC), back to 35 days.",
    "",
    plainTable(usageHourlyColumns),
    "",
    "## directory_history",
    "",
    "Names of customers, keys, plans and APIs as they were at a time.",
    "",
    plainTable(directoryHistoryColumns),
    "",
    "## api_calls",
    "",
    "What the tracker counted (local run only; in AWS these are CloudWatch metrics).",
    "",
    plainTable(apiCallColumns),
    "",
    "## Compact rows for partners",
    "",
    plainTable(compactExportColumns),
    "",
    "## The project's log formats",
    "",
    "With the default settings. Configured authorizer properties and JWT claims follow at the end; columns of lower priority make room for them.",
    "The HTTP and WebSocket formats are arrays, because their limit is a third of REST's: the first element names the kind and a fingerprint of the",
    "variables in their order, so that a line is never read with another version of the format.",
    "",
    apiKinds.map(formatSection).join("\n\n"),
  ].join("\n")}\n`;
}

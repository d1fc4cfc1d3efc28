import { dataSetSql } from "../../../analytics/dashboards/quicksight/data-set-sql";
import { usageDefinition } from "../../../analytics/dashboards/quicksight/definition";
import type { Finding } from "../engine";
import type { GlueAndS3 } from "./glue-and-s3";
import { middleDay } from "./middle-day";
import type { TrinoClient } from "./trino-client";

const DAY_MS = 86_400_000;

const FAMILIES: readonly [RegExp, string][] = [
  [/^(tinyint|smallint|integer|bigint)$/, "INTEGER"],
  [/^(double|real|decimal.*)$/, "DECIMAL"],
  [/^timestamp/, "DATETIME"],
  [/^varchar/, "STRING"],
];

/** Every way in which QuickSight may write a moment. */
const WRITINGS = [
  (day: string) => `'${day}T00:00:00'`,
  (day: string) => `'${day} 00:00:00.000'`,
  (day: string) => `TIMESTAMP '${day} 00:00:00'`,
];

/** The SQL of QuickSight's data sets: answers with the declared types, and a chosen day opens no folders but those around it. */
export async function checkDataSets(
  trino: TrinoClient,
  catalog: GlueAndS3,
  database: string,
  lake: string,
): Promise<{ checked: number; findings: Finding[] }> {
  const findings: Finding[] = [];
  const day = middleDay(lake);
  const next = new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
  let checked = 0;
  for (const mode of ["direct", "spice"] as const) {
    for (const { view, columns } of usageDefinition({ mode, report: true }).dataSets) {
      const sql = dataSetSql(view, columns, { database, mode });
      for (const write of mode === "direct" && sql.includes("<<$From>>") ? WRITINGS : WRITINGS.slice(0, 1)) {
        checked++;
        catalog.touched.length = 0;
        const sent = sql
          .replaceAll("<<$From>>", write(day))
          .replaceAll("<<$To>>", write(next))
          .replace(/<<\$\w+>>/g, "'*'");
        const where = `data set ${view} (${mode}, ${write(day)})`;
        const answer = await trino.query(sent).catch((error) => {
          findings.push({ where, message: error.message });
          return undefined;
        });
        if (answer === undefined) continue;
        for (const [at, { name, type }] of columns.entries()) {
          const got = answer.columns[at]!;
          const family = FAMILIES.find(([pattern]) => pattern.test(got.type))?.[1] ?? got.type;
          if (got.name !== name || family !== type)
            findings.push({ where, message: `declares ${name} as ${type}, answers ${got.name} as ${got.type}` });
        }
        if (mode !== "direct" || !sql.includes("dt >=")) continue;
        const far = catalog.touched
          .flatMap((key) => key.match(/^(?:access_logs|audit_events)\/dt=([\d-]+)\/./)?.[1] ?? [])
          .filter((opened) => Math.abs(Date.parse(opened) - Date.parse(day)) > DAY_MS);
        if (far.length > 0) findings.push({ where, message: `opens ${[...new Set(far)].sort().join(", ")}` });
      }
    }
  }
  return { checked, findings };
}

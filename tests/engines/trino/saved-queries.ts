import type { Finding } from "../engine";
import type { RecordedResource } from "../recording/recording";
import { forEachAtOnce } from "./at-once";
import { compareAnswers } from "./row-comparison";
import { askBothOf } from "./same-moment";
import type { TrinoClient } from "./trino-client";

/** Nobody in the sample week calls with a client certificate. */
const NOT_IN_THE_STORY = /-certificate-access$/;

/** Every named query, one for each visual, runs and answers as DuckDB does; every statement that a schedule runs can be planned. */
export async function runSavedQueries(
  trino: TrinoClient,
  resources: RecordedResource[],
  lake: string,
): Promise<{ checked: number; rows: number; findings: Finding[] }> {
  const { openLake } = require("../../../local/lake") as typeof import("../../../local/lake");
  const duckdb = await openLake(lake, { views: "fast" });
  const ask = askBothOf(trino, duckdb);
  const findings: Finding[] = [];
  const queries = resources.filter((r) => r.type === "aws:athena/namedQuery:NamedQuery");
  const statements = scheduledStatements(resources);
  let rows = 0;
  try {
    await forEachAtOnce(queries, async ({ name, inputs }) => {
      const where = `query ${name}`;
      const sql: string = inputs.query;
      try {
        const both = await ask(sql, sql.replaceAll(`${inputs.database}.`, "main."));
        rows += both.trino.rows.length;
        if (both.trino.rows.length === 0 && !NOT_IN_THE_STORY.test(name)) findings.push({ where, message: "has no row to compare" });
        findings.push(...(await compareAnswers(where, both)));
      } catch (error: any) {
        findings.push({ where, message: error.message });
      }
    });
    for (const { name, sql } of statements)
      await trino.query(`EXPLAIN ${sql}`).catch((error) => findings.push({ where: `scheduled statement ${name}`, message: error.message }));
  } finally {
    duckdb.close();
  }
  return { checked: queries.length + statements.length, rows, findings };
}

/** The SQL inside the schedules that start Athena queries. Expressions of EventBridge Scheduler become a time of today. */
function scheduledStatements(resources: RecordedResource[]): { name: string; sql: string }[] {
  return resources
    .filter((r) => r.type === "aws:scheduler/schedule:Schedule")
    .flatMap(({ name, inputs }) => {
      const input = JSON.parse(inputs.target?.input ?? "{}");
      const now = new Date().toISOString().replace(/\.\d+Z/, "Z");
      return input.QueryString ? [{ name, sql: String(input.QueryString).replace(/<aws\.scheduler\.scheduled-time>/g, now) }] : [];
    });
}

import type { Finding } from "../engine";
import type { RecordedResource } from "../recording/recording";
import { compareAnswers } from "./row-comparison";
import type { TrinoClient } from "./trino-client";

/** Every named query runs and answers as DuckDB does; every statement that a schedule runs can be planned. */
export async function runSavedQueries(
  trino: TrinoClient,
  resources: RecordedResource[],
  lake: string,
): Promise<{ checked: number; findings: Finding[] }> {
  const { openLake } = require("../../../local/lake") as typeof import("../../../local/lake");
  const duckdb = await openLake(lake, { views: "fast" });
  const findings: Finding[] = [];
  const queries = resources.filter((r) => r.type === "aws:athena/namedQuery:NamedQuery");
  const statements = scheduledStatements(resources);
  try {
    for (const { name, inputs } of queries) {
      const sql: string = inputs.query;
      try {
        const answer = await trino.query(sql);
        // A LIMIT without a total order may keep other rows of equal rank: the number of rows must still agree.
        const local = await duckdb.query(sql.replaceAll(`${inputs.database}.`, "main."));
        if (/\bLIMIT\b/i.test(sql)) {
          if (answer.rows.length !== local.rows.length)
            findings.push({ where: `query ${name}`, message: `${answer.rows.length} rows in Trino, ${local.rows.length} in DuckDB` });
        } else findings.push(...compareAnswers(`query ${name}`, answer, local));
      } catch (error: any) {
        findings.push({ where: `query ${name}`, message: error.message });
      }
    }
    for (const { name, sql } of statements)
      await trino.query(`EXPLAIN ${sql}`).catch((error) => findings.push({ where: `scheduled statement ${name}`, message: error.message }));
  } finally {
    duckdb.close();
  }
  return { checked: queries.length + statements.length, findings };
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

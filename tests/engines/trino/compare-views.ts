import type { Finding } from "../engine";
import type { CatalogTableArgs } from "./glue-and-s3";
import { compareAnswers } from "./row-comparison";
import type { TrinoClient } from "./trino-client";

/** A view with more rows than this is compared by its count, and row by row for some days. */
const ALL_ROWS_UP_TO = 20_000;

/** Every view as Glue stores it, row by row against DuckDB on the same files. */
export async function compareViews(
  trino: TrinoClient,
  views: CatalogTableArgs[],
  lake: string,
): Promise<{ rows: number; findings: Finding[] }> {
  const { openLake } = require("../../../local/lake") as typeof import("../../../local/lake");
  const duckdb = await openLake(lake, { views: "fast" });
  const findings: Finding[] = [];
  let rows = 0;
  try {
    for (const { name, storageDescriptor } of views) {
      const where = `view ${name}`;
      try {
        const hasDay = storageDescriptor.columns.some((column: { name: string }) => column.name === "dt");
        const total = Number((await trino.query(`SELECT count(*) FROM "${name}"`)).rows[0]![0]);
        const ours = Number((await duckdb.query(`SELECT count(*) FROM "${name}"`)).rows[0]![0]);
        if (total !== ours) findings.push({ where, message: `${total} rows in Trino, ${ours} in DuckDB` });
        const days = total > ALL_ROWS_UP_TO && hasDay ? await busyDays(trino, name) : undefined;
        const sql = `SELECT * FROM "${name}"${days ? ` WHERE dt IN (${days.map((day) => `'${day}'`).join(", ")})` : ""}`;
        const answer = await trino.query(sql);
        rows += answer.rows.length;
        findings.push(...compareAnswers(where, answer, await duckdb.query(sql)));
      } catch (error: any) {
        findings.push({ where, message: error.message });
      }
    }
  } finally {
    duckdb.close();
  }
  return { rows, findings };
}

/** The first day and the busiest one that stay within what can be compared at once. */
async function busyDays(trino: TrinoClient, name: string): Promise<string[]> {
  const { rows } = await trino.query(`SELECT dt, count(*) AS n FROM "${name}" GROUP BY dt ORDER BY n`);
  const chosen: string[] = [];
  let sum = 0;
  for (const [day, count] of rows) {
    if (chosen.length && sum + Number(count) > ALL_ROWS_UP_TO) break;
    chosen.push(day);
    sum += Number(count);
  }
  return chosen;
}

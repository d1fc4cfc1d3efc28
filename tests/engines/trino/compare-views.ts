import type { Lake } from "../../../local/lake";
import type { Finding } from "../engine";
import { forEachAtOnce } from "./at-once";
import type { CatalogTableArgs } from "./glue-and-s3";
import { compareAnswers } from "./row-comparison";
import { askBothOf } from "./same-moment";
import type { TrinoClient } from "./trino-client";

/** Of a view with more rows than this one day is compared, or as many rows where it has no days. */
const ALL_ROWS_UP_TO = 10_000;

/** Every view as Glue stores it, row by row against DuckDB on the same files. */
export async function compareViews(
  trino: TrinoClient,
  views: CatalogTableArgs[],
  lake: string,
): Promise<{ rows: number; findings: Finding[] }> {
  const { openLake } = require("../../../local/lake") as typeof import("../../../local/lake");
  const duckdb = await openLake(lake, { views: "fast" });
  const ask = askBothOf(trino, duckdb);
  const findings: Finding[] = [];
  let rows = 0;
  try {
    await forEachAtOnce(views, async ({ name, storageDescriptor }) => {
      const where = `view ${name}`;
      try {
        const columns: string[] = storageDescriptor.columns.map((column: { name: string }) => column.name);
        const both = await ask(await selection(duckdb, name, columns));
        rows += both.trino.rows.length;
        if (both.trino.rows.length === 0) findings.push({ where, message: "has no row to compare" });
        findings.push(...(await compareAnswers(where, both)));
      } catch (error: any) {
        findings.push({ where, message: error.message });
      }
    });
  } finally {
    duckdb.close();
  }
  return { rows, findings };
}

/** All rows; of a large view those of the day nearest to the limit or, where it has no days, the first in the order of its columns. */
async function selection(duckdb: Lake, name: string, columns: string[]): Promise<string> {
  const all = `SELECT * FROM "${name}"`;
  const total = Number((await duckdb.query(`SELECT count(*) FROM "${name}"`)).rows[0]![0]);
  if (total <= ALL_ROWS_UP_TO) return all;
  if (!columns.includes("dt")) return `${all} ORDER BY ${columns.map((_, at) => at + 1).join(", ")} LIMIT ${ALL_ROWS_UP_TO}`;
  const days = await duckdb.query(`SELECT dt FROM "${name}" GROUP BY dt ORDER BY abs(count(*) - ${ALL_ROWS_UP_TO}), dt LIMIT 1`);
  return `${all} WHERE dt = '${days.rows[0]![0]}'`;
}

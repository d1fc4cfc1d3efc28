import type { Lake, LakeAnswer } from "../../../local/lake";
import type { TrinoAnswer, TrinoClient } from "./trino-client";

/** Asks Trino, and DuckDB as of the moment that was Trino's `now()`: an age or a runway is then equal to the digit. */
export type AskBoth = (sql: string, localSql?: string) => Promise<{ trino: TrinoAnswer; duckdb: LakeAnswer }>;

/** Several questions may be under way in Trino; DuckDB has one clock, so it answers one after the other. */
export function askBothOf(trino: TrinoClient, duckdb: Lake): AskBoth {
  let before: Promise<unknown> = Promise.resolve();
  return async (sql, localSql = sql) => {
    const answer = await trino.query(sql);
    const now = (await trino.startOf(answer)).toISOString().replace("T", " ").replace("Z", "");
    const local = before.then(async () => {
      await duckdb.query(`CREATE OR REPLACE MACRO now() AS TIMESTAMPTZ '${now}+00'`);
      await duckdb.query(`CREATE OR REPLACE MACRO current_date() AS DATE '${now.slice(0, 10)}'`);
      return duckdb.query(localSql);
    });
    before = local.catch(() => undefined);
    return { trino: answer, duckdb: await local };
  };
}

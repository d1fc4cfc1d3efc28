import type { Lake, LakeAnswer } from "../../../local/lake";
import { type PercentileBounds, percentileBounds } from "./percentile-bounds";
import type { TrinoAnswer, TrinoClient } from "./trino-client";

/** Asks Trino, and DuckDB as of the moment that was Trino's `now()`: an age or a runway is then equal to the digit. */
export type AskBoth = (sql: string, localSql?: string) => Promise<BothAnswers>;

export interface BothAnswers {
  readonly trino: TrinoAnswer;
  readonly duckdb: LakeAnswer;
  /** How far DuckDB's percentiles may be from Trino's, as of the same moment. */
  bounds(): Promise<PercentileBounds>;
}

/** Several questions may be under way in Trino; DuckDB has one clock, so it answers one after the other. */
export function askBothOf(trino: TrinoClient, duckdb: Lake): AskBoth {
  let before: Promise<unknown> = Promise.resolve();
  return async (sql, localSql = sql) => {
    const answer = await trino.query(sql);
    const now = (await trino.startOf(answer)).toISOString().replace("T", " ").replace("Z", "");
    const asOfThen = <T>(ask: () => Promise<T>): Promise<T> => {
      const answered = before.then(async () => {
        await duckdb.query(`CREATE OR REPLACE MACRO now() AS TIMESTAMPTZ '${now}+00'`);
        await duckdb.query(`CREATE OR REPLACE MACRO current_date() AS DATE '${now.slice(0, 10)}'`);
        return ask();
      });
      before = answered.catch(() => undefined);
      return answered;
    };
    return {
      trino: answer,
      duckdb: await asOfThen(() => duckdb.query(localSql)),
      bounds: () => asOfThen(() => percentileBounds(duckdb, localSql)),
    };
  };
}

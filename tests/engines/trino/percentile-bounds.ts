import { duckdbPrelude } from "../../../analytics/views";
import type { Lake } from "../../../local/lake";
import type { Answer } from "./row-comparison";

/** Answers of DuckDB with every percentile taken a little lower and a little higher in the order of the values. */
export interface PercentileBounds {
  readonly low: Answer;
  readonly high: Answer;
}

/** Share of a group's values by which an approximated percentile may be off its place: p99 is anything from p98 on. */
const RANK_SLACK = 0.01;

const [exact] = /CREATE OR REPLACE MACRO approx_percentile[\s\S]*?;/.exec(duckdbPrelude().join("\n"))!;
const shifted = (by: number) => exact.replace("CAST(p AS DOUBLE)", `least(greatest(CAST(p AS DOUBLE) + (${by}), 0), 1)`);

/** Asks the same question twice more; the lake's own percentiles are put back afterwards. */
export async function percentileBounds(duckdb: Lake, sql: string): Promise<PercentileBounds> {
  const at = async (by: number) => {
    await duckdb.query(shifted(by));
    return duckdb.query(sql);
  };
  try {
    return { low: await at(-RANK_SLACK), high: await at(RANK_SLACK) };
  } finally {
    await duckdb.query(exact);
  }
}

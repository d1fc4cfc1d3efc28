import { mkdir, rm } from "node:fs/promises";
import * as path from "node:path";
import { rollUpSelect } from "../analytics/rollup";
import { openLake, quote } from "./lake";

/**
 * Writes `usage_hourly/dt=…/` anew for the touched days that are over, with the SQL that the stack's nightly query runs.
 * Rows of a batch that spans midnight lie in the partition of the day before, so the day after each touched one is rolled up too.
 */
export async function rollUp(directory: string, touched: readonly string[]): Promise<void> {
  if (touched.length === 0) return;
  const lake = await openLake(directory, { views: "plain" });
  try {
    const nextDay = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
    const today = new Date().toISOString().slice(0, 10);
    const days = [...new Set(touched.flatMap((day) => [day, nextDay(day)]))].filter((day) => day < today);
    if (days.length === 0) return;
    const folder = path.join(directory, "usage_hourly");
    for (const day of days) await rm(path.join(folder, `dt=${day}`), { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await lake.query(
      `COPY (${rollUpSelect("main", days)}) TO ${quote(folder)} (FORMAT parquet, COMPRESSION snappy, PARTITION_BY (dt), OVERWRITE_OR_IGNORE)`,
    );
  } finally {
    lake.close();
  }
}

import type { Finding } from "../engine";
import type { CatalogTableArgs, GlueAndS3 } from "./glue-and-s3";
import { middleDay } from "./middle-day";
import type { TrinoClient } from "./trino-client";

/** Whether one of the last days still lacks its roll-up must be known for every question, so their few numbers are always read. */
const RECENT_ROLL_UPS = 3;
const DAY_MS = 86_400_000;

/** A question about one day opens the folders around that day and no others, proven by what Trino asked S3 for and how many bytes it read. */
export async function checkPruning(
  trino: TrinoClient,
  catalog: GlueAndS3,
  views: CatalogTableArgs[],
  lake: string,
): Promise<{ checked: number; findings: Finding[] }> {
  const findings: Finding[] = [];
  const day = middleDay(lake);
  const whole = await trino.query("SELECT count(*), count(status), count(route) FROM access_logs");
  const part = await trino.query(`SELECT count(*), count(status), count(route) FROM access_logs WHERE dt = '${day}'`);
  if (part.rows[0]![0] === 0) findings.push({ where: "table access_logs", message: `no rows on ${day}` });
  if (part.stats.physicalInputBytes * 2 > whole.stats.physicalInputBytes)
    findings.push({
      where: "table access_logs",
      message: `one day reads ${part.stats.physicalInputBytes} of ${whole.stats.physicalInputBytes} bytes`,
    });
  if (part.stats.totalSplits >= whole.stats.totalSplits)
    findings.push({ where: "table access_logs", message: `one day takes ${part.stats.totalSplits} of ${whole.stats.totalSplits} splits` });
  const recent = new Date(Date.now() - RECENT_ROLL_UPS * DAY_MS).toISOString().slice(0, 10);
  let checked = 1;
  for (const view of views.filter((one) => one.storageDescriptor.columns.some((column: { name: string }) => column.name === "dt"))) {
    catalog.touched.length = 0;
    await trino
      .query(`SELECT count(*) FROM (SELECT * FROM "${view.name}" WHERE dt = '${day}')`)
      .catch((error) => findings.push({ where: `view ${view.name}`, message: error.message }));
    checked++;
    const opened = (folder: string) =>
      new Set(catalog.touched.flatMap((key) => key.match(new RegExp(`^${folder}/dt=([\\d-]+)/.`))?.[1] ?? []));
    for (const folder of ["access_logs", "audit_events", "usage_hourly"]) {
      const far = [...opened(folder)]
        .filter((one) => Math.abs(Date.parse(one) - Date.parse(day)) > DAY_MS)
        .filter((one) => folder !== "usage_hourly" || one < recent);
      if (far.length) findings.push({ where: `view ${view.name}`, message: `dt = '${day}' opens ${folder} of ${far.sort().join(", ")}` });
    }
  }
  return { checked, findings };
}

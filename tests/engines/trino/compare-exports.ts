import * as fs from "node:fs";
import * as path from "node:path";
import type { CompactRun } from "../../../analytics/rollup";
import type { Lake } from "../../../local/lake";
import type { Finding } from "../engine";
import { compareAnswers } from "./row-comparison";
import { askBothOf } from "./same-moment";
import type { TrinoClient } from "./trino-client";

type RollUp = typeof import("../../../analytics/rollup");
const rollUp = () => require("../../../analytics/rollup") as RollUp;

const open = async (lake: string): Promise<Lake> => {
  const { openLake } = require("../../../local/lake") as typeof import("../../../local/lake");
  return openLake(lake, { views: "none" });
};

/** The local run has written its rows today; the week of what came late ends on a Saturday. */
const today = () => new Date().toISOString().slice(0, 10);
const saturday = () => new Date(Date.now() + (6 - new Date().getUTCDay()) * 86_400_000).toISOString().slice(0, 10);

/** Writes what partners would read of a lake into the folder that stands for their bucket: Trino then reads it by the program's own table. */
export async function makeExport(lake: string, folder: string): Promise<void> {
  const duckdb = await open(lake);
  try {
    const day = path.join(folder, "compact", `dt=${today()}`);
    fs.mkdirSync(day, { recursive: true });
    const rows = `SELECT * EXCLUDE (dt) FROM (${rollUp().compactSelect("main", today())}) WHERE dt = '${today()}'`;
    await duckdb.query(`COPY (${rows}) TO '${path.join(day, "rows.parquet")}' (FORMAT parquet)`);
  } finally {
    duckdb.close();
  }
}

/** The rows of both exports for partners, equal in Trino and DuckDB. */
export async function compareExports(trino: TrinoClient, database: string, lake: string): Promise<{ rows: number; findings: Finding[] }> {
  const duckdb = await open(lake);
  const ask = askBothOf(trino, duckdb);
  const findings: Finding[] = [];
  let rows = 0;
  try {
    const { compactSelect } = rollUp();
    for (const [run, day] of [
      ["nightly", today()],
      ["late", saturday()],
    ] as [CompactRun, string][]) {
      const where = `${run} export`;
      const both = await ask(compactSelect(database, day, run), compactSelect("main", day, run));
      rows += both.trino.rows.length;
      findings.push(...(await compareAnswers(where, both)));
    }
  } catch (error: any) {
    findings.push({ where: "exports for partners", message: error.message });
  } finally {
    duckdb.close();
  }
  return { rows, findings };
}

import * as fs from "node:fs";
import * as path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { runCommand } from "../command";
import { PROGRAM } from "../recording/record-program";

/** The scanner of the sample week: without it what is said of threats would be compared over no rows. */
const THREATS = "network,name\n45.155.205.0/24,scanners\n";

/** A week of the local run's sample traffic under `out`, in the lake's own layout. */
export async function makeLake(out: string): Promise<void> {
  const threats = `${out}-threats.csv`;
  fs.writeFileSync(threats, THREATS);
  const node = path.join(PROGRAM, "node_modules/node/bin/node");
  const run = ["-r", "./loader.js", "local/main.ts", "--once", "--out", out, "--threats", threats];
  const { status, stdout, stderr } = await runCommand(node, run, { cwd: PROGRAM });
  if (status !== 0) throw new Error(`the local run failed: ${stdout.slice(-1000)} ${stderr.slice(-2000)}`);
  await referenceAsCsv(path.join(out, "lake/reference"));
}

/** Athena reads reference tables as CSV, each in a folder of its own; the local run keeps them as Parquet. */
async function referenceAsCsv(reference: string): Promise<void> {
  if (!fs.existsSync(reference)) return;
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  for (const file of fs.readdirSync(reference).filter((name) => name.endsWith(".parquet"))) {
    const folder = path.join(reference, path.basename(file, ".parquet"));
    fs.mkdirSync(folder, { recursive: true });
    await connection.run(
      `COPY (SELECT * FROM read_parquet('${path.join(reference, file)}')) TO '${path.join(folder, "rows.csv")}' (FORMAT csv, HEADER false)`,
    );
  }
  connection.closeSync();
  instance.closeSync();
}

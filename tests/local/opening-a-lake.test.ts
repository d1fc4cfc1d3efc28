import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect } from "chai";
import { emptySummary } from "../../local/import-summary";
import { openLake, quote } from "../../local/lake";
import { temporaryFolder } from "./temporary-folder";

describe("opening a lake", () => {
  const folder = temporaryFolder();

  it("takes folders without files as tables without rows", async () => {
    const directory = path.join(folder.path, "empty");
    mkdirSync(path.join(directory, "access_logs"), { recursive: true });
    mkdirSync(path.join(directory, "audit_events", "dt=2026-11-20"), { recursive: true });
    const lake = await openLake(directory);
    const { rows } = await lake.query("SELECT (SELECT count(*) FROM requests), (SELECT count(*) FROM audit)");
    lake.close();
    expect(rows).to.deep.equal([[0, 0]]);
  });

  it("leaves out what other tools lay beside the data", async () => {
    const directory = path.join(folder.path, "synced");
    const day = path.join(directory, "access_logs", "dt=2026-11-20");
    mkdirSync(day, { recursive: true });
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(`COPY (SELECT 'a' AS row_key, 200 AS status) TO ${quote(path.join(day, "part-0"))} (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();
    for (const name of [".DS_Store", "_SUCCESS", "_temporary_$folder$"]) writeFileSync(path.join(day, name), "not Parquet");
    const lake = await openLake(directory, { views: "none" });
    const { rows } = await lake.query("SELECT row_key, status, dt FROM access_logs");
    lake.close();
    expect(rows).to.deep.equal([["a", 200, "2026-11-20"]]);
  });

  it("takes a file for the last import's summary only where it is one", async () => {
    const directory = path.join(folder.path, "beside", "lake");
    mkdirSync(path.join(directory, "access_logs"), { recursive: true });
    const summaryBeside = async (text: string) => {
      writeFileSync(path.join(directory, "..", "summary.json"), text);
      const lake = await openLake(directory, { views: "none" });
      lake.close();
      return lake.summary;
    };
    const ours = { ...emptySummary(), source: "files", finishedAt: "2026-11-20T12:00:00.000Z" };
    expect(await summaryBeside(JSON.stringify(ours))).to.deep.equal(ours);
    const others = ['{"finishedAt":"2026', '{"total": 12}', "[]", "null", JSON.stringify({ ...ours, accessLogs: { read: 3 } })];
    for (const text of others) expect(await summaryBeside(text), text).to.deep.equal(emptySummary());
  });
});

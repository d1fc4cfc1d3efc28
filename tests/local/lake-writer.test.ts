import { existsSync, mkdirSync, readdirSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { accessLogColumns } from "../../analytics/schema";
import { openLake, quote } from "../../local/lake";
import { createLakeWriter } from "../../local/lake-writer";
import { temporaryFolder } from "./temporary-folder";

const row = (key: string, ingested: string, status: number) =>
  JSON.stringify({ row_key: key, request_time: "2026-11-20 10:00:00.000", ingested_at: `2026-11-20 ${ingested}:00.000`, status });

describe("lake writer", () => {
  const folder = temporaryFolder();
  const lakeOf = (name: string) => {
    const lake = path.join(folder.path, name, "lake");
    mkdirSync(lake, { recursive: true });
    return lake;
  };

  it("stores each row once, the one ingested last, within an import and across imports", async () => {
    const lake = lakeOf("once");
    const first = await createLakeWriter(lake);
    first.append("access_logs", "2026-11-20", row("a", "11:00", 200));
    first.append("access_logs", "2026-11-20", row("a", "11:05", 500));
    first.append("access_logs", "2026-11-20", row("b", "11:00", 201));
    expect(await first.finish()).to.deep.equal({ access_logs: { received: 3, stored: 2, days: ["2026-11-20"] } });
    const second = await createLakeWriter(lake);
    second.append("access_logs", "2026-11-20", row("b", "12:00", 202));
    second.append("access_logs", "2026-11-20", row("c", "12:00", 203));
    expect(await second.finish()).to.deep.equal({ access_logs: { received: 2, stored: 1, days: ["2026-11-20"] } });
    expect(readdirSync(path.join(lake, "access_logs", "dt=2026-11-20"))).to.deep.equal(["rows.parquet"]);
    const opened = await openLake(lake, { views: "none" });
    expect((await opened.query("SELECT row_key, status, dt FROM access_logs ORDER BY row_key")).rows).to.deep.equal([
      ["a", 500, "2026-11-20"],
      ["b", 202, "2026-11-20"],
      ["c", 203, "2026-11-20"],
    ]);
    opened.close();
  });

  it("leaves the day to the folder's name, in a file that was merged as in a new one", async () => {
    const lake = lakeOf("columns");
    const file = path.join(lake, "access_logs", "dt=2026-11-20", "rows.parquet");
    for (const key of ["a", "b"]) {
      const writer = await createLakeWriter(lake);
      writer.append("access_logs", "2026-11-20", row(key, "11:00", 200));
      await writer.finish();
      const opened = await openLake(lake, { views: "none" });
      const { columns } = await opened.query(`SELECT * FROM read_parquet(${quote(file)}, hive_partitioning = false)`);
      opened.close();
      expect(columns.map(({ name }) => name)).to.deep.equal(accessLogColumns.map(({ name }) => name));
    }
  });

  it("merges no rows without a key, since nothing says that they are the same", async () => {
    const lake = lakeOf("keyless");
    const event = (name: string, id: string | null) =>
      JSON.stringify({ event_time: "2026-11-20 10:00:00.000", event_name: name, event_id: id });
    for (const round of [1, 2]) {
      const writer = await createLakeWriter(lake);
      for (const name of ["A", "B", "B"]) writer.append("audit_events", "2026-11-20", event(`${name}${round}`, null));
      writer.append("audit_events", "2026-11-20", event("C", "c"));
      expect((await writer.finish())["audit_events"]).to.include({ received: 4, stored: round === 1 ? 4 : 3 });
    }
    const opened = await openLake(lake, { views: "none" });
    expect((await opened.query("SELECT event_name FROM audit_events ORDER BY 1")).rows.flat()).to.deep.equal([
      "A1",
      "A2",
      "B1",
      "B1",
      "B2",
      "B2",
      "C",
    ]);
    opened.close();
  });

  it("keeps no file open, however many days the rows are of", async () => {
    const lake = lakeOf("many-days");
    const writer = await createLakeWriter(lake);
    const opened = () => readdirSync("/proc/self/fd").length;
    const before = existsSync("/proc/self/fd") ? opened() : 0;
    for (let day = 0; day < 400; day++)
      writer.append("access_logs", new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10), row(`r${day}`, "11:00", 200));
    expect(writer.pendingDays).to.equal(400);
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (before > 0) expect(opened() - before).to.be.lessThan(50);
  });

  it("adds up what the tracker published for the same minute", async () => {
    const lake = lakeOf("calls");
    const calls = (count: number) =>
      JSON.stringify({
        minute: "2026-11-20 10:00:00.000",
        event_name: "GetStage",
        event_source: "apigateway.amazonaws.com",
        aws_region: "eu-west-1",
        calls: count,
      });
    for (const count of [3, 4]) {
      const writer = await createLakeWriter(lake);
      writer.append("api_calls", "2026-11-20", calls(count));
      await writer.finish();
    }
    const opened = await openLake(lake, { views: "none" });
    expect((await opened.query("SELECT event_name, calls FROM api_calls")).rows).to.deep.equal([["GetStage", 7]]);
    opened.close();
  });

  it("opens a lake without files as empty tables with all their columns", async () => {
    const opened = await openLake(lakeOf("empty"));
    const answer = await opened.query("SELECT * FROM access_logs");
    expect(answer.rows).to.deep.equal([]);
    expect(answer.columns.map(({ name }) => name)).to.include.members(["request_time", "row_key", "status", "dt"]);
    expect((await opened.query("SELECT count(*) FROM requests")).rows).to.deep.equal([[0]]);
    opened.close();
  });
});

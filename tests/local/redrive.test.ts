import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { formatFor } from "../../analytics/schema/log-format";
import { accessLogLine } from "../../local/sample/access-log-line";
import { localRuns } from "./local-runs";

const time = Date.UTC(2026, 10, 18, 23, 59, 59, 500);
const custom = "$context.requestTimeEpoch|$context.apiId|$context.stage|$context.status|$context.path|$context.extendedRequestId";
const customLine = (n: number, at = time) => `${at}|a1|prod|200|/orders/${n}|ext-${n}=`;

describe("local redrive", () => {
  const { file, build, run, printed, target } = localRuns();
  const filesBelow = (folder: string) =>
    existsSync(folder)
      ? readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
          .sort()
      : [];
  const failed = (document: Record<string, unknown>, data: string | Buffer) =>
    JSON.stringify({ attemptsMade: 4, arrivalTimestamp: time, errorCode: "x", rawData: Buffer.from(data).toString("base64"), ...document });
  const put = (out: string, key: string, documents: readonly string[]) => {
    const object = path.join(target(out), "lake", "failed", key);
    mkdirSync(path.dirname(object), { recursive: true });
    writeFileSync(object, documents.join("\n"));
  };

  it("reads lines again once their format is known, files them under their own day, and keeps the objects as redriven", async () => {
    const logs = file("custom.log", [customLine(1), customLine(2, time + 1000), customLine(3, time + 2000)].join("\n"));
    const first = await build("format", { accessLogs: [logs] });
    expect(first.summary.accessLogs).to.include({ read: 3, stored: 0, failed: 3 });
    expect(printed()).to.contain("Give it with --format '$context.…', and with --redrive for what is kept already.");
    const kept = filesBelow(path.join(target("format"), "lake", "failed"));
    expect(kept).to.have.length(1);
    expect(kept[0]).to.match(/^access-logs\/processing-failed\/dt=/);

    const again = await build("format", { redrive: true, format: custom });
    expect(again.summary.redrive).to.deep.equal({ objects: 1, records: 3, returned: 3, resting: 0, failed: 0, remaining: 0 });
    expect(again.summary.accessLogs).to.include({ read: 3, stored: 3, duplicates: 0, failed: 0 });
    expect(again.summary.source).to.equal("files");
    expect(printed()).to.contain("3 failed records · 3 put back · 0 at rest");
    const lake = await again.lake();
    expect((await lake.query("SELECT dt, count(*) FROM access_logs GROUP BY dt ORDER BY dt")).rows).to.deep.equal([
      ["2026-11-18", 1],
      ["2026-11-19", 2],
    ]);
    lake.close();
    expect(filesBelow(path.join(target("format"), "lake", "failed"))).to.deep.equal([]);
    expect(filesBelow(path.join(target("format"), "lake", "redriven"))).to.include(kept[0]!);
  });

  it("lets rest what fails again three times, and counts it", async () => {
    const logs = file("hopeless.log", "no access log at all\n");
    await build("hopeless", { accessLogs: [logs] });
    for (const attempt of [1, 2, 3]) {
      const { summary } = await build("hopeless", { redrive: true });
      expect(summary.redrive, `return ${attempt}`).to.include({ records: 1, returned: 1, resting: 0 });
      expect(summary.accessLogs, `return ${attempt}`).to.include({ read: 1, stored: 0, failed: 1 });
    }
    const { summary } = await build("hopeless", { redrive: true });
    expect(summary.redrive).to.include({ records: 1, returned: 0, resting: 1 });
    const left = filesBelow(path.join(target("hopeless"), "lake", "failed"));
    expect(left).to.have.length(1);
    expect(left[0]).to.match(/^access-logs\/resting\//);
    expect((await build("hopeless", { redrive: true })).summary.redrive).to.include({ records: 0, returned: 0 });
    expect(printed()).to.contain("nothing: no failed records are kept");
  });

  it("takes the failed folder of a stack: batches, single lines, rows that could not be converted, audit rows", async () => {
    const rest = formatFor("REST").template;
    const line = (id: string) =>
      accessLogLine(rest, { requestTimeEpoch: time, requestId: id, extendedRequestId: `${id}=`, apiId: "a1", stage: "prod", status: 200 });
    await build("stack", { accessLogs: [file("stack.log", line("first"))] });
    const batch = {
      messageType: "DATA_MESSAGE",
      owner: "111122223333",
      logGroup: "/api/web",
      logStream: "s",
      subscriptionFilters: ["f"],
      logEvents: ["b1", "b2", "broken"].map((id, i) => ({ id: `${i}`, timestamp: time, message: id === "broken" ? "{" : line(id) })),
    };
    put("stack", "shop-prod-bridge/processing-failed/dt=2026-11-18/o1", [failed({}, gzipSync(JSON.stringify(batch)))]);
    put("stack", "shop-prod-bridge/line-failed/dt=2026-11-18/o2.json", [
      failed({ attemptsMade: 1, logGroup: "/api/web", rowId: "row-1" }, line("single")),
    ]);
    const row = {
      row_key: "converted=",
      request_time: "2026-11-18 10:00:00.000",
      status: 200,
      api_id: "a1",
      stage: "prod",
      schema_version: 1,
    };
    put("stack", "amazon-apigateway-shop-prod-logs/format-conversion-failed/dt=2026-11-18/o3", [failed({}, `${JSON.stringify(row)}\n`)]);
    const audit = {
      dt: "2026-11-18",
      event_id: "e-1",
      event_time: "2026-11-18 10:00:00.000",
      event_name: "CreateStage",
      outcome: "Success",
    };
    put("stack", "shop-prod-audit-events/format-conversion-failed/dt=2026-11-18/o4", [failed({}, `${JSON.stringify(audit)}\n`)]);

    const { summary, lake } = await build("stack", { redrive: true });
    expect(summary.redrive).to.deep.equal({ objects: 4, records: 4, returned: 4, resting: 0, failed: 0, remaining: 0 });
    expect(summary.accessLogs).to.include({ read: 5, stored: 4, duplicates: 0, failed: 1 });
    const opened = await lake();
    expect((await opened.query("SELECT row_key, dt FROM access_logs ORDER BY row_key")).rows).to.deep.equal(
      ["b1=", "b2=", "converted=", "first=", "single="].map((key) => [key, "2026-11-18"]),
    );
    expect((await opened.query("SELECT event_id, event_name, dt FROM audit_events")).rows).to.deep.equal([
      ["e-1", "CreateStage", "2026-11-18"],
    ]);
    opened.close();
    const left = filesBelow(path.join(target("stack"), "lake", "failed"));
    expect(left, "the broken line of the batch").to.have.length(1);
    expect(left[0]).to.match(/^access-logs\/line-failed\//);
  });

  it("puts back what it can beside objects and rows that are none, and names these", async () => {
    const audit = { dt: "2026-11-18", event_id: "e-2", event_time: "2026-11-18 10:00:00.000", event_name: "CreateStage" };
    put("odd", "shop-prod-audit-events/format-conversion-failed/dt=2026-11-18/o1", [
      failed({}, "no row"),
      failed({}, JSON.stringify({ ...audit, dt: "../../2026-11-18" })),
      failed({}, JSON.stringify(audit)),
    ]);
    put("odd", "access-logs/processing-failed/dt=2026-11-18/o2", [failed({}, customLine(7))]);
    const broken = path.join(target("odd"), "lake", "failed", "access-logs", "processing-failed", "dt=2026-11-18", "broken");
    writeFileSync(broken, gzipSync("what was here once").subarray(0, 14));
    const { summary, lake } = await build("odd", { redrive: true, format: custom });
    expect(summary.accessLogs).to.include({ read: 1, stored: 1, failed: 0 });
    expect(summary.redrive).to.include({ objects: 3, returned: 4, remaining: 0 });
    expect(summary.unreadable).to.deep.equal([
      {
        file: path.join(target("odd"), "lake", "failed", "shop-prod-audit-events"),
        reason: "2 records are no audit rows; they stay under redriven/",
      },
    ]);
    const opened = await lake();
    expect((await opened.query("SELECT event_id, dt FROM audit_events")).rows).to.deep.equal([["e-2", "2026-11-18"]]);
    opened.close();
  });

  it("takes back the moves of a run that ended before its rows were written", async () => {
    const logs = file("ended.log", [customLine(1), customLine(2)].join("\n"));
    await build("ended", { accessLogs: [logs] });
    const lakeFolder = path.join(target("ended"), "lake");
    const [key] = filesBelow(path.join(lakeFolder, "failed"));
    const object = readFileSync(path.join(lakeFolder, "failed", key!));
    const first = await build("ended", { redrive: true, format: custom });
    expect(first.summary.accessLogs.stored).to.equal(2);
    // As the folder looks when the process ends between the move and the end of the writing.
    writeFileSync(path.join(lakeFolder, "redriven", "unfinished"), "");
    writeFileSync(path.join(lakeFolder, "redriven", key!), object);
    const { summary, lake } = await build("ended", { redrive: true, format: custom });
    expect(summary.redrive).to.include({ objects: 1, records: 2, returned: 2 });
    expect(summary.accessLogs, "found by their keys").to.include({ read: 2, stored: 0, duplicates: 2, failed: 0 });
    const opened = await lake();
    expect((await opened.query("SELECT count(*) FROM access_logs")).rows).to.deep.equal([[2]]);
    opened.close();
  });

  it("refuses to empty the lake first, or to change one that it only opens", async () => {
    const refusal = (promise: Promise<unknown>) =>
      promise.then(
        () => undefined,
        (error: Error) => error.message,
      );
    expect(await refusal(build("both", { redrive: true, fresh: true }))).to.equal(
      "Invalid option '--redrive': must come without --fresh, which would delete what failed, got both.",
    );
    expect(await refusal(run("both", { redrive: true, lake: target("both") }))).to.equal(
      "Invalid option '--redrive': must come without --lake, which opens a lake and changes nothing in it, got both.",
    );
  });
});

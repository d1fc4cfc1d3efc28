import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect } from "chai";
import * as schema from "../../analytics/schema";
import { openLake } from "../../local/lake";

/** Names and types, as the lakes and the saved queries of others have them. Additions go in with the release that brings them; nothing ever leaves. */
const released = require("../../analytics/schema/released.json") as Record<"tables" | "views", Columns>;
type Columns = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** How long a text can be follows from the words in a view; one more of them breaks nothing. */
const typesOf = (columns: readonly { readonly name: string; readonly type: string }[]) =>
  Object.fromEntries(columns.map(({ name, type }) => [name, type.replace(/^varchar\(\d+\)$/, "varchar")]));
const tables: Columns = {
  access_logs: typesOf(schema.accessLogColumns),
  audit_events: typesOf(schema.auditEventColumns),
  usage_hourly: typesOf(schema.usageHourlyColumns),
  directory_history: typesOf(schema.directoryHistoryColumns),
  compact: typesOf(schema.compactExportColumns),
  ip_ranges: typesOf(schema.ipRangeColumns),
  threat_networks: typesOf(schema.threatNetworkColumns),
};
const views: Columns = Object.fromEntries(
  Object.entries(
    require("../../analytics/views/columns.generated.json") as Record<string, { readonly name: string; readonly type: string }[]>,
  ).map(([name, columns]) => [name, typesOf(columns)]),
);

/** What of the released no longer holds. */
function broken(before: Columns, now: Columns): string[] {
  return Object.entries(before).flatMap(([table, columns]) =>
    Object.entries(columns).flatMap(([name, type]) => {
      const found = now[table]?.[name];
      if (found === undefined) return [`${table}.${name} is gone`];
      return found === type ? [] : [`${table}.${name} was ${type} and is ${found}`];
    }),
  );
}

describe("compatibility with the released schema", () => {
  it("keeps every column of every table, by name and type", () => {
    expect(broken(released.tables, tables)).to.deep.equal([]);
  });

  it("keeps every column of every view, by name and type", () => {
    expect(broken(released.views, views)).to.deep.equal([]);
  });

  it("refuses a rename and a change of type, and takes an addition", () => {
    const { status, ...others } = tables["access_logs"]!;
    const changed = (columns: Record<string, string>) => broken(released.tables, { ...tables, access_logs: columns });
    expect(changed({ ...others, status_code: status! })).to.deep.equal(["access_logs.status is gone"]);
    expect(changed({ ...others, status: "string" })).to.deep.equal(["access_logs.status was int and is string"]);
    expect(changed({ ...others, status: status!, added: "string" })).to.deep.equal([]);
    expect(broken(released.tables, {})).to.include("ip_ranges.country is gone");
  });

  it("reads files from before a column was added as files without a value in it", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lake-of-two-versions-"));
    try {
      const day = path.join(folder, "access_logs/dt=2026-11-19");
      fs.mkdirSync(day, { recursive: true });
      const instance = await DuckDBInstance.create(":memory:");
      const connection = await instance.connect();
      const write = (file: string, select: string) => connection.run(`COPY (${select}) TO '${path.join(day, file)}' (FORMAT parquet)`);
      await write("old.parquet", "SELECT 'old' AS row_key, TIMESTAMP '2026-11-19 10:00:00' AS request_time, 200::INTEGER AS status");
      // The newer file has the columns in another order, and one more.
      await write("new.parquet", "SELECT 'TLSv1.3' AS tls_version, 404::INTEGER AS status, 'new' AS row_key");
      connection.closeSync();
      instance.closeSync();
      const lake = await openLake(folder, { views: "plain" });
      const { rows } = await lake.query("SELECT row_key, status, tls_version FROM requests ORDER BY row_key");
      lake.close();
      expect(rows).to.deep.equal([
        ["new", 404, "TLSv1.3"],
        ["old", 200, null],
      ]);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import * as path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import type { ImportSummary } from "../../local/import-summary";
import type { Lake } from "../../local/lake";
import { type LocalOptions, runLocal } from "../../local/run";
import { localRuns } from "./local-runs";
import { restLine } from "./rest-line";

const trailFolder = path.join(__dirname, "../data/cloudtrail-day");

describe("local run", () => {
  const { file, run, build, printed, target } = localRuns();
  const lines = (count: number, values: Record<string, string | number> = {}) =>
    Array.from({ length: count }, (_, i) => restLine(i, values));

  describe("with 55 real CloudTrail files", () => {
    interface TrailRecord {
      eventTime: string;
      eventName: string;
      eventSource: string;
      awsRegion: string;
      eventID: string;
      errorCode?: string;
    }
    let records: TrailRecord[];
    let summary: ImportSummary;
    let lake: Lake;
    before(async () => {
      const names = (await readdir(trailFolder)).filter((name) => name.endsWith(".gz"));
      expect(names).to.have.length(55);
      records = names.flatMap(
        (name) =>
          (JSON.parse(gunzipSync(readFileSync(path.join(trailFolder, name))).toString("utf8")) as { Records: TrailRecord[] }).Records,
      );
      const result = await run("trail", { cloudtrail: [trailFolder] });
      expect(result.code).to.equal(0);
      summary = result.summary;
      lake = await result.lake();
    });
    after(() => lake.close());

    it("stores every event once as an audit row", async () => {
      expect(records).to.have.length(2_900);
      const unique = new Set(records.map((record) => record.eventID)).size;
      expect(summary.cloudTrail).to.include({ read: 2_900, stored: unique, duplicates: 2_900 - unique, dropped: 0, failed: 0 });
      const { rows } = await lake.query(
        "SELECT count(*), count(DISTINCT event_id), count(*) FILTER (WHERE outcome = 'Failure') FROM audit_events",
      );
      expect(rows).to.deep.equal([[unique, unique, new Set(records.filter((r) => r.errorCode).map((r) => r.eventID)).size]]);
    });

    it("publishes the same counts per minute, call, service and Region as an independent count", async () => {
      const seen = new Set<string>();
      const expected = new Map<string, number>();
      for (const record of records) {
        if (seen.has(record.eventID)) continue;
        seen.add(record.eventID);
        const key = [`${record.eventTime.slice(0, 16)}:00.000Z`, record.eventName, record.eventSource, record.awsRegion].join(" ");
        expected.set(key, (expected.get(key) ?? 0) + 1);
      }
      const { rows } = await lake.query("SELECT minute, event_name, event_source, aws_region, calls FROM api_calls");
      expect(
        new Map(rows.map(([minute, name, source, region, calls]) => [[minute, name, source, region].join(" "), Number(calls)])),
      ).to.deep.equal(expected);
    });

    it("counts nothing twice when the same files are read again", async () => {
      const again = await build("trail", { cloudtrail: [trailFolder] });
      expect(again.summary.cloudTrail).to.include({ read: 2_900, stored: 0, duplicates: 2_900, failed: 0 });
      const opened = await again.lake();
      expect((await opened.query("SELECT sum(calls) FROM api_calls")).rows).to.deep.equal([[summary.cloudTrail.stored]]);
      opened.close();
    });

    it("writes a report page", () => {
      const page = readFileSync(path.join(target("trail"), "report.html"), "utf8");
      expect(page.length).to.be.greaterThan(10_000);
      expect(page).to.not.match(/<script[^>]+src=/);
    });
  });

  it("stores 499 of 500 records and says which one failed and why", async () => {
    const content = lines(500);
    content[321] = '{"requestId":"half a li';
    const logs = file("one-bad.log", content.join("\n"));
    const { summary, lake } = await build("one-bad", { accessLogs: [logs] });
    expect(summary.accessLogs).to.include({ read: 500, stored: 499, duplicates: 0, dropped: 0, failed: 1 });
    expect(summary.accessLogs.reasons).to.have.length(1);
    expect(summary.accessLogs.reasons[0]).to.include({ count: 1, where: `${logs}:322` });
    expect(printed()).to.contain(`${logs}:322`);
    const opened = await lake();
    expect((await opened.query("SELECT count(*) FROM requests")).rows).to.deep.equal([[499]]);
    opened.close();
    const kept = await readdir(path.join(target("one-bad"), "lake", "failed"), { recursive: true });
    const object = kept.find((name) => name.endsWith(".json"))!;
    const failed = JSON.parse(readFileSync(path.join(target("one-bad"), "lake", "failed", object), "utf8").trim()) as {
      rawData: string;
    };
    expect(Buffer.from(failed.rawData, "base64").toString("utf8").trim()).to.equal(content[321]);
  });

  it("keeps 200 rows apart that carry no id at all, and merges none that carry only a request id", async () => {
    const withoutIds = lines(200, { requestId: "", extendedRequestId: "" }).map((line, i) =>
      line.replace(/\d{13}/, String(Date.parse("2026-11-20T10:00:00Z") + (i % 3))),
    );
    const withRequestIds = lines(200, { extendedRequestId: "" });
    const { summary, lake } = await build("no-ids", { accessLogs: [file("no-ids.log", [...withoutIds, ...withRequestIds].join("\n"))] });
    expect(summary.accessLogs).to.include({ read: 400, stored: 400, duplicates: 0 });
    const opened = await lake();
    expect((await opened.query("SELECT count(*) FROM requests")).rows).to.deep.equal([[400]]);
    opened.close();
  });

  it("keeps events apart that carry no id, or whose parameters carry the same one", async () => {
    const event = (name: string, more: object) => ({
      requestParameters: { eventID: "11111111-2222-3333-4444-555555555555" },
      eventTime: "2026-11-20T10:00:00Z",
      eventName: name,
      eventSource: "apigateway.amazonaws.com",
      awsRegion: "eu-west-1",
      ...more,
    });
    const Records = [
      event("A", {}),
      event("A", {}),
      event("B", { eventID: "b" }),
      event("C", { eventID: "c" }),
      event("C", { eventID: "c" }),
    ];
    const trail = file("ids.json", JSON.stringify({ Records }));
    const { summary, lake } = await build("event-ids", { cloudtrail: [trail] });
    expect(summary.cloudTrail).to.include({ read: 5, stored: 4, duplicates: 1, dropped: 0, failed: 0 });
    const opened = await lake();
    for (const [table, count] of [
      ["audit_events", "count(*)"],
      ["audit", "count(*)"],
      ["api_calls", "sum(calls)"],
    ])
      expect((await opened.query(`SELECT event_name, ${count} FROM ${table} GROUP BY 1 ORDER BY 1`)).rows).to.deep.equal([
        ["A", 2],
        ["B", 1],
        ["C", 1],
      ]);
    opened.close();
  });

  it("reads deliveries of CloudWatch Logs that Firehose has written one behind the other", async () => {
    const delivery = (from: number, to: number) =>
      JSON.stringify({
        messageType: "DATA_MESSAGE",
        owner: "111122223333",
        logGroup: "g",
        logStream: "s",
        subscriptionFilters: ["f"],
        logEvents: lines(to)
          .slice(from)
          .map((message, i) => ({ id: `${from + i}`, timestamp: Date.parse("2026-11-20T10:00:00Z"), message })),
      });
    const packed = Buffer.concat([gzipSync(delivery(10, 12)), gzipSync(delivery(12, 15))]);
    const logs = [file("joined.json", delivery(0, 5) + delivery(5, 10)), file("joined.gz", packed)];
    const { summary } = await build("joined", { accessLogs: logs });
    expect(summary.accessLogs).to.include({ read: 15, stored: 15, failed: 0 });
  });

  it("reads lines that end with a carriage return alone one by one, not as one request", async () => {
    const logs = file("returns.log", `${lines(400).join("\r")}\r`);
    const packed = file("returns.log.gz", gzipSync(lines(2500, { stage: "other" }).join("\r")));
    const { summary } = await build("returns", { accessLogs: [logs, packed] });
    expect(summary.accessLogs).to.deep.include({ read: 2900, failed: 0 });
    const trail = file(
      "returns.json",
      `{"eventName":"A","eventID":"1","eventVersion":"1"}\r{"eventName":"B","eventID":"2","eventVersion":"1"}\r`,
    );
    expect((await build("returns", { cloudtrail: [trail] })).summary.cloudTrail.read).to.equal(2);
  });

  it("loads everything readable beside broken input, and names the rest", async () => {
    const good = lines(20);
    const bad = target("bad");
    file("bad/good.log", good.join("\n"));
    file("bad/empty.log", "");
    file("bad/cut.log.gz", gzipSync(lines(5_000).join("\n")).subarray(0, 20_000));
    file("bad/unknown.log", "what is this\nnobody knows\n");
    file("bad/latin.log", Buffer.concat([Buffer.from([0xff, 0xfe, 0x80]), Buffer.from(`\n${restLine(9_001)}\n`)]));
    file("bad/ten-megabytes.log", `${"x".repeat(10 * 1024 * 1024)}\n${restLine(9_002)}\n`);
    const { summary } = await build("bad-input", { accessLogs: [bad, target("not-there")] });
    const { read, stored, duplicates, dropped, failed } = summary.accessLogs;
    expect(read).to.equal(stored + duplicates + dropped + failed);
    expect(stored).to.be.at.least(22);
    expect(summary.unreadable.map(({ file: name }) => path.basename(name)).sort()).to.deep.equal(["cut.log.gz", "empty.log", "not-there"]);
    const text = printed();
    expect(text).to.contain("unknown.log:1");
    expect(text).to.contain("ten-megabytes.log:1");
    expect(text).to.match(/record larger than 1,024,000 bytes/);
  });

  it("ends with 1 only where nothing could be read", async () => {
    mkdirSync(target("nothing-here"), { recursive: true });
    const { code } = await run("nothing", { accessLogs: [target("nothing-here")] });
    expect(code).to.equal(1);
    expect(printed()).to.contain("the folder holds no files");
    expect(printed()).to.contain("Nothing could be read");
  });

  it("keeps nothing of addresses and principals when told to pseudonymise", async () => {
    const logs = file("private.log", lines(3, { "identity.userArn": "arn:aws:iam::111122223333:user/ada" }).join("\n"));
    const { lake } = await build("private", { accessLogs: [logs], clientIp: "pseudonymise", principals: "pseudonymise" });
    const opened = await lake();
    const { rows } = await opened.query("SELECT DISTINCT source_ip, source_ip_key, principal_arn, privacy_key_version FROM access_logs");
    expect(rows).to.have.length(1);
    expect(rows[0]![0]).to.be.a("string").and.not.contain("192.0.2");
    expect(rows[0]![1]).to.equal(null);
    expect(rows[0]![2]).to.be.a("string").and.not.contain("ada");
    expect(rows[0]![3]).to.equal("local");
    opened.close();
  });

  it("refuses wrong options before anything is touched", async () => {
    const logs = file("options.log", lines(3).join("\n"));
    await build("options", { accessLogs: [logs] });
    const kept = path.join(target("options"), "lake", "access_logs", "dt=2026-11-20", "rows.parquet");
    const refusals: [Partial<LocalOptions>, RegExp][] = [
      [
        { customerSource: ["apikey"] },
        /^Invalid option '--customer-source': must be 'api-key', 'authorizer:<property>' or 'claim:<name>', got 'apikey'\.$/,
      ],
      [{ customerSource: ["api-key", "claim:"] }, /^Invalid option '--customer-source': .*got 'claim:'\.$/],
      [{ directory: target("gone.json") }, /^Invalid option '--directory': must be a file that exists, got '.*gone\.json'\.$/],
      [{ directory: target("options") }, /^Invalid option '--directory': must be a file that can be read, got /],
      [{ directory: logs }, /^Invalid option '--directory': must be a directory snapshot \(the directory is not JSON\), got /],
      [{ threats: target("gone.csv") }, /^Invalid option '--threats': must be a file that exists, got '.*gone\.csv'\.$/],
      [
        { format: "$context." },
        /^Invalid option '--format': must be a template that can be read \(the format has no \$context variable\), got '\$context\.'\.$/,
      ],
      [
        { format: "$context.httpMethod$context.routeKey" },
        /^Invalid option '--format': must be a template that can be read \(ambiguous: nothing separates /,
      ],
      [
        { lake: target("options/lake"), accessLogs: [logs] },
        /^Invalid option '--access-logs': must come without --lake, which opens a lake and changes nothing in it, got both\.$/,
      ],
      [{ lake: target("options/lake"), redrive: true }, /^Invalid option '--redrive': must come without --lake/],
      [
        { asOf: new Date(Date.now() + 3 * 86_400_000) },
        /^Invalid option '--as-of': must be no later than tomorrow for the sample \(this machine's clock says .*Z\), got '.*Z'\.$/,
      ],
      [{ out: logs }, /^Invalid option '--out': must be a folder that can be written to \(EEXIST.*\), got '.*options\.log'\.$/],
    ];
    for (const [options, message] of refusals) {
      const failure = await run("options", { fresh: options.lake ? undefined : true, ...options }).then(
        () => undefined,
        (error: Error) => error.message,
      );
      expect(failure).to.match(message);
      expect(existsSync(kept)).to.equal(true);
    }
  });

  it("refuses a folder that is no lake, and a lake whose files cannot be read", async () => {
    file("no-lake/other/x.txt", "x");
    file("broken-lake/access_logs/dt=2026-11-20/rows.parquet", "garbage");
    for (const [lake, message] of [
      [target("nothing-at-all"), /^Invalid option '--lake': must be a folder that holds access_logs\/ or audit_events\/, got '/],
      [target("no-lake"), /^Invalid option '--lake': must be a folder that holds access_logs\/ or audit_events\/, got '/],
      [target("broken-lake"), /^Invalid option '--lake': must be a lake whose files can be read \(.*\), got '.*broken-lake'\.$/],
    ] as const) {
      const failure = await runLocal({
        customerSource: ["api-key"],
        clientIp: "keep",
        principals: "keep",
        out: target("x"),
        port: 0,
        once: true,
        lake,
      }).then(
        () => undefined,
        (error: Error) => error.message,
      );
      expect(failure).to.match(message);
    }
  });

  it("refuses an unknown format name with the names that are known", async () => {
    const failure = await build("format", { accessLogs: ["x"], format: "no-such-format" }).then(
      () => undefined,
      (error: Error) => error,
    );
    expect(failure?.message).to.match(
      /^Invalid option '--format': must be a template with \$context variables or one of .+, got 'no-such-format'\.$/,
    );
  });
});

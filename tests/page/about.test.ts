import { expect } from "chai";
import type { Lake } from "../../local/lake";
import { aboutLake } from "../../local/page/about";
import { localRuns } from "../local/local-runs";

describe("what the page knows of the lake", () => {
  const { file, build } = localRuns();
  const format = "$context.requestId $context.requestTimeEpoch $context.status";

  const about = (opened: Lake) =>
    aboutLake({ lake: opened, version: "1", ask: async (sql) => ({ ...(await opened.query(sql)), sql, milliseconds: 0 }) });

  async function extentOf(name: string, content: string) {
    const { lake } = await build(name, { accessLogs: [file(`${name}.log`, content)], format });
    const opened = await lake();
    const { extent, rows, outside } = await about(opened);
    const { rows: dated } = await opened.query("SELECT has_request_time FROM requests ORDER BY request_id");
    opened.close();
    expect(rows.requests).to.equal(dated.length);
    return { extent, outside: outside.requests, dated: dated.map(([is]) => is) };
  }
  const at = Date.parse("2026-03-02T10:00:00Z");
  const exactly = { from: "2026-03-02T10:00:00.000Z", to: "2026-03-02T10:00:00.001Z" };

  it("does not stretch old requests to the moment of the import, where a line told no time", async () => {
    const { extent, outside, dated } = await extentOf("old", `req-1 ${at} 200\nreq-2 - 200\n`);
    expect(outside, "in no chart, and said").to.equal(1);
    expect(dated).to.deep.equal([true, false]);
    expect(extent).to.deep.equal(exactly);
  });

  it("takes the time that CloudWatch Logs tells, and that of the import where nothing tells any", async () => {
    expect(await extentOf("exported", "2026-03-02T10:00:00.000Z req-1 - 200\n")).to.deep.equal({
      extent: exactly,
      outside: 0,
      dated: [false],
    });
    const { extent, outside } = await extentOf("undated", "req-1 - 200\n");
    expect(Math.abs(Date.now() - Date.parse(extent!.from))).to.be.below(600_000);
    expect(outside).to.equal(0);
  });

  it("is not stretched by an event of a day that no lake takes: every question of the page would be refused as too long", async () => {
    const event = (id: number, eventTime: string) =>
      JSON.stringify({ eventVersion: "1.08", eventID: `e${id}`, eventName: "DeleteStage", eventTime });
    const times = ["2026-03-02T10:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z"];
    const { lake } = await build("events", { cloudtrail: [file("events.json", times.map((time, i) => event(i, time)).join("\n"))] });
    const opened = await lake();
    const { extent, latest, rows, strip, outside } = await about(opened);
    opened.close();
    expect(extent).to.deep.equal(exactly);
    expect(latest.events).to.equal(exactly.from);
    expect(rows.events).to.equal(3);
    expect(outside).to.deep.equal({ requests: 0, events: 2 });
    expect(strip.map(({ time }) => time)).to.deep.equal([exactly.from]);
  });
});

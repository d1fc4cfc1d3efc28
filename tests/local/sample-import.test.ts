import { mkdirSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { createFailedStore } from "../../local/failed-store";
import { loadHandlers } from "../../local/handlers";
import { importSample, sampleFormatSettings, writeSampleDirectory } from "../../local/import-sample";
import type { ImportBalance } from "../../local/import-summary";
import { type Lake, openLake } from "../../local/lake";
import { createLakeWriter } from "../../local/lake-writer";
import { type Story, tellStory } from "../../local/sample/story";
import { temporaryFolder } from "./temporary-folder";

describe("one day of the sample, through the serialized handlers into the lake", () => {
  const folder = temporaryFolder();
  const { error } = console;
  let story: Story;
  let balance: { accessLogs: ImportBalance; cloudTrail: ImportBalance };
  let lake: Lake;
  before(async () => {
    console.error = () => {};
    const week = tellStory(Date.parse("2026-11-21T12:00:00Z"));
    const from = Date.parse("2026-11-18T00:00:00Z");
    const within = (at: number) => at >= from && at < from + 86_400_000;
    story = {
      ...week,
      requests: week.requests.filter(({ at }) => within(at)),
      events: week.events.filter((event) => within(Date.parse(String(event["eventTime"])))),
    };
    const target = path.join(folder.path, "lake");
    mkdirSync(path.join(target, "directory"), { recursive: true });
    await writeSampleDirectory(target, story);
    const writer = await createLakeWriter(target);
    const failed = await createFailedStore(target);
    const handlers = await loadHandlers(target, writer, {
      customerSource: ["api-key", "claim:client_id"],
      ...sampleFormatSettings,
      clientIp: "keep",
      principals: "keep",
      templates: [],
    });
    balance = await importSample(story, handlers, writer, failed.keep);
    await failed.close();
    await writer.finish();
    lake = await openLake(target, { views: "plain" });
  });
  after(() => {
    console.error = error;
    lake.close();
  });

  /** Sums over the story's own values, which no handler has touched. */
  const told = (pick: (values: Readonly<Record<string, string | number>>) => number, kind?: string) =>
    story.requests.reduce((sum, { api, values }) => sum + (kind === undefined || api.kind === kind ? pick(values) : 0), 0);

  it("reads what was written: in = stored + failed, and only the one broken line failed", () => {
    expect(story.requests.length).to.be.greaterThan(10_000);
    expect(balance.accessLogs).to.include({
      read: story.requests.length + 1,
      stored: story.requests.length,
      failed: 1,
      dropped: 0,
      duplicates: 0,
    });
    expect(balance.cloudTrail).to.include({ read: story.events.length, stored: story.events.length, failed: 0 });
    expect(story.events.length).to.be.greaterThan(5);
  });

  it("has every kind of API, with the statuses, bytes and latencies that were written", async () => {
    const { rows } = await lake.query(
      "SELECT api_kind, count(*), sum(status), sum(coalesce(response_bytes, 0)), sum(coalesce(response_latency_ms, 0)), count(*) FILTER (WHERE status >= 500) FROM access_logs GROUP BY 1 ORDER BY 1",
    );
    const number = (name: string) => (values: Readonly<Record<string, string | number>>) => Number(values[name] ?? 0);
    expect(rows.map((row) => row.map((value) => (typeof value === "string" ? value : Number(value))))).to.deep.equal(
      ["HTTP", "REST", "WEBSOCKET"].map((kind) => [
        kind,
        told(() => 1, kind),
        told(number("status"), kind),
        told(number("responseLength"), kind),
        told(number("responseLatency"), kind),
        told((values) => (Number(values["status"]) >= 500 ? 1 : 0), kind),
      ]),
    );
  });

  it("has every request once, in its own day, with the customer that made it", async () => {
    expect((await lake.query("SELECT DISTINCT dt FROM access_logs")).rows).to.deep.equal([["2026-11-18"]]);
    const { rows } = await lake.query("SELECT count(DISTINCT row_key), count(*) FROM access_logs");
    expect(rows).to.deep.equal([[story.requests.length, story.requests.length]]);
    const customers = new Map<string, number>();
    for (const { values } of story.requests) {
      const id = values["authorizer.claims.client_id"] ?? values["identity.apiKeyId"];
      if (id !== undefined && id !== "") customers.set("named", (customers.get("named") ?? 0) + 1);
    }
    expect((await lake.query("SELECT count(*) FROM requests WHERE customer_id IS NOT NULL")).rows).to.deep.equal([
      [customers.get("named")],
    ]);
  });

  it("adds up the tokens that authorizers reported", async () => {
    const { rows } = await lake.query("SELECT sum(prompt_tokens), sum(completion_tokens), sum(requests) FROM token_usage");
    expect(rows[0]!.map(Number)).to.deep.equal([
      told((values) => Number(values["authorizer.usage_prompt_tokens"] ?? 0)),
      told((values) => Number(values["authorizer.usage_completion_tokens"] ?? 0)),
      told((values) => (values["authorizer.usage_prompt_tokens"] === undefined ? 0 : 1)),
    ]);
    expect(Number(rows[0]![2])).to.be.greaterThan(50);
  });

  it("counts control-plane calls by name as they were written", async () => {
    const expected = new Map<string, number>();
    for (const event of story.events) expected.set(String(event["eventName"]), (expected.get(String(event["eventName"])) ?? 0) + 1);
    const { rows } = await lake.query("SELECT event_name, sum(calls) FROM api_calls GROUP BY 1");
    expect(new Map(rows.map(([name, calls]) => [String(name), Number(calls)]))).to.deep.equal(expected);
  });
});

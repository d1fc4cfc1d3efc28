import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { knownFormats } from "../../analytics/schema/known-formats";
import type { openLake } from "../../local/lake";
import { accessLogLine } from "../../local/sample/access-log-line";
import { localRuns } from "./local-runs";

const noon = Date.parse("2026-11-18T12:00:00Z");
const hour = 3_600_000;
const template = (id: string) => knownFormats.find((known) => known.id === id)!.template;
const clf = (at: number) => new Date(at).toISOString().replace(/(\d+)-(\d+)-(\d+)T(.{8}).*/, "$3/Nov/$1:$4 +0000");
const call = (n: number, at: number, more: Record<string, string | number> = {}) => ({
  apiId: "a1",
  stage: "prod",
  requestId: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
  "identity.apiKey": "vAlUeOfTheKeyThatMustNotBeSeen0123456789",
  "identity.apiKeyId": "k1",
  "identity.sourceIp": "192.0.2.7",
  httpMethod: "GET",
  path: "/prod/answers",
  responseLength: 12,
  status: 200,
  resourceId: "r1",
  responseLatency: 40,
  requestTime: clf(at),
  requestTimeEpoch: at,
  ...more,
});

describe("local run of partners' formats", () => {
  const { file, build, target } = localRuns();
  const rowsOf = async (lake: () => ReturnType<typeof openLake>, sql: string) => {
    const opened = await lake();
    const { rows } = await opened.query(sql);
    opened.close();
    return rows;
  };

  it("counts requests of 13 and 15 fields by customer and plan, and adds up the tokens that an authorizer reports", async () => {
    const tokens = (asked: string, answered: string, total: string) =>
      template("portal-15").replace(
        /}$/,
        `,"usage_prompt_tokens":"${asked}","usage_completion_tokens":"${answered}","usage_total_tokens":"${total}"}`,
      );
    const withTokens = tokens(
      "$context.authorizer.usage_prompt_tokens",
      "$context.authorizer.usage_completion_tokens",
      "$context.authorizer.usage_total_tokens",
    );
    const partner = { "authorizer.apiable_subscription_id": "sub-7", "authorizer.apiable_plan_id": "gold" };
    const used = (asked: number, answered: number, total: number | "") => ({
      "authorizer.usage_prompt_tokens": asked,
      "authorizer.usage_completion_tokens": answered,
      "authorizer.usage_total_tokens": total,
    });
    const lines = [
      accessLogLine(template("portal-13"), call(1, noon)),
      accessLogLine(template("portal-13-typographic"), call(2, noon)),
      accessLogLine(template("portal-15"), call(3, noon, partner)),
      accessLogLine(withTokens, call(4, noon, { ...partner, ...used(100, 23, 123) })),
      accessLogLine(withTokens, call(5, noon, { ...partner, ...used(200, 50, "") })),
      accessLogLine(withTokens, call(6, noon, partner)),
      accessLogLine(withTokens, call(7, noon, { ...partner, ...used(1, 1, 2), "authorizer.apiable_subscription_id": "sub-8" })),
    ];
    const { summary, lake } = await build("compact", { accessLogs: [file("compact.log", lines.join("\n"))] });
    expect(summary.accessLogs, JSON.stringify(summary.accessLogs.reasons)).to.include({ read: 7, stored: 7, failed: 0 });
    expect(await rowsOf(lake, "SELECT customer_id, usage_plan_id, count(*) FROM requests GROUP BY 1, 2 ORDER BY 1")).to.deep.equal([
      ["k1", null, 2],
      ["sub-7", "gold", 4],
      ["sub-8", "gold", 1],
    ]);
    expect(
      await rowsOf(
        lake,
        "SELECT customer_id, sum(requests), sum(prompt_tokens), sum(completion_tokens), sum(total_tokens) FROM token_usage GROUP BY 1 ORDER BY 1",
      ),
    ).to.deep.equal([
      ["sub-7", 2, 300, 73, 373],
      ["sub-8", 1, 1, 1, 2],
    ]);
    expect(await rowsOf(lake, "SELECT count(*) FROM access_logs WHERE CAST(access_logs AS varchar) LIKE '%vAlUeOfTheKey%'")).to.deep.equal([
      [0],
    ]);
  });

  it("shows unknown customers as such, and attributes them afterwards as of the time of each request", async () => {
    const lines = [-2, -1, 1, 2].map((hours, n) => accessLogLine(template("portal-13"), call(n, noon + hours * hour)));
    const { lake } = await build("plans", { accessLogs: [file("plans.log", lines.join("\n"))] });
    const question = "SELECT request_id, customer, usage_plan FROM requests ORDER BY request_time";
    expect((await rowsOf(lake, question)).map(([, customer, plan]) => [customer, plan])).to.deep.equal(Array(4).fill(["k1", null]));
    const state = (at: number, usage_plan: string, change = "set") => ({
      valid_from: new Date(at).toISOString().replace("T", " ").slice(0, 23),
      change,
      api_key_id: "k1",
      customer_id: "acme",
      customer: "Acme Ltd",
      enabled: true,
      usage_plan_id: usage_plan.toLowerCase(),
      usage_plan,
      api_id: "a1",
      api_name: "Answers",
      stage: "prod",
    });
    // The directory comes to be known later; the plan was changed at noon.
    const folder = path.join(target("plans"), "lake", "directory", "history", "dt=2026-11-18");
    mkdirSync(folder, { recursive: true });
    const history = [state(noon - 12 * hour, "Free"), state(noon, "Free", "removed"), state(noon, "Gold")];
    writeFileSync(path.join(folder, "changes.json"), history.map((row) => JSON.stringify(row)).join("\n"));
    expect((await rowsOf(lake, question)).map(([, customer, plan]) => [customer, plan])).to.deep.equal([
      ["Acme Ltd", "Free"],
      ["Acme Ltd", "Free"],
      ["Acme Ltd", "Gold"],
      ["Acme Ltd", "Gold"],
    ]);
  });
});

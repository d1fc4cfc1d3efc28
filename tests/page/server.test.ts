import { request } from "node:http";
import { expect } from "chai";
import type { Preview } from "../../local/cloudwatch/preview-contract";
import type { About, Answer, RowsAnswer } from "../../local/page/contract";
import { type Server, serve } from "../../local/server";
import { isBadHour, type SmallLake, smallLake, totalRequests } from "./small-lake";

const range = { from: "2026-03-02T00:00:00.000Z", to: "2026-03-04T00:00:00.000Z" };

describe("local/server", () => {
  let small: SmallLake;
  let server: Server;
  before(async () => {
    small = await smallLake();
    server = await serve({ lake: small.lake, port: 0 });
  });
  after(async () => {
    await server.close();
    await small.remove();
  });

  const ask = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(new URL(path, server.url), {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    return { status: response.status, answer: (await response.json().catch(() => ({}))) as Record<string, unknown> };
  };

  /** fetch() sets Host by itself, so the header is forged one level below. */
  const statusWithHost = (host: string, path = "/") =>
    new Promise<number>((resolve, reject) => {
      const { port } = new URL(server.url);
      request({ host: "127.0.0.1", port, path, headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      })
        .on("error", reject)
        .end();
    });

  it("is on 127.0.0.1 and tells how far the data reaches, what can be filtered by and what failed", async () => {
    expect(server.url).to.match(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const { answer } = await ask("/ask/about", {});
    const about = answer as unknown as About;
    expect(about.extent).to.deep.equal({ from: "2026-03-02T00:00:00.000Z", to: "2026-03-03T23:05:00.001Z" });
    expect(about.rows).to.deep.equal({ requests: totalRequests, events: 1 });
    expect(about.filters.find((f) => f.field === "api")!.values).to.deep.equal([
      { value: "catalog", requests: 24 * 2 + 24 * 3 },
      { value: "orders", requests: 24 * 2 + 24 * 3 },
    ]);
    expect(about.strip.reduce((sum, b) => sum + b.requests, 0)).to.equal(totalRequests);
    expect(about.strip.filter((b) => b.serverErrors > 0).map((b) => Date.parse(b.time))).to.deep.equal(
      [30, 31, 32, 33].filter(isBadHour).map((h) => Date.parse(range.from) + h * 3_600_000),
    );
    expect(about.changes).to.have.length(1);
    expect(about.changes[0]).to.include({ kind: "Deployment", who: "dana", api: "orders", time: "2026-03-03T05:30:00.000Z" });
    expect(about.summary.accessLogs.reasons[0]).to.deep.equal({ reason: "not JSON and no known format", count: 1, where: "orders.log:17" });
  });

  it("answers a visual with its rows and its SQL, filtered", async () => {
    const whole = (await ask("/ask/visual", { id: "requests", range, filters: {} })).answer as unknown as Answer;
    expect(whole.rows).to.deep.equal([[totalRequests]]);
    const orders = (await ask("/ask/visual", { id: "server-errors", range, filters: { api: ["orders"] } })).answer as unknown as Answer;
    expect(orders.rows[0]![0]).to.equal(4);
    expect(orders.sql).to.include("api_name IN ('orders')");
    const trend = (await ask("/ask/visual", { id: "requests", range, filters: {}, shape: "trend" })).answer as unknown as Answer;
    expect(trend.rows).to.have.length(48);
    expect(trend.rows[0]).to.deep.equal(["2026-03-02T00:00:00.000Z", 4]);
  });

  it("lists the rows behind a visual, newest first, under the visual's own condition", async () => {
    const rows = (await ask("/ask/rows", { id: "requests", range, filters: { statusClass: ["5xx"] } })).answer as unknown as RowsAnswer;
    expect(rows.rows).to.have.length(4);
    expect(rows.columns.slice(0, 2).map((c) => c.name)).to.deep.equal(["request_time", "status"]);
    expect(rows.rows.map((row) => row[0])).to.deep.equal(
      [33, 32, 31, 30].map((h) => new Date(Date.parse(range.from) + h * 3_600_000).toISOString()),
    );
  });

  it("keeps a filter's text a text: quotes and SQL in it find nothing and break nothing", async () => {
    const { status, answer } = await ask("/ask/visual", {
      id: "requests",
      range,
      filters: { api: ["orders') OR ('1'='1", "'; DROP TABLE requests; --"] },
    });
    expect(status).to.equal(200);
    expect((answer as unknown as Answer).rows).to.deep.equal([[0]]);
    expect(((await ask("/ask/visual", { id: "requests", range })).answer as unknown as Answer).rows).to.deep.equal([[totalRequests]]);
  });

  const refused: [string, unknown, RegExp][] = [
    ["an unknown visual", { id: "no-such", range }, /^Invalid request 'id': must be the id of a visual, got 'no-such'\.$/],
    ["SQL as an id", { id: "requests; DROP", range }, /^Invalid request 'id'/],
    [
      "a range that is no time",
      { id: "requests", range: { from: "yesterday", to: range.to } },
      /^Invalid request 'range.from': must be a time in UTC/,
    ],
    ["a range backwards", { id: "requests", range: { from: range.to, to: range.from } }, /must be a range that ends after it begins/],
    ["a range of a thousand years", { id: "requests", range: { from: "1026-01-01T00:00:00Z", to: range.to } }, /at most 50 years/],
    ["an unknown filter", { id: "requests", range, filters: { "1=1": ["x"] } }, /^Invalid request 'filters'/],
    ["a filter that is no list", { id: "requests", range, filters: { api: { $ne: 1 } } }, /^Invalid request 'filters.api'/],
    ["a NUL in a filter", { id: "requests", range, filters: { api: ["a\u0000b"] } }, /^Invalid request 'filters.api'/],
    ["a trend of a table", { id: "apis", range, shape: "trend" }, /^Invalid request 'shape'/],
    ["text that is no JSON", "{", /^Invalid request 'body': must be JSON/],
    ["a list", [], /^Invalid request 'body': must be an object/],
  ];
  for (const [what, body, message] of refused) {
    it(`refuses ${what} with a sentence`, async () => {
      const { status, answer } = await ask("/ask/visual", body);
      expect(status).to.equal(400);
      expect(answer["error"]).to.match(message);
    });
  }

  const refusedPreviews: [string, unknown, RegExp][] = [
    ["an unknown dashboard", { dashboard: "no-such" }, /^Invalid request 'dashboard': must be one of rest-overview, .*, got 'no-such'\.$/],
    ["a property of every object", { dashboard: "constructor" }, /^Invalid request 'dashboard'/],
    ["a path", { dashboard: "../../etc" }, /^Invalid request 'dashboard': must be the name of a dashboard, got '\.\.\/\.\.\/etc'\.$/],
    ["choices that are no object", { dashboard: "pipeline", choices: ["x"] }, /^Invalid request 'choices'/],
    ["a choice that is no text", { dashboard: "pipeline", choices: { api: 1 } }, /^Invalid request 'choices.api'/],
    ["a NUL in a choice", { dashboard: "pipeline", choices: { api: "a\u0000" } }, /^Invalid request 'choices.api'/],
    ["a choice with a name of no variable", { dashboard: "pipeline", choices: { "a b": "x" } }, /^Invalid request 'choices.a b'/],
    [
      "a range that is not offered",
      { dashboard: "pipeline", hours: 1e9 },
      /^Invalid request 'hours': must be one of 1, 3, 12, 24, 72, 168/,
    ],
    ["no object", "[]", /^Invalid request 'body'/],
  ];
  for (const [what, body, message] of refusedPreviews) {
    it(`refuses a preview of ${what} with a sentence`, async () => {
      const { status, answer } = await ask("/ask/preview", body);
      expect(status).to.equal(400);
      expect(answer["error"]).to.match(message);
    });
  }

  it("previews a CloudWatch dashboard, and takes no choice that is not offered", async () => {
    const choices = { api: "orders' OR '1'='1", stage: '"), SUM(' };
    const { status, answer } = await ask("/ask/preview", { dashboard: "rest-errors", choices });
    expect(status).to.equal(200);
    const preview = answer as unknown as Preview;
    expect(preview.variables.map(({ chosen }) => chosen)).to.deep.equal(["catalog", "prod", "us-east-1"]);
    expect(preview.panels.flatMap(({ problems }) => problems)).to.deep.equal([]);
  });

  it("refuses other hosts, other origins, forms, long questions and unknown paths", async () => {
    expect(await statusWithHost("evil.example")).to.equal(403);
    expect(await statusWithHost(`evil.example:${new URL(server.url).port}`)).to.equal(403);
    expect(await statusWithHost(new URL(server.url).host)).to.equal(200);
    expect((await ask("/ask/about", {}, { origin: "https://evil.example" })).status).to.equal(403);
    expect((await ask("/ask/about", "a=b", { "content-type": "application/x-www-form-urlencoded" })).status).to.equal(415);
    expect((await ask("/ask/about", "a=b", { "content-type": "text/plain" })).status).to.equal(415);
    expect((await ask("/ask/visual", { id: "requests", range, filters: { api: ["x".repeat(70_000)] } })).status).to.equal(413);
    for (const path of ["/../package.json", "/%2e%2e/%2e%2e/etc/passwd", "/page/../../server.ts", "/page"]) {
      expect(await statusWithHost(new URL(server.url).host, path), path).to.equal(404);
    }
  });

  it("sends the page with headers that keep it to its own files", async () => {
    const page = await fetch(server.url);
    expect(page.headers.get("content-security-policy")).to.include("default-src 'none'").and.to.include("script-src 'self'");
    expect(page.headers.get("x-content-type-options")).to.equal("nosniff");
    expect(page.headers.get("cache-control")).to.equal("no-store");
    expect(await page.text()).to.include('<script src="/page.js" defer>');
    const script = await (await fetch(new URL("/page.js", server.url))).text();
    expect(script.length).to.be.greaterThan(10_000);
  });

  it("says which port is taken", async () => {
    const port = Number(new URL(server.url).port);
    const error = await serve({ lake: small.lake, port }).catch((e: Error) => e);
    expect((error as Error).message).to.equal(`Invalid option '--port': must be a free port on 127.0.0.1, got '${port}', which is taken.`);
  });
});

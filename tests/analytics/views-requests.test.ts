import { expect } from "chai";
import { accessLogColumns } from "../../analytics/schema";
import { viewSelect, views } from "../../analytics/views";
import { openTestLake, type Row, type TestLake } from "./lake";

describe("view requests", () => {
  let lake: TestLake;
  before(async () => {
    lake = await openTestLake("2026-11-20 12:00:00");
  });
  beforeEach(() => lake.clear());
  after(() => lake.close());

  const log = (row: Row): Row => ({ request_time: "2026-11-20 10:00:00", dt: "2026-11-20", ingested_at: "2026-11-20 10:05:00", ...row });
  const one = async (row: Row, columns: string): Promise<Row> => {
    await lake.clear();
    await lake.insert("access_logs", [log({ row_key: "only", ...row })]);
    return (await lake.query(`SELECT ${columns} FROM requests`))[0]!;
  };

  it("has every column of the access logs", async () => {
    const found = (await lake.query("DESCRIBE requests")).map((row) => row["column_name"]);
    expect(found).to.include.members(accessLogColumns.map((column) => column.name));
  });

  it("answers nothing from nothing", async () => {
    expect(await lake.query("SELECT * FROM requests")).to.deep.equal([]);
  });

  it("keeps of several deliveries the one written last, and one where they tie", async () => {
    await lake.insert("access_logs", [
      log({ row_key: "a", status: 200, ingested_at: "2026-11-20 10:05:00" }),
      log({ row_key: "a", status: 500, ingested_at: "2026-11-20 10:09:00" }),
      log({ row_key: "a", status: 404, ingested_at: null }),
      log({ row_key: "tie", status: 503 }),
      log({ row_key: "tie", status: 202 }),
    ]);
    expect(await lake.query("SELECT row_key, status FROM requests ORDER BY row_key")).to.deep.equal([
      { row_key: "a", status: 500 },
      { row_key: "tie", status: 202 },
    ]);
  });

  it("never merges rows that nothing identifies, nor 200 rows without any id of the client's", async () => {
    await lake.insert("access_logs", [
      log({ row_key: null }),
      log({ row_key: null }),
      ...Array.from({ length: 200 }, (_, at) => log({ row_key: `row-${at}` })),
    ]);
    expect(await lake.query("SELECT count(*) AS n FROM requests")).to.deep.equal([{ n: 202 }]);
  });

  it("takes the exact day of a request, not the partition of its batch", async () => {
    await lake.insert("access_logs", [
      log({ row_key: "a", request_time: "2026-11-19 23:59:59.999", dt: "2026-11-19" }),
      log({ row_key: "b", request_time: "2026-11-20 00:00:00.000", dt: "2026-11-19" }),
    ]);
    expect(
      await lake.query("SELECT row_key, CAST(day AS varchar) AS day, CAST(hour AS varchar) AS hour, dt FROM requests ORDER BY row_key"),
    ).to.deep.equal([
      { row_key: "a", day: "2026-11-19", hour: "2026-11-19 23:00:00", dt: "2026-11-19" },
      { row_key: "b", day: "2026-11-20", hour: "2026-11-20 00:00:00", dt: "2026-11-19" },
    ]);
  });

  it("counts a row without a time at the moment it was written, and says so", async () => {
    expect(await one({ request_time: null }, "CAST(request_time AS varchar) AS at, has_request_time")).to.deep.equal({
      at: "2026-11-20 10:05:00",
      has_request_time: false,
    });
  });

  it("takes the time of an arrival for none of the line's own, wherever else those words stand", async () => {
    const times: [string | null, boolean][] = [
      ['{"request_time":"soon","request_time_source":"arrival"}', false],
      ['{"request_time_source":"arrival","note":"x"}', false],
      ['{"note":"\\"request_time_source\\":\\"arrival\\""}', true],
      ["{}", true],
      [null, true],
    ];
    for (const [attributes, has_request_time] of times)
      expect(await one({ attributes }, "has_request_time"), String(attributes)).to.deep.equal({ has_request_time });
  });

  it("puts every status into one class", async () => {
    const classes = [100, 200, 204, 304, 404, 499, 500, 504, 599, 0, 600, null];
    await lake.insert(
      "access_logs",
      classes.map((status, at) => log({ row_key: `k${String(at).padStart(2, "0")}`, status })),
    );
    const found = await lake.query("SELECT status_class FROM requests ORDER BY row_key");
    expect(found.map((row) => row["status_class"])).to.deep.equal([
      "1xx",
      "2xx",
      "2xx",
      "3xx",
      "4xx",
      "4xx",
      "5xx",
      "5xx",
      "5xx",
      "none",
      "none",
      "none",
    ]);
  });

  it("tells throttling from quota, by response type and by the message of formats without one", async () => {
    const flags = "is_throttled, is_quota_exceeded, error_response_type";
    expect(await one({ status: 429, error_response_type: "THROTTLED" }, flags)).to.deep.equal({
      is_throttled: true,
      is_quota_exceeded: false,
      error_response_type: "THROTTLED",
    });
    expect(await one({ status: 420, error_response_type: "QUOTA_EXCEEDED" }, flags)).to.deep.equal({
      is_throttled: true,
      is_quota_exceeded: true,
      error_response_type: "QUOTA_EXCEEDED",
    });
    expect(await one({ status: 429, error_message: "Limit Exceeded" }, flags)).to.deep.equal({
      is_throttled: true,
      is_quota_exceeded: true,
      error_response_type: "QUOTA_EXCEEDED",
    });
    // The backend's own message is no API Gateway limit.
    expect(await one({ status: 400, error_message: "Limit Exceeded" }, flags)).to.deep.equal({
      is_throttled: false,
      is_quota_exceeded: false,
      error_response_type: null,
    });
    expect(await one({ status: null }, flags)).to.deep.equal({ is_throttled: false, is_quota_exceeded: false, error_response_type: null });
  });

  it("measures the overhead only of requests that reached the integration, and never below zero", async () => {
    const overhead = async (row: Row) => (await one(row, "overhead_ms"))["overhead_ms"];
    expect(await overhead({ response_latency_ms: 120, integration_latency_ms: 100 })).to.equal(20);
    expect(await overhead({ response_latency_ms: 99, integration_latency_ms: 100 })).to.equal(0);
    expect(await overhead({ response_latency_ms: 120, integration_latency_ms: null })).to.equal(null);
    expect(await overhead({ response_latency_ms: null, integration_latency_ms: 100 })).to.equal(null);
  });

  it("names the way a caller authenticated, the most telling first", async () => {
    const method = async (row: Row) => (await one(row, "auth_method"))["auth_method"];
    expect(await method({ principal_arn: "arn:aws:iam::1:user/a", api_key_id: "k" })).to.equal("IAM");
    expect(await method({ cognito_identity_id: "eu:1", principal_arn: "arn" })).to.equal("Cognito identity");
    expect(await method({ jwt_subject: "s", jwt_issuer: "https://cognito-idp.eu-west-1.amazonaws.com/x" })).to.equal("Cognito user pool");
    expect(await method({ jwt_subject: "s", jwt_issuer: "https://login.example.com" })).to.equal("JWT");
    expect(await method({ principal: "p", api_key_id: "k" })).to.equal("Authorizer");
    expect(await method({ client_cert_subject: "CN=a" })).to.equal("Mutual TLS");
    expect(await method({ api_key_id: "k" })).to.equal("API key");
    expect(await method({ error_response_type: "INVALID_SIGNATURE", status: 403 })).to.equal("IAM");
    expect(await method({})).to.equal("None");
  });

  it("says why a caller was not let in, and of nobody else", async () => {
    const failure = async (row: Row) => (await one(row, "auth_failure"))["auth_failure"];
    expect(await failure({ status: 403, error_response_type: "INVALID_SIGNATURE" })).to.equal("Invalid signature");
    expect(await failure({ status: 403, error_response_type: "EXPIRED_TOKEN" })).to.equal("Expired token");
    expect(await failure({ status: 403, error_response_type: "INVALID_API_KEY" })).to.equal("Invalid API key");
    expect(await failure({ status: 500, error_response_type: "AUTHORIZER_FAILURE" })).to.equal("Authorizer failed");
    expect(await failure({ status: 401 })).to.equal("Not authenticated");
    expect(await failure({ status: 403, integration_status: 403 })).to.equal("Refused by the integration");
    expect(await failure({ status: 403, waf_response_code: "WAF_BLOCK" })).to.equal(null);
    expect(await failure({ status: 402 })).to.equal(null);
    expect(await failure({ status: 429, error_response_type: "THROTTLED" })).to.equal(null);
    expect(await failure({ status: 200 })).to.equal(null);
  });

  it("names the program and the kind of client of a user agent", async () => {
    const client = (user_agent: string | null) => one({ user_agent }, "agent_family, bot_class");
    const chrome = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36";
    expect(await client(chrome)).to.deep.equal({ agent_family: "Chrome", bot_class: "Browser" });
    expect(await client(`${chrome} Edg/130.0`)).to.deep.equal({ agent_family: "Edge", bot_class: "Browser" });
    expect(await client("Mozilla/5.0 (compatible; Googlebot/2.1)")).to.deep.equal({ agent_family: "Crawler", bot_class: "Crawler" });
    expect(await client("curl/8.5.0")).to.deep.equal({ agent_family: "curl", bot_class: "Command line tool" });
    expect(await client("python-requests/2.32")).to.deep.equal({ agent_family: "python-requests", bot_class: "Program" });
    expect(await client("sqlmap/1.7 (https://sqlmap.org)")).to.deep.equal({ agent_family: "sqlmap", bot_class: "Scanner" });
    expect(await client(null)).to.deep.equal({ agent_family: null, bot_class: "Not given" });
  });

  const state = (row: Row): Row => ({
    change: "set",
    api_key_id: "k1",
    customer_id: "c1",
    customer: "Acme",
    usage_plan_id: "p1",
    usage_plan: "Free",
    api_id: "a1",
    api_name: "Orders",
    stage: "prod",
    dt: "2026-11-01",
    ...row,
  });

  it("attributes a request to whom the key belonged to when it was made", async () => {
    await lake.insert("directory_history", [
      state({ valid_from: "2026-11-10 00:00:00" }),
      state({ valid_from: "2026-11-18 00:00:00", change: "removed" }),
      state({ valid_from: "2026-11-18 00:00:00", customer_id: "c2", customer: "Bolt", usage_plan_id: "p2", usage_plan: "Gold" }),
      state({
        valid_from: "2026-11-19 12:00:00",
        customer_id: "c2",
        customer: "Bolt",
        usage_plan_id: "p2",
        usage_plan: "Gold",
        change: "removed",
      }),
    ]);
    const at = (row_key: string, request_time: string, rest: Row = {}) =>
      log({ row_key, request_time, api_key_id: "k1", api_id: "a1", stage: "prod", ...rest });
    await lake.insert("access_logs", [
      at("1 before the directory", "2026-11-01 00:00:00"),
      at("2 last of the first", "2026-11-17 23:59:59.999"),
      at("3 first of the second", "2026-11-18 00:00:00"),
      at("4 after its end", "2026-11-19 12:00:00"),
      at("5 already known", "2026-11-18 01:00:00", { customer_id: "other", customer: "Other", usage_plan_id: "p9", usage_plan: "Nine" }),
      at("6 key unknown", "2026-11-18 01:00:00", { api_key_id: "k9" }),
      at("7 no key", "2026-11-18 01:00:00", { api_key_id: null }),
    ]);
    expect(await lake.query("SELECT row_key, customer_id, customer, usage_plan, api_name FROM requests ORDER BY row_key")).to.deep.equal([
      { row_key: "1 before the directory", customer_id: "c1", customer: "Acme", usage_plan: "Free", api_name: "Orders" },
      { row_key: "2 last of the first", customer_id: "c1", customer: "Acme", usage_plan: "Free", api_name: "Orders" },
      { row_key: "3 first of the second", customer_id: "c2", customer: "Bolt", usage_plan: "Gold", api_name: "Orders" },
      // The key was in no plan any more, but it still names its customer.
      { row_key: "4 after its end", customer_id: "c2", customer: "Bolt", usage_plan: null, api_name: "Orders" },
      { row_key: "5 already known", customer_id: "other", customer: "Other", usage_plan: "Nine", api_name: "Orders" },
      { row_key: "6 key unknown", customer_id: "k9", customer: "k9", usage_plan: null, api_name: "Orders" },
      { row_key: "7 no key", customer_id: null, customer: null, usage_plan: null, api_name: "Orders" },
    ]);
  });

  it("attributes what was written long after the request to the plan and customer of the request, unless the line named them itself", async () => {
    const gold = { customer_id: "c2", customer: "Bolt", usage_plan_id: "p2", usage_plan: "Gold" };
    await lake.insert("directory_history", [
      state({ valid_from: "2026-11-10 00:00:00" }),
      state({ valid_from: "2026-11-18 00:00:00", change: "removed" }),
      state({ valid_from: "2026-11-18 00:00:00", ...gold }),
      state({ valid_from: "2026-11-19 00:00:00", ...gold, change: "removed" }),
      state({ valid_from: "2026-11-19 06:00:00", ...gold }),
    ]);
    const at = (row_key: string, request_time: string, rest: Row) =>
      log({ row_key, request_time, api_key_id: "k1", api_id: "a1", stage: "prod", ingested_at: "2026-11-20 10:05:00", ...rest });
    await lake.insert("access_logs", [
      at("1 driven again", "2026-11-17 10:00:00", gold),
      at("2 in time", "2026-11-17 10:00:00", { ...gold, ingested_at: "2026-11-17 10:05:00" }),
      at("3 named by an authorizer", "2026-11-17 10:00:00", {
        customer_id: "c7",
        customer: "Seven",
        usage_plan_id: "p7",
        usage_plan: "Seven",
      }),
      at("4 of no state at its time", "2026-11-19 03:00:00", gold),
      at("5 unchanged since", "2026-11-19 07:00:00", gold),
    ]);
    expect(
      await lake.query("SELECT row_key, customer_id, customer, usage_plan_id, usage_plan FROM requests ORDER BY row_key"),
    ).to.deep.equal([
      { row_key: "1 driven again", customer_id: "c1", customer: "Acme", usage_plan_id: "p1", usage_plan: "Free" },
      // Written at its time: the transformer may have known of a change that the history saw later.
      { row_key: "2 in time", ...gold },
      { row_key: "3 named by an authorizer", customer_id: "c7", customer: "Seven", usage_plan_id: "p7", usage_plan: "Seven" },
      { row_key: "4 of no state at its time", ...gold },
      { row_key: "5 unchanged since", ...gold },
    ]);
  });

  it("names the customer of a key that the transformer did not know yet, as soon as the directory does", async () => {
    const unknown = log({ row_key: "only", api_key_id: "k1", api_id: "a1", stage: "prod", customer_id: "k1" });
    await lake.insert("access_logs", [unknown]);
    const found = () => lake.query("SELECT customer_id, customer, usage_plan FROM requests");
    expect(await found()).to.deep.equal([{ customer_id: "k1", customer: "k1", usage_plan: null }]);
    await lake.insert("directory_history", [state({ valid_from: "2026-11-20 11:00:00" })]);
    expect(await found()).to.deep.equal([{ customer_id: "c1", customer: "Acme", usage_plan: "Free" }]);
  });

  it("never gives a customer the name of another", async () => {
    await lake.insert("directory_history", [
      state({ valid_from: "2026-11-10 00:00:00", customer_id: "unnamed", customer: null }),
      state({ valid_from: "2026-11-18 00:00:00", customer_id: "c2", customer: "Bolt" }),
    ]);
    const at = (row_key: string, rest: Row) => log({ row_key, api_key_id: "k1", api_id: "a1", stage: "prod", ...rest });
    await lake.insert("access_logs", [
      at("1 an authorizer's, on Bolt's key", { customer_id: "pseudonym" }),
      at("2 of the unnamed, known by the key alone", { request_time: "2026-11-17 10:00:00", customer_id: "k1" }),
      at("3 of the unnamed, written when the key was Bolt's", { request_time: "2026-11-17 10:00:00", customer_id: "c2", customer: "Bolt" }),
      at("4 of Bolt, without the name", { customer_id: "c2" }),
      at("5 of nobody named", {}),
    ]);
    expect(await lake.query("SELECT customer_id, customer FROM requests ORDER BY row_key")).to.deep.equal([
      { customer_id: "pseudonym", customer: "pseudonym" },
      { customer_id: "unnamed", customer: "unnamed" },
      { customer_id: "unnamed", customer: "unnamed" },
      { customer_id: "c2", customer: "Bolt" },
      { customer_id: "c2", customer: "Bolt" },
    ]);
  });

  it("takes for a key's owner what began, not what ended in the same moment", async () => {
    const removed = (stage: string) => state({ change: "removed", stage });
    await lake.insert("directory_history", [
      removed("a"),
      state({ stage: "b", customer_id: "c2", customer: "Bolt" }),
      removed("c"),
      state({ api_key_id: "k2", customer_id: "c1" }),
    ]);
    expect(await lake.query("SELECT * FROM key_owners ORDER BY 1")).to.deep.equal([
      { api_key_id: "k1", customer_id: "c2", customer: "Bolt" },
      { api_key_id: "k2", customer_id: "c1", customer: "Acme" },
    ]);
  });

  it("tells two customers of one name apart, and calls one with two keys by one name", async () => {
    await lake.insert("directory_history", [
      state({ valid_from: "2026-11-10 00:00:00", api_key_id: "k1", customer_id: "c1", customer: "Acme" }),
      state({ valid_from: "2026-11-10 00:00:00", api_key_id: "k2", customer_id: "c2", customer: "Acme" }),
      state({ valid_from: "2026-11-10 00:00:00", api_key_id: "k3", customer_id: "c3", customer: "Bolt web" }),
      state({ valid_from: "2026-11-10 00:00:00", api_key_id: "k4", customer_id: "c3", customer: "Bolt app" }),
    ]);
    await lake.insert(
      "access_logs",
      ["k1", "k2", "k3", "k4"].map((api_key_id) => log({ row_key: api_key_id, api_key_id, api_id: "a1", stage: "prod" })),
    );
    expect(await lake.query("SELECT row_key, customer FROM requests ORDER BY row_key")).to.deep.equal([
      { row_key: "k1", customer: "Acme (c1)" },
      { row_key: "k2", customer: "Acme (c2)" },
      { row_key: "k3", customer: "Bolt app" },
      { row_key: "k4", customer: "Bolt app" },
    ]);
  });
});

describe("views", () => {
  it("stand each after what it reads, and only those over local tables are local", () => {
    const names = views.map((view) => view.name);
    for (const view of views) {
      for (const read of view.views) expect(names.indexOf(read)).to.be.lessThan(names.indexOf(view.name), `${view.name} reads ${read}`);
    }
    expect(views.filter((view) => view.localOnly).map((view) => view.name)).to.deep.equal(["api_calls_by_name"]);
  });

  it("refuse a database name that is not one", () => {
    expect(() => viewSelect(views[0]!, "a; DROP TABLE b")).to.throw("Invalid database name");
  });
});

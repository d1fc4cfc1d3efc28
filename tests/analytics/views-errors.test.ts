import { expect } from "chai";
import { openTestLake, type Row, type TestLake } from "./lake";

describe("views of errors, latency and authentication", () => {
  let lake: TestLake;
  let rows = 0;
  before(async () => {
    lake = await openTestLake("2026-11-20 12:00:00");
  });
  beforeEach(() => lake.clear());
  after(() => lake.close());

  const log = (row: Row = {}): Row => ({
    request_time: "2026-11-20 10:00:00",
    ingested_at: "2026-11-20 10:00:30",
    dt: "2026-11-20",
    row_key: `row-${String(rows++).padStart(5, "0")}`,
    status: 200,
    api_id: "a1",
    api_name: "Orders",
    stage: "prod",
    ...row,
  });

  it("answer nothing from nothing", async () => {
    for (const view of ["errors", "latency", "authentication", "clients"]) {
      expect(await lake.query(`SELECT * FROM ${view}`), view).to.deep.equal([]);
    }
  });

  it("take for errors what failed: no 204, no 304, but a message without a status", async () => {
    await lake.insert("access_logs", [
      log({ status: 204 }),
      log({ status: 304 }),
      log({ status: 404 }),
      log({ status: 504 }),
      log({ status: null }),
      log({ status: null, error_message: "Forbidden", api_kind: "WEBSOCKET" }),
    ]);
    expect(
      (await lake.query("SELECT status, error_type FROM errors ORDER BY row_key")).map((row) => [row["status"], row["error_type"]]),
    ).to.deep.equal([
      [404, "HTTP 404"],
      [504, "HTTP 504"],
      [null, "Message"],
    ]);
  });

  it("say who made a request fail", async () => {
    const cases: [string, Row][] = [
      ["Firewall", { status: 403, waf_response_code: "WAF_BLOCK" }],
      ["Limit", { status: 429, error_response_type: "THROTTLED" }],
      [
        "Validation",
        { status: 400, error_response_type: "BAD_REQUEST_BODY", validation_error: "[object has missing required properties]" },
      ],
      ["Access control", { status: 403, error_response_type: "ACCESS_DENIED" }],
      ["Access control", { status: 500, error_response_type: "AUTHORIZER_FAILURE" }],
      ["Integration", { status: 504, error_response_type: "INTEGRATION_TIMEOUT" }],
      ["Integration", { status: 429, integration_status: 429, integration_latency_ms: 5 }],
      ["Integration", { status: 404, integration_status: 404, integration_latency_ms: 5 }],
      ["API Gateway", { status: 404, error_response_type: "RESOURCE_NOT_FOUND" }],
      ["API Gateway", { status: 404 }],
    ];
    await lake.insert(
      "access_logs",
      cases.map(([, row]) => log(row)),
    );
    const found = await lake.query("SELECT error_source FROM errors ORDER BY row_key");
    expect(found.map((row) => row["error_source"])).to.deep.equal(cases.map(([source]) => source));
  });

  it("measure percentiles of requests, each latency over the requests that have it", async () => {
    // 1 to 100 ms, the integration taking a tenth; and ten refused at the door, quick and without an integration.
    await lake.insert("access_logs", [
      ...Array.from({ length: 30 }, (_, at) =>
        log({ response_latency_ms: (at + 1) * 10, integration_latency_ms: at + 1, route: "GET /a" }),
      ),
      ...Array.from({ length: 4 }, () => log({ response_latency_ms: 1, route: "GET /a", status: 403 })),
      log({ route: "GET /b" }),
    ]);
    const found = await lake.query(
      "SELECT route, requests, response_p50_ms AS p50, response_p99_ms AS p99, response_max_ms AS most, integration_p50_ms AS inner, overhead_p50_ms AS over FROM latency ORDER BY route",
    );
    expect(found).to.deep.equal([
      { route: "GET /a", requests: 34, p50: 140, p99: 300, most: 300, inner: 16, over: 144 },
      { route: "GET /b", requests: 1, p50: null, p99: null, most: null, inner: null, over: null },
    ]);
  });

  it("list every request with the way it authenticated and whether that failed", async () => {
    await lake.insert("access_logs", [
      log({ principal_arn: "arn:aws:iam::123456789012:role/a" }),
      log({ status: 403, error_response_type: "INVALID_SIGNATURE" }),
      log({ status: 402 }),
    ]);
    expect(
      await lake.query("SELECT auth_method, is_auth_failure, auth_failure, caller FROM authentication ORDER BY row_key"),
    ).to.deep.equal([
      { auth_method: "IAM", is_auth_failure: false, auth_failure: null, caller: "arn:aws:iam::123456789012:role/a" },
      { auth_method: "IAM", is_auth_failure: true, auth_failure: "Invalid signature", caller: null },
      { auth_method: "None", is_auth_failure: false, auth_failure: null, caller: null },
    ]);
  });

  it("count clients by day, address and program", async () => {
    await lake.insert("access_logs", [
      log({ request_time: "2026-11-19 23:59:59", dt: "2026-11-19", source_ip: "10.0.0.1", user_agent: "curl/8" }),
      log({ request_time: "2026-11-20 00:00:00", source_ip: "10.0.0.1", user_agent: "curl/8", status: 401 }),
      log({ source_ip: "10.0.0.1", user_agent: "curl/8", status: 403, waf_response_code: "WAF_BLOCK", customer_id: "c1" }),
      log({ source_ip: null, user_agent: null, status: 429 }),
    ]);
    expect(
      await lake.query(
        "SELECT CAST(day AS varchar) AS day, source_ip, agent_family, requests, errors, auth_failures, throttled, blocked, customers FROM clients ORDER BY 1, 2",
      ),
    ).to.deep.equal([
      {
        day: "2026-11-19",
        source_ip: "10.0.0.1",
        agent_family: "curl",
        requests: 1,
        errors: 0,
        auth_failures: 0,
        throttled: 0,
        blocked: 0,
        customers: 0,
      },
      {
        day: "2026-11-20",
        source_ip: "10.0.0.1",
        agent_family: "curl",
        requests: 2,
        errors: 2,
        auth_failures: 1,
        throttled: 0,
        blocked: 1,
        customers: 1,
      },
      {
        day: "2026-11-20",
        source_ip: null,
        agent_family: null,
        requests: 1,
        errors: 1,
        auth_failures: 0,
        throttled: 1,
        blocked: 0,
        customers: 0,
      },
    ]);
  });
});

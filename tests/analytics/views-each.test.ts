import { expect } from "chai";
import { rollUpSelect } from "../../analytics/rollup";
import { views } from "../../analytics/views";
import { openTestLake, type Row, type TestLake } from "./lake";

const nearest = "00000000000000000000ffff0a000001";
const evening = "2026-11-18 23:59:59.999";
const midnight = "2026-11-19 00:00:00";

/** Four requests: the last moment of a day and the first of the next in one partition, delivered twice with two endings; one over quota; one of which nothing is known. */
const called: Row = {
  api_id: "a1",
  api_kind: "REST",
  stage: "prod",
  route: "GET /a",
  api_key_id: "k1",
  source_ip: "10.0.0.1",
  source_ip_key: nearest,
  user_agent: "curl/8",
  schema_version: 1,
};
const accessLogs: readonly Row[] = [
  {
    ...called,
    row_key: "a",
    request_time: evening,
    dt: "2026-11-18",
    ingested_at: "2026-11-19 00:01:00",
    status: 200,
    response_latency_ms: 100,
    integration_latency_ms: 80,
    response_bytes: 10,
  },
  {
    ...called,
    row_key: "b",
    request_time: midnight,
    dt: "2026-11-18",
    ingested_at: "2026-11-19 00:01:00",
    status: 500,
    response_latency_ms: 300,
  },
  // The same delivery with another ending, written at the same time: the lower status counts, whichever comes first.
  {
    ...called,
    row_key: "b",
    request_time: midnight,
    dt: "2026-11-18",
    ingested_at: "2026-11-19 00:01:00",
    status: 404,
    response_latency_ms: 300,
  },
  {
    ...called,
    row_key: "c",
    request_time: "2026-11-19 10:00:00",
    dt: "2026-11-19",
    ingested_at: "2026-11-19 10:01:00",
    status: 429,
    error_response_type: "QUOTA_EXCEEDED",
    source_ip: null,
    source_ip_key: null,
    user_agent: null,
    attributes: '{"usage_total_tokens":5}',
  },
  { row_key: null, request_time: null, dt: "2026-11-19", ingested_at: "2026-11-19 00:10:00" },
];
/** One customer with two keys whose names were set in the same moment, under a plan of one request a day. */
const directory: readonly Row[] = ["k1", "k2"].map((api_key_id) => ({
  valid_from: "2026-11-01 00:00:00",
  change: "set",
  api_key_id,
  customer_id: "c1",
  customer: api_key_id === "k1" ? "Acme web" : "Acme app",
  usage_plan_id: "p1",
  usage_plan: "Free",
  api_id: "a1",
  api_name: "Orders",
  stage: "prod",
  quota_limit: 1,
  quota_period: "DAY",
  dt: "2026-11-01",
}));
const change: Row = {
  event_name: "CreateDeployment",
  event_source: "apigateway.amazonaws.com",
  read_only: false,
  outcome: "Success",
  user_type: "IAMUser",
  user_name: "ada",
  source_ip: "10.0.0.1",
  source_ip_key: nearest,
  dt: "2026-11-18",
};
const auditEvents: readonly Row[] = [
  { ...change, event_id: "e1", event_time: evening, api_id: "a1" },
  { ...change, event_id: "e2", event_time: midnight, api_id: "a1" },
  { ...change, event_id: "e2", event_time: midnight, api_id: "a1" },
  { event_id: null, event_time: midnight, dt: "2026-11-19" },
];
const calls: readonly Row[] = [evening, midnight].map((time) => ({
  minute: `${time.slice(0, 16)}:00`,
  event_name: "Invoke",
  event_source: null,
  aws_region: "eu-west-1",
  calls: 2,
  dt: time.slice(0, 10),
}));

/** Of every view the telling columns and, in their order, the rows worked out by hand. */
const expected: Readonly<Record<string, readonly [columns: string, ...rows: unknown[][]]>> = {
  labels: ["kind, id, label", ["api", "a1", "Orders"], ["customer", "c1", "Acme app"], ["plan", "p1", "Free"]],
  key_intervals: [
    "api_key_id, customer, CAST(valid_from AS varchar), CAST(valid_to AS varchar)",
    ["k1", "Acme web", "1970-01-01 00:00:00", "9999-12-31 00:00:00"],
    ["k2", "Acme app", "1970-01-01 00:00:00", "9999-12-31 00:00:00"],
  ],
  key_owners: ["api_key_id, customer_id, customer", ["k1", "c1", "Acme web"], ["k2", "c1", "Acme app"]],
  requests: [
    "CAST(day AS varchar), row_key, status, customer, usage_plan, api_name, has_request_time, overhead_ms",
    ["2026-11-18", "a", 200, "Acme app", "Free", "Orders", true, 20],
    ["2026-11-19", "b", 404, "Acme app", "Free", "Orders", true, null],
    ["2026-11-19", "c", 429, "Acme app", "Free", "Orders", true, null],
    ["2026-11-19", null, null, null, null, null, false, null],
  ],
  usage_detail: [
    "CAST(day AS varchar), status, requests, response_bytes, response_latency_ms_sum, response_latency_count, integration_latency_count",
    ["2026-11-18", 200, 1, 10, 100, 1, 1],
    ["2026-11-19", 404, 1, 0, 300, 1, 0],
    ["2026-11-19", 429, 1, 0, 0, 0, 0],
    ["2026-11-19", null, 1, 0, 0, 0, 0],
  ],
  usage_hourly_all: [
    "CAST(hour AS varchar), status_class, requests, is_throttled, customer",
    ["2026-11-18 23:00:00", "2xx", 1, false, "Acme app"],
    ["2026-11-19 00:00:00", "4xx", 1, false, "Acme app"],
    ["2026-11-19 00:00:00", "none", 1, false, null],
    ["2026-11-19 10:00:00", "4xx", 1, true, "Acme app"],
  ],
  usage_daily: [
    "CAST(day AS varchar), status_class, dt, requests, throttled, over_quota, response_latency_ms_max",
    ["2026-11-18", "2xx", "2026-11-18", 1, 0, 0, 100],
    // Today's raw rows keep the partition of their batch.
    ["2026-11-19", "4xx", "2026-11-18", 1, 0, 0, 300],
    ["2026-11-19", "4xx", "2026-11-19", 1, 1, 1, null],
    ["2026-11-19", "none", "2026-11-19", 1, 0, 0, null],
  ],
  usage_by_customer: [
    "CAST(day AS varchar), customer_id, dt, requests, successful, client_errors, throttled, mean_response_latency_ms",
    ["2026-11-18", "c1", "2026-11-18", 1, 1, 0, 0, 100],
    ["2026-11-19", "c1", "2026-11-18", 1, 0, 1, 0, 300],
    ["2026-11-19", "c1", "2026-11-19", 1, 0, 1, 1, null],
    ["2026-11-19", null, "2026-11-19", 1, 0, 0, 0, null],
  ],
  customers: ["customer, state, requests, requests_last_week, throttled, growth_percent", ["Acme app", "too early to tell", 3, 1, 1, null]],
  quota: [
    "CAST(period_start AS varchar), used, remaining, rejected, is_current, runway_days",
    ["2026-11-18 00:00:00", 1, 0, 0, false, null],
    ["2026-11-19 00:00:00", 1, 0, 1, true, 0],
  ],
  errors: [
    "CAST(day AS varchar), error_source, error_type",
    ["2026-11-19", "API Gateway", "HTTP 404"],
    ["2026-11-19", "Limit", "QUOTA_EXCEEDED"],
  ],
  latency: [
    "CAST(day AS varchar), route, requests, dt, response_p50_ms, integration_p95_ms",
    ["2026-11-18", "GET /a", 1, "2026-11-18", 100, 80],
    ["2026-11-19", "GET /a", 1, "2026-11-18", 300, null],
    ["2026-11-19", "GET /a", 1, "2026-11-19", null, null],
    ["2026-11-19", null, 1, "2026-11-19", null, null],
  ],
  authentication: [
    "CAST(request_time AS varchar), auth_method, is_auth_failure, caller",
    [evening, "API key", false, null],
    [midnight, "API key", false, null],
    ["2026-11-19 00:10:00", "None", false, null],
    ["2026-11-19 10:00:00", "API key", false, null],
  ],
  clients: [
    "CAST(day AS varchar), source_ip, agent_family, dt, requests, errors, throttled",
    ["2026-11-18", "10.0.0.1", "curl", "2026-11-18", 1, 0, 0],
    ["2026-11-19", "10.0.0.1", "curl", "2026-11-18", 1, 1, 0],
    // Two rows without an address belong to one group only where everything else is missing too.
    ["2026-11-19", null, null, "2026-11-19", 1, 0, 0],
    ["2026-11-19", null, null, "2026-11-19", 1, 1, 1],
  ],
  country_buckets: ["bucket, country", [2560, "DE"], [2560, "DE"], [2560, "FR"]],
  geo: [
    "CAST(hour AS varchar), country, status, requests, errors",
    ["2026-11-18 23:00:00", "DE", 200, 1, 0],
    ["2026-11-19 00:00:00", "DE", 404, 1, 1],
    ["2026-11-19 00:00:00", null, null, 1, 0],
    ["2026-11-19 10:00:00", null, 429, 1, 1],
  ],
  audit: [
    "CAST(day AS varchar), event_id, api_name, actor",
    ["2026-11-18", "e1", "Orders", "ada"],
    ["2026-11-19", "e2", "Orders", "ada"],
    ["2026-11-19", null, null, null],
  ],
  changes: [
    "CAST(day AS varchar), kind, what, who",
    ["2026-11-18", "Deployment", "CreateDeployment", "ada"],
    ["2026-11-19", "Deployment", "CreateDeployment", "ada"],
  ],
  audit_geo: [
    "CAST(hour AS varchar), country, events",
    ["2026-11-18 23:00:00", "DE", 1],
    ["2026-11-19 00:00:00", "DE", 1],
    ["2026-11-19 00:00:00", null, 1],
  ],
  threats: [
    "CAST(hour AS varchar), seen_in, network, calls, failures",
    ["2026-11-18 23:00:00", "Access logs", "listed", 1, 0],
    ["2026-11-18 23:00:00", "Audit events", "listed", 1, 0],
    ["2026-11-19 00:00:00", "Access logs", "listed", 1, 1],
    ["2026-11-19 00:00:00", "Audit events", "listed", 1, 0],
  ],
  token_usage: ["CAST(hour AS varchar), customer, requests, total_tokens", ["2026-11-19 10:00:00", "Acme app", 1, 5]],
  comparison: [
    "day_shown, CAST(time AS varchar), requests, status_class",
    ["Today", "2026-11-19 00:00:00", 1, "4xx"],
    ["Today", "2026-11-19 00:00:00", 1, "none"],
    ["Today", "2026-11-19 10:00:00", 1, "4xx"],
    ["Yesterday", "2026-11-19 23:00:00", 1, "2xx"],
  ],
  freshness: [
    "dataset, CAST(latest_event AS varchar), records, minutes_behind",
    ["Access logs", "2026-11-19 10:00:00", 5, 120],
    ["Audit events", midnight, 4, 720],
    ["Daily roll-up", "2026-11-18 23:00:00", 1, 780],
    ["Directory", "2026-11-01 00:00:00", 2, 26640],
  ],
  api_calls_by_name: [
    "CAST(day AS varchar), CAST(hour AS varchar), event_name, event_source, calls",
    ["2026-11-18", "2026-11-18 23:00:00", "Invoke", null, 2],
    ["2026-11-19", "2026-11-19 00:00:00", "Invoke", null, 2],
  ],
};

/** What a view answers where there is nothing at all: no row, but for the one that says how old each table is. */
const ofNothing: Readonly<Record<string, number>> = { freshness: 4 };

describe("each view", () => {
  let empty: TestLake;
  let lake: TestLake;
  before(async () => {
    [empty, lake] = await Promise.all([openTestLake("2026-11-19 12:00:00"), openTestLake("2026-11-19 12:00:00")]);
    await lake.insert("access_logs", accessLogs);
    await lake.insert("directory_history", directory);
    await lake.insert("audit_events", auditEvents);
    await lake.insert("api_calls", calls);
    const range: Row = { range_start: nearest, range_end: nearest, country: "DE" };
    // The same range twice, and a wider one around it.
    await lake.insert("ip_ranges", [
      range,
      range,
      { range_start: `${nearest.slice(0, -1)}0`, range_end: `${nearest.slice(0, -1)}f`, country: "FR" },
    ]);
    await lake.insert("threat_networks", [{ range_start: nearest, range_end: nearest, name: "listed" }]);
    await lake.run(`INSERT INTO usage_hourly BY NAME ${rollUpSelect("main", ["2026-11-18"])}`);
  });
  after(() => {
    empty.close();
    lake.close();
  });

  it("has rows worked out by hand", () => {
    expect(Object.keys(expected)).to.have.members(views.map(({ name }) => name));
  });

  for (const [view, [columns, ...rows]] of Object.entries(expected)) {
    it(`${view}: nulls, ties and both sides of midnight`, async () => {
      const order = columns.split(/, (?![^(]*\))/).map((_, at) => at + 1);
      const found = await lake.query(`SELECT ${columns} FROM ${view} ORDER BY ${order.join(", ")}`);
      expect(found.map((row) => Object.values(row))).to.deep.equal(rows);
    });

    it(`${view}: nothing from nothing`, async () => {
      expect(await empty.query(`SELECT * FROM ${view}`)).to.have.lengthOf(ofNothing[view] ?? 0);
    });
  }
});

import { expect } from "chai";
import { openTestLake, type Row, type TestLake } from "./lake";

describe("views of audit events, places, threats and freshness", () => {
  let lake: TestLake;
  let rows = 0;
  before(async () => {
    lake = await openTestLake("2026-11-20 12:00:00");
  });
  beforeEach(() => lake.clear());
  after(() => lake.close());

  const event = (row: Row = {}): Row => ({
    event_time: "2026-11-20 10:00:00",
    dt: "2026-11-20",
    event_id: `event-${String(rows++).padStart(5, "0")}`,
    event_name: "CreateDeployment",
    event_source: "apigateway.amazonaws.com",
    read_only: false,
    outcome: "Success",
    user_type: "IAMUser",
    user_name: "ada",
    ...row,
  });
  const log = (row: Row = {}): Row => ({
    request_time: "2026-11-20 10:00:00",
    ingested_at: "2026-11-20 10:01:00",
    dt: "2026-11-20",
    row_key: `row-${rows++}`,
    status: 200,
    ...row,
  });
  const v4 = (address: string): string =>
    `00000000000000000000ffff${address
      .split(".")
      .map((part) => Number(part).toString(16).padStart(2, "0"))
      .join("")}`;

  it("answer nothing from nothing", async () => {
    for (const view of ["audit", "changes", "audit_geo", "geo", "country_buckets", "threats", "api_calls_by_name"]) {
      expect(await lake.query(`SELECT * FROM ${view}`), view).to.deep.equal([]);
    }
  });

  it("list an event once, name its API from the directory, and its actor by what is known", async () => {
    await lake.insert("directory_history", [
      { valid_from: "2026-11-01 00:00:00", change: "set", api_id: "a1", api_name: "Orders", dt: "2026-11-01" },
    ]);
    await lake.insert("audit_events", [
      event({ event_id: "twice", api_id: "a1" }),
      event({ event_id: "twice", api_id: "a1" }),
      event({ event_id: "x1", api_id: "a9", api_name: "From the event", user_name: null, user_arn: "arn:aws:sts::1:assumed-role/r/s" }),
      event({
        event_id: "x2",
        api_id: "a8",
        user_name: null,
        user_type: "AWSService",
        event_time: "2026-11-19 23:59:59.999",
        dt: "2026-11-19",
      }),
      event({ event_id: null, event_time: "2026-11-20 00:00:00" }),
      event({ event_id: null, event_time: "2026-11-20 00:00:00" }),
    ]);
    expect(
      await lake.query("SELECT event_id, api_name, actor, CAST(day AS varchar) AS day FROM audit ORDER BY event_id, day"),
    ).to.deep.equal([
      { event_id: "twice", api_name: "Orders", actor: "ada", day: "2026-11-20" },
      { event_id: "x1", api_name: "From the event", actor: "arn:aws:sts::1:assumed-role/r/s", day: "2026-11-20" },
      { event_id: "x2", api_name: "a8", actor: "AWSService", day: "2026-11-19" },
      { event_id: null, api_name: null, actor: "ada", day: "2026-11-20" },
      { event_id: null, api_name: null, actor: "ada", day: "2026-11-20" },
    ]);
  });

  it("take for changes what changed API Gateway: no reading, no failure, no other service", async () => {
    await lake.insert("audit_events", [
      event({ event_name: "CreateDeployment", resource: "deployment of a1/prod" }),
      event({ event_name: "UpdateUsagePlan" }),
      event({ event_name: "CreateApiKey" }),
      event({ event_name: "GetStage", read_only: true }),
      event({ event_name: "UpdateStage", outcome: "Failure", error_code: "AccessDenied" }),
      event({ event_name: "UpdateStage" }),
      event({ event_name: "PutObject", event_source: "s3.amazonaws.com" }),
    ]);
    expect(await lake.query("SELECT kind, what, who FROM changes ORDER BY event_id")).to.deep.equal([
      { kind: "Deployment", what: "deployment of a1/prod", who: "ada" },
      { kind: "Usage plan", what: "UpdateUsagePlan", who: "ada" },
      { kind: "API key", what: "CreateApiKey", who: "ada" },
      { kind: "Stage", what: "UpdateStage", who: "ada" },
    ]);
  });

  it("find the country of IPv4 and IPv6 addresses, at the edges of ranges, of the narrowest of several", async () => {
    await lake.insert("ip_ranges", [
      { range_start: v4("10.0.0.0"), range_end: v4("10.255.255.255"), country: "DE" },
      { range_start: v4("10.0.5.0"), range_end: v4("10.0.5.255"), country: "FR" },
      { range_start: v4("11.0.0.0"), range_end: v4("200.0.0.0"), country: "US" },
      { range_start: "20010db8000000000000000000000000", range_end: "20010db8ffffffffffffffffffffffff", country: "NL" },
      { range_start: v4("9.9.9.9"), range_end: v4("9.9.9.0"), country: "XX" },
      { range_start: "nonsense", range_end: "nonsense", country: "XX" },
    ]);
    const keys: [string | null, string | null][] = [
      [v4("10.0.0.0"), "DE"],
      [v4("10.0.4.255"), "DE"],
      [v4("10.0.5.0"), "FR"],
      [v4("10.0.5.255"), "FR"],
      [v4("10.0.6.0"), "DE"],
      [v4("10.255.255.255"), "DE"],
      [v4("11.0.0.0"), "US"],
      [v4("200.0.0.0"), "US"],
      [v4("200.0.0.1"), null],
      [v4("9.255.255.255"), null],
      ["20010db8123400000000000000000001", "NL"],
      ["20010db9000000000000000000000000", null],
      ["HMAC:abc", null],
      [null, null],
    ];
    await lake.insert(
      "access_logs",
      keys.map(([source_ip_key], at) => log({ source_ip_key, source_ip: `address-${String(at).padStart(2, "0")}` })),
    );
    const found = await lake.query("SELECT country, requests FROM geo ORDER BY source_ip");
    expect(found.map((row) => row["country"])).to.deep.equal(keys.map(([, country]) => country));
    expect(found.every((row) => row["requests"] === 1)).to.equal(true);
  });

  it("count a request once, whatever ranges say, and calls of AWS services nowhere", async () => {
    await lake.insert("ip_ranges", [
      { range_start: v4("0.0.0.0"), range_end: v4("255.255.255.255"), country: "AA" },
      { range_start: v4("10.0.0.0"), range_end: v4("10.0.0.255"), country: "BB" },
      { range_start: v4("10.0.0.0"), range_end: v4("10.0.0.255"), country: "BB" },
    ]);
    await lake.insert("access_logs", [
      log({ source_ip_key: v4("10.0.0.1"), status: 500 }),
      log({ source_ip_key: v4("10.0.0.1"), status: 401 }),
    ]);
    await lake.insert("audit_events", [
      event({ source_ip_key: v4("10.0.0.1") }),
      event({ source_ip_key: v4("99.0.0.1"), outcome: "Failure" }),
      event({ source_ip: "cloudformation.amazonaws.com" }),
    ]);
    expect(
      await lake.query(
        "SELECT country, CAST(sum(requests) AS bigint) AS n, CAST(sum(errors) AS bigint) AS errors, CAST(sum(auth_failures) AS bigint) AS auth FROM geo GROUP BY 1",
      ),
    ).to.deep.equal([{ country: "BB", n: 2, errors: 2, auth: 1 }]);
    expect(await lake.query("SELECT country, outcome, events FROM audit_geo ORDER BY country")).to.deep.equal([
      { country: "AA", outcome: "Failure", events: 1 },
      { country: "BB", outcome: "Success", events: 1 },
      { country: null, outcome: "Success", events: 1 },
    ]);
  });

  it("match callers with the user's list of networks, each once", async () => {
    await lake.insert("threat_networks", [
      { range_start: v4("10.0.0.0"), range_end: v4("10.255.255.255"), name: "wide" },
      { range_start: v4("10.1.0.0"), range_end: v4("10.1.255.255"), name: "narrow" },
    ]);
    await lake.insert("access_logs", [
      log({ source_ip_key: v4("10.1.2.3"), source_ip: "10.1.2.3", status: 403 }),
      log({ source_ip_key: v4("10.2.0.0"), source_ip: "10.2.0.0" }),
      log({ source_ip_key: v4("11.0.0.0"), source_ip: "11.0.0.0" }),
      log({ source_ip: "unknown" }),
    ]);
    await lake.insert("audit_events", [event({ source_ip_key: v4("10.1.2.3"), source_ip: "10.1.2.3", outcome: "Failure" })]);
    expect(await lake.query("SELECT seen_in, source_ip, network, called, who, calls, failures FROM threats ORDER BY 1, 2")).to.deep.equal([
      { seen_in: "Access logs", source_ip: "10.1.2.3", network: "narrow", called: null, who: null, calls: 1, failures: 1 },
      { seen_in: "Access logs", source_ip: "10.2.0.0", network: "wide", called: null, who: null, calls: 1, failures: 0 },
      { seen_in: "Audit events", source_ip: "10.1.2.3", network: "narrow", called: "CreateDeployment", who: "ada", calls: 1, failures: 1 },
    ]);
  });

  it("name the narrowest of networks that begin together", async () => {
    await lake.insert("threat_networks", [
      { range_start: v4("10.0.0.0"), range_end: v4("10.255.255.255"), name: "wide" },
      { range_start: v4("10.0.0.0"), range_end: v4("10.0.0.255"), name: "narrow" },
      { range_start: v4("10.0.0.0"), range_end: v4("10.0.255.255"), name: "between" },
      { range_start: "0".repeat(32), range_end: "f".repeat(32), name: "everything" },
    ]);
    await lake.insert("access_logs", [
      log({ source_ip_key: v4("10.0.0.255"), source_ip: "10.0.0.255" }),
      log({ source_ip_key: v4("10.0.1.0"), source_ip: "10.0.1.0" }),
      log({ source_ip_key: "f".repeat(32), source_ip: "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" }),
    ]);
    expect((await lake.query("SELECT network FROM threats ORDER BY source_ip")).map(({ network }) => network)).to.deep.equal([
      "narrow",
      "between",
      "everything",
    ]);
  });

  it("say how old each table is and how long rows take", async () => {
    await lake.insert("access_logs", [
      log({ request_time: "2026-11-20 11:00:00", ingested_at: "2026-11-20 11:01:00" }),
      log({ request_time: "2026-11-20 11:30:00", ingested_at: "2026-11-20 11:30:30" }),
      log({ request_time: null, ingested_at: "2026-11-20 11:31:00" }),
    ]);
    await lake.insert("audit_events", [event({ event_time: "2026-11-20 10:00:00" })]);
    expect(
      await lake.query(
        "SELECT dataset, CAST(latest_event AS varchar) AS latest, CAST(latest_written AS varchar) AS written, records, minutes_behind AS behind, delay_p50_s AS p50 FROM freshness ORDER BY dataset",
      ),
    ).to.deep.equal([
      { dataset: "Access logs", latest: "2026-11-20 11:30:00", written: "2026-11-20 11:31:00", records: 3, behind: 30, p50: 60 },
      { dataset: "Audit events", latest: "2026-11-20 10:00:00", written: null, records: 1, behind: 120, p50: null },
      { dataset: "Daily roll-up", latest: null, written: null, records: 0, behind: null, p50: null },
      { dataset: "Directory", latest: null, written: null, records: 0, behind: null, p50: null },
    ]);
  });

  it("keep the tracker's counts as they are", async () => {
    await lake.insert("api_calls", [
      {
        minute: "2026-11-19 23:59:00",
        event_name: "RunInstances",
        event_source: "ec2.amazonaws.com",
        aws_region: "eu-west-1",
        calls: 3,
        dt: "2026-11-19",
      },
    ]);
    expect(await lake.query("SELECT CAST(day AS varchar) AS day, event_name, calls FROM api_calls_by_name")).to.deep.equal([
      { day: "2026-11-19", event_name: "RunInstances", calls: 3 },
    ]);
  });
});

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { parseSettings } from "../settings";
import { nearest } from "../settings/reader";
import { deployed } from "./deployments";

const described = parse(readFileSync(join(__dirname, "../Pulumi.yaml"), "utf8")).config as Record<
  string,
  { type: string; default: unknown; description: string }
>;
const asText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

const wrong: readonly (readonly [key: string, value: string, must: string, got?: string])[] = [
  ["trailLogGroup", "a group", "the name of a log group"],
  ["organizationId", "a1b2", "an organisation's id such as 'o-a1b2c3d4e5'"],
  ["metricNamespace", "AWS/Mine", "1 to 200 letters, digits and . - _ / # that do not start with 'AWS/'"],
  ["maxMetricSeries", "5", "an integer from 10 to 10000"],
  ["maxMetricSeries", "100.5", "an integer from 10 to 10000"],
  ["maxMetricSeries", "ten", "an integer from 10 to 10000"],
  ["eventSources", '["ec2"]', "a list of event sources such as 'apigateway.amazonaws.com'", "ec2"],
  ["eventSources", "ec2.amazonaws.com", "a list of event sources such as 'apigateway.amazonaws.com'"],
  ["ignoredEventSources", "[7]", "a list of event sources such as 'apigateway.amazonaws.com'", "7"],
  ["auditEventSources", '["*"]', "a list of event sources such as 'apigateway.amazonaws.com'", "*"],
  ["apiCallAlarms", '{"event":"X"}', "a list of { event, source?, threshold, minutes }"],
  ["apiCallAlarms", "DeleteStage", "a list of { event, source?, threshold, minutes }"],
  ["notificationEmail", "oncall", "an e-mail address"],
  ["accessLogGroups", '["a group"]', "a list of names of log groups", "a group"],
  [
    "customerSource",
    '["header:x"]',
    "a list of 'api-key', 'authorizer:<property>' or 'claim:<name>' with names of letters, digits, '_' and '-' that start with a letter",
    "header:x",
  ],
  [
    "customerSource",
    '["claim:cognito:groups"]',
    "a list of 'api-key', 'authorizer:<property>' or 'claim:<name>' with names of letters, digits, '_' and '-' that start with a letter",
    "claim:cognito:groups",
  ],
  ["authorizerProperties", '["a b"]', "a list of names of letters, digits, '_' and '-' that start with a letter", "a b"],
  ["clientIp", "hash", "one of 'keep', 'truncate', 'pseudonymise'"],
  ["principals", "truncate", "one of 'keep', 'pseudonymise'"],
  ["droppedColumns", '["row_key"]', "a list of columns of access_logs other than request_time, row_key, schema_version", "row_key"],
  ["droppedColumns", '["colour"]', "a list of columns of access_logs other than request_time, row_key, schema_version", "colour"],
  ["deliverySeconds", "30", "an integer from 60 to 900"],
  ["directoryRefreshMinutes", "1", "an integer from 5 to 1440"],
  ["redriveSchedule", "hourly", "a schedule such as 'rate(6 hours)' or 'cron(0 5 * * ? *)'"],
  ["redriveSchedule", "rate(1 hours)", "a schedule such as 'rate(6 hours)' or 'cron(0 5 * * ? *)'"],
  ["retentionDays", "7", "an integer from 35 to 3653"],
  ["failedRetentionDays", "90", "an integer from 1 to 35"],
  [
    "logRetentionDays",
    "31",
    "one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653",
  ],
  ["keepDataOnDestroy", "yes", "one of 'true', 'false'"],
  ["customerManagedKey", "alias/key", "one of 'true', 'false'"],
  ["partnerAccounts", '["12345"]', "a list of AWS account ids of 12 digits", "12345"],
  ["crawlerSchedule", "rate(1 day)", "a schedule such as 'cron(0 2 * * ? *)'"],
  ["scanLimitGB", "0", "an integer from 1 to 100000"],
  ["quickSightPrincipals", '["analyst"]', "a list of ARNs of QuickSight users or groups", "analyst"],
  ["quickSightImport", "memory", "one of 'direct', 'spice'"],
  ["logsApiGroups", '["x"]', "an object from alias to log group name"],
  ["expectedRequestsPerDay", "-1", "an integer from 0 to 100000000000"],
  ["monthlyBudgetUsd", "$50", "an integer from 0 to 10000000"],
];

describe("settings", () => {
  it("are all described in Pulumi.yaml, with the defaults that the program has", () => {
    const fromYaml = Object.fromEntries(Object.entries(described).map(([key, { default: byDefault }]) => [key, asText(byDefault)]));
    expect(parseSettings(fromYaml)).to.deep.equal(parseSettings({}));
    for (const [key, { type, description }] of Object.entries(described)) {
      expect(["string", "integer", "boolean", "array"], key).to.include(type);
      expect(description, key).to.match(/^[A-Z].{15,}[^.]$/);
    }
  });

  it("are what DESIGN promises when nothing is set", () => {
    const { logFormats, ...settings } = parseSettings({});
    expect(Object.keys(logFormats)).to.deep.equal(["REST", "HTTP", "WEBSOCKET"]);
    expect(JSON.parse(JSON.stringify(settings))).to.deep.equal({
      metricNamespace: "API-COUNT",
      maxMetricSeries: 500,
      eventSources: [],
      ignoredEventSources: [],
      auditEventSources: ["apigateway.amazonaws.com"],
      apiCallAlarms: [],
      monitoredStages: [],
      monitorThresholds: {
        serverErrorRate: 0.05,
        clientErrorRate: 0.05,
        integrationLatencyMs: 2000,
        latencyMs: 2500,
        authorizerErrorRate: 0.05,
        integrationErrorRate: 0.05,
        wafBlockRate: 0.05,
        wafLatencyMs: 1000,
        minimumRequests: 20,
        minutes: 5,
      },
      dashboardKinds: ["REST", "HTTP", "WEBSOCKET"],
      accessLogGroups: [],
      customerSource: ["api-key"],
      authorizerProperties: [],
      jwtClaims: [],
      clientIp: "keep",
      principals: "keep",
      droppedColumns: [],
      deliverySeconds: 300,
      directoryRefreshMinutes: 60,
      retentionDays: 400,
      failedRetentionDays: 30,
      logRetentionDays: 30,
      keepDataOnDestroy: true,
      customerManagedKey: false,
      partnerAccounts: [],
      scanLimitGB: 10,
      quickSightPrincipals: [],
      quickSightImport: "direct",
      quickSightReports: false,
      expectedRequestsPerDay: 1000000,
    });
  });

  for (const [key, value, must, got = value] of wrong) {
    it(`${key} refuses ${value}`, () => {
      const shown = got.startsWith("{") || got.startsWith("[") ? JSON.stringify(JSON.parse(got)) : got;
      expect(() => parseSettings({ [key]: value })).to.throw(
        `Invalid setting 'api-usage-analytics:${key}': must be ${must}, got '${shown}'.`,
      );
    });
  }

  it("refuse a name that there is not, and say which is nearest", () => {
    for (const [given, meant] of [
      ["retentionDay", "retentionDays"],
      ["clientIP", "clientIp"],
      ["trailLogGroups", "trailLogGroup"],
      ["quicksightPrincipal", "quickSightPrincipals"],
    ])
      expect(() => parseSettings({ [given!]: "x" })).to.throw(
        `Invalid setting 'api-usage-analytics:${given}': must be the name of a setting (the nearest is '${meant}'), got '${given}'.`,
      );
    expect(nearest("abc", ["xyz", "abd", "abcdef"])).to.equal("abd");
  });

  it("check every field of an alarm", () => {
    const alarm = { event: "DeleteStage", threshold: 1, minutes: 5 };
    const given = (change: object) => ({ apiCallAlarms: JSON.stringify([{ ...alarm, ...change }]) });
    const message = (field: string, must: string, got: string) =>
      `Invalid setting 'api-usage-analytics:apiCallAlarms${field}': must be ${must}, got '${got}'.`;
    expect(() => parseSettings(given({ event: "Delete Stage" }))).to.throw(
      message(".event", "an event name such as 'DeleteStage'", "Delete Stage"),
    );
    expect(() => parseSettings(given({ event: "PutMetricData" }))).to.throw(
      message(".event", "an event name that is counted, as all are but 'PutMetricData'", "PutMetricData"),
    );
    expect(() => parseSettings(given({ source: "iam" }))).to.throw(
      message(".source", "an event source such as 'apigateway.amazonaws.com'", "iam"),
    );
    expect(() => parseSettings(given({ threshold: 0 }))).to.throw(message(".threshold", "an integer from 1 to 1000000", "0"));
    expect(() => parseSettings(given({ threshold: undefined }))).to.throw(message(".threshold", "an integer from 1 to 1000000", ""));
    expect(() => parseSettings(given({ minutes: 481 }))).to.throw(message(".minutes", "an integer from 1 to 480", "481"));
    expect(() => parseSettings(given({ colour: "red" }))).to.throw("and nothing else (event, source, threshold, minutes)");
    expect(() => parseSettings({ apiCallAlarms: JSON.stringify([alarm, alarm]) })).to.throw(
      "a list without the same event and source twice",
    );
    expect(parseSettings(given({ source: "apigateway.amazonaws.com" })).apiCallAlarms).to.deep.equal([
      { ...alarm, source: "apigateway.amazonaws.com" },
    ]);
  });

  it("refuse what contradicts itself", () => {
    expect(() => parseSettings({ trailLogGroup: "trail", organizationId: "o-a1b2c3d4e5" })).to.throw(
      "Invalid setting 'api-usage-analytics:organizationId': must be absent where 'trailLogGroup' names an existing trail's log group, got 'o-a1b2c3d4e5'.",
    );
    const alarms = Array.from({ length: 5 }, (_, index) => ({ event: `Delete${index}`, threshold: 1, minutes: 5 }));
    expect(() => parseSettings({ maxMetricSeries: "10", apiCallAlarms: JSON.stringify(alarms) })).to.throw(
      "Invalid setting 'api-usage-analytics:maxMetricSeries': must be at least 14 with 5 API-call alarms, got '10'.",
    );
    expect(() => parseSettings({ logsApiAuthorization: "cognito:x" })).to.throw("must be absent where 'logsApiGroups' is absent");
  });

  it("log what names the customer, without being told twice", () => {
    const settings = parseSettings({
      customerSource: '["authorizer:tenant","claim:azp","api-key"]',
      authorizerProperties: '["tier","tenant"]',
    });
    expect(settings.authorizerProperties).to.deep.equal(["tier", "tenant"]);
    expect(settings.jwtClaims).to.deep.equal(["azp"]);
    expect(settings.logFormats.HTTP.template).to.contain("$context.authorizer.tenant").and.to.contain("$context.authorizer.claims.azp");
  });

  it("refuse more context than a format can hold", () => {
    const names = Array.from({ length: 40 }, (_, index) => `aRatherLongPropertyName${index}`);
    expect(() => parseSettings({ authorizerProperties: JSON.stringify(names) })).to.throw(
      /^Invalid setting 'api-usage-analytics:authorizerProperties': must be short enough for the (REST|HTTP|WEBSOCKET) access-log format of at most \d+ characters/,
    );
  });
});

describe("README", () => {
  const readme = readFileSync(join(__dirname, "..", "README.md"), "utf8");

  it("names every setting that Pulumi.yaml cannot describe, and every output", async () => {
    const { outputs } = await deployed("everything");
    for (const name of [
      "apiCallAlarms",
      "monitoredStages",
      "monitorThresholds",
      "logsApiGroups",
      "logsApiThrottle",
      ...Object.keys(outputs),
    ])
      expect(readme, name).to.contain(`\`${name}\``);
  });

  it("links to pages that exist", () => {
    const links = [...readme.matchAll(/\]\(((?!https?:)[^)#]+)\)/g)].map(([, link]) => link!);
    expect(links).to.have.length.greaterThan(8);
    for (const link of links) expect(existsSync(join(__dirname, "..", link)), link).to.equal(true);
  });
});

import { readFileSync } from "node:fs";
import { expect } from "chai";
import { compactInsert } from "../../analytics/rollup";
import { dashboards } from "../../analytics/visuals";
import { relativeQuery } from "../../components/analytics-catalog/named-queries";
import { hiveType, prestoView } from "../../components/analytics-catalog/presto-view";
import { dayProjection } from "../../components/analytics-catalog/table";
import { deployed } from "../deployments";

const statements = (text: string): any[] => JSON.parse(text).Statement;

describe("AnalyticsCatalog", () => {
  it("computes the days of its tables, and stores them where the streams write", async () => {
    const stack = await deployed("minimal");
    const { inputs } = stack.named("catalog-access-logs");
    expect(inputs.parameters).to.deep.equal({
      EXTERNAL: "TRUE",
      classification: "parquet",
      "projection.enabled": "true",
      "projection.dt.type": "date",
      "projection.dt.format": "yyyy-MM-dd",
      "projection.dt.range": "NOW-401DAYS,NOW+2DAYS",
      "projection.dt.interval": "1",
      "projection.dt.interval.unit": "DAYS",
    });
    expect(inputs.partitionKeys.map(({ name, type }: any) => [name, type])).to.deep.equal([["dt", "string"]]);
    expect(inputs.storageDescriptor.location).to.equal("s3://lake-bucket/access_logs/");
    expect(inputs.storageDescriptor.columns.slice(0, 2).map(({ name, type }: any) => [name, type])).to.deep.equal([
      ["request_time", "timestamp"],
      ["row_key", "string"],
    ]);
    expect(stack.named("access-logs-stream").inputs.extendedS3Configuration.prefix).to.equal(
      "access_logs/dt=!{partitionKeyFromLambda:dt}/",
    );
    expect(dayProjection(90)["projection.dt.range"]).to.equal("NOW-91DAYS,NOW+2DAYS");
  });

  it("has the tables that the views read, with comments that Glue takes", async () => {
    const tables = (await deployed("everything"))
      .ofType("aws:glue/catalogTable:CatalogTable")
      .filter(({ inputs }) => inputs.tableType === "EXTERNAL_TABLE");
    expect(tables.map(({ inputs }) => inputs.name).sort()).to.deep.equal([
      "access_logs",
      "audit_events",
      "compact_exports",
      "directory_history",
      "ip_ranges",
      "threat_networks",
      "usage_hourly",
    ]);
    for (const { inputs } of tables)
      for (const { comment } of inputs.storageDescriptor.columns) expect(comment.length).to.be.within(1, 255);
  });

  it("stores views as Athena does: Trino's types inside, Hive's outside, the database filled in", async () => {
    const { inputs } = (await deployed("minimal")).named("catalog-view-usage-hourly-all");
    expect(inputs.parameters).to.deep.equal({ presto_view: "true", comment: "Presto View" });
    expect(inputs.viewExpandedText).to.equal("/* Presto View */");
    const stored = JSON.parse(Buffer.from(inputs.viewOriginalText.slice("/* Presto View: ".length, -" */".length), "base64").toString());
    expect(stored).to.include({ catalog: "awsdatacatalog", schema: "api_usage_analytics_test" });
    expect(stored.originalSql).to.contain("api_usage_analytics_test.usage_hourly").and.not.contain("${");
    expect(stored.originalSql.trimEnd()).not.to.match(/;$/);
    expect(stored.columns.map(({ name }: any) => name)).to.deep.equal(inputs.storageDescriptor.columns.map(({ name }: any) => name));
    expect(inputs.storageDescriptor.columns.find(({ name }: any) => name === "hour").type).to.equal("timestamp");
    expect(stored.columns.find(({ name }: any) => name === "hour").type).to.match(/^timestamp/);
  });

  it("knows Hive's name of every Trino type, and refuses what Glue cannot hold", () => {
    const pairs = {
      varchar: "string",
      "varchar(8)": "string",
      integer: "int",
      bigint: "bigint",
      "timestamp(3)": "timestamp",
      "decimal(10, 2)": "decimal(10,2)",
      "array(integer)": "array<int>",
      real: "float",
      date: "date",
    };
    for (const [trino, hive] of Object.entries(pairs)) expect(hiveType(trino), trino).to.equal(hive);
    expect(() => hiveType("timestamp(3) with time zone")).to.throw("must be one that Glue has, got 'timestamp(3) with time zone'");
    expect(prestoView("SELECT 1 AS a", "db", [{ name: "a", type: "integer" }]).columns).to.deep.equal([{ name: "a", type: "int" }]);
  });

  it("enforces the scan limit and the encryption of results", async () => {
    const { configuration } = (await deployed("everything")).named("catalog-workgroup").inputs;
    expect(configuration).to.deep.include({
      enforceWorkgroupConfiguration: true,
      bytesScannedCutoffPerQuery: 5 * 1024 ** 3,
      engineVersion: { selectedEngineVersion: "Athena engine version 3" },
    });
    expect(configuration.resultConfiguration.encryptionConfiguration).to.deep.equal({
      encryptionOption: "SSE_KMS",
      kmsKeyArn: "arn:aws:kms:eu-west-1:123456789012:key/encryption-key",
    });
    expect(configuration.resultConfiguration.outputLocation).to.equal("s3://lake-results/analytics/");
  });

  it("saves the question of every visual, about the last thirty days whenever it is asked", async () => {
    const queries = (await deployed("minimal")).ofType("aws:athena/namedQuery:NamedQuery");
    const visuals = dashboards.filter(({ localOnly }) => !localOnly).flatMap((dashboard) => dashboard.visuals);
    expect(queries.length).to.equal(visuals.length);
    for (const { inputs, name } of queries) {
      expect(inputs.query, name).not.to.match(/2001-|\$\{/);
      expect(inputs.query.length, name).to.be.below(262_144);
    }
    const overTime = visuals.find(({ x, view }) => x === "time" && view === "usage_hourly_all")!;
    const query = relativeQuery(overTime, "db");
    expect(query).to.contain(
      "dt >= date_format(current_date - INTERVAL '30' DAY, '%Y-%m-%d') AND dt <= date_format(current_date, '%Y-%m-%d')",
    );
    expect(query).to.contain(">= CAST(current_date - INTERVAL '29' DAY AS timestamp)");
    expect(query).to.contain("< CAST(current_date + INTERVAL '1' DAY AS timestamp)");
  });

  it("rolls up every night without a function, once however often the scheduler starts it", async () => {
    const stack = await deployed("minimal");
    const { inputs } = stack.named("catalog-roll-up");
    expect(inputs.target.arn).to.equal("arn:aws:scheduler:::aws-sdk:athena:startQueryExecution");
    const call = JSON.parse(inputs.target.input);
    expect(call.QueryString).to.match(/^INSERT INTO api_usage_analytics_test\.usage_hourly /);
    expect(call.WorkGroup).to.equal("api-usage-analytics-test-roll-up");
    expect(call.ClientRequestToken).to.equal("api-usage-analytics-roll-up-<aws.scheduler.scheduled-time>");
    // Athena takes tokens of 32 to 128 characters; the time has 20.
    expect(call.ClientRequestToken.length - "<aws.scheduler.scheduled-time>".length + 20).to.be.within(32, 128);
    const rights = statements(stack.named("catalog-roll-up-role-policy").inputs.policy);
    const writes = rights.filter(({ Action }) => Action.includes("s3:PutObject")).flatMap(({ Resource }) => Resource);
    expect(writes.sort()).to.deep.equal(["arn:aws:s3:::lake-bucket/usage_hourly/*", "arn:aws:s3:::lake-results/roll-up/*"]);
  });

  it("reads a few days every night, and all that late rows may reach once a week", async () => {
    const stack = await deployed("minimal");
    const run = (name: string) => {
      const { inputs } = stack.named(name);
      const sql = String(JSON.parse(inputs.target.input).QueryString);
      return {
        when: inputs.scheduleExpression,
        days: [...new Set([...sql.matchAll(/INTERVAL '(\d+)' DAY/g)].map((match) => Number(match[1])))].sort((a, b) => a - b),
      };
    };
    // The partition of the day before holds rows too. Readers fall back on the raw rows of three days, which a night must look at.
    expect(run("catalog-roll-up")).to.deep.equal({ when: "cron(30 2 * * ? *)", days: [1, 7, 8] });
    expect(run("catalog-roll-up-late")).to.deep.equal({ when: "cron(30 3 ? * SUN *)", days: [1, 35, 36] });
    expect(readFileSync("analytics/views/usage_hourly_all.sql", "utf8")).to.contain(
      "d.request_time >= CAST(current_date - INTERVAL '3' DAY AS timestamp)",
    );
    const token = JSON.parse(stack.named("catalog-roll-up-late").inputs.target.input).ClientRequestToken;
    expect(token).to.equal("api-usage-analytics-roll-up-late-<aws.scheduler.scheduled-time>");
  });

  it("has a crawler only where asked, that changes no column", async () => {
    const crawler = (await deployed("everything")).named("catalog-crawler").inputs;
    expect(crawler.schedule).to.equal("cron(0 2 * * ? *)");
    expect(crawler.schemaChangePolicy).to.deep.equal({ deleteBehavior: "LOG", updateBehavior: "LOG" });
  });
});

describe("PartnerShare", () => {
  it("lets partners read the compact rows, and nothing else", async () => {
    const policy = statements((await deployed("everything")).named("partners-bucket-policy").inputs.policy).filter(
      ({ Effect }) => Effect === "Allow",
    );
    expect(policy.map(({ Action, Resource, Condition }) => ({ Action, Resource, Condition }))).to.deep.equal([
      { Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::partners-bucket/compact/*"], Condition: undefined },
      { Action: ["s3:ListBucket"], Resource: ["arn:aws:s3:::partners-bucket"], Condition: { StringLike: { "s3:prefix": ["compact/*"] } } },
      { Action: ["s3:GetBucketLocation"], Resource: ["arn:aws:s3:::partners-bucket"], Condition: undefined },
    ]);
    for (const { Principal } of policy) expect(Principal).to.deep.equal({ AWS: ["arn:aws:iam::210987654321:root"] });
  });

  it("is encrypted by S3's key even where the lake has the customer's, what the query engine writes included", async () => {
    const stack = await deployed("everything");
    expect(stack.named("partners-bucket-encryption").inputs.rules[0].applyServerSideEncryptionByDefault).to.deep.equal({
      sseAlgorithm: "AES256",
    });
    expect(stack.named("partners-workgroup").inputs.configuration.resultConfiguration.encryptionConfiguration).to.deep.equal({
      encryptionOption: "SSE_S3",
    });
    expect(JSON.parse(stack.named("partners-daily").inputs.target.input).WorkGroup).to.equal("api-usage-analytics-test-partner-share");
  });

  it("exports every night after the roll-up, and on Sunday what came late in the week that ended", async () => {
    const stack = await deployed("everything");
    const run = (name: string) => {
      const { inputs } = stack.named(name);
      const call = JSON.parse(inputs.target.input) as { QueryString: string; ClientRequestToken: string };
      return { when: inputs.scheduleExpression, token: call.ClientRequestToken, query: call.QueryString };
    };
    expect(run("partners-daily")).to.deep.equal({
      when: "cron(0 4 * * ? *)",
      token: "api-usage-analytics-compact-daily-<aws.scheduler.scheduled-time>",
      query: compactInsert("api_usage_analytics_test", "nightly"),
    });
    // Weeks end on Saturday: a run on another day would leave its last days to the next.
    expect(run("partners-late")).to.deep.equal({
      when: "cron(0 5 ? * SUN *)",
      token: "api-usage-analytics-compact-late-<aws.scheduler.scheduled-time>",
      query: compactInsert("api_usage_analytics_test", "late"),
    });
  });

  it("shares no column that may identify a person", async () => {
    const { compactExportColumns } = require("../../analytics/schema") as typeof import("../../analytics/schema");
    expect(compactExportColumns.filter(({ privacy }) => privacy !== "none").map(({ name }) => name)).to.deep.equal([]);
    const query: string = JSON.parse((await deployed("everything")).named("partners-daily").inputs.target.input).QueryString;
    expect(query).to.match(/^INSERT INTO api_usage_analytics_test\.compact_exports /);
    expect(query.replace(/--.*/g, "")).not.to.match(/source_ip|user_agent|principal|jwt_|cognito|\bpath\b/);
  });
});

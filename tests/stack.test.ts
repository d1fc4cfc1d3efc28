import * as zlib from "node:zlib";
import { expect } from "chai";
import { configurationNames, deployed } from "./deployments";
import { deployStack, handlerText } from "./harness";

const count = (types: string[]): Record<string, number> =>
  types.reduce<Record<string, number>>((counts, type) => {
    counts[type] = (counts[type] ?? 0) + 1;
    return counts;
  }, {});

describe("stack", () => {
  for (const name of configurationNames) {
    describe(name, () => {
      it("gives every resource to a component whose name its own begins with", async () => {
        const { resources } = await deployed(name);
        const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
        const ours = resources.filter(({ type }) => type.startsWith("aws:"));
        expect(ours.length).to.be.greaterThan(100);
        for (const resource of ours) {
          const parent = byUrn.get(resource.parent);
          expect(parent?.type, resource.urn).to.match(/^api-usage-analytics:components:[A-Z]\w+$/);
          expect(resource.name, resource.urn).to.satisfy((own: string) => own.startsWith(`${parent!.name}-`));
        }
      });

      it("puts nothing but the handler into a function's package", async () => {
        const functions = (await deployed(name)).ofType("aws:lambda/function:Function");
        expect(functions.map(({ inputs }) => inputs.name).sort()).to.deep.equal(
          ["redrive-failed-records", "refresh-directory", "track-api-calls", "transform-access-logs", "transform-bridge-logs"].map(
            (handler) => `api-usage-analytics-test-${handler}`,
          ),
        );
        for (const fn of functions) expect(Object.keys(await fn.inputs.code.assets), fn.name).to.deep.equal(["__index.js"]);
      });

      it("says where stages send their logs, and what the stack is called", async () => {
        const { outputs } = await deployed(name);
        expect(outputs["accessLogDestinations"].REST.destinationArn).to.match(/amazon-apigateway-api-usage-analytics-test-logs$/);
        expect(outputs["accessLogDestinations"].REST.format).to.contain("$context.extendedRequestId");
        expect(outputs["accessLogDestinations"].HTTP.subscriptionDestinationArn).to.match(/api-usage-analytics-test-bridge$/);
        expect(outputs["accessLogDestinations"].WEBSOCKET.format).to.contain("$context.connectionId");
        expect(outputs["lakeBucket"]).to.equal("lake-bucket");
        expect(outputs["database"]).to.equal("api_usage_analytics_test");
        expect(outputs["workgroup"]).to.equal("api-usage-analytics-test-analytics");
        expect(outputs["estimatedMonthlyCostUsd"]).to.be.a("number").greaterThan(10);
      });
    });
  }

  it("keeps every package below 20 kB", async () => {
    const functions = (await deployed("everything")).ofType("aws:lambda/function:Function");
    for (const fn of functions) {
      const zipped = zlib.deflateRawSync(await handlerText(fn), { level: 9 }).length;
      expect(zipped, `${fn.name}: ${zipped} bytes`).to.be.at.most(20_000);
    }
  });

  it("makes exactly this, with no setting at all", async () => {
    const { resources } = await deployed("minimal");
    const fixed = resources
      .map(({ type }) => type)
      .filter((type) => !/catalogTable|namedQuery|cloudwatch\/(dashboard|metricAlarm|queryDefinition)/.test(type));
    expect(count(fixed)).to.deep.equal({
      "pulumi:pulumi:Stack": 1,
      "api-usage-analytics:components:DataLake": 1,
      "api-usage-analytics:components:AnalyticsCatalog": 1,
      "api-usage-analytics:components:TrailTracker": 1,
      "api-usage-analytics:components:AccessLogFirehose": 1,
      "api-usage-analytics:components:DirectoryRefresher": 1,
      "api-usage-analytics:components:FailedRecordRedrive": 1,
      "api-usage-analytics:components:OperationsDashboards": 1,
      "api-usage-analytics:components:Monitors": 1,
      // Lake, query results, trail.
      "aws:s3/bucket:Bucket": 3,
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": 3,
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": 3,
      "aws:s3/bucketVersioning:BucketVersioning": 3,
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": 3,
      "aws:s3/bucketPolicy:BucketPolicy": 3,
      "aws:glue/catalogDatabase:CatalogDatabase": 1,
      // Questions, roll-up.
      "aws:athena/workgroup:Workgroup": 2,
      // Five functions and three schedules, each with a queue; and their roles, those of three streams, trail and subscriptions.
      "aws:lambda/function:Function": 5,
      "aws:scheduler/schedule:Schedule": 3,
      "aws:sqs/queue:Queue": 8,
      "aws:sqs/queuePolicy:QueuePolicy": 8,
      "aws:iam/role:Role": 13,
      "aws:iam/rolePolicy:RolePolicy": 13,
      "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": 3,
      // Five functions, three streams, the trail.
      "aws:cloudwatch/logGroup:LogGroup": 9,
      "aws:cloudwatch/logStream:LogStream": 3,
      "aws:cloudtrail/trail:Trail": 1,
      "aws:dynamodb/table:Table": 1,
      "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": 1,
      "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": 1,
      "aws:cloudwatch/eventRule:EventRule": 1,
      "aws:cloudwatch/eventTarget:EventTarget": 1,
      "aws:lambda/permission:Permission": 2,
    });
  });

  it("makes what was asked for, and nothing of it otherwise", async () => {
    const optional: Record<string, string> = {
      "api-usage-analytics:components:EncryptionKey": "customerManagedKey",
      "api-usage-analytics:components:PseudonymKey": "principals",
      "api-usage-analytics:components:NotificationTopic": "notificationEmail",
      "api-usage-analytics:components:ApiCallAlarms": "apiCallAlarms",
      "api-usage-analytics:components:PartnerShare": "partnerAccounts",
      "api-usage-analytics:components:UsageDashboard": "quickSightPrincipals",
      "api-usage-analytics:components:LogsApi": "logsApiGroups",
      "aws:glue/crawler:Crawler": "crawlerSchedule",
    };
    const [everything, minimal, noQuickSight] = await Promise.all(["everything", "minimal", "no QuickSight"].map(deployed));
    for (const [type, setting] of Object.entries(optional)) {
      expect(everything!.ofType(type).length, setting).to.equal(1);
      expect(minimal!.ofType(type).length, setting).to.equal(0);
    }
    expect(noQuickSight!.resources.filter(({ type, inputs }) => `${type} ${inputs.typeName}`.includes("QuickSight"))).to.deep.equal([]);
    expect(everything!.outputs["usageDashboardId"]).to.equal("api-usage-analytics-test-usage");
    expect(noQuickSight!.outputs["usageDashboardId"]).to.equal(null);
  });

  it("uses an existing trail's log group instead of making a trail", async () => {
    const stack = await deployed("existing trail");
    expect(stack.ofType("aws:cloudtrail/trail:Trail")).to.deep.equal([]);
    expect(stack.ofType("aws:s3/bucket:Bucket").map(({ name }) => name)).to.deep.equal(["lake-bucket", "lake-results"]);
    expect(stack.named("trail-events").inputs.logGroup).to.equal("organisation-trail");
    expect(stack.outputs["trailLogGroup"]).to.equal("organisation-trail");
  });

  it("keeps data on destroy by default, and leaves nothing behind when told", async () => {
    const kept = await deployed("minimal");
    expect(kept.named("lake-bucket").retainOnDelete).to.equal(true);
    expect(kept.named("lake-bucket").inputs.forceDestroy).to.equal(false);
    expect(kept.named("lake-bucket-access-block").retainOnDelete).to.equal(true);
    expect(kept.named("lake-results").retainOnDelete).to.equal(false);
    const gone = await deployStack({ keepDataOnDestroy: "false" });
    expect(gone.resources.filter(({ retainOnDelete }) => retainOnDelete)).to.deep.equal([]);
    expect(gone.named("lake-bucket").inputs.forceDestroy).to.equal(true);
  });

  for (const [setting, value, message] of [
    ["maxMetricSeries", "5", "Invalid setting 'api-usage-analytics:maxMetricSeries': must be an integer from 10 to 10000, got '5'."],
    [
      "retentionDay",
      "30",
      "Invalid setting 'api-usage-analytics:retentionDay': must be the name of a setting (the nearest is 'retentionDays'), got 'retentionDay'.",
    ],
    [
      "monthlyBudgetUsd",
      "20",
      /^Invalid setting 'api-usage-analytics:monthlyBudgetUsd': must be at least the estimated cost of \$\d+\.\d\d a month, got '20'\.$/,
    ],
  ] as const) {
    it(`registers nothing when ${setting} is wrong`, async () => {
      const seen: string[] = [];
      let said = "";
      await deployStack({ [setting]: value }, { watch: (type) => seen.push(type) }).catch((error: Error) => {
        said = error.message;
      });
      if (typeof message === "string") expect(said).to.equal(message);
      else expect(said).to.match(message);
      expect(seen.filter((type) => type !== "pulumi:pulumi:Stack")).to.deep.equal([]);
    });
  }

  it("previews without knowing what AWS will answer", async () => {
    const { resources } = await deployStack({}, { preview: true });
    expect(resources.length).to.be.greaterThan(100);
  });

  it("refuses a stack name that leaves no room, before anything is made", async () => {
    const seen: string[] = [];
    let said = "";
    await deployStack({}, { stack: "a-stack-with-a-long-name", watch: (type) => seen.push(type) }).catch((error: Error) => {
      said = error.message;
    });
    expect(said).to.equal(
      "Invalid stack name 'a-stack-with-a-long-name': must leave room for 'redrive-failed-records' within 64 characters, got 67 characters ('api-usage-analytics-a-stack-with-a-long-name-redrive-failed-records').",
    );
    expect(seen.filter((type) => type !== "pulumi:pulumi:Stack")).to.deep.equal([]);
  });
});

import { expect } from "chai";
import { filterPattern } from "../../components/trail-tracker/filter-pattern";
import { deployed } from "../deployments";
import { deployStack } from "../harness";

const statements = (text: string): any[] => JSON.parse(text).Statement;

describe("TrailTracker", () => {
  it("makes the bucket policy before the trail, and the permission before the subscription", async () => {
    const { named } = await deployed("minimal");
    expect(named("trail-trail").dependsOn).to.include(named("trail-trail-bucket-policy").urn);
    expect(named("trail-events").dependsOn).to.include(named("trail-events-permission").urn);
    expect(named("trail-events-permission").inputs).to.include({
      principal: "logs.amazonaws.com",
      action: "lambda:InvokeFunction",
      sourceAccount: "123456789012",
      sourceArn: "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/cloudtrail/api-usage-analytics-test-trail:*",
    });
  });

  it("records management events of every Region, validated, and never data events", async () => {
    const { inputs } = (await deployed("minimal")).named("trail-trail");
    expect(inputs).to.include({
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      isOrganizationTrail: false,
    });
    expect(inputs.advancedEventSelectors).to.deep.equal([
      { name: "Management events", fieldSelectors: [{ field: "eventCategory", equals: ["Management"] }] },
    ]);
    // The service refuses the ARN without the suffix.
    expect(inputs.cloudWatchLogsGroupArn).to.match(/:\*$/);
  });

  it("is one of the whole organisation where asked, which may write below the organisation's folder and streams as well", async () => {
    const stack = await deployStack({ organizationId: "o-a1b2c3d4e5" });
    expect(stack.named("trail-trail").inputs.isOrganizationTrail).to.equal(true);
    const writes = statements(stack.named("trail-trail-bucket-policy").inputs.policy).find(({ Sid }) => Sid === "TrailWrites");
    expect(writes.Resource).to.deep.equal(
      ["123456789012", "o-a1b2c3d4e5"].map((owner) => `arn:aws:s3:::trail-trail-bucket/AWSLogs/${owner}/*`),
    );
    const [logs] = statements(stack.named("trail-trail-role-policy").inputs.policy);
    expect(logs.Resource.map((arn: string) => arn.split(":log-stream:")[1])).to.deep.equal(["123456789012_*", "o-a1b2c3d4e5_*"]);
  });

  it("lets only this trail write to its bucket, below the account's folder", async () => {
    const policy = statements((await deployed("minimal")).named("trail-trail-bucket-policy").inputs.policy);
    const writes = policy.find(({ Sid }) => Sid === "TrailWrites");
    expect(writes.Resource).to.deep.equal(["arn:aws:s3:::trail-trail-bucket/AWSLogs/123456789012/*"]);
    expect(writes.Condition.StringEquals).to.deep.equal({
      "aws:SourceArn": "arn:aws:cloudtrail:eu-west-1:123456789012:trail/api-usage-analytics-test-trail",
      "s3:x-amz-acl": "bucket-owner-full-control",
    });
  });

  it("lets the trail use the customer's key", async () => {
    const stack = await deployed("everything");
    const policy = statements(stack.named("encryption-key").inputs.policy);
    const encrypts = policy.find(({ Sid }) => Sid === "TrailEncrypts");
    expect(encrypts.Condition.StringEquals["aws:SourceArn"]).to.equal(
      "arn:aws:cloudtrail:eu-west-1:123456789012:trail/api-usage-analytics-test-trail",
    );
    expect(stack.named("trail-trail").inputs.kmsKeyId).to.equal("arn:aws:kms:eu-west-1:123456789012:key/encryption-key");
  });

  it("files audit rows by their own day, without a function", async () => {
    const s3 = (await deployed("minimal")).named("trail-audit-events").inputs.extendedS3Configuration;
    expect(s3.prefix).to.equal("audit_events/dt=!{partitionKeyFromQuery:dt}/");
    expect(s3.errorOutputPrefix).to.equal(
      "failed/api-usage-analytics-test-audit-events/!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/",
    );
    expect(s3.processingConfiguration.processors).to.deep.equal([
      {
        type: "MetadataExtraction",
        parameters: [
          { parameterName: "MetadataExtractionQuery", parameterValue: "{dt:.dt}" },
          { parameterName: "JsonParsingEngine", parameterValue: "JQ-1.6" },
        ],
      },
    ]);
  });

  it("publishes in its own namespaces only, and keeps its claims where they expire", async () => {
    const stack = await deployed("minimal");
    const metrics = statements(stack.named("trail-track-api-calls-role-policy").inputs.policy).find(({ Action }) =>
      Action.includes("cloudwatch:PutMetricData"),
    );
    expect(metrics.Condition.StringEquals["cloudwatch:namespace"]).to.deep.equal(["API-COUNT", "API-COUNT/Alarms", "API-COUNT/Pipeline"]);
    const table = stack.named("trail-state").inputs;
    expect(table.hashKey).to.equal("pk");
    expect(table.ttl).to.deep.equal({ attributeName: "expires", enabled: true });
    expect(table.billingMode).to.equal("PAY_PER_REQUEST");
  });
});

describe("filter pattern of the subscription", () => {
  const nothing = { eventSources: [], ignoredEventSources: [], auditEventSources: [], alarms: [] };
  const guard = '($.eventName != "PutMetricData")';

  it("lets everything pass but the tracker's own effect", () => {
    expect(filterPattern(nothing)).to.equal(`{ ${guard} }`);
    expect(filterPattern({ ...nothing, auditEventSources: "*", eventSources: ["ec2.amazonaws.com"] })).to.equal(`{ ${guard} }`);
  });

  it("asks for counted, audited and alarmed sources", () => {
    expect(
      filterPattern({
        eventSources: ["ec2.amazonaws.com", "kms.amazonaws.com"],
        ignoredEventSources: ["kms.amazonaws.com"],
        auditEventSources: ["apigateway.amazonaws.com"],
        alarms: [{ event: "StopLogging", source: "cloudtrail.amazonaws.com" }, { event: "ConsoleLogin" }],
      }),
    ).to.equal(
      `{ ${guard} && (($.eventSource = "ec2.amazonaws.com") || ($.eventSource = "apigateway.amazonaws.com") || ($.eventSource = "cloudtrail.amazonaws.com") || ($.eventName = "ConsoleLogin")) }`,
    );
  });

  it("leaves out ignored sources, but not those that are audited or alarmed on", () => {
    expect(
      filterPattern({
        ...nothing,
        ignoredEventSources: ["kms.amazonaws.com", "sts.amazonaws.com", "apigateway.amazonaws.com"],
        auditEventSources: ["apigateway.amazonaws.com"],
        alarms: [{ event: "GetSessionToken" }],
      }),
    ).to.equal(
      `{ ${guard} && ((($.eventSource != "kms.amazonaws.com") && ($.eventSource != "sts.amazonaws.com")) || ($.eventName = "GetSessionToken")) }`,
    );
  });

  it("lets the tracker filter where the pattern would be too long", () => {
    const eventSources = Array.from({ length: 60 }, (_, index) => `service-${index}.amazonaws.com`);
    expect(filterPattern({ ...nothing, eventSources })).to.equal(`{ ${guard} }`);
    expect(filterPattern({ ...nothing, eventSources: eventSources.slice(0, 15) }).length).to.be.within(700, 1024);
  });
});

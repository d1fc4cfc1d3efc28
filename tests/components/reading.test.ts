import { expect } from "chai";
import { deployed } from "../deployments";

const statements = (text: string): any[] => JSON.parse(text).Statement;

describe("UsageDashboard", () => {
  it("queries with a role of its own, which may read rows and never raw failures", async () => {
    const stack = await deployed("everything");
    const source = JSON.parse(stack.named("usage-source").inputs.desiredState);
    expect(source.DataSourceParameters.AthenaParameters).to.deep.equal({
      WorkGroup: "api-usage-analytics-test-analytics",
      RoleArn: "arn:aws:iam:eu-west-1:123456789012:role/usage-query-role",
    });
    const reads = statements(stack.named("usage-query-role-policy").inputs.policy)
      .filter(({ Action }) => Action.includes("s3:GetObject"))
      .flatMap(({ Resource }) => Resource as string[]);
    expect(reads).to.include("arn:aws:s3:::lake-bucket/access_logs/*");
    expect(reads.filter((resource) => /lake-bucket\/(\*|failed|redriven|coverage)/.test(resource))).to.deep.equal([]);
  });

  it("opens for the principals that are named, under ids of the stack", async () => {
    const stack = await deployed("everything");
    for (const [name, id] of [
      ["usage-source", "DataSourceId"],
      ["usage-data-set", "DataSetId"],
      ["usage-dashboard", "DashboardId"],
    ]) {
      const state = JSON.parse(stack.named(name!).inputs.desiredState);
      expect(state[id!]).to.match(/^api-usage-analytics-test-/);
      expect(state.Permissions.map(({ Principal }: any) => Principal)).to.deep.equal([
        "arn:aws:quicksight:eu-west-1:123456789012:user/default/analyst",
      ]);
    }
  });

  it("imports on a schedule where asked", async () => {
    const stack = await deployed("everything");
    expect(JSON.parse(stack.named("usage-data-set").inputs.desiredState).ImportMode).to.equal("SPICE");
    expect(stack.named("usage-refresh").inputs.schedule.refreshType).to.equal("FULL_REFRESH");
  });
});

describe("OperationsDashboards", () => {
  it("fits on CloudWatch's grid and names every function and stream of the stack", async () => {
    const stack = await deployed("minimal");
    for (const dashboard of stack.ofType("aws:cloudwatch/dashboard:Dashboard")) {
      const { widgets } = JSON.parse(dashboard.inputs.dashboardBody);
      expect(widgets.length).to.be.within(1, 500);
      for (const { x, width } of widgets) expect(x + width).to.be.at.most(24);
    }
    const bodies = stack
      .ofType("aws:cloudwatch/dashboard:Dashboard")
      .map(({ inputs }) => inputs.dashboardBody)
      .join();
    for (const { inputs } of [
      ...stack.ofType("aws:lambda/function:Function"),
      ...stack.ofType("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"),
    ])
      expect(bodies).to.contain(`"${inputs.name}"`);
  });
});

describe("ApiCallAlarms", () => {
  it("look at the last three windows, one of which is enough, and are silent when nobody calls", async () => {
    const stack = await deployed("everything");
    const { inputs } = stack.named("api-calls-DeleteRestApi-apigateway");
    expect(inputs).to.deep.include({
      namespace: "API-COUNT/Alarms",
      metricName: "Calls",
      dimensions: { eventName: "DeleteRestApi", eventSource: "apigateway.amazonaws.com" },
      statistic: "Sum",
      period: 300,
      evaluationPeriods: 3,
      datapointsToAlarm: 1,
      threshold: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      treatMissingData: "notBreaching",
    });
    expect(inputs.alarmActions).to.deep.equal(["arn:aws:sns:eu-west-1:123456789012:topic/notifications-topic"]);
  });

  it("may publish to the encrypted topic: its key lets CloudWatch in", async () => {
    for (const [configuration, key] of [
      ["everything", "encryption-key"],
      ["existing trail", "notifications-key"],
    ]) {
      const stack = await deployed(configuration!);
      expect(stack.named("notifications-topic").inputs.kmsMasterKeyId).to.equal(`arn:aws:kms:eu-west-1:123456789012:key/${key}`);
      const publish = statements(stack.named(key!).inputs.policy).find(({ Sid }) => Sid === "AlarmsPublish");
      expect(publish.Principal).to.deep.equal({ Service: "cloudwatch.amazonaws.com" });
    }
  });
});

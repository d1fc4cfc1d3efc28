import { expect } from "chai";
import { laptopBodies } from "../../local/cloudwatch/laptop-bodies";
import { emptySummary } from "../../local/import-summary";
import { deployed } from "../deployments";

const statements = (text: string): any[] => JSON.parse(text).Statement;

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

  it("are previewed on a laptop as a stack named dev has them", async () => {
    const stack = await deployed("minimal");
    const rows = ["REST", "HTTP", "WEBSOCKET"].map((kind) => [kind, "eu-west-1", 1]);
    const lake = { query: async () => ({ columns: [], rows }), summary: emptySummary(), close: () => {} };
    const { bodies } = await laptopBodies(lake, "API-COUNT");
    const deployedBodies = stack
      .ofType("aws:cloudwatch/dashboard:Dashboard")
      .map(({ inputs }) => [
        inputs.dashboardName.replace("api-usage-analytics-test-", ""),
        JSON.parse(inputs.dashboardBody.replaceAll("api-usage-analytics-test", "api-usage-analytics-dev")),
      ]);
    expect(JSON.parse(JSON.stringify(bodies))).to.deep.equal(Object.fromEntries(deployedBodies));
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

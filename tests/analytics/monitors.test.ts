import { expect } from "chai";
import { fleetMonitors } from "../../analytics/monitors/fleet-monitors";
import { billedMetrics, describeMonitor, type Monitor } from "../../analytics/monitors/monitor";
import { pipelineMonitors } from "../../analytics/monitors/pipeline-monitors";
import { stageMonitors } from "../../analytics/monitors/stage-monitors";
import { defaultThresholds } from "../../analytics/monitors/thresholds";

const stage = (kind: "REST" | "HTTP" | "WEBSOCKET") => ({ kind, apiId: "a1b2c3", apiName: "orders", stage: "prod" }) as const;
const of = (kind: "REST" | "HTTP" | "WEBSOCKET") => stageMonitors(stage(kind), defaultThresholds, "API-COUNT");
const find = (monitors: readonly Monitor[], id: string) => monitors.find((monitor) => monitor.id.endsWith(id))!;
const pipeline = pipelineMonitors({
  metricNamespace: "API-COUNT",
  trackerFunction: "p-dev-track-api-calls",
  transformerFunctions: ["p-dev-transform-access-logs", "p-dev-transform-access-logs-bridge"],
  functionNames: ["p-dev-track-api-calls", "p-dev-transform-access-logs", "p-dev-transform-access-logs-bridge", "p-dev-refresh-directory"],
  streams: [
    { id: "access-logs", name: "amazon-apigateway-x" },
    { id: "audit", name: "audit-x" },
  ],
  workgroup: "w",
  scheduledWorkgroups: [{ id: "rollUp", name: "p-dev-roll-up" }],
  failureQueues: ["tracker-failures", "directory-failures"],
  scanLimitBytes: 10,
  deliverySeconds: 300,
});
const all = [...of("REST"), ...of("HTTP"), ...of("WEBSOCKET"), ...fleetMonitors(defaultThresholds), ...pipeline];

describe("monitors", () => {
  it("watch what the nine monitors of the operations app watched, per kind where the kind has the signal", () => {
    const topics = (monitors: readonly Monitor[]) => monitors.map((monitor) => monitor.id.replace("a1b2c3-prod-", ""));
    expect(topics(of("REST"))).to.deep.equal([
      "server-errors",
      "client-errors",
      "integration-latency",
      "latency",
      "authorizer-errors",
      "integration-errors",
      "waf-blocks",
      "waf-latency",
      "low-traffic",
    ]);
    expect(topics(of("HTTP"))).to.deep.equal([
      "server-errors",
      "client-errors",
      "integration-latency",
      "latency",
      "integration-errors",
      "low-traffic",
    ]);
    expect(topics(of("WEBSOCKET"))).to.include.members([
      "server-errors",
      "client-errors",
      "integration-latency",
      "authorizer-errors",
      "low-traffic",
    ]);
  });

  it("watch errors and latencies of all APIs of a kind where no stage is listed, each series once", () => {
    const asked = fleetMonitors(defaultThresholds).map(({ id, queries, threshold }) => [id, queries[0]!.expression, threshold]);
    expect(asked).to.deep.equal([
      ["fleet-rest-server-errors", 'SELECT AVG("5XXError") FROM SCHEMA("AWS/ApiGateway", ApiName)', 0.05],
      ["fleet-rest-client-errors", 'SELECT AVG("4XXError") FROM SCHEMA("AWS/ApiGateway", ApiName)', 0.05],
      ["fleet-rest-latency", 'SELECT AVG("Latency") FROM SCHEMA("AWS/ApiGateway", ApiName)', 2500],
      ["fleet-rest-integration-latency", 'SELECT AVG("IntegrationLatency") FROM SCHEMA("AWS/ApiGateway", ApiName)', 2000],
      ["fleet-http-server-errors", 'SELECT AVG("5xx") FROM SCHEMA("AWS/ApiGateway", ApiId)', 0.05],
      ["fleet-http-client-errors", 'SELECT AVG("4xx") FROM SCHEMA("AWS/ApiGateway", ApiId)', 0.05],
      ["fleet-http-latency", 'SELECT AVG("Latency") FROM SCHEMA("AWS/ApiGateway", ApiId)', 2500],
      ["fleet-http-integration-latency", 'SELECT AVG("IntegrationLatency") FROM SCHEMA("AWS/ApiGateway", ApiId)', 2000],
      ["fleet-websocket-server-errors", 'SELECT AVG("ExecutionError") FROM SCHEMA("AWS/ApiGateway", ApiId)', 0.05],
      ["fleet-websocket-client-errors", 'SELECT AVG("ClientError") FROM SCHEMA("AWS/ApiGateway", ApiId)', 0.05],
    ]);
  });

  it("read REST series by the API's name and the others by its id, in the exact spelling of each kind", () => {
    const metrics = (kind: "REST" | "HTTP" | "WEBSOCKET", id: string) =>
      find(of(kind), id).queries.flatMap(({ metric }) => (metric ? [`${metric.name} ${JSON.stringify(metric.dimensions)}`] : []));
    expect(metrics("REST", "server-errors")).to.deep.equal([
      '5XXError {"ApiName":"orders","Stage":"prod"}',
      'Count {"ApiName":"orders","Stage":"prod"}',
    ]);
    expect(metrics("HTTP", "server-errors")).to.deep.equal([
      '5xx {"ApiId":"a1b2c3","Stage":"prod"}',
      'Count {"ApiId":"a1b2c3","Stage":"prod"}',
    ]);
    expect(metrics("WEBSOCKET", "prod-server-errors").join()).to.contain("ExecutionError").and.contain("IntegrationError");
  });

  it("compute shares as quotients of sums, and none where there is too little traffic", () => {
    const share = find(of("REST"), "server-errors").queries.find((query) => query.returned)!;
    expect(share.expression).to.equal("IF(t0 >= 20, (FILL(e0, 0)) / t0, 0)");
    const messages = find(of("WEBSOCKET"), "server-errors").queries.find((query) => query.id === "share")!;
    expect(messages.expression).to.equal("IF(SUM([t0, t1]) >= 20, (FILL(e0, 0) + FILL(e1, 0)) / SUM([t0, t1]), 0)");
  });

  it("are told apart for stages whose names differ in a sign only", () => {
    const stages = ["v10", "v1-0", "v1_0", "default", "$default"];
    const ids = stages.flatMap((name) =>
      stageMonitors({ ...stage("HTTP"), stage: name }, defaultThresholds, "API-COUNT").map(({ id }) => id),
    );
    expect(new Set(ids).size).to.equal(ids.length);
    expect(ids.join()).to.not.include("$");
  });

  it("never ring on an API that is rarely used", () => {
    for (const kind of ["REST", "HTTP", "WEBSOCKET"] as const) {
      const low = find(of(kind), "low-traffic");
      expect(low.comparison).to.equal("below-usual");
      expect(low.queries.map(({ id }) => id)).to.deep.equal(["t0", "traffic", "band"]);
      // An outage leaves no data points, and has to be seen all the same.
      expect(low.queries[1]!.expression).to.equal("FILL(t0, 0)");
      expect(low.queries.filter(({ returned }) => returned).map(({ id }) => id)).to.deep.equal(["traffic", "band"]);
    }
    for (const monitor of all) expect(monitor.missing, monitor.id).to.equal("fine");
  });

  it("watch the pipeline itself", () => {
    expect(pipeline.map((monitor) => monitor.id)).to.include.members([
      "tracker-overflow",
      "failed-records",
      "freshness-access-logs",
      "throttled-audit",
      "conversion-access-logs",
      "query-rollUp",
      "given-up",
      "scan-limit",
      "errors-track-api-calls",
      "errors-refresh-directory",
    ]);
    expect(find(pipeline, "freshness-audit").threshold).to.equal(1500);
  });

  it("have one id each, one returned value, a threshold or a band, and a description that fits and says what to do", () => {
    const ids = [...of("REST"), ...fleetMonitors(defaultThresholds), ...pipeline].map((monitor) => monitor.id);
    expect(new Set(ids).size).to.equal(ids.length);
    for (const monitor of all) {
      const returned = monitor.queries.filter((query) => query.returned).length;
      expect(returned, monitor.id).to.equal(monitor.comparison === "below-usual" ? 2 : 1);
      expect(monitor.threshold === undefined, monitor.id).to.equal(monitor.comparison === "below-usual");
      // CloudWatch takes 1,024 characters.
      expect(describeMonitor(monitor).length, monitor.id).to.be.within(60, 1024);
      expect(describeMonitor(monitor)).to.contain(" First: ");
      expect(monitor.datapoints).to.be.at.most(monitor.periods);
    }
  });

  it("are billed by the metrics they read", () => {
    expect(billedMetrics(find(of("REST"), "latency"))).to.equal(1);
    expect(billedMetrics(find(of("REST"), "server-errors"))).to.equal(2);
    expect(billedMetrics(find(of("REST"), "low-traffic"))).to.equal(3);
  });
});

import { expect } from "chai";
import { fleetMonitors } from "../../../analytics/monitors/fleet-monitors";
import { pipelineMonitors } from "../../../analytics/monitors/pipeline-monitors";
import { stageMonitors } from "../../../analytics/monitors/stage-monitors";
import { defaultThresholds } from "../../../analytics/monitors/thresholds";
import { apiKinds } from "../../../analytics/schema";
import { findPublished, publishedMetrics } from "../../../local/cloudwatch/published-metrics";
import { fill, record, request, restFormat, transformerRig } from "../../functions/stand-ins/transformer-rig";

const published = publishedMetrics("API-COUNT");
const transformers = ["p-dev-transform-access-logs", "p-dev-transform-bridge-logs"];
const monitors = [
  ...apiKinds.flatMap((kind) => stageMonitors({ kind, apiId: "a1", apiName: "orders", stage: "prod" }, defaultThresholds, "API-COUNT")),
  ...pipelineMonitors({
    metricNamespace: "API-COUNT",
    trackerFunction: "p-dev-track-api-calls",
    transformerFunctions: transformers,
    functionNames: ["p-dev-track-api-calls", ...transformers, "p-dev-refresh-directory"],
    streams: [{ id: "audit", name: "p-dev-audit" }],
    workgroup: "p-dev-analytics",
    scheduledWorkgroups: [{ id: "rollUp", name: "p-dev-roll-up" }],
    failureQueues: ["tracker-failures", "directory-failures"],
    scanLimitBytes: 10,
    deliverySeconds: 300,
  }),
];

describe("what is published to CloudWatch", () => {
  it("holds every series that a monitor reads, of whom publishes it, with a statistic that says something", () => {
    const read = monitors.flatMap(({ id, queries }) => queries.flatMap(({ metric }) => (metric ? [{ id, metric }] : [])));
    expect(read.length).to.be.greaterThan(40);
    for (const { id, metric } of read) {
      const { namespace, name, dimensions, stat } = metric;
      const asked = { namespace, metric: name, dimensions: Object.keys(dimensions), where: dimensions, stat };
      expect(() => findPublished(published, asked), id).not.to.throw();
    }
  });

  it("holds what the fleet's monitors select", () => {
    for (const { id, queries } of fleetMonitors(defaultThresholds)) {
      const [, function_, metric, namespace, dimension] = /^SELECT (\w+)\("(\w+)"\) FROM SCHEMA\("([^"]+)", (\w+)\)$/.exec(
        queries[0]!.expression!,
      )!;
      expect(function_, id).to.equal("AVG");
      const asked = { namespace: namespace!, metric: metric!, dimensions: [dimension!], where: {}, stat: "Average" };
      expect(() => findPublished(published, asked), id).not.to.throw();
    }
  });

  it("holds exactly what the transformer writes", async () => {
    const rig = await transformerRig({ config: { metricsFor: ["a1b2c3d4e5/prod"] } });
    const values = { "authorizer.error": "timeout", "waf.latency": "4", wafResponseCode: "WAF_BLOCK", "integration.status": "502" };
    await rig.transform([record(fill(restFormat, request(values))), record("half a line")]);
    const written = rig.stdout.flatMap(
      (line) => line["_aws"].CloudWatchMetrics as { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[],
    );
    expect(written.map(({ Namespace }) => Namespace)).to.deep.equal(["API-COUNT/Pipeline", "API-COUNT/AccessLogs"]);
    for (const { Namespace, Dimensions, Metrics } of written)
      for (const { Name } of Metrics)
        expect(
          () =>
            findPublished(published, {
              namespace: Namespace,
              metric: Name,
              dimensions: Dimensions[0]!,
              where: {},
              stat: Name === "WafLatency" ? "p90" : "Sum",
            }),
          Name,
        ).not.to.throw();
    const [, stage] = written;
    const known = published.find(({ namespace }) => namespace === "API-COUNT/AccessLogs")!.metrics;
    expect(Object.keys(known).sort()).to.deep.equal(stage!.Metrics.map(({ Name }) => Name).sort());
  });
});

import { expect } from "chai";
import { costDrivers, parseSettings } from "../../settings";
import { asGiven, configurationNames, deployed } from "../deployments";
import { CONFIGURATIONS } from "../engines/configurations";

interface AlarmInputs {
  readonly metricName?: string;
  readonly thresholdMetricId?: string;
  readonly metricQueries?: readonly { readonly metric?: { readonly metricName: string; readonly dimensions: Record<string, string> } }[];
}

describe("Monitors", () => {
  const alarmsOf = async (name: string) =>
    (await deployed(name))
      .ofType("aws:cloudwatch/metricAlarm:MetricAlarm")
      .map((alarm) => ({ ...alarm, inputs: alarm.inputs as AlarmInputs }));
  const series = ({ metricQueries = [] }: AlarmInputs) => metricQueries.flatMap(({ metric }) => (metric ? [metric] : []));

  it("watch every queue in which something can be given up", async () => {
    for (const name of configurationNames) {
      const queues = (await deployed(name)).ofType("aws:sqs/queue:Queue").map((queue) => queue.name);
      const alarm = (await alarmsOf(name)).find((one) => one.name === "monitors-given-up")!;
      // Firehose waits for its transformers' answers and tries again itself: they are never given an event to keep.
      const expected = queues.filter((queue) => !/-transform-(access|bridge)-logs-failures$/.test(queue));
      expect(
        series(alarm.inputs).map(({ dimensions }) => dimensions["QueueName"]),
        name,
      ).to.have.members(expected);
      // An alarm reads ten metrics at most.
      expect(expected.length, name).to.be.within(6, 10);
    }
  });

  it("watch every workgroup in which scheduled queries run", async () => {
    for (const name of configurationNames) {
      const schedules = (await deployed(name))
        .ofType("aws:scheduler/schedule:Schedule")
        .map(({ inputs }) => JSON.parse(inputs.target.input));
      const scheduled = new Set(schedules.flatMap(({ WorkGroup }) => (WorkGroup ? [WorkGroup] : [])));
      const watched = (await alarmsOf(name)).filter((one) => one.name.startsWith("monitors-query-")).map(({ inputs }) => series(inputs));
      expect(new Set(watched.flat().map(({ dimensions }) => dimensions["WorkGroup"])), name).to.deep.equal(scheduled);
      for (const pair of watched) expect(pair.map(({ dimensions }) => dimensions["QueryState"])).to.deep.equal(["FAILED", "CANCELED"]);
    }
  });

  it("are as many as the estimate counts", async () => {
    for (const { name, config } of CONFIGURATIONS) {
      // A band is billed as three metrics.
      const billed = (await alarmsOf(name)).map(({ inputs }) => (inputs.thresholdMetricId ? 3 : Math.max(1, series(inputs).length)));
      const given = Object.entries(asGiven(config)).map(([key, value]) => [key.replace(/^.*:/, ""), value]);
      expect(costDrivers(parseSettings(Object.fromEntries(given))).alarmMetrics, name).to.equal(
        billed.reduce((sum, metrics) => sum + metrics, 0),
      );
    }
  });
});

import { expect } from "chai";
import { type CostDrivers, costReport, estimateMonthlyCost, refuseAboveBudget, runsPerDay, totalUsd } from "../../components/cost";
import { atDefaults, costPage } from "../../docs/cost-page";
import { deployed } from "../deployments";

const drivers: CostDrivers = {
  requestsPerDay: 1_000_000,
  retentionDays: 400,
  maxMetricSeries: 500,
  alarmMetrics: 0,
  compositeAlarms: 0,
  customerManagedKey: false,
  pseudonymKey: false,
  crawlerRunsPerDay: 0,
  quickSightReaders: 0,
  logsApi: false,
  dashboards: 1,
  createsTrail: false,
};
const costOf = (item: string, change: Partial<CostDrivers> = {}) =>
  estimateMonthlyCost({ ...drivers, ...change }).find((one) => one.item === item)?.usd ?? 0;

describe("the page of costs", () => {
  it("starts from what the stack with default settings really estimates", async () => {
    const { outputs } = await deployed("minimal");
    expect(totalUsd(estimateMonthlyCost(atDefaults(1_000_000)))).to.equal(outputs["estimatedMonthlyCostUsd"]);
  });

  it("says what a setting changes from the defaults: more of a thing is never cheaper", () => {
    expect(costPage()).to.contain("| one more metric that an alarm reads | +0.10 |");
    expect(costPage()).to.match(/\| one QuickSight reader \| \+/);
  });

  it("says for every line what drives it", () => {
    expect(costPage()).to.contain("| Firehose | 0.10 | 1.04 | 10.43 |").and.not.contain("undefined");
  });
});

describe("cost estimate", () => {
  it("counts each request as the 5 KB that Firehose bills", () => {
    // 30.4 million records of 5,120 bytes are 155.6 GB, at 2.9 + 1.8 + 2 cents a GB.
    expect(costOf("Firehose")).to.equal(10.43);
    expect(costOf("Firehose", { requestsPerDay: 10_000 })).to.equal(0.1);
  });

  it("counts every series that the ceiling allows", () => {
    expect(costOf("CloudWatch metrics")).to.equal(150);
    expect(costOf("CloudWatch metrics", { maxMetricSeries: 50 })).to.equal(15);
  });

  it("shows what a crawler every ten minutes would cost", () => {
    // 144 runs a day of ten billed minutes with two units at $0.44 an hour.
    expect(costOf("Glue crawler", { crawlerRunsPerDay: runsPerDay("cron(0/10 * * * ? *)") })).to.equal(642.05);
  });

  it("says what a trail of its own costs, and what a second one would", () => {
    // 3.04 million events of 1.26 KB are 3.83 GB, at 50 cents; recorded for a second time they cost $2 per 100,000.
    expect(costOf("CloudTrail", { createsTrail: true })).to.equal(1.92);
    const line = estimateMonthlyCost({ ...drivers, createsTrail: true }).find(({ item }) => item === "CloudTrail")!;
    expect(line.why).to.contain("this second copy adds $60.80: name that trail's log group in trailLogGroup");
    expect(costReport([line], 1_000_000)).to.contain("$60.80");
  });

  it("names only what costs something", () => {
    expect(estimateMonthlyCost(drivers).map(({ item }) => item)).to.deep.equal([
      "Firehose",
      "Lambda",
      "S3",
      "CloudWatch metrics",
      "Athena",
    ]);
    expect(costOf("QuickSight", { quickSightReaders: 4 })).to.equal(12);
  });

  it("counts the runs of schedules", () => {
    const runs = {
      "cron(0 2 * * ? *)": 1,
      "cron(0/10 * * * ? *)": 144,
      "cron(0 0/6 * * ? *)": 4,
      "cron(15,45 8-17 * * ? *)": 20,
      "cron(0 6 ? * MON-FRI *)": 5 / 7,
      "cron(0 6 ? * SUN *)": 1 / 7,
      "cron(0 6 ? * FRI-MON *)": 4 / 7,
      // Days of the week count from 1, Sunday.
      "cron(0 6 ? * 2-6 *)": 5 / 7,
      "cron(0 6 ? * 6-2 *)": 4 / 7,
      "cron(0 6 ? * 1,mon,Wed *)": 3 / 7,
      "cron(0 6 ? * 2/2 *)": 3 / 7,
      "cron(0 6 ? * */3 *)": 3 / 7,
      "cron(0 6 ? * 6L *)": 1 / 7,
      "cron(0 6 ? * 2#1 *)": 1 / 7,
      "cron(0 6 1 * ? *)": 1 / 30.4,
    };
    for (const [schedule, expected] of Object.entries(runs)) expect(runsPerDay(schedule), schedule).to.be.closeTo(expected, 1e-9);
    expect(runsPerDay(undefined)).to.equal(0);
  });

  it("adds up, prints, and refuses what is above the budget", () => {
    const items = [
      { item: "A", usd: 1.11, why: "because" },
      { item: "Bcd", usd: 20.2, why: "therefore" },
    ];
    expect(totalUsd(items)).to.equal(21.31);
    expect(costReport(items, 1_000_000)).to.equal(
      "Estimated cost: $21.31 a month at 1,000,000 requests a day (list prices of us-east-1)\n  A         1.11  because\n  Bcd      20.20  therefore",
    );
    expect(() => refuseAboveBudget(21.31, 21)).to.throw(
      "Invalid setting 'api-usage-analytics:monthlyBudgetUsd': must be at least the estimated cost of $21.31 a month, got '21'.",
    );
    refuseAboveBudget(21.31, 22);
    refuseAboveBudget(1e9, undefined);
  });
});

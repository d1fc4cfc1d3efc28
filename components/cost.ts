/** What the monthly bill depends on. Prices are list prices of us-east-1, in US dollars, as of November 2026. */
export interface CostDrivers {
  readonly requestsPerDay: number;
  readonly retentionDays: number;
  readonly maxMetricSeries: number;
  /** Metrics that alarms read. */
  readonly alarmMetrics: number;
  readonly compositeAlarms: number;
  readonly customerManagedKey: boolean;
  readonly pseudonymKey: boolean;
  /** Runs of the crawler a day; 0 without one. */
  readonly crawlerRunsPerDay: number;
  readonly quickSightReaders: number;
  readonly logsApi: boolean;
  /** CloudWatch dashboards of the stack. */
  readonly dashboards: number;
  /** The stack makes a trail of its own, because no existing trail's log group is named. */
  readonly createsTrail: boolean;
}

/** One line of the estimate. */
export interface CostItem {
  readonly item: string;
  /** Dollars a month, to the cent. */
  readonly usd: number;
  /** How it comes about, in words. */
  readonly why: string;
}

/** List prices of us-east-1 in US dollars, read in November 2026. Those that no public price list confirms are marked. */
export const prices = {
  firehoseIngest: { usd: 0.029, per: "GB taken in, each record rounded up to 5 KB" },
  firehoseConversion: { usd: 0.018, per: "GB converted to Parquet, of the same rounded size" },
  firehosePartitioning: { usd: 0.02, per: "GB partitioned by day", unconfirmed: true },
  lambdaRequests: { usd: 0.2, per: "million invocations" },
  lambdaSeconds: { usd: 0.0000133334, per: "GB-second on Arm" },
  s3Storage: { usd: 0.023, per: "GB and month" },
  metric: { usd: 0.3, per: "custom metric and month, the first 10,000" },
  dashboard: { usd: 3, per: "dashboard and month after the account's first three" },
  alarmMetric: { usd: 0.1, per: "metric that an alarm reads, a month" },
  compositeAlarm: { usd: 0.5, per: "composite alarm and month", unconfirmed: true },
  athena: { usd: 5, per: "TB scanned, 10 MB a query at least" },
  logIngestion: { usd: 0.5, per: "GB into a log group" },
  logScan: { usd: 0.005, per: "GB that a question reads of a log group" },
  secondTrail: { usd: 2, per: "100,000 management events recorded by a second trail; the first copy is free" },
  crawler: { usd: 0.44, per: "unit and hour, ten minutes a run at least" },
  kmsKey: { usd: 1, per: "key and month" },
  secret: { usd: 0.4, per: "secret and month" },
  quickSightReader: { usd: 3, per: "reader and month" },
  restCalls: { usd: 3.5, per: "million calls to a REST API" },
} as const satisfies Readonly<Record<string, { readonly usd: number; readonly per: string; readonly unconfirmed?: true }>>;

const daysPerMonth = 30.4;
const gb = 1e9;
/** Firehose rounds every record up to 5 KB: an access-log line of 1.2 KB costs four times what its size suggests. */
const billedBytesPerRequest = 5 * 1024;
/** A row in Parquet: about an eighth of a line of 1.2 KB. */
const storedBytesPerRequest = 150;
/** Firehose hands the transformer a megabyte, and so about 800 lines, at a time. */
const requestsPerInvocation = 800;
/** Management events of an account of some size, and what one takes in a log group (measured on 2,900 of them: 1.26 KB). */
const eventsPerDay = 100_000;
const bytesPerEvent = 1260;

/** What the deployed stack costs a month at the expected traffic. Series are counted at their ceiling, so the bill stays below it. */
export function estimateMonthlyCost(drivers: CostDrivers): readonly CostItem[] {
  const requests = drivers.requestsPerDay * daysPerMonth;
  const billedGb = (requests * billedBytesPerRequest) / gb;
  const storedGb = (drivers.requestsPerDay * drivers.retentionDays * storedBytesPerRequest) / gb;
  const invocations = requests / requestsPerInvocation;
  const firehose = prices.firehoseIngest.usd + prices.firehoseConversion.usd + prices.firehosePartitioning.usd;
  const events = eventsPerDay * daysPerMonth;
  const secondCopy = (events / 100_000) * prices.secondTrail.usd;
  const items: CostItem[] = [
    item("Firehose", billedGb * firehose, "ingestion, conversion to Parquet and partitioning; each record counts as 5 KB"),
    item(
      "Lambda",
      (invocations * prices.lambdaRequests.usd) / 1e6 + invocations * 0.4 * 0.5 * prices.lambdaSeconds.usd,
      "transformers, 512 MB on Arm, 0.4 s a batch",
    ),
    item("S3", storedGb * prices.s3Storage.usd + 0.5, "rows of the whole retention, and requests"),
    item(
      "CloudTrail",
      drivers.createsTrail ? ((events * bytesPerEvent) / gb) * prices.logIngestion.usd : 0,
      `log group of the new trail at ${eventsPerDay.toLocaleString("en-US")} events a day; where another trail records the account already, this second copy adds $${secondCopy.toFixed(2)}: name that trail's log group in trailLogGroup`,
    ),
    item(
      "CloudWatch metrics",
      drivers.maxMetricSeries * prices.metric.usd,
      "every series that the ceiling allows; the real number is lower",
    ),
    item("CloudWatch dashboards", Math.max(0, drivers.dashboards - 3) * prices.dashboard.usd, "the first three of an account are free"),
    item(
      "CloudWatch alarms",
      drivers.alarmMetrics * prices.alarmMetric.usd + drivers.compositeAlarms * prices.compositeAlarm.usd,
      "each metric that an alarm reads; one composite per listed stage",
    ),
    item(
      "Athena",
      30 * ((drivers.requestsPerDay * 30 * storedBytesPerRequest) / 1e12) * prices.athena.usd + 0.1,
      "the daily roll-up, and each dashboard once a day over 30 days",
    ),
    item("KMS", drivers.customerManagedKey ? prices.kmsKey.usd + 1 : 0, "the customer's own key, and what uses it"),
    item("Secrets Manager", drivers.pseudonymKey ? prices.secret.usd : 0, "the key of the pseudonyms"),
    item(
      "Glue crawler",
      drivers.crawlerRunsPerDay * daysPerMonth * (10 / 60) * prices.crawler.usd * 2,
      "each run is billed for ten minutes at least, with two units",
    ),
    item(
      "QuickSight",
      drivers.quickSightReaders * prices.quickSightReader.usd,
      "one reader per principal, more for the members of a group",
    ),
    item("API Gateway", drivers.logsApi ? 0.1 : 0, "the LogsApi, a few calls"),
  ];
  return items.filter(({ usd }) => usd > 0);
}

/** The estimate's sum, to the cent. */
export const totalUsd = (items: readonly CostItem[]): number => cents(items.reduce((sum, { usd }) => sum + usd, 0));

/** How often a `cron(…)` schedule of Glue runs in a day, from its minutes and hours. */
export function runsPerDay(schedule: string | undefined): number {
  if (schedule === undefined) return 0;
  const [minutes = "0", hours = "0", dayOfMonth = "*", , dayOfWeek = "*"] = schedule.replace(/^cron\(|\)$/g, "").split(/\s+/);
  const daily = times(minutes, 60) * times(hours, 24);
  if (dayOfMonth !== "*" && dayOfMonth !== "?") return daily * (times(dayOfMonth, 31) / daysPerMonth);
  if (dayOfWeek !== "*" && dayOfWeek !== "?") return daily * (dayOfWeek.split(",").reduce((sum, part) => sum + daysIn(part), 0) / 7);
  return daily;
}

/** How many values of `range` a field of a schedule stands for. */
function times(field: string, range: number): number {
  if (field === "*" || field === "?") return range;
  return field.split(",").reduce((sum, part) => {
    const [span = "", step] = part.split("/");
    const [from = "0", to] = span.split("-");
    const width =
      to === undefined ? (step === undefined ? 1 : range - (span === "*" ? 0 : Number(from) || 0)) : Number(to) - Number(from) + 1;
    return sum + Math.ceil(width / Number(step ?? 1));
  }, 0);
}

const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** A day of the week from 0; schedules write its name, or its number from 1. */
const weekday = (text: string): number => (weekdays.includes(text.toUpperCase()) ? weekdays.indexOf(text.toUpperCase()) : Number(text) - 1);

/** How many days of the week a part of a schedule stands for. A span may lead over Saturday; steps without an end stop there. `6L` and `2#1` count as weekly. */
function daysIn(part: string): number {
  const [span = "", step] = part.split("/");
  const [from = 0, to = step === undefined ? from : 6] = span === "*" ? [] : span.split("-").map(weekday);
  return Math.ceil((((to - from + 7) % 7) + 1) / Number(step ?? 1)) || 1;
}

/** The estimate as it is printed in the preview. */
export function costReport(items: readonly CostItem[], requestsPerDay: number): string {
  const width = Math.max(...items.map(({ item: name }) => name.length));
  const lines = items.map(({ item: name, usd, why }) => `  ${name.padEnd(width)} ${usd.toFixed(2).padStart(10)}  ${why}`);
  const title = `Estimated cost: $${totalUsd(items).toFixed(2)} a month at ${requestsPerDay.toLocaleString("en-US")} requests a day (list prices of us-east-1)`;
  return [title, ...lines].join("\n");
}

/** @throws when the estimate is above the budget: before anything is made */
export function refuseAboveBudget(total: number, budgetUsd: number | undefined): void {
  if (budgetUsd === undefined || total <= budgetUsd) return;
  throw new Error(
    `Invalid setting 'api-usage-analytics:monthlyBudgetUsd': must be at least the estimated cost of $${total.toFixed(2)} a month, got '${budgetUsd}'.`,
  );
}

const cents = (usd: number): number => Math.round(usd * 100) / 100;
const item = (name: string, usd: number, why: string): CostItem => ({ item: name, usd: cents(usd), why });

import { type CostDrivers, estimateMonthlyCost, prices, runsPerDay, totalUsd } from "../components/cost";

/** The stack with its default settings, at a traffic. */
export const atDefaults = (requestsPerDay: number): CostDrivers => ({
  requestsPerDay,
  retentionDays: 400,
  maxMetricSeries: 500,
  alarmMetrics: 38,
  compositeAlarms: 0,
  customerManagedKey: false,
  pseudonymKey: false,
  crawlerRunsPerDay: 0,
  quickSightReaders: 0,
  logsApi: false,
  dashboards: 15,
  createsTrail: true,
});

const traffic = [10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

/** What drives a line of the estimate, and what makes it smaller. */
const drivenBy: Readonly<Record<string, readonly [driver: string, lower: string]>> = {
  Firehose: ["requests; not their size, up to 5 KB", "list fewer stages; leave health checks and scanners to a stage of their own"],
  Lambda: ["requests", "nothing to gain: batches are as large as an answer may be"],
  S3: ["requests × `retentionDays`", "shorter retention"],
  CloudTrail: ["AWS API calls in the account", "`trailLogGroup`: use the log group of the trail that you have"],
  "CloudWatch metrics": [
    "distinct call × Region × service, up to `maxMetricSeries`",
    "a lower ceiling; `eventSources` and `ignoredEventSources`: what is above the ceiling is counted under `Other`",
  ],
  "CloudWatch dashboards": [
    "`dashboardKinds`: four for each kind of API, and three for audit events, API calls and the pipeline",
    "leave out kinds that you do not have",
  ],
  "CloudWatch alarms": [
    "`apiCallAlarms`, `monitoredStages`",
    "fewer listed stages and calls; the alarms on the stack itself are always there",
  ],
  Athena: ["requests × days that a question looks back × questions", "`scanLimitGB`; shorter ranges; SPICE for QuickSight"],
  KMS: ["`customerManagedKey`", "leave it off: everything is encrypted with AWS's keys all the same"],
  "Secrets Manager": ["`pseudonymise`", "`truncate` needs no key"],
  "Glue crawler": ["runs", "leave it off: partitions are found by projection"],
  QuickSight: ["readers", "the local page and Athena's named queries cost nothing a month"],
  "API Gateway": ["calls to the LogsApi", "see below"],
};

const money = (usd: number): string => usd.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) => [
  row(head),
  row(head.map((_, i) => (i === 0 ? "---" : "---:"))),
  ...rows.map(row),
];

function byTraffic(): string[] {
  const estimates = traffic.map((requests) => estimateMonthlyCost(atDefaults(requests)));
  const items = [...new Set(estimates.flatMap((items) => items.map(({ item }) => item)))];
  return table(
    ["Requests a day", ...traffic.map((requests) => requests.toLocaleString("en-US"))],
    [
      ...items.map((name) => [name, ...estimates.map((items) => money(items.find(({ item }) => item === name)?.usd ?? 0))]),
      ["**Together**", ...estimates.map((items) => `**${money(totalUsd(items))}**`)],
    ],
  );
}

function bySetting(): string[] {
  const base = atDefaults(1_000_000);
  const total = totalUsd(estimateMonthlyCost(base));
  const changes: readonly (readonly [string, Partial<CostDrivers>])[] = [
    ["`trailLogGroup`: the trail that you have", { createsTrail: false }],
    ["`maxMetricSeries` 100 instead of 500", { maxMetricSeries: 100 }],
    ["`dashboardKinds` of one kind of API", { dashboards: 7 }],
    ["`retentionDays` 90 instead of 400", { retentionDays: 90 }],
    ["`customerManagedKey`", { customerManagedKey: true }],
    ["`clientIp` or `principals`: `pseudonymise`", { pseudonymKey: true }],
    ["one more metric that an alarm reads", { alarmMetrics: base.alarmMetrics + 1 }],
    ["one QuickSight reader", { quickSightReaders: 1 }],
    ["`crawlerSchedule` once a day", { crawlerRunsPerDay: runsPerDay("cron(0 2 * * ? *)") }],
    ["`crawlerSchedule` every ten minutes", { crawlerRunsPerDay: runsPerDay("cron(0/10 * * * ? *)") }],
  ];
  return table(
    ["Setting", "Changes the month by"],
    changes.map(([setting, change]) => {
      const difference = totalUsd(estimateMonthlyCost({ ...base, ...change })) - total;
      return [setting, `${difference < 0 ? "−" : "+"}${money(Math.abs(difference))}`];
    }),
  );
}

/** `docs/cost.md`: the estimate that the preview prints, by traffic and by setting. */
export function costPage(): string {
  const everything: CostDrivers = {
    ...atDefaults(1_000_000),
    compositeAlarms: 1,
    customerManagedKey: true,
    pseudonymKey: true,
    crawlerRunsPerDay: 1,
    quickSightReaders: 1,
    logsApi: true,
  };
  const items = estimateMonthlyCost(everything).map(({ item, why }) => {
    const [driver, lower] = drivenBy[item]!;
    return `- **${item}** — ${why}. Driven by ${driver}. Lower: ${lower}.`;
  });
  return `${[
    "# What the stack costs",
    "",
    "Made from `components/cost.ts` by `npm run docs`; edit it there. US dollars a month at list prices of us-east-1, November 2026, without free tiers but for",
    "the three dashboards; other Regions are dearer (London asks a fifth more for Firehose). `pulumi preview` prints the same estimate for your own settings, and refuses above `monthlyBudgetUsd`.",
    "",
    "## By traffic, with default settings",
    "",
    ...byTraffic(),
    "",
    "The series of metrics are counted at their ceiling: an account that makes 60 kinds of calls in two Regions pays for some 120, not for 500.",
    "",
    "## By setting, at a million requests a day",
    "",
    ...bySetting(),
    "",
    "## What drives each line, and what lowers it",
    "",
    ...items,
    "",
    "## What is easily overlooked",
    "",
    "- **A second trail.** The first copy of management events is free in an account. A trail that this stack makes beside another one is a second",
    `  copy at $${prices.secondTrail.usd} per 100,000 events: $60.80 a month at 100,000 events a day. The preview says so whenever a trail is made. Name the other trail's log group in`,
    "  `trailLogGroup`, and nothing is recorded twice.",
    "- **Small records.** Firehose counts each request as 5 KB although a line has about 1.2 KB, so traffic is what costs, not the number of logged fields.",
    "- **HTTP and WebSocket stages** log to a log group first: $0.50 a GB and 1.2 KB a line, about $0.60 per million requests. That bill comes from the stage's own",
    "  setting, with or without this stack, so the estimate leaves it out.",
    "- **Dashboards.** Three of an account are free, each further one is $3. The estimate counts the free three as unused. Looking at metrics costs nothing; the",
    `  widgets of audit events ask the trail's log group each time they load, at $${prices.logScan.usd} per GB: some 2 cents for a month of 100,000 events a day, for each widget.`,
    "- **A crawler** adds one partition a day that projection finds anyway, and is billed ten minutes at least for each run.",
    "- **The LogsApi** is a REST API at $3.50 per million calls. Calls that IAM refuses, that lack the key or that the usage plan throttles are not charged,",
    "  as AWS's staff say publicly; calls with wrong parameters are refused by the request validator before CloudWatch Logs is asked, and are charged as calls.",
    "  What the caller reads of CloudWatch Logs itself (`GetLogEvents`) has no price.",
    "- **Not in the estimate**, since it stays in cents: DynamoDB claims and series slots, EventBridge, queues, `PutMetricData` ($0.01 per 1,000 calls, each of up to 1,000",
    "  metrics), audit rows, the daily roll-up's files, traces.",
    "",
    "## The prices",
    "",
    ...table(
      ["Price", "US dollars", "Per"],
      Object.entries(prices).map(([name, price]) => [
        `\`${name}\``,
        String(price.usd),
        `${price.per}${"unconfirmed" in price ? "; not confirmed by a public price list" : ""}`,
      ]),
    ),
    "",
    "Sources: the public pricing pages of the services and the public price files of infracost (us-east-1, 2024 to 2026).",
  ].join("\n")}\n`;
}

import { GetMetricStatisticsCommand, ListMetricsCommand, type Metric } from "@aws-sdk/client-cloudwatch";
import { CreateLogStreamCommand, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { Finding } from "../engine";
import { lakeRows } from "./lake-rows";
import { eventually, type RunningSystem } from "./running-system";
import { type TrailEvent, trailEvents } from "./trail-events";

type Counts = Map<string, number>;

/** Real CloudTrail events into the trail's log group: the metrics equal an independent count, the audited events are rows of the lake. */
export async function checkTrail(system: RunningSystem, work: string): Promise<{ checked: string; findings: Finding[] }> {
  const findings: Finding[] = [];
  const events = trailEvents();
  await pushEvents(system, events, "trail");
  const kept = events.filter((event) => event.eventSource !== "kms.amazonaws.com");
  const expected = countCalls(kept);
  const expectedErrors = countErrors(kept);
  const seen = await eventually(
    () => readMetrics(system, "calls"),
    (counts) => total(counts) >= total(expected),
    240_000,
  );
  findings.push(...difference("metric of calls", expected, seen));
  findings.push(...difference("metric of errors", expectedErrors, await readMetrics(system, "errors")));

  const audited = new Set(
    kept.filter((e) => ["apigateway.amazonaws.com", "iam.amazonaws.com"].includes(e.eventSource)).map((e) => e.eventID),
  );
  const rows = await eventually(
    () => lakeRows(system, "audit_events", "event_id, event_name, event_source, error_code, event_time", work),
    (found) => new Set(found.map((r) => r.event_id)).size >= audited.size,
  );
  const stored = new Set(rows.map((row) => row.event_id));
  for (const id of audited)
    if (!stored.has(id))
      findings.push({ where: "audit_events", message: `the event ${id} is missing (${stored.size} of ${audited.size} stored)` });
  for (const id of stored) if (!audited.has(id)) findings.push({ where: "audit_events", message: `the event ${id} should not be stored` });
  const byId = new Map(events.map((event) => [event.eventID, event]));
  for (const row of rows) {
    const event = byId.get(row.event_id);
    if (
      event &&
      (row.event_name !== event.eventName ||
        row.dt !== event.eventTime.slice(0, 10) ||
        (row.error_code ?? null) !== (event.errorCode ?? null))
    )
      findings.push({
        where: "audit_events",
        message: `${row.event_id}: ${row.event_name} ${row.dt} ${row.error_code} instead of ${event.eventName} ${event.eventTime} ${event.errorCode}`,
      });
  }
  const checked = `${events.length} real trail events: ${expected.size} data points, ${audited.size} audit rows`;
  return { checked, findings: findings.slice(0, 20) };
}

/** In calls as large as the service takes. */
export async function pushEvents(system: RunningSystem, events: TrailEvent[], stream: string): Promise<void> {
  const logGroupName = system.resource(/logGroup:LogGroup trail-trail-events?$|logGroup:LogGroup trail-.*(events|trail)-?(log-?group)?$/)
    .inputs.name;
  await system.logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: stream }));
  let batch: { timestamp: number; message: string }[] = [];
  let size = 0;
  const send = async () => {
    if (batch.length) await system.logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: stream, logEvents: batch }));
    batch = [];
    size = 0;
  };
  for (const event of events) {
    const message = JSON.stringify(event);
    if (size + message.length > 900_000 || batch.length === 700) await send();
    batch.push({ timestamp: Date.parse(event.eventTime), message });
    size += message.length + 26;
  }
  await send();
}

/** Events of one id are one call: CloudTrail may repeat them. */
const once = (events: TrailEvent[]) => [...new Map(events.map((event) => [event.eventID, event])).values()];

function countCalls(events: TrailEvent[]): Counts {
  const counts: Counts = new Map();
  for (const e of once(events)) add(counts, [e.eventTime.slice(0, 16), e.eventName, e.awsRegion, e.eventSource].join(" "), 1);
  return counts;
}

function countErrors(events: TrailEvent[]): Counts {
  const counts: Counts = new Map();
  for (const e of once(events)) if (e.errorCode) add(counts, [e.eventTime.slice(0, 16), e.eventSource, e.errorCode].join(" "), 1);
  return counts;
}

async function readMetrics({ cloudwatch }: RunningSystem, what: "calls" | "errors"): Promise<Counts> {
  const counts: Counts = new Map();
  for (const metric of await allMetrics(cloudwatch)) {
    const dimension = (name: string) => metric.Dimensions?.find((d) => d.Name === name)?.Value;
    const isError = metric.MetricName === "Errors" && dimension("errorCode") !== undefined;
    if ((what === "errors") !== isError) continue;
    const { Datapoints = [] } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: metric.Namespace,
        MetricName: metric.MetricName,
        Dimensions: metric.Dimensions,
        Period: 60,
        Statistics: ["Sum"],
        StartTime: new Date(Date.now() - 86_400_000),
        EndTime: new Date(Date.now() + 3_600_000),
      }),
    );
    for (const { Timestamp, Sum } of Datapoints) {
      const minute = Timestamp!.toISOString().slice(0, 16);
      const key = isError
        ? [minute, dimension("eventSource"), dimension("errorCode")]
        : [minute, metric.MetricName, dimension("awsRegion"), dimension("eventSource")];
      add(counts, key.join(" "), Sum!);
    }
  }
  return counts;
}

async function allMetrics(cloudwatch: RunningSystem["cloudwatch"]): Promise<Metric[]> {
  const metrics: Metric[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudwatch.send(new ListMetricsCommand({ Namespace: "API-COUNT", NextToken }));
    metrics.push(...(page.Metrics ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return metrics;
}

function difference(where: string, expected: Counts, seen: Counts): Finding[] {
  const findings: Finding[] = [];
  for (const [key, count] of expected)
    if (seen.get(key) !== count) findings.push({ where: `${where} ${key}`, message: `must be ${count}, is ${seen.get(key) ?? 0}` });
  for (const [key, count] of seen)
    if (!expected.has(key)) findings.push({ where: `${where} ${key}`, message: `must not be there, is ${count}` });
  return findings.length > 5
    ? [
        ...findings.slice(0, 5),
        { where, message: `${findings.length} of ${expected.size} data points differ; sums ${total(expected)} and ${total(seen)}` },
      ]
    : findings;
}

const add = (counts: Counts, key: string, n: number) => counts.set(key, (counts.get(key) ?? 0) + n);
const total = (counts: Counts) => [...counts.values()].reduce((sum, n) => sum + n, 0);

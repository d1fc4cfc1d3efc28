import type { Row } from "../lake";
import * as story from "./story";

/** A thing that happened, with every column that a visual may ask for; what a row does not have is null. */
export type Fact = Readonly<Record<string, any>>;

const nothing = new Proxy<Record<string, unknown>>({}, { get: () => null });
/** A missing property reads as null, as in a table. */
const fact = (row: Row): Fact => Object.assign(Object.create(nothing), row);

const moment = (text: string) => Date.parse(`${text.replace(" ", "T")}Z`);
const hourOf = (time: string) => `${time.slice(0, 13)}:00:00`;

const classOf = (status: unknown) => (typeof status === "number" ? `${Math.floor(status / 100)}xx` : "none");

/** Every request of the story, range or not: its row, and what the story says of it. */
export const requests: readonly Fact[] = story.requests.map(({ time, row, truth }) =>
  fact({
    has_request_time: true,
    is_throttled: false,
    is_quota_exceeded: false,
    ...row,
    ...truth,
    request_time: time,
    day: time.slice(0, 10),
    hour: hourOf(time),
    customer: truth["customer"] ?? null,
    api_name: truth["api_name"] ?? row["api_name"],
    status_class: classOf(row["status"]),
    delay_s: (moment(String(row["ingested_at"])) - moment(time)) / 1000,
    failed: typeof row["status"] === "number" && row["status"] >= 400,
    is_auth_failure: truth["auth_failure"] !== undefined,
  }),
);

/** Those that failed are told by whose fault it was. */
export const errors = requests.filter((request) => request["error_source"] !== null);

export const audit: readonly Fact[] = story.auditEvents.map(({ time, row, truth }) =>
  fact({
    ...row,
    ...truth,
    event_time: time,
    hour: hourOf(time),
    api_name: truth["api_name"] ?? null,
    what: row["resource"] ?? row["event_name"],
    who: truth["actor"],
  }),
);
export const changes = audit.filter((event) => event["kind"] !== null);

export const apiCalls: readonly Fact[] = story.apiCalls.map((row) => fact(row));

export const tokens = requests
  .filter((request) => request["tokens"] !== null)
  .map((request) => {
    const [prompt_tokens, completion_tokens, total_tokens] = request["tokens"] as number[];
    return fact({ ...request, prompt_tokens, completion_tokens, total_tokens });
  });

export const threats: readonly Fact[] = [
  ...requests.map((request) =>
    fact({
      ...request,
      seen_in: "Access logs",
      called: request["route"],
      who: request["caller"],
      calls: 1,
      failures: request["failed"] ? 1 : 0,
      seen: request["request_time"],
    }),
  ),
  ...audit.map((event) =>
    fact({
      ...event,
      seen_in: "Audit events",
      called: event["event_name"],
      calls: 1,
      failures: event["outcome"] === "Failure" ? 1 : 0,
      seen: event["event_time"],
    }),
  ),
].flatMap((one) => {
  const network = story.threatNameOf(one["source_ip"]);
  return network === null ? [] : [fact({ ...one, network })];
});

const present = moment(story.now);
const dayMs = 86_400_000;
const today = Math.floor(present / dayMs) * dayMs;
const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);
const last = (times: string[]) => times.sort().at(-1);

/** Customers that called or may call, over everything that the lake holds. */
export const customers: readonly Fact[] = story.directoryCustomers.map(({ id, name, plan }) => {
  const calls = requests.filter((request) => request["customer_id"] === id);
  const between = (from: number, to: number) =>
    calls.filter(({ request_time }) => moment(request_time) >= today - from * dayMs && moment(request_time) < today - to * dayMs).length;
  const week = between(7, 0);
  const before = between(14, 7);
  const hours = calls.map(({ hour }) => hour as string).sort();
  const planned = calls.filter(({ hour }) => hour === hours.at(-1)).map(({ usage_plan }) => usage_plan);
  return fact({
    customer_id: id,
    customer: name,
    usage_plan: planned[0] ?? plan,
    requests_last_week: week,
    requests_week_before: before,
    growth_percent: before === 0 ? null : (100 * (week - before)) / before,
    error_percent: calls.length === 0 ? null : (100 * calls.filter(({ failed }) => failed).length) / calls.length,
    throttled: calls.filter(({ is_throttled }) => is_throttled).length,
    first_seen: hours[0] ?? null,
    last_seen: hours.at(-1) ?? null,
    days_since_last_seen: hours.length === 0 ? null : Math.floor((present - moment(hours.at(-1)!)) / dayMs),
    state: stateOf(hours, week, before),
  });
});

function stateOf(hours: string[], week: number, before: number): string {
  if (hours.length === 0) return "never called";
  if (moment(hours.at(-1)!) < today - 7 * dayMs) return "inactive";
  // The story begins two weeks ago, so it is old enough to compare.
  if (moment(hours[0]!) >= today - 7 * dayMs) return "new";
  return week >= 1.5 * before ? "growing" : week <= 0.5 * before ? "declining" : "steady";
}

const periodStart = { DAY: (at: number) => at, WEEK: (at: number) => at - new Date(at).getUTCDay() * dayMs };
const text = (at: number) =>
  new Date(at)
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, "");

/** The latest quota period of each key that called under a plan. */
export const quotas: readonly Fact[] = Object.entries(story.plans).flatMap(([planId, { name, limit, period }]) => {
  const calls = requests.filter(({ usage_plan_id, api_key_id }) => usage_plan_id === `p-${planId}` && api_key_id !== null);
  return [...new Set(calls.map(({ api_key_id }) => api_key_id as string))].map((key) => {
    const own = calls.filter(({ api_key_id }) => api_key_id === key);
    const startOf = ({ day }: Fact) => periodStart[period](moment(`${day} 00:00:00`));
    const start = Math.max(...own.map(startOf));
    const days = period === "DAY" ? 1 : 7;
    const end = start + days * dayMs;
    const counted = own.filter((request) => startOf(request) === start);
    const used = sum(counted.map(({ is_throttled }) => (is_throttled ? 0 : 1)));
    const rejected = sum(counted.map(({ is_quota_exceeded }) => (is_quota_exceeded ? 1 : 0)));
    const current = start <= present && end > present;
    const pace = used / ((present - start) / dayMs);
    const left = Math.max(limit - used, 0);
    const runway = !current ? null : rejected > 0 || left === 0 ? 0 : left / pace;
    const out = runway ? present + Math.round(runway * 86_400) * 1000 : null;
    return fact({
      customer: own[0]!["customer"],
      usage_plan: name,
      api_key_id: key,
      used_percent: (100 * used) / limit,
      used,
      quota_limit: limit,
      quota_period: period,
      rejected,
      requests_a_day: current ? pace : null,
      runway_days: runway,
      runs_out_at: out !== null && out < end ? text(out) : null,
      period_end: text(end),
    });
  });
});

/** Of every table of the lake: how many rows of the last eight days it has, which is the newest, and how late it is. */
export const freshness: readonly Fact[] = (() => {
  const logs = story.accessLogs.filter(({ dt }) => String(dt) >= "2026-11-12");
  const events = story.auditEvents.map(({ row }) => row);
  const delays = logs
    .flatMap(({ request_time, ingested_at }) =>
      request_time === null ? [] : [(moment(String(ingested_at)) - moment(String(request_time))) / 1000],
    )
    .sort((a, b) => a - b);
  const rolledUp = requests.filter(({ day }) => story.rolledUpDays.includes(day) && day >= "2026-11-12");
  const kept = ["api_id", "stage", "domain_name", "route", "customer_id", "api_key_id", "usage_plan_id", "status", "error_response_type"];
  const at = (p: number) => delays[Math.floor(p * delays.length)]!;
  const row = (dataset: string, times: unknown[], more: Row = {}) => {
    const latest = last(times.filter((time) => time !== null).map(String));
    return fact({
      dataset,
      latest_event: latest,
      records: times.length,
      minutes_behind: latest === undefined ? null : Math.trunc((present - moment(latest)) / 60_000),
      ...more,
    });
  };
  return [
    row(
      "Access logs",
      logs.map(({ request_time }) => request_time),
      { latest_written: last(logs.map(({ ingested_at }) => String(ingested_at))), delay_p50_s: at(0.5), delay_p95_s: at(0.95) },
    ),
    row(
      "Audit events",
      events.map(({ event_time }) => event_time),
    ),
    // A row for every hour and everything that a roll-up groups by.
    row(
      "Daily roll-up",
      [...new Set(rolledUp.map((request) => [request["hour"], ...kept.map((field) => request[field])].join("|")))].map((row) =>
        row.slice(0, 19),
      ),
      {
        latest_written: story.now,
      },
    ),
    row(
      "Directory",
      story.directory.map(({ valid_from }) => valid_from),
    ),
  ];
})();

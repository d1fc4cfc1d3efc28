import { type FilterField, sources } from "../../analytics/visuals";
import { timestampLiteral } from "../../analytics/visuals/literal";
import type { Lake, LakeValue } from "../lake";
import type { About, Answer, Change, FilterValue, Range, StripBucket } from "./contract";

export interface AboutParts {
  readonly lake: Lake;
  readonly version: string;
  readonly ask: (sql: string) => Promise<Answer>;
}

/** The filters that are always in the bar, in its order; others come by clicking on a value. */
const barFields: readonly FilterField[] = ["api", "stage", "customer", "plan", "statusClass", "route", "domain"];
const mostValues = 300;
const mostBuckets = 400;
const hour = 3_600_000;

const text = (value: LakeValue | undefined) => (value === null || value === undefined ? null : String(value));
const number = (value: LakeValue | undefined) => Number(value ?? 0);

async function filterValues(ask: AboutParts["ask"], field: FilterField): Promise<FilterValue[]> {
  const column = sources["usage_hourly_all"]!.filters[field];
  if (column === undefined) return [];
  const { rows } = await ask(
    `SELECT ${column} AS value, CAST(sum(requests) AS bigint) AS requests\nFROM main.usage_hourly_all\nGROUP BY 1\nORDER BY 2 DESC, 1\nLIMIT ${mostValues}`,
  );
  const values = rows.map(([value, requests]) => ({ value: text(value), requests: number(requests) }));
  // A filter whose only value is "none" chooses nothing.
  return values.every((v) => v.value === null) ? [] : values;
}

function stripHours(extent: Range | null): number {
  const hours = extent ? (Date.parse(extent.to) - Date.parse(extent.from)) / hour : 1;
  return Math.max(1, Math.ceil(hours / mostBuckets));
}

/** Hours are put together where the data is longer than the strip has room for. */
function strip(rows: Answer["rows"], hours: number): StripBucket[] {
  const buckets = new Map<number, { requests: number; clientErrors: number; serverErrors: number }>();
  for (const [time, requests, clientErrors, serverErrors] of rows) {
    const start = Math.floor(Date.parse(String(time)) / (hours * hour)) * hours * hour;
    const bucket = buckets.get(start) ?? { requests: 0, clientErrors: 0, serverErrors: 0 };
    bucket.requests += number(requests);
    bucket.clientErrors += number(clientErrors);
    bucket.serverErrors += number(serverErrors);
    buckets.set(start, bucket);
  }
  return [...buckets].sort(([a], [b]) => a - b).map(([start, bucket]) => ({ time: new Date(start).toISOString(), ...bucket }));
}

const requestStrip = `SELECT
  hour,
  CAST(sum(requests) AS bigint),
  CAST(sum(CASE WHEN status_class = '4xx' THEN requests ELSE 0 END) AS bigint),
  CAST(sum(CASE WHEN status_class = '5xx' THEN requests ELSE 0 END) AS bigint)
FROM main.usage_hourly_all
GROUP BY 1
ORDER BY 1`;

/** Events from a day that no lake takes, before 2015 or to come, lie in the day of their arrival: one of them would stretch the data over centuries. */
const isFiled = "strftime(event_time, '%Y-%m-%d') = dt";

const eventStrip = `SELECT
  date_trunc('hour', event_time),
  count(*),
  sum(CASE WHEN outcome = 'Failure' THEN 1 ELSE 0 END),
  0
FROM main.audit_events
WHERE ${isFiled}
GROUP BY 1
ORDER BY 1`;

function extentOf(...times: readonly (string | null)[]): Range | null {
  const known = times.filter((t) => t !== null).map((t) => Date.parse(t));
  if (known.length === 0) return null;
  const from = Math.min(...known);
  // The end is not part of a range, the last record is.
  return { from: new Date(from).toISOString(), to: new Date(Math.max(...known) + 1).toISOString() };
}

/** Rows that no range of the page reaches, since they lie in the time of their import only. Most lakes have none, and are not asked. */
async function outsideOf(ask: AboutParts["ask"], extent: Range | null, table: string, time: string, undated: number): Promise<number> {
  if (!extent || undated === 0) return 0;
  const [from, to] = [extent.from, extent.to].map((iso) => timestampLiteral(new Date(iso)));
  const { rows } = await ask(`SELECT count(*)\nFROM main.${table}\nWHERE ${time} < ${from} OR ${time} >= ${to}`);
  return number(rows[0]![0]);
}

/** What the page must know before the first chart: how far the data reaches, what can be filtered by, what was changed, what failed. */
export async function aboutLake({ lake, version, ask }: AboutParts): Promise<About> {
  const [requests, events, ...values] = await Promise.all([
    // Rows without a time of their own carry the moment of the import, unless CloudWatch Logs told one: they must not stretch the data to today,
    // where there are others.
    ask(
      `SELECT coalesce(min(request_time) FILTER (WHERE is_dated), min(request_time)), coalesce(max(request_time) FILTER (WHERE is_dated), max(request_time)), count(*), count(*) FILTER (WHERE NOT is_dated)
FROM (SELECT request_time, has_request_time OR request_time < ingested_at - INTERVAL '1' DAY AS is_dated FROM main.requests)`,
    ),
    ask(
      `SELECT coalesce(min(event_time) FILTER (WHERE ${isFiled}), min(CAST(dt AS timestamp))), coalesce(max(event_time) FILTER (WHERE ${isFiled}), max(CAST(dt AS timestamp))), count(*), count(*) FILTER (WHERE NOT ${isFiled})
FROM main.audit_events`,
    ),
    ...barFields.map((field) => filterValues(ask, field)),
  ]);
  const [firstRequest, lastRequest, requestRows, undatedRequests] = requests.rows[0]!;
  const [firstEvent, lastEvent, eventRows, undatedEvents] = events.rows[0]!;
  const extent = extentOf(text(firstRequest), text(lastRequest), text(firstEvent), text(lastEvent));
  const hours = stripHours(extent);
  const buckets = await ask(number(requestRows) > 0 ? requestStrip : eventStrip);
  return {
    version,
    generatedAt: new Date().toISOString(),
    asOf: lake.asOf?.toISOString() ?? null,
    extent,
    latest: { requests: text(lastRequest), events: text(lastEvent) },
    rows: { requests: number(requestRows), events: number(eventRows) },
    outside: {
      requests: await outsideOf(ask, extent, "requests", "request_time", number(undatedRequests)),
      events: await outsideOf(ask, extent, "audit_events", "event_time", number(undatedEvents)),
    },
    filters: barFields.map((field, i) => ({ field, values: values[i]! })),
    strip: strip(buckets.rows, hours),
    stripHours: hours,
    changes: await changes(ask),
    summary: lake.summary,
  };
}

const mostChanges = 300;

/** The latest changes of the control plane, in the order of time. */
async function changes(ask: AboutParts["ask"]): Promise<Change[]> {
  const { rows } = await ask(
    `SELECT event_time, api_name, stage, kind, event_name, what, who\nFROM main.changes\nORDER BY event_time DESC, event_id\nLIMIT ${mostChanges}`,
  );
  return rows
    .map(([time, api, stage, kind, event, what, who]) => ({
      time: String(time),
      api: text(api),
      stage: text(stage),
      kind: String(kind),
      event: String(event),
      what: String(what),
      who: text(who),
    }))
    .reverse();
}

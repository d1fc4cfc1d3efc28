import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { ImportSummary } from "../../local/import-summary";
import { type Lake, openLake } from "../../local/lake";
import { createLakeWriter } from "../../local/lake-writer";
import { rollUp } from "../../local/roll-up";

/** A lake of known rows for the page's tests. */
export interface SmallLake {
  readonly lake: Lake;
  remove(): Promise<void>;
}

const hour = 3_600_000;
/** Start of the rows: two days of one request a minute, and nothing after. */
export const firstHour = Date.parse("2026-03-02T00:00:00Z");
export const hours = 48;
/** Requests a minute of each hour: the second day has more. */
export const requestsOf = (h: number) => (h < 24 ? 4 : 6);
export const totalRequests = 24 * 4 + 24 * 6;

/** Every hour's first request to `orders` fails with 504 in the hours after the bad deployment, hours 30 to 33. */
export const isBadHour = (h: number) => h >= 30 && h < 34;

/** Callers name themselves: one with markup that would run, one with a formula that a spreadsheet would run. */
const agents: Readonly<Record<number, string>> = { 1: '<img src="x" onerror="globalThis.ran = true">', 2: "=cmd|'/C calc'!A0" };

const sqlTime = (ms: number) => new Date(ms).toISOString().replace("T", " ").replace("Z", "");
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

function requestRow(h: number, i: number): Record<string, unknown> {
  const at = firstHour + h * hour + i * 60_000;
  const orders = i % 2 === 0;
  const status = isBadHour(h) && i === 0 ? 504 : i === 3 ? 404 : i === 5 ? 429 : 200;
  return {
    request_time: sqlTime(at),
    row_key: `r${h}-${i}`,
    request_id: `r${h}-${i}`,
    api_id: orders ? "a1" : "b2",
    api_kind: "REST",
    api_name: orders ? "orders" : "catalog",
    stage: "prod",
    // A name that every object has already: charts must draw it like any other.
    domain_name: orders ? "api.example.com" : "constructor",
    http_method: "GET",
    // A hostile path: it must be shown as text, everywhere.
    path: "/<script>alert(1)</script>",
    route: orders ? "GET /orders/{id}" : "GET /items",
    status,
    response_bytes: 1000,
    response_latency_ms: status === 504 ? 29000 : 40,
    integration_latency_ms: status === 504 ? 29000 : 30,
    source_ip: "198.51.100.7",
    user_agent: agents[i] ?? "curl/8.1",
    customer_id: i % 3 === 0 ? "c1" : "c2",
    customer: i % 3 === 0 ? "Acme <b>bold</b>" : "Globex",
    usage_plan_id: "p1",
    usage_plan: "Gold",
    error_response_type: status === 429 ? "THROTTLED" : status === 504 ? "INTEGRATION_TIMEOUT" : null,
    ingested_at: sqlTime(at + 1000),
    schema_version: 1,
  };
}

const deployment = {
  event_time: sqlTime(firstHour + 29.5 * hour),
  event_id: "e1",
  event_name: "CreateDeployment",
  event_source: "apigateway.amazonaws.com",
  aws_region: "eu-central-1",
  account_id: "123456789012",
  read_only: false,
  outcome: "Success",
  user_type: "IAMUser",
  user_name: "dana",
  api_id: "a1",
  api_name: "orders",
  stage: "prod",
  resource: "deployment of a1 to prod",
};

/** What the import of these rows would have said: one record failed, and why. */
export const summary: ImportSummary = {
  finishedAt: "2026-03-04T00:10:00.000Z",
  source: "files",
  accessLogs: {
    read: totalRequests + 1,
    stored: totalRequests,
    duplicates: 0,
    dropped: 0,
    failed: 1,
    reasons: [{ reason: "not JSON and no known format", count: 1, where: "orders.log:17" }],
  },
  cloudTrail: { read: 1, stored: 1, duplicates: 0, dropped: 0, failed: 0, reasons: [] },
  failedFolder: "/somewhere/lake/failed",
  unreadable: [],
};

/** Writes the rows, or none, into a new folder and opens it. */
export async function smallLake({ empty = false } = {}): Promise<SmallLake> {
  const folder = await mkdtemp(path.join(tmpdir(), "page-lake-"));
  const directory = path.join(folder, "lake");
  const writer = await createLakeWriter(directory);
  if (!empty) {
    for (let h = 0; h < hours; h++) {
      for (let i = 0; i < requestsOf(h); i++) writer.append("access_logs", dayOf(firstHour + h * hour), JSON.stringify(requestRow(h, i)));
    }
    writer.append("audit_events", dayOf(firstHour + 29.5 * hour), JSON.stringify(deployment));
    await writeFile(path.join(folder, "summary.json"), JSON.stringify(summary));
  }
  await mkdir(directory, { recursive: true });
  const written = await writer.finish();
  await rollUp(directory, written["access_logs"]?.days ?? []);
  const lake = await openLake(directory);
  return {
    lake,
    async remove() {
      lake.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

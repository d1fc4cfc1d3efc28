import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { type Lake, openLake } from "../../../local/lake";
import { createLakeWriter } from "../../../local/lake-writer";

const minute = 60_000;
const sqlTime = (ms: number) => new Date(ms).toISOString().replace("T", " ").replace("Z", "");

/** The day before, and the day on which the data end at noon. */
export const firstDay = Date.parse("2026-03-02T00:00:00Z");
export const lastDay = Date.parse("2026-03-03T00:00:00Z");
export const end = Date.parse("2026-03-03T12:00:00Z");

/** A request as a test counts it. */
export interface ToldRequest {
  readonly at: number;
  readonly api_id: string;
  readonly api_kind: "REST" | "HTTP" | "WEBSOCKET";
  readonly api_name: string;
  readonly stage: string;
  readonly route: string;
  readonly status: number;
  readonly response_latency_ms: number | null;
  readonly integration_latency_ms: number;
  readonly integration_status: number | null;
  readonly integration_error: string | null;
  readonly event_type: string | null;
  readonly data_processed_bytes: number | null;
}

const many = (count: number, from: number, one: (i: number) => Omit<ToldRequest, "at">): ToldRequest[] =>
  Array.from({ length: count }, (_, i) => ({ at: from + i * minute, ...one(i) }));

const plain = { integration_status: 200, integration_error: null, event_type: null, data_processed_bytes: null };

const orders = (i: number): Omit<ToldRequest, "at"> => ({
  ...plain,
  api_id: "a1",
  api_kind: "REST",
  api_name: "orders",
  stage: i % 3 === 0 ? "beta" : "prod",
  route: i % 2 === 0 ? "GET /orders/{id}" : "POST /orders",
  status: i % 10 === 0 ? 404 : i % 40 === 5 ? 502 : 200,
  response_latency_ms: 10 + (i % 100),
  integration_latency_ms: 5 + (i % 100),
});
const web = (i: number): Omit<ToldRequest, "at"> => ({
  ...orders(i),
  api_id: "h1",
  api_kind: "HTTP",
  api_name: "web",
  stage: "$default",
  route: "GET /pages/{page}",
  status: i % 4 === 0 ? 403 : 200,
  data_processed_bytes: 100,
});
const chat = (i: number): Omit<ToldRequest, "at"> => ({
  ...orders(i),
  api_id: "w1",
  api_kind: "WEBSOCKET",
  api_name: "chat",
  stage: "live",
  event_type: i === 0 ? "CONNECT" : i === 59 ? "DISCONNECT" : "MESSAGE",
  route: i === 0 ? "$connect" : i === 59 ? "$disconnect" : "say",
  response_latency_ms: null,
  status: i === 7 ? 403 : 200,
  integration_status: i === 7 || i === 9 ? null : i === 11 ? 500 : 200,
  integration_error: i === 9 ? "timeout" : null,
});

/** Two hours of REST on the last day and one on the day before, an hour of each other kind; and one API whose name is not ASCII. */
export const requests: readonly ToldRequest[] = [
  ...many(60, firstDay + 600 * minute, orders),
  ...many(120, lastDay + 600 * minute, orders),
  ...many(60, lastDay + 660 * minute, web),
  ...many(60, lastDay + 660 * minute, chat),
  ...many(1, lastDay + 610 * minute, (i) => ({ ...orders(i), api_id: "ü9", api_name: "Käse", stage: "prod", status: 200 })),
];

/** What the tracker counted in a minute. */
export const calls = [
  { at: lastDay + 600 * minute, event_name: "GetRestApis", event_source: "apigateway.amazonaws.com", calls: 7 },
  { at: lastDay + 601 * minute, event_name: "GetRestApis", event_source: "apigateway.amazonaws.com", calls: 2 },
  { at: lastDay + 601 * minute, event_name: "Decrypt", event_source: "kms.amazonaws.com", calls: 1 },
];

/** Writes it all into a new folder and opens it. */
export async function previewLake(): Promise<{ readonly lake: Lake; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), "preview-lake-"));
  const directory = path.join(folder, "lake");
  await mkdir(directory, { recursive: true });
  const writer = await createLakeWriter(directory);
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  for (const [i, { at, ...row }] of requests.entries()) {
    const about = { row_key: `r${i}`, request_id: `r${i}`, region: "eu-central-1", ingested_at: sqlTime(at + 1000), schema_version: 1 };
    const line = JSON.stringify({ request_time: sqlTime(at), http_method: row.route.split(" ")[0], ...row, ...about });
    writer.append("access_logs", day(at), line);
    // Firehose delivers again what it is not sure of.
    if (i === 100) writer.append("access_logs", day(at), line);
  }
  for (const { at, ...row } of calls)
    writer.append("api_calls", day(at), JSON.stringify({ minute: sqlTime(at), aws_region: "eu-central-1", ...row }));
  for (let i = 0; i < 3; i++)
    writer.append(
      "audit_events",
      day(lastDay),
      JSON.stringify({
        event_time: sqlTime(lastDay + (600 + i) * minute),
        event_id: `e${i}`,
        event_name: "DeleteRestApi",
        event_source: "apigateway.amazonaws.com",
        aws_region: "eu-central-1",
        outcome: i === 0 ? "Success" : "Failure",
        error_code: i === 0 ? null : "AccessDenied",
      }),
    );
  await writer.finish();
  const lake = await openLake(directory);
  return {
    lake,
    async remove() {
      lake.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

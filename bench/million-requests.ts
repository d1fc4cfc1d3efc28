import * as path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { accessLogColumns } from "../analytics/schema";
import { duckdbType } from "../analytics/schema/duckdb-table";
import { quote } from "../local/lake";
import { rollUp } from "../local/roll-up";

const million = 1_000_000;

/** Writes a lake of a million requests of one week, which differ in everything that a chart groups by, with its roll-up. */
export async function writeMillion(directory: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run("SELECT setseed(0.42)");
  const given: Record<string, string> = {
    request_time: "moment",
    row_key: "'k' || i",
    request_id: "'k' || i",
    api_id: "'api' || api",
    api_kind: "'REST'",
    api_name: "'API ' || api",
    stage: "CASE WHEN b < 0.9 THEN 'prod' ELSE 'test' END",
    domain_name: "'api' || api || '.example.com'",
    http_method: "CASE WHEN c < 0.8 THEN 'GET' ELSE 'POST' END",
    path: "'/things/' || i",
    route: "'GET /things' || CAST(floor(12 * c * c) AS INTEGER) || '/{id}'",
    status: "CASE WHEN d < 0.95 THEN 200 WHEN d < 0.97 THEN 404 WHEN d < 0.98 THEN 429 WHEN d < 0.99 THEN 401 ELSE 502 END",
    response_bytes: "CAST(4000 * e AS BIGINT)",
    response_latency_ms: "CAST(20 + 400 * e * e * e AS INTEGER)",
    integration_latency_ms: "CAST(12 + 380 * e * e * e AS INTEGER)",
    source_ip: "'198.51.' || CAST(floor(10 * b) AS INTEGER) || '.' || CAST(floor(200 * e) AS INTEGER)",
    user_agent: "CASE WHEN c < 0.5 THEN 'python-requests/2.32' ELSE 'okhttp/4.12' END",
    api_key_id: "'key' || customer",
    customer_id: "'c' || customer",
    customer: "'Customer ' || customer",
    usage_plan_id: "'p' || (customer % 3)",
    usage_plan: "'Plan ' || (customer % 3)",
    ingested_at: "moment",
    schema_version: "1",
  };
  const columns = accessLogColumns.map((c) => `CAST(${given[c.name] ?? "NULL"} AS ${duckdbType(c.type)}) AS ${c.name}`).join(", ");
  await connection.run(`CREATE TABLE drawn AS SELECT i, random() AS b, random() AS c, random() AS d, random() AS e,
    CAST(floor(6 * random() * random()) AS INTEGER) AS api, CAST(floor(40 * random() * random()) AS INTEGER) AS customer,
    date_trunc('hour', CAST(now() AS TIMESTAMP)) - to_milliseconds(CAST(i * 604.8 AS BIGINT)) AS moment FROM range(${million}) t(i)`);
  await connection.run(
    `COPY (SELECT ${columns}, strftime(moment, '%Y-%m-%d') AS dt FROM drawn) TO ${quote(path.join(directory, "access_logs"))} (FORMAT parquet, PARTITION_BY (dt))`,
  );
  const days = await connection.runAndReadAll("SELECT DISTINCT strftime(moment, '%Y-%m-%d') FROM drawn");
  const touched = days.getRowsJS().map(([day]) => String(day));
  connection.closeSync();
  instance.closeSync();
  await rollUp(directory, touched);
}

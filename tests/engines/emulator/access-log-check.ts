import { PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { PutRecordBatchCommand } from "@aws-sdk/client-firehose";
import type { Finding } from "../engine";
import { type Request, someRequests, writeLine } from "./access-log-lines";
import { lakeKeys, lakeObject, lakeRows } from "./lake-rows";
import { eventually, HTTP_LOG_GROUP, type RunningSystem } from "./running-system";
import { estate } from "./seed-estate";

const COLUMNS = "row_key, request_id, status, route, response_latency_ms, api_id, user_agent, api_kind, epoch_ms(request_time) AS epoch";

/** A line that is days older than the others of its batch. */
export const LATE_REQUEST = "http-late";

/** A line of which no reading is certain: a tab, or a backslash and a t. */
const AMBIGUOUS_REQUEST = "http-ambiguous";

/** Lines that are no access log, in the ways that they arrive broken. */
const BROKEN = ["no access log at all", '{"request_id":"cut off', "\u0000\u0001\u0002"];

/** REST lines into the direct stream and HTTP lines into their log group come out as rows of the lake, in the day of the request; broken lines are kept. */
export async function checkAccessLogs(system: RunningSystem, work: string): Promise<{ checked: string; findings: Finding[] }> {
  const findings: Finding[] = [];
  const { formatFor } = require("../../../analytics/schema/log-format") as typeof import("../../../analytics/schema/log-format");
  const rest = someRequests("rest", estate.restApiId, 300, 3);
  const certain = (request: Request) => ({ ...request, agent: request.agent.replace("\t", " ") });
  const http = someRequests("http", estate.httpApiId, 120).map(certain);
  const restLines = rest.map((request) => writeLine(formatFor("REST").template, request));
  await putRecords(system, [...restLines.slice(0, 150), ...BROKEN, ...restLines.slice(150), restLines[0]!]);
  // A batch is one record with one day: a line far from the others is kept apart, and comes back by redrive.
  const late = { ...http[0]!, id: LATE_REQUEST, epoch: Date.now() - 3 * 86_400_000 };
  await putHttpLines(
    system,
    [...http, late, { ...http[0]!, id: AMBIGUOUS_REQUEST, agent: "a\tb" }].map((request) => writeLine(formatFor("HTTP").template, request)),
  );

  const expected = [...rest, ...http];
  const rows = await eventually(
    () => lakeRows(system, "access_logs", COLUMNS, work),
    (found) => new Set(found.map((row) => row.request_id)).size >= expected.length,
  );
  findings.push(...compareRows(expected, rows));
  findings.push(...(await checkBroken(system)));
  return {
    checked: `${rest.length} REST and ${http.length} HTTP lines, ${rows.length} rows, ${BROKEN.length} broken lines and an ambiguous one kept`,
    findings: findings.slice(0, 20),
  };
}

export async function putRecords(system: RunningSystem, lines: string[]): Promise<void> {
  const DeliveryStreamName = system.resource(/firehoseDeliveryStream:FirehoseDeliveryStream access-logs-stream$/).inputs.name;
  const Records = lines.map((line) => ({ Data: Buffer.from(`${line}\n`) }));
  for (let i = 0; i < Records.length; i += 400)
    await system.firehose.send(new PutRecordBatchCommand({ DeliveryStreamName, Records: Records.slice(i, i + 400) }));
}

export async function putHttpLines(system: RunningSystem, lines: string[]): Promise<void> {
  const logEvents = lines.map((message) => ({ timestamp: Date.now(), message }));
  await system.logs.send(new PutLogEventsCommand({ logGroupName: HTTP_LOG_GROUP, logStreamName: "stage", logEvents }));
}

function compareRows(expected: Request[], rows: Record<string, any>[]): Finding[] {
  const findings: Finding[] = [];
  const byId = new Map(rows.map((row) => [row.request_id, row]));
  for (const request of expected) {
    const row = byId.get(request.id);
    if (!row) {
      findings.push({
        where: "access_logs",
        message: `the request ${request.id} is missing (${byId.size} of ${expected.length} are there)`,
      });
      continue;
    }
    const kind = request.id.startsWith("rest") ? "REST" : "HTTP";
    const wanted: Record<string, unknown> = {
      status: request.status ?? null,
      route: `GET ${request.route}`,
      response_latency_ms: request.latency ?? null,
      api_id: request.apiId,
      user_agent: request.agent,
      api_kind: kind,
      epoch: request.epoch,
    };
    // Several rows of one batch go to the day of the earliest, so readers ask from the day before.
    const days = [request.epoch, ...(kind === "HTTP" ? [request.epoch - 86_400_000] : [])].map((epoch) =>
      new Date(epoch).toISOString().slice(0, 10),
    );
    if (!days.includes(row.dt))
      findings.push({ where: `access_logs ${request.id}`, message: `dt must be ${days.join(" or ")}, is ${row.dt}` });
    for (const [column, value] of Object.entries(wanted)) {
      const got = typeof row[column] === "bigint" ? Number(row[column]) : row[column];
      if (got !== value)
        findings.push({
          where: `access_logs ${request.id}`,
          message: `${column} must be ${JSON.stringify(value)}, is ${JSON.stringify(got)}`,
        });
    }
  }
  const known = new Set([...expected.map((request) => request.id), LATE_REQUEST]);
  for (const row of rows)
    if (!known.has(row.request_id)) findings.push({ where: "access_logs", message: `a row of ${row.request_id} that nobody sent` });
  return findings;
}

/** Every broken line is somewhere under failed/, in its own words. */
async function checkBroken(system: RunningSystem): Promise<Finding[]> {
  const keys = await lakeKeys(system, "failed/");
  const texts = await Promise.all(keys.map(async (key) => (await lakeObject(system, key)).toString()));
  const kept = texts
    .flatMap((text) => text.split("\n").filter(Boolean))
    .map((line) => {
      const { rawData } = JSON.parse(line);
      return Buffer.from(String(rawData ?? ""), "base64").toString();
    });
  return [...BROKEN, AMBIGUOUS_REQUEST]
    .filter((line) => !kept.some((one) => one.includes(line)))
    .map((line) => ({
      where: "failed/",
      message: `the broken line ${JSON.stringify(line)} is not kept (${keys.length} objects)`,
    }));
}

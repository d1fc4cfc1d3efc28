import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { Finding } from "../engine";
import { LATE_REQUEST } from "./access-log-check";
import { someRequests, writeLine } from "./access-log-lines";
import { lakeKeys, lakeRows } from "./lake-rows";
import { eventually, type RunningSystem } from "./running-system";
import { estate } from "./seed-estate";

/** A failed record, as Firehose keeps it, whose line today's code understands. Answers the request's id. */
export async function failOnce(system: RunningSystem, id: string): Promise<string> {
  const { formatFor } = require("../../../analytics/schema/log-format") as typeof import("../../../analytics/schema/log-format");
  const [request] = someRequests(id, estate.restApiId, 1);
  const stream = system.resource(/firehoseDeliveryStream:FirehoseDeliveryStream access-logs-stream$/).inputs.name;
  const document = {
    attemptsMade: 4,
    arrivalTimestamp: Date.now(),
    errorCode: "Lambda.ProcessingFailedStatus",
    errorMessage: "ProcessingFailed status set for record",
    attemptEndingTimestamp: Date.now(),
    rawData: Buffer.from(writeLine(formatFor("REST").template, request!)).toString("base64"),
    lambdaARN: "arn:aws:lambda:eu-west-1:123456789012:function:transform:$LATEST",
  };
  const day = new Date().toISOString().slice(0, 10);
  await system.s3.send(
    new PutObjectCommand({
      Bucket: system.lake,
      Key: `failed/${stream}/processing-failed/dt=${day}/${id}`,
      Body: `${JSON.stringify(document)}\n`,
    }),
  );
  return request!.id;
}

/** A record that failed comes back as a row by redrive, and its object moves to redriven/. */
export async function checkRedrive(system: RunningSystem, work: string): Promise<{ checked: string; findings: Finding[] }> {
  const findings: Finding[] = [];
  const id = await failOnce(system, "redriven");
  const report = await system.invoke("redrive-failed-records", {});
  const ids = [id, LATE_REQUEST];
  const rows = await eventually(
    () => lakeRows(system, "access_logs", "request_id", work),
    (found) => ids.every((one) => found.some((row) => row.request_id === one)),
    120_000,
  );
  for (const one of ids)
    if (!rows.some((row) => row.request_id === one))
      findings.push({ where: "redrive", message: `the record ${one} did not come back: ${JSON.stringify(report)}` });
  const left = (await lakeKeys(system, "failed/")).filter((key) => key.endsWith("/redriven"));
  if (left.length) findings.push({ where: "redrive", message: `${left} is still there` });
  if (!(await lakeKeys(system, "redriven/")).length) findings.push({ where: "redrive", message: "nothing moved to redriven/" });
  return { checked: `1 record redriven of ${report.records}`, findings };
}

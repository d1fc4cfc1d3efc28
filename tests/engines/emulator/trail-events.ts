import * as fs from "node:fs";
import * as path from "node:path";
import { gunzipSync } from "node:zlib";
import { PROGRAM } from "../recording/record-program";

export interface TrailEvent {
  eventTime: string;
  eventSource: string;
  eventName: string;
  awsRegion: string;
  errorCode?: string;
  eventID: string;
  [key: string]: unknown;
}

/** Every event of one recorded day. */
const RECORDED = path.join(PROGRAM, "tests/data/cloudtrail-day");

/** Real CloudTrail events, moved to the last minutes because services refuse old ones. */
export function trailEvents(): TrailEvent[] {
  const events: TrailEvent[] = fs
    .readdirSync(RECORDED)
    .filter((name) => name.endsWith(".json.gz"))
    .sort()
    .flatMap((name) => JSON.parse(gunzipSync(fs.readFileSync(path.join(RECORDED, name))).toString()).Records);
  if (events.length === 0) throw new Error(`no recorded events in ${RECORDED}`);
  const latest = Math.max(...events.map((event) => Date.parse(event.eventTime)));
  const shift = Math.floor((Date.now() - 600_000 - latest) / 60_000) * 60_000;
  for (const event of events) event.eventTime = new Date(Date.parse(event.eventTime) + shift).toISOString().replace(".000Z", "Z");
  events.push(...Array.from({ length: 40 }, (_, i) => stageChange(i)));
  return events.sort((a, b) => (a.eventTime < b.eventTime ? -1 : 1));
}

/** A call of API Gateway, of which the recorded day has none; it becomes an audit row. */
function stageChange(i: number): TrailEvent {
  return {
    eventVersion: "1.08",
    userIdentity: { type: "IAMUser", arn: "arn:aws:iam::123456789012:user/alice", accountId: "123456789012", userName: "alice" },
    eventTime: new Date(Math.floor(Date.now() / 1000) * 1000 - 700_000 + i * 100).toISOString().replace(/\.\d+Z/, "Z"),
    eventSource: "apigateway.amazonaws.com",
    eventName: ["CreateStage", "DeleteStage", "UpdateStage"][i % 3]!,
    awsRegion: i % 5 ? "eu-west-1" : "us-east-1",
    sourceIPAddress: "203.0.113.7",
    userAgent: "aws-cli/2",
    ...(i % 9 === 0 && { errorCode: "AccessDenied", errorMessage: "denied" }),
    requestParameters: { restApiId: "a1b2c3d4e5", stageName: "prod" },
    eventID: `11111111-2222-3333-4444-${String(i).padStart(12, "0")}`,
    readOnly: false,
    recipientAccountId: "123456789012",
  };
}

import * as fs from "node:fs";
import * as path from "node:path";
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

/** Where recorded CloudTrail files may be; not part of the repository, because of their size. */
const RECORDED = path.join(PROGRAM, "../shared/data/cloudtrail");

/** Real CloudTrail events, moved to the last minutes because services refuse old ones; made-up ones where no recorded files are. */
export function trailEvents(): { events: TrailEvent[]; real: boolean } {
  const real = fs.existsSync(RECORDED);
  const events: TrailEvent[] = real
    ? fs
        .readdirSync(RECORDED)
        .filter((name) => name.endsWith(".json"))
        .sort()
        .flatMap((name) => JSON.parse(fs.readFileSync(path.join(RECORDED, name), "utf8")).Records)
    : Array.from({ length: 600 }, (_, i) => madeUp(i));
  const latest = Math.max(...events.map((event) => Date.parse(event.eventTime)));
  const shift = Math.floor((Date.now() - 600_000 - latest) / 60_000) * 60_000;
  for (const event of events) event.eventTime = new Date(Date.parse(event.eventTime) + shift).toISOString().replace(".000Z", "Z");
  // The recorded files hold no calls of API Gateway: some are added, because they become audit rows.
  events.push(
    ...Array.from({ length: 40 }, (_, i) => ({
      ...madeUp(i),
      eventSource: "apigateway.amazonaws.com",
      eventName: ["CreateStage", "DeleteStage", "UpdateStage"][i % 3]!,
    })),
  );
  return { events: events.sort((a, b) => (a.eventTime < b.eventTime ? -1 : 1)), real };
}

function madeUp(i: number): TrailEvent {
  const sources = ["s3.amazonaws.com", "iam.amazonaws.com", "kms.amazonaws.com", "ec2.amazonaws.com"];
  return {
    eventVersion: "1.08",
    userIdentity: { type: "IAMUser", arn: "arn:aws:iam::123456789012:user/alice", accountId: "123456789012", userName: "alice" },
    eventTime: new Date(Math.floor(Date.now() / 1000) * 1000 - 700_000 + i * 100).toISOString().replace(/\.\d+Z/, "Z"),
    eventSource: sources[i % sources.length]!,
    eventName: `Operation${i % 11}`,
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

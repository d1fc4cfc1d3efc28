import type { Row } from "../../lake";
import { addressKey as key, type Told } from "./told";

const names = [
  "CreateDeployment",
  "UpdateStage",
  "CreateApiKey",
  "DeleteMethod",
  "CreateUsagePlan",
  "PutIntegration",
  "UpdateAuthorizer",
  "CreateDomainName",
  "PutRestApi",
  "UpdateAccount",
];
const changed = ["Deployment", "Stage", "API key", "Route", "Usage plan", "Integration", "Authorizer", "Domain", "API", "Access"];
const ada: Row = {
  user_type: "IAMUser",
  user_name: "ada",
  user_arn: "arn:aws:iam::111122223333:user/ada",
  account_id: "111122223333",
  source_ip: "198.51.100.1",
  source_ip_key: key("198.51.100.1"),
  user_agent: `console ${"x".repeat(100)}`,
};
const robot: Row = {
  user_type: "AssumedRole",
  user_arn: "arn:aws:sts::111122223333:assumed-role/ci/1",
  account_id: "111122223333",
  source_ip: "203.0.113.9",
  source_ip_key: key("203.0.113.9"),
  user_agent: "pulumi/3",
};
const service: Row = {
  user_type: "AWSService",
  account_id: "444455556666",
  source_ip: "cloudformation.amazonaws.com",
  user_agent: "cloudformation.amazonaws.com",
};
const failed = { outcome: "Failure", error_code: "AccessDeniedException", error_message: "not authorized" };

/** Control-plane calls: row and truth as above. */
export const auditEvents: readonly (Told & { readonly time: string })[] = [
  ...names.map((event_name, at) => ({
    time: `2026-11-19 09:${10 + at}:00`,
    who: ada,
    row: { event_name, api_id: "a-orders", stage: "prod", resource: `change ${at}` },
    truth: { kind: changed[at], api_name: "Orders" },
  })),
  {
    time: "2026-11-18 23:59:59",
    who: ada,
    row: { event_name: "CreateDeployment", api_id: "a-orders" },
    truth: { kind: "Deployment", api_name: "Orders" },
  },
  {
    time: "2026-11-20 00:00:00",
    who: robot,
    row: { event_name: "CreateDeployment", api_id: "a-new", api_name: "New", stage: "prod", dt: "2026-11-19" },
    truth: { kind: "Deployment", api_name: "New" },
  },
  { time: "2026-11-20 08:00:00", who: robot, row: { event_name: "GetRestApis", read_only: true, aws_region: "us-east-1" }, truth: {} },
  {
    time: "2026-11-20 08:05:00",
    who: robot,
    row: { event_name: "DeleteRestApi", api_id: "a-orders", ...failed, aws_region: "us-east-1" },
    truth: { api_name: "Orders" },
  },
  {
    time: "2026-11-20 08:06:00",
    who: robot,
    row: { event_name: "DeleteRestApi", api_id: "a-orders", ...failed, error_code: "NotFoundException" },
    truth: { api_name: "Orders" },
  },
  { time: "2026-11-20 08:07:00", who: service, row: { event_name: "PutObject", event_source: "s3.amazonaws.com" }, truth: {} },
].map(({ time, who, row, truth }, at) => {
  const base = {
    event_time: time,
    dt: time.slice(0, 10),
    event_id: `e${at}`,
    request_id: `q${at}`,
    event_source: "apigateway.amazonaws.com",
    aws_region: "eu-west-1",
    read_only: false,
    outcome: "Success",
  };
  const actor = who["user_name"] ?? who["user_arn"] ?? who["user_type"];
  const country = { "198.51.100.1": "DE", "203.0.113.9": "BR" }[String(who["source_ip"])] ?? null;
  return { time, row: { ...base, ...who, ...row }, truth: { actor, country, ...truth } };
});

/** AWS API calls a minute at a time: 22 names, so that a chart of twenty leaves two out. */
export const apiCalls: readonly Row[] = [
  ...Array.from({ length: 22 }, (_, at) => ({
    minute: `2026-11-19 10:${10 + at}:00`,
    event_name: `Call${at + 10}`,
    event_source: at % 2 ? "ec2.amazonaws.com" : "s3.amazonaws.com",
    aws_region: at % 3 ? "eu-west-1" : "us-east-1",
    calls: at + 1,
  })),
  { minute: "2026-11-20 00:00:00", event_name: "Call10", event_source: "s3.amazonaws.com", aws_region: "us-east-1", calls: 100 },
  { minute: "2026-11-18 23:59:00", event_name: "Call10", event_source: "s3.amazonaws.com", aws_region: "us-east-1", calls: 1000 },
].map((row) => ({ ...row, dt: row.minute.slice(0, 10) }));

import { GetRolePolicyCommand, ListRolePoliciesCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import type { Finding } from "../engine";
import { putRecords } from "./access-log-check";
import { someRequests, writeLine } from "./access-log-lines";
import { lakeKeys, lakeRows } from "./lake-rows";
import { failOnce } from "./redrive-check";
import { eventually, type RunningSystem } from "./running-system";
import { estate } from "./seed-estate";
import { pushEvents } from "./trail-check";
import { trailEvents } from "./trail-events";

interface Subject {
  /** The role, by its logical name. */
  role: RegExp;
  /** Does what the role is for, and answers whether it came to its end. */
  works(system: RunningSystem, round: string, work: string): Promise<boolean>;
  /** Rights that the emulator does not ask for, with the reason. */
  unseen: Record<string, string>;
}

const LOGS = "the emulator writes the function's log by itself";
const QUEUE = "only asked for when an event is given up";
const COMMON = { "logs:CreateLogStream": LOGS, "logs:PutLogEvents": LOGS, "sqs:SendMessage": QUEUE };

const SUBJECTS: Record<string, Subject> = {
  "track-api-calls": {
    role: /iam\/role:Role trail-track-api-calls-role$/,
    unseen: {
      ...COMMON,
      "dynamodb:GetItem": "only asked for when a claim is taken over",
      "dynamodb:DeleteItem": "only asked for when a claim ends",
      "dynamodb:BatchGetItem": "only asked for when the month's series are read",
    },
    async works(system, round, work) {
      const event = {
        ...trailEvents().events.at(-1)!,
        eventSource: "apigateway.amazonaws.com",
        eventName: `Round${round}`,
        eventID: `round-${round}`,
      };
      await pushEvents(system, [event], `round-${round}`);
      const found = await eventually(
        () => lakeRows(system, "audit_events", "event_id", work),
        (rows) => rows.some((row) => row.event_id === event.eventID),
        4_000,
      );
      return found.some((row) => row.event_id === event.eventID);
    },
  },
  "transform-access-logs": {
    role: /iam\/role:Role access-logs-transform-access-logs-role$/,
    unseen: COMMON,
    async works(system, round, work) {
      const { formatFor } = require("../../../analytics/schema/log-format") as typeof import("../../../analytics/schema/log-format");
      const [request] = someRequests(`round${round}`, estate.restApiId, 1);
      const before = (await lakeKeys(system, "failed/")).length;
      await putRecords(system, [writeLine(formatFor("REST").template, request!)]);
      const found = await eventually(
        () => lakeRows(system, "access_logs", "request_id", work),
        (rows) => rows.some((row) => row.request_id === request!.id),
        4_000,
      );
      return found.some((row) => row.request_id === request!.id) && (await lakeKeys(system, "failed/")).length === before;
    },
  },
  "refresh-directory": {
    role: /iam\/role:Role directory-refresh-directory-role$/,
    unseen: COMMON,
    works: (system) =>
      system.invoke("refresh-directory", {}).then(
        (report) => report.status !== "ignored",
        () => false,
      ),
  },
  "redrive-failed-records": {
    role: /iam\/role:Role redrive-redrive-failed-records-role$/,
    unseen: COMMON,
    async works(system, round) {
      await failOnce(system, `round${round}`);
      const report = await system.invoke("redrive-failed-records", {}).catch(() => undefined);
      return report?.returned > 0 && (await lakeKeys(system, "failed/")).every((key) => !key.endsWith(`round${round}`));
    },
  },
};

/** With every right a function does its work; with any one taken away it must not, or the right is not needed. */
export async function checkPermissions(system: RunningSystem, work: string): Promise<{ checked: string; findings: Finding[] }> {
  const findings: Finding[] = [];
  let removed = 0;
  for (const [name, subject] of Object.entries(SUBJECTS)) {
    const RoleName = system.resource(subject.role).inputs.name;
    const PolicyName = (await system.iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames![0]!;
    const { PolicyDocument } = await system.iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    const given = JSON.parse(decodeURIComponent(PolicyDocument!));
    const put = (document: unknown) =>
      system.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: JSON.stringify(document) }));
    if (!(await subject.works(system, `${name}-all`, work))) {
      findings.push({
        where: `role of ${name}`,
        message: `is too narrow: with its own policy the work is not done. ${system.emulator
          .log()
          .split("\n")
          .filter((l) => /not authorized|AccessDenied/.test(l))
          .slice(-2)
          .join(" ")}`,
      });
      continue;
    }
    const actions: string[] = [...new Set<string>(given.Statement.flatMap((s: any) => [s.Action].flat()))];
    for (const action of actions.filter((one) => !(one in subject.unseen))) {
      removed++;
      await put({ ...given, Statement: without(given.Statement, action) });
      if (await subject.works(system, `${name}-${removed}`, work))
        findings.push({ where: `role of ${name}`, message: `${action} is not needed: the work is done without it` });
    }
    await put(given);
  }
  return { checked: `${removed} permissions removed one at a time`, findings };
}

function without(statements: any[], action: string): any[] {
  return statements.flatMap((statement) => {
    const left = [statement.Action].flat().filter((one) => one !== action);
    return left.length ? [{ ...statement, Action: left }] : [];
  });
}

import * as fs from "node:fs";
import * as path from "node:path";
import { GetRolePolicyCommand, ListRolePoliciesCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { Finding } from "../engine";
import { putHttpLines, putRecords } from "./access-log-check";
import { someRequests, writeLine } from "./access-log-lines";
import { lakeKeys, lakeObject, lakeRows } from "./lake-rows";
import { failOnce } from "./redrive-check";
import { eventually, type RunningSystem } from "./running-system";
import { estate, KEYS } from "./seed-estate";
import { pushEvents } from "./trail-check";
import { trailEvents } from "./trail-events";

interface Subject {
  /** The role, by its logical name. */
  role: RegExp;
  /** Does what the role is for, and answers whether it came to its end within the patience, in milliseconds. */
  works(system: RunningSystem, round: string, work: string, patience: number): Promise<boolean>;
  /** Rights that the emulator does not ask for, with the reason. */
  unseen: Record<string, string>;
}

const LOGS = "the emulator writes the function's log by itself";
const QUEUE = "only asked for when an event is given up";
const COMMON = { "logs:CreateLogStream": LOGS, "logs:PutLogEvents": LOGS, "sqs:SendMessage": QUEUE };

const SUBJECTS: Record<string, Subject> = {
  "track-api-calls": {
    role: /iam\/role:Role trail-track-api-calls-role$/,
    unseen: COMMON,
    async works(system, round, work, patience) {
      await system.restart("trail-track-api-calls"); // a warm one remembers the month's series
      const event = {
        ...trailEvents().at(-1)!,
        eventSource: "apigateway.amazonaws.com",
        eventName: `Round${round}`,
        eventID: `round-${round}`,
      };
      await pushEvents(system, [event], `round-${round}`);
      const found = await eventually(
        () => lakeRows(system, "audit_events", "event_id", work),
        (rows) => rows.some((row) => row.event_id === event.eventID),
        patience,
      );
      return found.some((row) => row.event_id === event.eventID);
    },
  },
  "transform-access-logs": {
    role: /iam\/role:Role access-logs-transform-access-logs-role$/,
    unseen: COMMON,
    works: (system, ...rest) => transforms(system, "REST", ...rest),
  },
  "transform-bridge-logs": {
    role: /iam\/role:Role access-logs-transform-bridge-logs-role$/,
    unseen: COMMON,
    works: (system, ...rest) => transforms(system, "HTTP", ...rest),
  },
  "refresh-directory": {
    role: /iam\/role:Role directory-refresh-directory-role$/,
    unseen: { ...COMMON, "s3:ListBucket": "only S3 itself asks for it: without it a missing object is answered as forbidden" },
    async works(system) {
      const Key = "directory/current.json";
      const directory = JSON.parse((await lakeObject(system, Key)).toString());
      await system.s3.send(new PutObjectCommand({ Bucket: system.lake, Key, Body: JSON.stringify({ ...directory, keys: {} }) }));
      await system.invoke("refresh-directory", {}).catch(() => undefined);
      const { keys } = JSON.parse((await lakeObject(system, Key)).toString());
      return Object.keys(keys).length === KEYS;
    },
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

/** One record of two lines: the good one becomes a row with the API's name, the broken one is kept. */
async function transforms(system: RunningSystem, kind: "REST" | "HTTP", round: string, work: string, patience: number) {
  const { formatFor } = require("../../../analytics/schema/log-format") as typeof import("../../../analytics/schema/log-format");
  const rest = kind === "REST";
  const [request] = someRequests(`round${round}`, rest ? estate.restApiId : estate.httpApiId, 1);
  await system.restart(`access-logs-transform-${rest ? "access" : "bridge"}-logs`); // a warm one remembers the directory
  const before = await lakeKeys(system, "failed/");
  const lines = [writeLine(formatFor(kind).template, request!), `broken ${round}`];
  await (rest ? putRecords(system, [lines.join("\n")]) : putHttpLines(system, lines));
  const found = await eventually(
    () => lakeRows(system, "access_logs", "request_id, api_name", work),
    (rows) => rows.some((row) => row.request_id === request!.id),
    patience,
  );
  const added = (await lakeKeys(system, "failed/")).filter((key) => !before.includes(key));
  const named = found.some((row) => row.request_id === request!.id && row.api_name === (rest ? "orders" : "orders-http"));
  return named && added.length === 1 && added[0]!.includes("/line-failed/");
}

/** With every right a function does its work; with any one taken away it must not, or the right is not needed. */
export async function checkPermissions(
  system: RunningSystem,
  work: string,
  functions = Object.keys(SUBJECTS),
): Promise<{ checked: string; findings: Finding[] }> {
  const findings: Finding[] = [];
  let removed = 0;
  for (const { type, name, inputs } of system.resources)
    if (type === "aws:iam/role:Role" && JSON.stringify(inputs.assumeRolePolicy).includes("lambda.amazonaws.com"))
      if (!Object.values(SUBJECTS).some(({ role }) => role.test(`${type} ${name}`)))
        findings.push({ where: name, message: "no function is tried with this role: add it to emulator/permissions.ts" });
  for (const name of functions) {
    const subject = SUBJECTS[name]!;
    const RoleName = system.resource(subject.role).inputs.name;
    const PolicyName = (await system.iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames![0]!;
    const { PolicyDocument } = await system.iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    const given = JSON.parse(decodeURIComponent(PolicyDocument!));
    const put = (document: unknown) =>
      system.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: JSON.stringify(document) }));
    const started = Date.now();
    if (!(await subject.works(system, `${name}-all`, work, 120_000))) {
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
    // Long enough on this machine for the work to be done; without the right it never is. One slow answer must not make every wait long.
    const patience = Math.min(20_000, Math.max(4_000, 2 * (Date.now() - started)));
    const actions: string[] = [...new Set<string>(given.Statement.flatMap((s: any) => [s.Action].flat()))];
    if (actions.every((one) => one in subject.unseen))
      findings.push({ where: `role of ${name}`, message: "has no right that can be tried" });
    for (const action of actions.filter((one) => one in subject.unseen && !(one in COMMON)))
      if (!mentions(system, name, action))
        findings.push({ where: `role of ${name}`, message: `${action} is not needed: the package never asks for it` });
    for (const action of actions.filter((one) => !(one in subject.unseen))) {
      removed++;
      await put({ ...given, Statement: without(given.Statement, action) });
      if (await subject.works(system, `${name}-${removed}`, work, patience))
        findings.push({ where: `role of ${name}`, message: `${action} is not needed: the work is done without it` });
    }
    await put(given);
  }
  return { checked: `${removed} permissions removed one at a time`, findings };
}

/** Whether the package's text has the command of an action: the least that can be said of a right the emulator never sees used. */
function mentions(system: RunningSystem, handler: string, action: string): boolean {
  const { __folder: folder } = system.resource(new RegExp(`lambda/function:Function .*-${handler}$`)).inputs.code;
  // A removal that changes nothing is a finding; a right that is listed as unseen has at least to be asked for in the package.
  const command = action === "s3:ListBucket" ? "GetObjectCommand" : `${action.split(":")[1]}Command`;
  return new RegExp(`\\b${command}`).test(fs.readFileSync(path.join(folder, "__index.js"), "utf8"));
}

function without(statements: any[], action: string): any[] {
  return statements.flatMap((statement) => {
    const left = [statement.Action].flat().filter((one) => one !== action);
    return left.length ? [{ ...statement, Action: left }] : [];
  });
}

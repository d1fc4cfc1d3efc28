import * as fs from "node:fs";
import * as path from "node:path";
import type { Finding } from "../engine";

export type StageKind = "REST" | "HTTP" | "WEBSOCKET";

/** Every documented `$context` variable of access logs, by kind; `property` and `…_name` stand for any name. */
const DOCUMENTED: Record<string, string[]> = JSON.parse(fs.readFileSync(path.join(__dirname, "context-variables.json"), "utf8"));
const LIMIT: Record<StageKind, number> = { REST: 3072, HTTP: 1024, WEBSOCKET: 1024 };
const SECRET = ["identity.apiKey", "identity.clientCert.clientCertPem", "error.messageString"];

/** The variables of a format, in order. A name goes on through letters, digits, `_`, and `.` or `-` inside. */
export function formatVariables(format: string): string[] {
  return [...format.matchAll(/\$context\.([A-Za-z][\w]*(?:[.-][\w]+)*)/g)].map((match) => match[1]!);
}

/** What API Gateway refuses or would print wrongly in an access-log format of ours, which is JSON with every value quoted. */
export function checkLogFormat(name: string, kind: StageKind, format: string): Finding[] {
  const findings: Finding[] = [];
  const find = (message: string) => findings.push({ where: name, message });
  const variables = formatVariables(format);
  if (format.length > LIMIT[kind]) find(`at most ${LIMIT[kind]} characters for ${kind}, got ${format.length}`);
  if (/\n./.test(format)) find("must be one line");
  if (!variables.some((v) => v === "requestId" || v === "extendedRequestId"))
    find("must contain $context.requestId or $context.extendedRequestId");
  const documented = DOCUMENTED[kind === "WEBSOCKET" ? "WS" : kind]!;
  for (const variable of variables) {
    if (SECRET.includes(variable)) find(`$context.${variable} must never be logged`);
    if (!documented.some((known) => matchesDocumented(known, variable))) find(`$context.${variable} is not documented for ${kind}`);
  }
  if ((format.match(/\$/g) ?? []).length !== variables.length) find("has a $ that starts no $context variable");
  for (const value of ["-", "200", "text with 'quotes' and / and ü"]) {
    const line = format.replace(/\$context\.[A-Za-z][\w]*(?:[.-][\w]+)*/g, value);
    try {
      const parsed = JSON.parse(line);
      if (!Array.isArray(parsed) && Object.keys(parsed).length !== variables.length) find("two values under one key");
    } catch (error: any) {
      find(`is not JSON when every variable is ${JSON.stringify(value)}: ${error.message}`);
    }
  }
  return findings;
}

function matchesDocumented(known: string, variable: string): boolean {
  if (known === variable) return true;
  const prefix = known.replace(/(property|\w+_name)$/, "");
  return prefix !== known && variable.startsWith(prefix) && variable.length > prefix.length;
}

/** The console's own examples, which must be read as they are meant. */
export const FORMAT_EXAMPLES: { format: string; variables: number }[] = [
  {
    format:
      '{ "requestId":"$context.requestId", "ip": "$context.identity.sourceIp", "caller":"$context.identity.caller", "user":"$context.identity.user","requestTime":"$context.requestTime", "httpMethod":"$context.httpMethod","resourcePath":"$context.resourcePath", "status":"$context.status","protocol":"$context.protocol", "responseLength":"$context.responseLength" }',
    variables: 10,
  },
  {
    format:
      '$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime]"$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId $context.extendedRequestId',
    variables: 11,
  },
  { format: '<request id="$context.requestId"> <ip>$context.identity.sourceIp</ip> </request>', variables: 2 },
];

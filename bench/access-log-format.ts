import * as pulumi from "@pulumi/pulumi";
import { formatFor } from "../analytics/schema/log-format";
import { type FormatCompiler, makeFormatCompiler } from "../functions/access-log-format";

/** One measured line of the report. */
export interface Row {
  readonly what: string;
  readonly nanoseconds: number;
  readonly floor: number;
}

/** The compiler as Lambda runs it: serialized by Pulumi and loaded from its text. */
async function loadSerialized(): Promise<{ compiler: FormatCompiler; text: string }> {
  const { text } = await pulumi.runtime.serializeFunction(() => makeFormatCompiler(), {});
  const module = { exports: {} as { handler: () => FormatCompiler } };
  new Function("exports", "require", "module", text)(module.exports, require, module);
  return { compiler: module.exports.handler(), text };
}

const sample: Record<string, string> = {
  requestTimeEpoch: "1767225600123",
  requestTime: "01/Jan/2026:00:00:00 +0000",
  extendedRequestId: "Sca3bFUQgi0EYeA=",
  requestId: "bf04adbf-eacc-4601-8c14-94605f242e1a",
  apiId: "a1b2c3d4e5",
  stage: "prod",
  httpMethod: "GET",
  resourcePath: "/orders/{id}",
  path: "/prod/orders/8812",
  routeKey: "GET /orders/{id}",
  status: "200",
  responseLength: "1834",
  responseLatency: "57",
  "integration.latency": "41",
  integrationLatency: "41",
  "identity.sourceIp": "203.0.113.7",
  "identity.apiKeyId": "k3y1d4b5c6",
  domainName: "api.example.com",
  "integration.status": "200",
  "identity.userAgent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36",
  protocol: "HTTP/1.1",
};

const fill = (template: string): string => template.replace(/\$context\.([\w.]+)/g, (_, name: string) => sample[name] ?? "-");

const measure = (work: () => unknown): number => {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 7; round++) {
    const started = process.hrtime.bigint();
    for (let i = 0; i < 20_000; i++) work();
    best = Math.min(best, Number(process.hrtime.bigint() - started) / 20_000);
  }
  return best;
};

/** Prints and returns how long one line takes beside `JSON.parse` of the same line (of the REST line where the format is not JSON). */
export async function run(): Promise<readonly Row[]> {
  const { compiler, text } = await loadSerialized();
  const formats: Record<string, string> = {
    "the project's REST format": formatFor("REST").template,
    "the project's HTTP format": formatFor("HTTP").template,
    "the project's WebSocket format": formatFor("WEBSOCKET").template,
    "Common Log Format":
      '$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.routeKey $context.protocol" $context.status $context.responseLength $context.requestId',
  };
  const rest = fill(formats["the project's REST format"]!);
  const rows: Row[] = Object.entries(formats).map(([what, template]) => {
    const line = fill(template);
    const { decode } = compiler.compileFormat(template);
    const json = /^[[{]/.test(line) ? line : rest;
    return { what, nanoseconds: measure(() => decode(line)), floor: measure(() => JSON.parse(json)) };
  });
  const { decodeTexts } = compiler.compileFormat(formats["the project's REST format"]!);
  rows.push({
    what: "REST, texts without an object",
    nanoseconds: measure(() => decodeTexts(rest)),
    floor: measure(() => JSON.parse(rest)),
  });
  const escaped = rest.replace("(KHTML", '\\"(KHTML');
  const { decode } = compiler.compileFormat(formats["the project's REST format"]!);
  rows.push({
    what: "REST, a quote escaped in the line",
    nanoseconds: measure(() => decode(escaped)),
    floor: measure(() => JSON.parse(escaped)),
  });
  console.log(`Decoding one access-log line, serialized text of ${text.length} characters`);
  for (const { what, nanoseconds, floor } of rows)
    console.log(
      `  ${what.padEnd(36)} ${(nanoseconds / 1000).toFixed(2).padStart(7)} µs   JSON.parse ${(floor / 1000).toFixed(2).padStart(6)} µs   ${(nanoseconds / floor).toFixed(2)} ×`,
    );
  return rows;
}

import * as pulumi from "@pulumi/pulumi";
import { formatFor } from "../analytics/schema/log-format";
import { type FormatCompiler, makeFormatCompiler } from "../functions/access-log-format";
import { compactHandlerText } from "../functions/compact-handler-text";
import type { Measurement } from "./measurement";

/** The compiler as Lambda runs it: serialized by Pulumi, compacted and loaded from its text. */
async function loadSerialized(): Promise<FormatCompiler> {
  const { text } = await pulumi.runtime.serializeFunction(() => makeFormatCompiler(), {});
  const module = { exports: {} as { handler: () => FormatCompiler } };
  new Function("exports", "require", "module", compactHandlerText(text))(module.exports, require, module);
  return module.exports.handler();
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

/** How long one line takes beside `JSON.parse` of the same line (of the REST line where the format is not JSON). */
export async function run(): Promise<readonly Measurement[]> {
  const compiler = await loadSerialized();
  const own = formatFor("REST").template;
  const rest = fill(own);
  const measured = (what: string, work: () => unknown, json: string): Measurement => ({
    what,
    value: measure(work) / 1000,
    unit: "µs",
    floor: measure(() => JSON.parse(json)) / 1000,
    floorIs: "JSON.parse",
  });
  const formats: Record<string, string> = {
    "the project's REST format": own,
    "the project's HTTP format": formatFor("HTTP").template,
    "the project's WebSocket format": formatFor("WEBSOCKET").template,
    "Common Log Format":
      '$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.routeKey $context.protocol" $context.status $context.responseLength $context.requestId',
  };
  const { decode, decodeTexts } = compiler.compileFormat(own);
  const escaped = rest.replace("(KHTML", '\\"(KHTML');
  return [
    ...Object.entries(formats).map(([what, template]) => {
      const line = fill(template);
      const format = compiler.compileFormat(template);
      return measured(what, () => format.decode(line), /^[[{]/.test(line) ? line : rest);
    }),
    measured("REST, texts without an object", () => decodeTexts(rest), rest),
    measured("REST, a quote escaped in the line", () => decode(escaped), escaped),
  ];
}

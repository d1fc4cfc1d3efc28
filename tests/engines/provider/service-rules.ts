import type { RecordedResource } from "../recording/recording";
import { checkFirehose } from "./firehose-rules";
import { referencedExpressions } from "./references";

/** Tells one violation: the property, and what the service says to it. */
export type Report = (property: string, message: string) => void;

interface RuleContext {
  /** The resource that a reference in the text points to. */
  find(text: unknown): RecordedResource | undefined;
}

type Rule = (inputs: any, report: Report, context: RuleContext) => void;

const isKnown = (value: unknown): value is string => typeof value === "string" && !/tf(ref|arn|url)\d+z/.test(value);
const bytesOf = (value: unknown) => Buffer.byteLength(typeof value === "string" ? value : JSON.stringify(value));

const RULES: Record<string, Rule> = {
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": (inputs, report) => checkFirehose(inputs, report),

  "aws:apigateway/stage:Stage"({ accessLogSettings: log }, report, { find }) {
    if (!log) return;
    const stream = find(log.destinationArn);
    const isStream = stream?.type.includes("firehoseDeliveryStream");
    if (isStream && isKnown(stream!.inputs.name) && !stream!.inputs.name.startsWith("amazon-apigateway-"))
      report("accessLogSettings.destinationArn", `the stream name must begin with amazon-apigateway-, got ${stream!.inputs.name}`);
    if (!/\$context\.(requestId|extendedRequestId)\b/.test(log.format))
      report("accessLogSettings.format", "must contain $context.requestId or $context.extendedRequestId");
    if (/\n./.test(log.format)) report("accessLogSettings.format", "must be one line");
  },

  "aws:glue/catalogTable:CatalogTable"({ parameters = {}, partitionKeys = [] }, report) {
    if (String(parameters["projection.enabled"]) !== "true") return;
    const needs: Record<string, string[]> = { enum: ["values"], integer: ["range"], date: ["range", "format"], injected: [] };
    for (const { name } of partitionKeys) {
      const type = parameters[`projection.${name}.type`];
      if (!needs[type]) report(`parameters.projection.${name}.type`, `must be one of ${Object.keys(needs)}, got ${type}`);
      for (const part of needs[type] ?? [])
        if (!parameters[`projection.${name}.${part}`])
          report(`parameters.projection.${name}.${part}`, `missing for a projection of type ${type}`);
      const format = parameters[`projection.${name}.format`];
      if (/Y|D/.test(format ?? ""))
        report(
          `parameters.projection.${name}.format`,
          `Y is the week-based year and D the day of the year: write yyyy-MM-dd, got ${format}`,
        );
      const template = parameters["storage.location.template"];
      if (template && !template.includes(`\${${name}}`)) report("parameters.storage.location.template", `has no \${${name}}`);
    }
  },

  "aws:cloudwatch/metricAlarm:MetricAlarm"({ metricName, metricQueries = [] }, report) {
    if (!metricName === !metricQueries.length) report("metricName", "give exactly one of metricName and metricQueries");
    if (metricQueries.length && metricQueries.filter((q: any) => q.returnData).length !== 1)
      report("metricQueries", "exactly one query must have returnData");
  },

  "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter"({ filterPattern = "" }, report) {
    if (filterPattern.length > 1024) report("filterPattern", `at most 1024 characters, got ${filterPattern.length}`);
  },

  "aws:lambda/function:Function"({ code, environment }, report) {
    if (code?.bytes > 50 * 2 ** 20) report("code", `a direct upload is at most 50 MiB, got ${code.bytes} bytes`);
    if (code?.unpacked > 250 * 2 ** 20) report("code", `at most 250 MiB unpacked, got ${code.unpacked} bytes`);
    const variables = environment?.variables ?? {};
    if (bytesOf(variables) > 4096) report("environment.variables", "at most 4 KB in all");
    const reserved = /^(AWS_REGION|AWS_LAMBDA_\w+|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|_HANDLER)$/;
    for (const key of Object.keys(variables)) if (reserved.test(key)) report(`environment.variables.${key}`, "reserved by the runtime");
  },

  "aws:iam/policy:Policy": ({ policy }, report) => limitPolicy(policy, 6144, report),
  "aws:iam/rolePolicy:RolePolicy": ({ policy }, report) => limitPolicy(policy, 10240, report),
};

/** IAM counts a policy without its white space. */
function limitPolicy(policy: unknown, max: number, report: Report): void {
  const text = typeof policy === "string" ? policy : JSON.stringify(policy ?? "");
  const size = text.replace(/\s/g, "").length;
  if (size > max) report("policy", `at most ${max} characters, got ${size}`);
}

/** What the service refuses at creation but the provider lets through, each from the public AWS documentation. */
export function checkServiceRules(resources: RecordedResource[], expressions: string[]) {
  const find = (text: unknown) => {
    const [expression] = referencedExpressions(text, expressions);
    return resources.find((r) => r.address && expression?.startsWith(`${r.address}.`));
  };
  return resources.flatMap((resource) => {
    const found: { severity: "error"; phase: string; resource: RecordedResource; property: string; message: string }[] = [];
    const report: Report = (property, message) => found.push({ severity: "error", phase: "rule", resource, property, message });
    RULES[resource.type]?.(resource.inputs, report, { find });
    return found;
  });
}

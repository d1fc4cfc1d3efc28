import type { Finding } from "../engine";
import type { RecordedResource } from "../recording/recording";
import { compileFilterPattern } from "./filter-pattern";

const event = (eventSource: string, eventName = "GetStage") =>
  JSON.stringify({ eventSource, eventName, awsRegion: "eu-west-1", eventTime: "2026-11-21T00:00:00Z" });

/** Every subscription's pattern: it can be read, and the tracker's passes exactly what the settings ask for. */
export function checkSubscriptions(resources: RecordedResource[], config: Record<string, any>): { checked: number; findings: Finding[] } {
  const findings: Finding[] = [];
  const filters = resources.filter((r) => r.type === "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter");
  for (const { name, inputs } of filters) {
    const find = (message: string) => findings.push({ where: `${name} filterPattern`, message });
    try {
      const passes = compileFilterPattern(inputs.filterPattern ?? "");
      if (!/lambda/.test(inputs.destinationArn)) {
        if (!passes('["a","b"]') && !passes('{"requestId":"x"}')) find("must pass access-log lines");
        continue;
      }
      const ignored: string[] = config.ignoredEventSources ?? [];
      const audited: string[] = config.auditEventSources ?? ["apigateway.amazonaws.com"];
      const counted: string[] = config.eventSources?.length ? config.eventSources : ["s3.amazonaws.com", "lambda.amazonaws.com"];
      for (const source of [...audited, ...counted.filter((one) => !ignored.includes(one))])
        if (!passes(event(source))) find(`must pass events of ${source}`);
      for (const source of ignored.filter((one) => !audited.includes(one)))
        if (passes(event(source))) find(`must not pass events of ${source}`);
      if (passes(event("monitoring.amazonaws.com", "PutMetricData"))) find("must not pass PutMetricData: counting it makes the next one");
    } catch (error: any) {
      find(`${error.message}: ${inputs.filterPattern}`);
    }
  }
  return { checked: filters.length, findings };
}

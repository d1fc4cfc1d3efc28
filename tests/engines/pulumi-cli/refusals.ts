import type { ProofList } from "./proof-list";
import type { PulumiWorkspace } from "./workspace";

/** Wrong settings, and some without what they need: a value that must be refused, and what the message has to say. */
const WRONG: { key: string; value: unknown; says: string }[] = [
  { key: "maxMetricSeries", value: 5, says: "Invalid setting 'api-usage-analytics:maxMetricSeries': must be" },
  { key: "maxMetricSeries", value: "soon", says: "maxMetricSeries" }, // Pulumi's own check of the type
  { key: "retentionDays", value: 0, says: "Invalid setting 'api-usage-analytics:retentionDays': must be" },
  { key: "clientIp", value: "hide", says: "Invalid setting 'api-usage-analytics:clientIp': must be" },
  { key: "quickSightImport", value: "sometimes", says: "Invalid setting 'api-usage-analytics:quickSightImport': must be" },
  { key: "eventSources", value: ["apigateway"], says: "Invalid setting 'api-usage-analytics:eventSources" },
  { key: "noSuchSetting", value: "x", says: "Invalid setting 'api-usage-analytics:noSuchSetting': must be" },
  { key: "apiCallAlarms", value: [{ event: "DeleteStage" }], says: "Invalid setting 'api-usage-analytics:apiCallAlarms" },
  {
    key: "logsApiThrottle",
    value: { rate: 5, burst: 4 },
    says: "Invalid setting 'api-usage-analytics:logsApiThrottle': must be absent where 'logsApiGroups' is absent",
  },
  { key: "metricNamespace", value: "AWS/Lambda", says: "Invalid setting 'api-usage-analytics:metricNamespace': must be" },
];

/** A wrong setting fails the preview before any resource is made, with the setting's name, what is allowed and what was given. */
export async function proveRefusals(stack: PulumiWorkspace, list: ProofList): Promise<void> {
  for (const { key, value, says } of WRONG) {
    await stack.set(key, value);
    const refused = await stack.preview();
    const name = `${key} ${JSON.stringify(value)} is refused`;
    list.expect(
      name,
      refused.status !== 0 && refused.output.includes(says),
      `exit code ${refused.status}, wanted '${says}': ${refused.output.slice(-600)}`,
    );
    list.expect(
      `${name} before anything is made`,
      stack.world().size === 0 && !/([2-9]|\d\d) to create/.test(refused.output),
      refused.output.slice(-600),
    );
    await stack.unset(key);
  }
}

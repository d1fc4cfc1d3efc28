import type { ProofList } from "./proof-list";
import type { PulumiWorkspace } from "./workspace";

interface Step {
  op: string;
  urn: string;
  detailedDiff?: Record<string, unknown> | null;
}

/** A change of one setting, and the types and properties that its diff may touch. */
const CHANGES: { key: string; value: unknown; touches: Record<string, RegExp> }[] = [
  { key: "logRetentionDays", value: 30, touches: { "aws:cloudwatch/logGroup:LogGroup": /^retentionInDays$/ } },
  {
    key: "retentionDays",
    value: 400,
    touches: {
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": /^rules/,
      "aws:glue/catalogTable:CatalogTable": /^parameters/,
    },
  },
  {
    key: "scanLimitGB",
    value: 20,
    // An alarm rings before the limit.
    touches: {
      "aws:athena/workgroup:Workgroup": /^configuration/,
      "aws:cloudwatch/metricAlarm:MetricAlarm": /^(threshold|alarmDescription)$/,
    },
  },
];

/** A changed setting touches what it should and nothing else. */
export async function proveSettingsChange(stack: PulumiWorkspace, list: ProofList): Promise<void> {
  for (const { key, value, touches } of CHANGES) {
    await stack.set(key, value);
    const preview = await stack.preview("--json");
    const name = `${key}=${value}`;
    if (preview.status !== 0) {
      list.expectCommand(name, preview, 0);
      continue;
    }
    const steps: Step[] = JSON.parse(preview.stdout.slice(preview.stdout.indexOf("{"))).steps;
    const changed = steps.filter((step) => step.op !== "same" && !step.urn.includes("pulumi:pulumi:Stack"));
    const typeOf = ({ urn }: Step) => urn.split("::")[2]!.split("$").pop()!;
    for (const type of Object.keys(touches))
      list.expect(
        `${name} changes a ${type}`,
        changed.some((step) => typeOf(step) === type),
        `changes ${changed.map(typeOf).join(", ") || "nothing"}`,
      );
    for (const step of changed) {
      const type = typeOf(step);
      const properties = Object.keys(step.detailedDiff ?? {});
      const right =
        step.op === "update" && touches[type] && properties.length > 0 && properties.every((property) => touches[type]!.test(property));
      list.expect(
        `${name} touches ${step.urn.split("::").pop()} only where it should`,
        Boolean(right),
        `${step.op} of ${type}: ${properties.join(", ")}`,
      );
    }
    list.expectCommand(`up with ${name}`, await stack.up(), 0, "updated");
  }
}

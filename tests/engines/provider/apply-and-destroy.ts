import type { RecordedResource } from "../recording/recording";
import { findingsOf } from "./check-configuration";
import type { Converted, ProviderFinding } from "./convert";
import type { Terraform } from "./terraform";

interface ApplyOptions {
  /** Whether a difference of the second plan is the emulator's own. @default none is */
  readonly excused?: (resource: RecordedResource, property: string) => boolean;
  /** Called while everything exists. */
  readonly look?: () => Promise<void>;
}

/** Applies converted resources, plans them again, which must show no difference, and destroys them. */
export async function applyAndDestroy(
  terraform: Terraform,
  converted: Converted,
  { excused = () => false, look }: ApplyOptions = {},
): Promise<{ findings: ProviderFinding[]; resources: number }> {
  terraform.write(converted.files);
  const first = await terraform.apply();
  const findings = findingsOf(first, "apply", converted);
  await look?.();
  const second = await terraform.plan("-detailed-exitcode", "-out=again");
  findings.push(...findingsOf(second, "replan", converted, [0, 2])); // 2: there are changes
  if (second.status === 2)
    for (const { address, actions, paths } of await terraform.changes("again")) {
      const resource = converted.byAddress.get(address)!;
      const properties = paths.map((tfPath) => converted.propertyOf(address, tfPath)).filter((property) => !excused(resource, property));
      if (paths.length && !properties.length) continue;
      const message = `not stable: a second run would ${actions.join(" and ")} it`;
      findings.push({ severity: "error", phase: "replan", resource, property: properties.join(", "), message });
    }
  findings.push(...findingsOf(await terraform.destroy(), "destroy", converted));
  return { findings, resources: first.messages.filter(({ type }) => type === "apply_complete").length };
}

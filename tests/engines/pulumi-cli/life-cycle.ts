import { CONFIGURATIONS } from "../configurations";
import { ProofList } from "./proof-list";
import { proveProtection } from "./protection";
import { proveRefusals } from "./refusals";
import { proveNoSecrets } from "./secrets";
import { proveSettingsChange } from "./settings-change";
import type { PulumiWorkspace } from "./workspace";

/** Text that must never turn up in the state, the plan or a package. */
export const PLANTED_SECRET = "planted-s3cret-4f1d9c7ab2";

/** One stack from `init` to `destroy` and what must hold at every step. */
export async function proveLifeCycle(stack: PulumiWorkspace): Promise<ProofList> {
  const list = new ProofList();
  list.expectCommand("stack init", await stack.cli("stack", "init", "dev"), 0, "Created stack 'dev'");
  await stack.set("aws:region", "eu-west-1");
  await proveRefusals(stack, list);

  const { config } = CONFIGURATIONS.find((c) => c.name === "everything")!;
  for (const [key, value] of Object.entries(config)) await stack.set(key, value);
  await stack.set("verification:plantedSecret", PLANTED_SECRET, { secret: true });
  const plan = await stack.preview("--diff", "--policy-pack", "policies");
  list.expectCommand("preview with the policy pack", plan, 0, "to create");
  list.expect("preview makes nothing", stack.world().size === 0, `${stack.world().size} resources exist after a preview`);
  // A preview does not know documents that name what is not there yet: the rules judge them now.
  const made = await stack.up("--policy-pack", "policies");
  list.expectCommand("up with the policy pack", made, 0, "created");
  const violations = made.output.split("\n").filter((line) => /\[(mandatory|advisory)\]/.test(line));
  list.expect("policy pack finds nothing", violations.length === 0, violations.join(" / ").slice(0, 900));
  list.expectCommand("a second up changes nothing", await stack.up("--expect-no-changes"), 0, "unchanged");
  list.expectCommand("no drift", await stack.preview("--refresh", "--expect-no-changes"), 0);
  await proveNoSecrets(stack, list, plan.output);
  await proveSettingsChange(stack, list);
  await proveProtection(stack, list);
  return list;
}

import { PLANTED_SECRET } from "./life-cycle";
import type { ProofList } from "./proof-list";
import type { PulumiWorkspace } from "./workspace";

/**
 * No planted secret in the state, the plan or what was uploaded. A handler that touches `pulumi.Config` would carry every secret of the stack in its
 * package, without a warning; a captured secret Output is only warned about.
 */
export async function proveNoSecrets(stack: PulumiWorkspace, list: ProofList, plan: string): Promise<void> {
  const packages = [...stack.world()].filter(([key]) => key.startsWith("aws:lambda/function:Function"));
  list.expect("there are packages to search", packages.length > 0, "no function was created");
  for (const [key, value] of packages)
    list.expect(`${key} holds no secret`, !JSON.stringify(value).includes(PLANTED_SECRET), "the planted secret stands in the package");
  list.expect(
    "the world holds no secret",
    !JSON.stringify([...stack.world()]).includes(PLANTED_SECRET),
    "the planted secret reached a resource",
  );
  list.expect("the state holds no secret", !stack.state().includes(PLANTED_SECRET), "the planted secret stands in the state in clear");
  list.expect("the plan shows no secret", !plan.includes(PLANTED_SECRET), "the planted secret stands in the plan");
  list.expect("no captured secret", !plan.includes("secret value was captured"), "Pulumi warns of a captured secret");
  const exported = await stack.cli("stack", "export");
  list.expect("the export holds no secret", !exported.output.includes(PLANTED_SECRET), "the planted secret stands in the export");
}

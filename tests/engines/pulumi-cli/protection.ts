import type { ProofList } from "./proof-list";
import type { PulumiWorkspace } from "./workspace";

const BUCKET = "aws:s3/bucket:Bucket|";

/** After a destroy only the data is left: the lake's bucket with its protection, its key, and the key of its pseudonyms. */
export async function proveProtection(stack: PulumiWorkspace, list: ProofList): Promise<void> {
  const before = [...stack.world().keys()].filter((key) => key.startsWith(BUCKET));
  list.expect("there are buckets", before.length > 1, `buckets: ${before.join(", ")}`);
  list.expectCommand("destroy", await stack.destroy(), 0, "deleted");
  const left = [...stack.world().keys()];
  const lake = left.filter((key) => key.startsWith(BUCKET) && /lake/.test(key));
  list.expect("the lake survives", lake.length > 0, `left: ${left.join(", ")}`);
  const stray = left.filter((key) => !/^aws:(s3|kms)\/|pseudonyms-secret/.test(key));
  list.expect("nothing but data survives", stray.length === 0, `left behind: ${stray.join(", ")}`);
  const results = left.filter((key) => key.startsWith(BUCKET) && /results/.test(key));
  list.expect("query results do not survive", results.length === 0, `left behind: ${results.join(", ")}`);
}

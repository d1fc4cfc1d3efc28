// Child process: one judge looks at this checkout, whatever was changed in it, and prints what it found as JSON.
import { withTemporaryFolder } from "../temporary-folder";
import { type JudgeName, runJudge } from "./judges";

withTemporaryFolder("judge", (folder) => runJudge(process.argv[2] as JudgeName, folder)).then((findings) => {
  process.stdout.write(`\nFINDINGS ${JSON.stringify(findings)}\n`, () => process.exit(0));
});

import * as fs from "node:fs";
import * as path from "node:path";
import { runCommand } from "../command";
import { PROGRAM } from "../recording/record-program";

/** Copies the checkout, uncommitted work included, so that a mistake never touches the files that somebody works on. */
export async function copyCheckout(to: string): Promise<void> {
  const { status, stdout, stderr } = await runCommand("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: PROGRAM,
  });
  if (status !== 0) throw new Error(`git ls-files: ${stderr}`);
  for (const file of stdout.split("\0")) {
    const from = path.join(PROGRAM, file);
    if (!file || !fs.existsSync(from)) continue;
    fs.mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
    fs.copyFileSync(from, path.join(to, file));
  }
  fs.symlinkSync(fs.realpathSync(path.join(PROGRAM, "node_modules")), path.join(to, "node_modules"));
}

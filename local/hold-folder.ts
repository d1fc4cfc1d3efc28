import { rmSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";

/** Whether a process of this number runs. It may be one that this user cannot signal. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Marks the folder as this process's: two runs at once would take each other's staged rows away, delete each other's lake, or show half of it.
 * A process that was killed leaves its mark behind; it does not count once the process is gone.
 * @returns what takes the mark away again
 * @throws when another run has the folder
 */
export async function holdFolder(out: string): Promise<() => void> {
  const mark = path.join(out, "run.pid");
  const take = () => writeFile(mark, String(process.pid), { flag: "wx" });
  try {
    await take();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const pid = Number(await readFile(mark, "utf8"));
    if (pid > 0 && pid !== process.pid && isRunning(pid))
      throw new Error(
        `Invalid option '--out': must be a folder that no other run imports into or shows, got '${out}', which process ${pid} uses (${mark} says so): end it, or name another folder.`,
      );
    await rm(mark, { force: true });
    await take();
  }
  return () => rmSync(mark, { force: true });
}

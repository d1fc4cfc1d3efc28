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
 * Does the work while no other process imports into the folder: two at once would take each other's staged rows away and delete each other's lake.
 * A process that was killed leaves its mark behind; it does not count once the process is gone.
 * @throws when another import into the folder is under way
 */
export async function aloneIn<T>(out: string, work: () => Promise<T>): Promise<T> {
  const mark = path.join(out, "import.pid");
  const take = () => writeFile(mark, String(process.pid), { flag: "wx" });
  try {
    await take();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const pid = Number(await readFile(mark, "utf8"));
    if (pid > 0 && pid !== process.pid && isRunning(pid))
      throw new Error(
        `Invalid option '--out': must be a folder that no other run imports into, got '${out}', which process ${pid} fills (${mark} says so): wait for it, or name another folder.`,
      );
    await rm(mark, { force: true });
    await take();
  }
  try {
    return await work();
  } finally {
    await rm(mark, { force: true });
  }
}

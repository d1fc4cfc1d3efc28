import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** Runs `work` with a new folder that is gone afterwards, whatever happens. */
export async function withTemporaryFolder<T>(label: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `${label}-`));
  try {
    return await work(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** What an engine keeps between runs (a built CLI, unpacked archives, schemas): outside the checkout, so that a fresh clone finds it. */
export function cacheFolder(...parts: string[]): string {
  const folder = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "api-usage-analytics", ...parts);
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}

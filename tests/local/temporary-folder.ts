import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

/** A new folder for the tests of one `describe`, removed after them. */
export function temporaryFolder(): { readonly path: string } {
  const folder = { path: "" };
  before(() => {
    folder.path = mkdtempSync(path.join(tmpdir(), "api-usage-analytics-"));
  });
  after(() => rmSync(folder.path, { recursive: true, force: true }));
  return folder;
}

import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "./cache-folder";
import { whichCommand } from "./command";
import type { Engine, EngineReport } from "./engine";
import { proveLifeCycle } from "./pulumi-cli/life-cycle";
import { PulumiWorkspace } from "./pulumi-cli/workspace";
import { withTemporaryFolder } from "./temporary-folder";

/** The real Pulumi CLI and engine, with a stand-in AWS provider: preview, up, diff, destroy, wrong settings, protection, policies, secrets. */
export const engine: Engine = {
  name: "pulumi-cli",

  async available() {
    if (fs.existsSync(path.join(cacheFolder("pulumi"), "pulumi"))) return { ok: true };
    const go = whichCommand("go") ? "" : " and Go, which builds it";
    return {
      ok: false,
      missing: `the Pulumi CLI${go}`,
      install: "bash tests/engines/install-engines.sh (with Go 1.25 or later; 3 minutes)",
      needs: ["go"],
    };
  },

  run: (): Promise<EngineReport> =>
    withTemporaryFolder("pulumi-cli", async (folder) => {
      const workspace = new PulumiWorkspace(folder);
      const { output: version } = await workspace.cli("version");
      const { proofs, findings } = await proveLifeCycle(workspace);
      return { version: `Pulumi ${version.trim()}`, checked: `${proofs} proofs with the CLI`, findings };
    }),
};

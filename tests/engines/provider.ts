import * as fs from "node:fs";
import * as path from "node:path";
import { runCommand } from "./command";
import { CONFIGURATIONS } from "./configurations";
import { findMinistack } from "./emulator/ministack";
import type { Engine, EngineReport, Finding } from "./engine";
import { nothingChecked } from "./nothing-checked";
import { checkApplied } from "./provider/check-applied";
import { checkConfiguration, describeFinding } from "./provider/check-configuration";
import { PROVIDER_VERSION } from "./provider/provider-version";
import { findProviderMirror } from "./provider/terraform";
import { PYTHON_INSTALL } from "./python-environment";
import { withTemporaryFolder } from "./temporary-folder";

/** The Terraform AWS provider, whose code Pulumi's provider bridges: every argument validated, then applied, planned again and destroyed. */
export const engine: Engine = {
  name: "provider",

  async available() {
    const terraform = await runCommand(process.env.TF_BIN ?? "terraform", ["version"]).catch(() => undefined);
    if (terraform?.status !== 0) return { ok: false, missing: "the terraform command", install: "install Terraform 1.x, or set TF_BIN" };
    if (!findProviderMirror())
      return {
        ok: false,
        missing: `the AWS provider ${PROVIDER_VERSION}`,
        install: "terraform providers mirror FOLDER, then TF_PLUGIN_DIR=FOLDER; or TF_PLUGIN_DIR=direct with a network",
      };
    if (!findMinistack()) return { ok: false, missing: "MiniStack", install: PYTHON_INSTALL, needs: ["python3"] };
    return { ok: true };
  },

  run: (): Promise<EngineReport> =>
    withTemporaryFolder("provider", async (folder) => {
      const findings: Finding[] = [];
      const counts: string[] = [];
      for (const configuration of CONFIGURATIONS) {
        const work = path.join(folder, configuration.name.replace(/\W/g, "-"));
        fs.mkdirSync(work);
        const checked = await checkConfiguration(configuration, work);
        findings.push(...checked.findings.map((finding) => describeFinding(finding, configuration.name)));
        findings.push(...nothingChecked({ [`resources of '${configuration.name}'`]: checked.resources }));
        counts.push(`${configuration.name} ${checked.resources}`);
      }
      const applied = await checkApplied(path.join(folder, "applied"));
      findings.push(...applied.findings.map((finding) => describeFinding(finding, "applied")));
      findings.push(...nothingChecked({ "resources applied": applied.resources }));
      return {
        version: `Terraform AWS provider ${PROVIDER_VERSION}`,
        checked: `resources validated: ${counts.join(", ")}; ${applied.resources} applied, replanned, destroyed`,
        findings,
      };
    }),
};

import { checkAccessLogs } from "./emulator/access-log-check";
import { checkDirectory } from "./emulator/directory-check";
import { findMinistack, MINISTACK_INSTALL, MINISTACK_VERSION } from "./emulator/ministack";
import { checkPermissions } from "./emulator/permissions";
import { checkRedrive } from "./emulator/redrive-check";
import { type RunningSystem, startSystem } from "./emulator/running-system";
import { checkTrail } from "./emulator/trail-check";
import type { Engine, EngineReport, Finding } from "./engine";
import { findProviderMirror } from "./provider/terraform";
import { withTemporaryFolder } from "./temporary-folder";

/** The running system: the program's own packages, roles, streams and subscriptions on MiniStack, with IAM enforced. */
export const engine: Engine = {
  name: "emulator",

  async available() {
    if (!findMinistack()) return { ok: false, missing: "MiniStack", install: MINISTACK_INSTALL };
    if (!findProviderMirror())
      return { ok: false, missing: "the AWS provider, which puts the program on the emulator", install: "see the engine 'provider'" };
    return { ok: true };
  },

  run: (): Promise<EngineReport> =>
    withTemporaryFolder("emulator", async (work) => {
      const system = await startSystem(work);
      const findings: Finding[] = [];
      const counts: string[] = [];
      /** One check that breaks must not hide what the others find. */
      const part = async (
        name: string,
        check: (system: RunningSystem, work: string) => Promise<{ checked: string; findings: Finding[] }>,
      ) => {
        try {
          const { checked, findings: found } = await check(system, work);
          counts.push(checked);
          findings.push(...found);
        } catch (error: any) {
          findings.push({
            where: name,
            message: `${error.message} ${system.emulator
              .log()
              .split("\n")
              .filter((line) => /not authorized|Error/.test(line))
              .slice(-3)
              .join(" ")
              .slice(0, 800)}`,
          });
        }
      };
      try {
        await part("directory", checkDirectory);
        await part("trail", checkTrail);
        await part("access logs", checkAccessLogs);
        await part("redrive", checkRedrive);
        await part("permissions", checkPermissions);
      } finally {
        await system.stop();
      }
      return { version: `MiniStack ${MINISTACK_VERSION}, patched`, checked: counts.join("; "), findings };
    }),
};

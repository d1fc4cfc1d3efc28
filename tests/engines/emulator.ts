import { checkAccessLogs } from "./emulator/access-log-check";
import { checkDirectory } from "./emulator/directory-check";
import { findMinistack, MINISTACK_VERSION } from "./emulator/ministack";
import { checkPermissions } from "./emulator/permissions";
import { checkRedrive } from "./emulator/redrive-check";
import { type RunningSystem, startSystem } from "./emulator/running-system";
import { checkTrail } from "./emulator/trail-check";
import type { Engine, EngineReport, Finding } from "./engine";
import { findProviderMirror } from "./provider/terraform";
import { PYTHON_INSTALL } from "./python-environment";
import { withTemporaryFolder } from "./temporary-folder";

/** The running system: the program's own packages, roles, streams and subscriptions on MiniStack, with IAM enforced. */
export const engine: Engine = {
  name: "emulator",

  async available() {
    if (!findMinistack()) return { ok: false, missing: "MiniStack", install: PYTHON_INSTALL, needs: ["python3"] };
    if (!findProviderMirror())
      return { ok: false, missing: "the AWS provider, which puts the program on the emulator", install: "see the engine 'provider'" };
    return { ok: true };
  },

  async run(): Promise<EngineReport> {
    const { checked, findings } = await checkRunningSystem(["directory", "trail", "access logs", "redrive", "permissions"]);
    return { version: `MiniStack ${MINISTACK_VERSION}, patched`, checked, findings };
  },
};

type Check = (system: RunningSystem, work: string) => Promise<{ checked: string; findings: Finding[] }>;

/** What can be tried on the running system. */
const PARTS: Record<string, Check> = {
  directory: checkDirectory,
  trail: checkTrail,
  "access logs": checkAccessLogs,
  redrive: checkRedrive,
  permissions: checkPermissions,
  "rights of the tracker": (system, work) => checkPermissions(system, work, ["track-api-calls"]),
};

/** Starts the system and tries some of its parts. One that breaks does not hide what the others find. */
export function checkRunningSystem(parts: string[]): Promise<{ checked: string; findings: Finding[] }> {
  return withTemporaryFolder("emulator", async (work) => {
    const system = await startSystem(work);
    const findings: Finding[] = [];
    const counts: string[] = [];
    try {
      for (const part of parts) {
        try {
          const { checked, findings: found } = await PARTS[part]!(system, work);
          counts.push(checked);
          findings.push(...found);
        } catch (error: any) {
          findings.push({ where: part, message: `${error.message} ${refusalsOf(system)}` });
        }
      }
    } finally {
      await system.stop();
    }
    return { checked: counts.join("; "), findings };
  });
}

/** What the emulator said last of refusals and errors. */
const refusalsOf = ({ emulator }: RunningSystem) =>
  emulator
    .log()
    .split("\n")
    .filter((line) => /not authorized|Error/.test(line))
    .slice(-3)
    .join(" ")
    .slice(0, 800);

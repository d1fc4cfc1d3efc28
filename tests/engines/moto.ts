import * as fs from "node:fs";
import * as path from "node:path";
import { runCommand } from "./command";
import type { Engine, EngineReport, Finding } from "./engine";
import { checkImport } from "./moto/check-import";
import { findMoto, MOTO_INSTALL, MOTO_VERSION, withMoto } from "./moto/server";
import { asFinding, describeFinding, newTerraform, recordingFindings } from "./provider/check-configuration";
import { convertRecording, type ProviderFinding } from "./provider/convert";
import { PROVIDER_VERSION } from "./provider/provider-version";
import { findProviderMirror } from "./provider/terraform";
import { recordProgram } from "./recording/record-program";
import { REGION } from "./recording/recording";
import { withTemporaryFolder } from "./temporary-folder";

/** moto, which imports API definitions as MiniStack does not: the AWS provider creates every form of the LogsApi in it. */
export const engine: Engine = {
  name: "moto",

  async available() {
    const terraform = await runCommand(process.env.TF_BIN ?? "terraform", ["version"]).catch(() => undefined);
    if (terraform?.status !== 0) return { ok: false, missing: "the terraform command", install: "install Terraform 1.x, or set TF_BIN" };
    if (!findProviderMirror()) return { ok: false, missing: `the AWS provider ${PROVIDER_VERSION}`, install: "see the engine 'provider'" };
    if (!findMoto()) return { ok: false, missing: "moto", install: MOTO_INSTALL };
    return { ok: true };
  },

  run: (): Promise<EngineReport> =>
    withTemporaryFolder("moto", (folder) =>
      withMoto(async (endpoint) => {
        const { findings, resources, methods } = await createAll(folder, endpoint);
        return {
          version: `moto ${MOTO_VERSION}, Terraform AWS provider ${PROVIDER_VERSION}`,
          checked: `${resources} resources applied, replanned, destroyed; ${methods} imported methods read back`,
          findings,
        };
      }),
    ),
};

async function createAll(folder: string, endpoint: string): Promise<{ findings: Finding[]; resources: number; methods: number }> {
  const terraform = await newTerraform(path.join(folder, "tf"), endpoint);
  const schemaFile = await terraform.schemaFile();
  const recording = await recordProgram({ program: path.join(__dirname, "moto/program"), assets: path.join(folder, "assets"), schemaFile });
  const converted = convertRecording(recording, JSON.parse(fs.readFileSync(schemaFile, "utf8")), {
    region: REGION,
    // The function of the authorizer is somebody else's; moto knows no such function.
    skip: ({ type }) => type === "aws:lambda/permission:Permission",
  });
  const found: ProviderFinding[] = [...recordingFindings(recording), ...converted.findings];
  terraform.write(converted.files);
  const first = await terraform.apply();
  found.push(...first.diagnostics.map((d) => asFinding(d, "apply", converted)));
  const imported = await checkImport(endpoint);
  const second = await terraform.plan("-detailed-exitcode", "-out=again");
  found.push(...second.diagnostics.map((d) => asFinding(d, "replan", converted)));
  if (second.status === 2)
    for (const { address, actions, keys } of await terraform.changes("again")) {
      const message = `not stable: a second run would ${actions.join(" and ")} it`;
      found.push({ severity: "error", phase: "replan", resource: converted.byAddress.get(address), property: keys.join(", "), message });
    }
  found.push(...(await terraform.destroy()).diagnostics.map((d) => asFinding(d, "destroy", converted)));
  return {
    findings: [...imported.findings, ...found.filter(({ severity }) => severity === "error").map((one) => describeFinding(one, "LogsApi"))],
    resources: first.messages.filter(({ type }) => type === "apply_complete").length,
    methods: imported.methods,
  };
}

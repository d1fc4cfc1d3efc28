import * as fs from "node:fs";
import * as path from "node:path";
import { runCommand } from "./command";
import { CONFIGURATIONS } from "./configurations";
import type { Engine, EngineReport, Finding } from "./engine";
import { checkImport } from "./moto/check-import";
import { findMoto, MOTO_VERSION, withMoto } from "./moto/server";
import { nothingChecked } from "./nothing-checked";
import { applyAndDestroy } from "./provider/apply-and-destroy";
import { describeFinding, newTerraform, recordingFindings } from "./provider/check-configuration";
import { convertRecording, type ProviderFinding } from "./provider/convert";
import { allowNewer } from "./provider/newer-arguments";
import { PROVIDER_VERSION } from "./provider/provider-version";
import { findProviderMirror } from "./provider/terraform";
import { PYTHON_INSTALL } from "./python-environment";
import { recordProgram } from "./recording/record-program";
import { REGION, type RecordedResource } from "./recording/recording";
import { withTemporaryFolder } from "./temporary-folder";

/** moto does what MiniStack does not: the AWS provider imports every form of the LogsApi into it, and alarms and dashboards are read back as they were written. */
export const engine: Engine = {
  name: "moto",

  async available() {
    const terraform = await runCommand(process.env.TF_BIN ?? "terraform", ["version"]).catch(() => undefined);
    if (terraform?.status !== 0) return { ok: false, missing: "the terraform command", install: "install Terraform 1.x, or set TF_BIN" };
    if (!findProviderMirror()) return { ok: false, missing: `the AWS provider ${PROVIDER_VERSION}`, install: "see the engine 'provider'" };
    if (!findMoto()) return { ok: false, missing: "moto", install: PYTHON_INSTALL, needs: ["python3"] };
    return { ok: true };
  },

  run: (): Promise<EngineReport> =>
    withTemporaryFolder("moto", (folder) =>
      withMoto(async (endpoint) => {
        const api = await createLogsApi(path.join(folder, "logs-api"), endpoint);
        const alarms = await createAlarms(path.join(folder, "alarms"), endpoint);
        return {
          version: `moto ${MOTO_VERSION}, Terraform AWS provider ${PROVIDER_VERSION}`,
          checked: `LogsApi: ${api.resources} resources applied, replanned, destroyed, ${api.methods} imported methods read back; ${alarms.resources} alarms and dashboards`,
          findings: [
            ...api.findings,
            ...alarms.findings,
            ...nothingChecked({ resources: api.resources, methods: api.methods, "alarms and dashboards": alarms.resources }),
          ],
        };
      }),
    ),
};

/** Alarms and dashboards, which MiniStack keeps only in part. */
const WATCHING = /^aws:cloudwatch\/(metricAlarm|dashboard):/;

async function createAlarms(folder: string, endpoint: string): Promise<{ findings: Finding[]; resources: number }> {
  const { config } = CONFIGURATIONS.find(({ name }) => name === "everything")!;
  return create("everything", { folder, endpoint, config, skip: ({ type }) => !WATCHING.test(type) });
}

async function createLogsApi(folder: string, endpoint: string): Promise<{ findings: Finding[]; resources: number; methods: number }> {
  const program = path.join(__dirname, "moto/program");
  // The function of the authorizer is somebody else's; moto knows no such function.
  const skip = ({ type }: RecordedResource) => type === "aws:lambda/permission:Permission";
  let imported: Awaited<ReturnType<typeof checkImport>> = { methods: 0, findings: [] };
  const look = async () => {
    imported = await checkImport(endpoint);
  };
  const { findings, resources } = await create("LogsApi", { folder, endpoint, program, skip, look });
  return { findings: [...imported.findings, ...findings], resources, methods: imported.methods };
}

interface Creation {
  folder: string;
  endpoint: string;
  program?: string;
  config?: Record<string, unknown>;
  skip: (resource: RecordedResource) => boolean;
  /** Called while everything exists. */
  look?: () => Promise<void>;
}

/** Applies a program, plans it again, which must show no difference, and destroys it. */
async function create(label: string, creation: Creation): Promise<{ findings: Finding[]; resources: number }> {
  const { folder, endpoint, program, config, skip } = creation;
  const terraform = await newTerraform(path.join(folder, "tf"), endpoint);
  const schemaFile = await terraform.schemaFile();
  const recording = await recordProgram({ program, config, assets: path.join(folder, "assets"), schemaFile });
  const schema = JSON.parse(fs.readFileSync(schemaFile, "utf8"));
  const converted = convertRecording(recording, schema, { region: REGION, allow: allowNewer, skip });
  const found: ProviderFinding[] = [...recordingFindings(recording), ...converted.findings];
  const applied = await applyAndDestroy(terraform, converted, { look: creation.look });
  found.push(...applied.findings);
  return {
    findings: found.filter(({ severity }) => severity === "error").map((one) => describeFinding(one, label)),
    resources: applied.resources,
  };
}

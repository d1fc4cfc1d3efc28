import * as fs from "node:fs";
import * as path from "node:path";
import type { Configuration } from "../configurations";
import type { Finding } from "../engine";
import { recordProgram } from "../recording/record-program";
import { REGION, type Recording } from "../recording/recording";
import { type Converted, convertRecording, type ProviderFinding } from "./convert";
import { allowNewer } from "./newer-arguments";
import { PROVIDER_VERSION } from "./provider-version";
import { checkServiceRules } from "./service-rules";
import { type Diagnostic, findProviderMirror, Terraform } from "./terraform";

export interface Checked {
  findings: ProviderFinding[];
  resources: number;
}

/** Records the program in one configuration and lets the provider validate and plan it, with no service reachable. */
export async function checkConfiguration({ config }: Configuration, work: string): Promise<Checked> {
  const terraform = await newTerraform(path.join(work, "tf"));
  const { recording, schema } = await recordWithSchema(terraform, config, path.join(work, "assets"));
  const converted = convertRecording(recording, schema, { region: REGION, allow: allowNewer });
  const findings = [
    ...recordingFindings(recording),
    ...checkServiceRules(recording.resources, recording.expressions),
    ...converted.findings,
  ];
  terraform.write(converted.files);
  findings.push(...(await terraform.validate()).map((d) => asFinding(d, "validate", converted)));
  if (!findings.some((f) => f.severity === "error"))
    findings.push(...findingsOf(await terraform.plan("-refresh=false"), "plan", converted));
  return { findings: findings.filter((f) => f.severity !== "note"), resources: recording.resources.filter((r) => r.address).length };
}

/** A Terraform folder whose provider is installed; with an endpoint it talks to an emulator. */
export async function newTerraform(folder: string, endpoint?: string): Promise<Terraform> {
  const terraform = new Terraform(folder, { mirror: findProviderMirror()!, endpoint });
  terraform.write(
    convertRecording({ resources: [], expressions: [], outputs: {}, unanswered: [], errors: [] }, {}, { region: REGION }).files,
  );
  await terraform.init();
  return terraform;
}

/** The program recorded against the provider's schema, so that references between resources can be put back. */
export async function recordWithSchema(terraform: Terraform, config: Record<string, unknown>, assets: string) {
  const schemaFile = await terraform.schemaFile();
  const recording = await recordProgram({ config, assets, schemaFile });
  return { recording, schema: JSON.parse(fs.readFileSync(schemaFile, "utf8")) };
}

/** What is wrong with a recording before any provider sees it: exceptions, unanswered invokes, types that would go unchecked. */
export function recordingFindings(recording: Recording): ProviderFinding[] {
  const error = (message: string, phase = "program"): ProviderFinding => ({ severity: "error", phase, message });
  const unknown = recording.resources.filter((r) => r.custom && !r.tfType && !r.type.startsWith("pulumi:"));
  return [
    ...recording.errors.map((message) => error(message)),
    ...recording.unanswered.map((token) => error(`no answer for the invoke ${token}: add one to recording/invokes.ts`)),
    ...unknown.map((resource) => ({ ...error(`type unknown to provider ${PROVIDER_VERSION}`, "convert"), resource })),
    ...(recording.resources.length > 1 ? [] : [error("the program registered nothing")]),
  ];
}

/** One Terraform diagnostic, traced back to the Pulumi resource and property. */
export function asFinding(diagnostic: Diagnostic, phase: string, { locate, byAddress }: Converted): ProviderFinding {
  const { summary, detail = "", address, range } = diagnostic;
  const place = range ? locate(range.filename, range.start.line) : {};
  const offline = `${summary}${detail}`.includes("dial tcp 127.0.0.1:9:"); // asks the service while planning
  return {
    severity: offline ? "note" : diagnostic.severity === "error" ? "error" : "warning",
    phase,
    resource: place.resource ?? byAddress.get(address ?? ""),
    property: place.property,
    message: [summary, detail].filter(Boolean).join(": ").replace(/\s+/g, " ").trim(),
  };
}

/** What a command of Terraform had to say; one that ended otherwise than it should without a word has failed as well. */
export function findingsOf(
  { status, diagnostics }: { status: number | null; diagnostics: Diagnostic[] },
  phase: string,
  converted: Converted,
  right: readonly number[] = [0],
): ProviderFinding[] {
  const found = diagnostics.map((diagnostic) => asFinding(diagnostic, phase, converted));
  if (right.includes(status ?? -1) || diagnostics.some(({ severity }) => severity === "error")) return found;
  return [
    ...found,
    { severity: "error", phase, message: `Terraform ended with ${status ?? "a signal or at its time limit"}, without a reason` },
  ];
}

/** The finding as the table prints it. */
export function describeFinding({ phase, resource, property, message }: ProviderFinding, configuration: string): Finding {
  const what = resource ? `${resource.name} (${resource.type})` : "program";
  return { where: `${configuration}: ${phase}: ${[what, property].filter(Boolean).join(" ")}`, message };
}

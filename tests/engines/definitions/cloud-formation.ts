import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "../cache-folder";
import { runCommand } from "../command";
import type { Finding } from "../engine";
import type { RecordedResource } from "../recording/recording";
import { danglingReferences } from "./quicksight-references";

const CLOUD_CONTROL = "aws:cloudcontrol/resource:Resource";

/** Judges the desired states of Cloud Control resources by the registry schemas inside cfn-lint, and the references inside QuickSight definitions. */
export async function checkCloudFormation(
  resources: RecordedResource[],
  region: string,
  work: string,
): Promise<{ checked: number; findings: Finding[] }> {
  const findings: Finding[] = [];
  const template: Record<string, unknown> = {};
  const byId = new Map<string, RecordedResource>();
  for (const resource of resources.filter((r) => r.type === CLOUD_CONTROL)) {
    const { typeName, desiredState } = resource.inputs;
    let properties: any;
    try {
      properties = typeof desiredState === "string" ? JSON.parse(desiredState) : desiredState;
    } catch (error: any) {
      findings.push({ where: `${resource.name} desiredState`, message: `not JSON: ${error.message}` });
      continue;
    }
    const id = `R${byId.size}`;
    byId.set(id, resource);
    template[id] = { Type: typeName, Properties: properties };
    for (const { path: at, message } of danglingReferences(typeName, properties))
      findings.push({ where: `${resource.name} ${at}`, message });
  }
  if (!byId.size) return { checked: 0, findings };

  const file = path.join(work, "template.json");
  fs.writeFileSync(file, JSON.stringify({ AWSTemplateFormatVersion: "2010-09-09", Resources: template }));
  const { stdout, stderr } = await runCommand(path.join(cacheFolder("lint"), "bin/cfn-lint"), [
    "--format",
    "json",
    "--regions",
    region,
    "--template",
    file,
  ]);
  if (!stdout.trim().startsWith("[")) throw new Error(`cfn-lint failed: ${stderr || stdout}`);
  for (const { Level, Rule, Location, Message } of JSON.parse(stdout)) {
    const [, id, , ...rest] = Location.Path ?? [];
    if (Level === "Error")
      findings.push({ where: `${byId.get(id)?.name ?? "template"} ${dotted(rest)}`, message: `${Rule.Id} ${Message}` });
  }
  return { checked: byId.size, findings };
}

const dotted = (parts: (string | number)[]) =>
  parts.reduce<string>((text, part) => (typeof part === "number" ? `${text}[${part}]` : text ? `${text}.${part}` : part), "");

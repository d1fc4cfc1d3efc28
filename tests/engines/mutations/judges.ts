import * as fs from "node:fs";
import * as path from "node:path";
import { CONFIGURATIONS } from "../configurations";
import { checkDefinitions, ownFormats } from "../definitions";
import { checkRunningSystem } from "../emulator";
import type { Engine, Finding } from "../engine";
import { engines } from "../engines";
import { checkPackages } from "../lambda-contract";
import { engine as moto } from "../moto";
import { checkConfiguration, describeFinding } from "../provider/check-configuration";
import { PLANTED_SECRET } from "../pulumi-cli/life-cycle";
import { ProofList } from "../pulumi-cli/proof-list";
import { proveProtection } from "../pulumi-cli/protection";
import { proveRefusals } from "../pulumi-cli/refusals";
import { proveNoSecrets } from "../pulumi-cli/secrets";
import { PulumiWorkspace } from "../pulumi-cli/workspace";
import { checkColumns } from "../trino";
import { checkAnswers } from "../velocity/check-answers";
import { checkPaging } from "../velocity/check-paging";
import { checkRequests, tableCases } from "../velocity/check-requests";
import { Renderer } from "../velocity/renderer";

const everything = CONFIGURATIONS.find(({ name }) => name === "everything")!;

async function newStack(folder: string): Promise<PulumiWorkspace> {
  const stack = new PulumiWorkspace(folder);
  await stack.cli("stack", "init", "dev");
  await stack.set("aws:region", "eu-west-1");
  return stack;
}

/** The least of each engine that notices a kind of mistake, by the engine's name and the part of it. */
const JUDGES = {
  provider: async (folder) =>
    (await checkConfiguration(everything, folder)).findings.map((finding) => describeFinding(finding, everything.name)),

  definitions: async (folder) => [...(await checkDefinitions(everything, folder)), ...ownFormats().findings],

  "lambda-contract: transformer": async () => (await checkPackages((name) => name.endsWith("transform-access-logs"))).findings,
  "lambda-contract: redriver": async () => (await checkPackages((name) => name.endsWith("redrive-failed-records"))).findings,

  "emulator: directory": async () => (await checkRunningSystem(["directory"])).findings,
  "emulator: trail": async () => (await checkRunningSystem(["directory", "trail"])).findings,
  "emulator: access logs": async () => (await checkRunningSystem(["directory", "access logs"])).findings,
  "emulator: redrive": async () => (await checkRunningSystem(["directory", "access logs", "redrive"])).findings,
  "emulator: rights": async () => (await checkRunningSystem(["directory", "rights of the tracker"])).findings,

  async velocity() {
    const renderer = await Renderer.start("1.7");
    try {
      const parts = [checkRequests(renderer, tableCases()), checkAnswers(renderer), checkPaging(renderer)];
      return (await Promise.all(parts)).flatMap(({ findings }) => findings);
    } finally {
      renderer.close();
    }
  },

  moto: async () => (await moto.run()).findings,

  async "pulumi-cli: policies"(folder) {
    const stack = await newStack(folder);
    // A preview does not know documents that name what is not there yet, and lets them pass.
    const { status, output } = await stack.up("--policy-pack", "policies");
    const violations = output.split("\n").filter((line) => /mandatory|violation|error:/.test(line));
    return status === 0 ? [] : violations.map((message) => ({ where: "policy pack", message: message.trim() }));
  },
  async "pulumi-cli: refusals"(folder) {
    const list = new ProofList();
    await proveRefusals(await newStack(folder), list);
    return list.findings;
  },
  async "pulumi-cli: life"(folder) {
    const list = new ProofList();
    const stack = await newStack(folder);
    await stack.set("verification:plantedSecret", PLANTED_SECRET, { secret: true });
    list.expectCommand("up", await stack.up(), 0, "created");
    await proveNoSecrets(stack, list, "");
    await proveProtection(stack, list);
    return list.findings;
  },

  "trino: columns": checkColumns,
} satisfies Record<string, (folder: string) => Promise<Finding[]>>;

export type JudgeName = keyof typeof JUDGES;

/** The engine that a judge is a part of. */
export const engineOf = (judge: JudgeName): Engine => engines.find(({ name }) => name === judge.split(":")[0])!;

/** Lets one judge look at the checkout that this file belongs to. A judge that cannot finish has found that. */
export async function runJudge(judge: JudgeName, folder: string): Promise<Finding[]> {
  const own = path.join(folder, "judged");
  fs.mkdirSync(own, { recursive: true });
  try {
    return await (JUDGES[judge] as (folder: string) => Promise<Finding[]>)(own);
  } catch (error: any) {
    return [{ where: judge, message: String(error?.message ?? error) }];
  }
}

import * as path from "node:path";
import { CONFIGURATIONS } from "./configurations";
import type { Engine, EngineReport, Finding } from "./engine";
import { checkFunction } from "./lambda-contract/check-function";
import { CONTRACT_EVENTS } from "./lambda-contract/events";
import { type FunctionUnderTest, findRuntimeClient, RUNTIME_CLIENT_VERSION, sdkFolder } from "./lambda-contract/function-process";
import { nothingChecked } from "./nothing-checked";
import { recordProgram } from "./recording/record-program";
import { withTemporaryFolder } from "./temporary-folder";

/** Larger packages start slower, and are a sign that something was captured that should not have been. */
const PACKAGE_LIMIT_BYTES = 20_000;

/** AWS's runtime interface client runs every package in the Lambda runtime's Node, with its own files and the SDK, against a Runtime API server. */
export const engine: Engine = {
  name: "lambda-contract",

  async available() {
    if (findRuntimeClient()) return { ok: true };
    return {
      ok: false,
      missing: "AWS's runtime interface client",
      install: "bash tests/engines/install-engines.sh (needs g++, make, cmake; 1 minute)",
      needs: ["g++", "make", "cmake"],
    };
  },

  async run(): Promise<EngineReport> {
    const { checked, findings, handlers } = await checkPackages(() => true);
    const every = Object.keys(CONTRACT_EVENTS).map((handler) => [`function ${handler}`, handlers.filter((one) => one === handler).length]);
    findings.push(...nothingChecked(Object.fromEntries(every)));
    return { version: `runtime client ${RUNTIME_CLIENT_VERSION}, Node 24`, checked, findings };
  },
};

/** Starts the packages whose logical name is chosen, each by its contract. */
export function checkPackages(chosen: (name: string) => boolean): Promise<{ checked: string; findings: Finding[]; handlers: string[] }> {
  return withTemporaryFolder("lambda", async (work) => {
    const { config } = CONFIGURATIONS.find((c) => c.name === "everything")!;
    const recording = await recordProgram({ config, assets: path.join(work, "assets") });
    const findings: Finding[] = recording.errors.map((message) => ({ where: "program", message }));
    const place = { work, sdkFolder: sdkFolder(work) };
    const checked: string[] = [];
    const handlers: string[] = [];
    for (const { name, inputs } of recording.resources.filter((r) => r.type === "aws:lambda/function:Function" && chosen(r.name))) {
      const handler = Object.keys(CONTRACT_EVENTS).find((known) => name.endsWith(`-${known}`) || name === known);
      if (!handler) {
        findings.push({ where: name, message: "no contract events for this handler: add them to lambda-contract/events.ts" });
        continue;
      }
      if (inputs.code.bytes > PACKAGE_LIMIT_BYTES)
        findings.push({ where: `${name}: package`, message: `${inputs.code.bytes} bytes zipped, at most ${PACKAGE_LIMIT_BYTES}` });
      if (inputs.runtime !== "nodejs24.x")
        findings.push({ where: `${name}: runtime`, message: `must be nodejs24.x, got ${inputs.runtime}` });
      if (inputs.handler !== "__index.handler") findings.push({ where: `${name}: handler`, message: inputs.handler });
      const fn: FunctionUnderTest = {
        name: handler,
        folder: inputs.code.__folder,
        environment: inputs.environment?.variables ?? {},
        memoryMb: inputs.memorySize,
        timeoutSeconds: inputs.timeout,
      };
      const { findings: own, measures } = await checkFunction(fn, CONTRACT_EVENTS[handler]!, place);
      findings.push(...own.map(({ where, message }) => ({ where: `${name}: ${where}`, message })));
      handlers.push(handler);
      checked.push(
        `${name} ${inputs.code.bytes} B, cold ${measures.coldStartMs} ms, warm ${measures.warmCallMs} ms, ${Math.round(measures.peakMemoryMb)} of ${fn.memoryMb} MB`,
      );
    }
    return { checked: checked.join("; "), findings, handlers };
  });
}

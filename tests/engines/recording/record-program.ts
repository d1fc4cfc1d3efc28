import { fork } from "node:child_process";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { ACCOUNT, REGION, type Recording, type RecordingJob } from "./recording";

/** The checkout this file belongs to: the program that is judged. */
export const PROGRAM = path.resolve(__dirname, "../../..");

export const PROJECT = "api-usage-analytics";
export const STACK = "dev";

export interface RecordOptions {
  /** Settings laid over Pulumi.yaml's defaults; keys without a namespace belong to the project. */
  config?: Record<string, unknown>;
  /** Folder for archives and files. */
  assets: string;
  schemaFile?: string;
  invokes?: Record<string, unknown>;
  stack?: string;
  program?: string;
}

/** Runs the program in a child process under mocks and returns what it registered. The errors of the program are in the recording. */
export function recordProgram(options: RecordOptions): Promise<Recording> {
  const program = options.program ?? PROGRAM;
  const stack = options.stack ?? STACK;
  const { config, secretKeys } = readConfig(program, stack, options.config ?? {});
  const job: RecordingJob = {
    program,
    project: PROJECT,
    stack,
    config,
    secretKeys,
    region: config["aws:region"] ?? REGION,
    account: ACCOUNT,
    schemaFile: options.schemaFile,
    assets: options.assets,
    invokes: options.invokes ?? {},
  };
  return new Promise((resolve, reject) => {
    const loader = path.join(program, "loader.js");
    const child = fork(path.join(__dirname, "recorder.ts"), {
      execArgv: ["-r", loader],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      cwd: program,
    });
    let said = "";
    child.stdout?.on("data", (chunk) => (said += chunk));
    child.stderr?.on("data", (chunk) => (said += chunk));
    child.once("message", (recording) => resolve(recording as Recording));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the program ended early, exit code ${code}\n${said.slice(-2000)}`)));
    child.send(job);
  });
}

/** Defaults of Pulumi.yaml, then Pulumi.STACK.yaml, then what is given. Encrypted values are left out. */
function readConfig(program: string, stack: string, given: Record<string, unknown>) {
  const load = createRequire(createRequire(path.join(program, "package.json")).resolve("@pulumi/pulumi"));
  const yaml = (name: string): Record<string, any> => {
    const file = path.join(program, name);
    return fs.existsSync(file) ? (load("js-yaml").load(fs.readFileSync(file, "utf8"))?.config ?? {}) : {};
  };
  const config: Record<string, string> = {};
  const secretKeys: string[] = [];
  for (const layer of [yaml("Pulumi.yaml"), yaml(`Pulumi.${stack}.yaml`), given as Record<string, any>])
    for (const [key, entry] of Object.entries(layer)) {
      const full = key.includes(":") ? key : `${PROJECT}:${key}`;
      const typed = isDeclaration(entry);
      if (typed && entry.secret === true) secretKeys.push(full);
      const value = typed ? (entry.value ?? entry.default) : entry;
      if (value !== undefined && value?.secure === undefined) config[full] = typeof value === "string" ? value : JSON.stringify(value);
    }
  return { config, secretKeys };
}

function isDeclaration(entry: any): boolean {
  if (entry === null || typeof entry !== "object" || Array.isArray(entry)) return false;
  return ["type", "default", "value", "secret", "description"].some((key) => key in entry);
}

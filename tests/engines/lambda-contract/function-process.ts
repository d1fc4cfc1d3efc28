import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "../cache-folder";
import { PROGRAM } from "../recording/record-program";

/** AWS's own runtime interface client for Node, built once into the cache folder. */
export const RUNTIME_CLIENT_VERSION = "4.0.2";

/** Entry point of the runtime interface client, or undefined where it has not been built. */
export function findRuntimeClient(): string | undefined {
  const folder = path.join(cacheFolder("ric"), "node_modules/aws-lambda-ric");
  return fs.existsSync(path.join(folder, "rapid-client.node")) ? path.join(folder, "index.mjs") : undefined;
}

/** The Node of the lock file: the Lambda runtime's own version. */
export const NODE = path.join(PROGRAM, "node_modules/node/bin/node");

export interface FunctionUnderTest {
  /** Handler name, such as `track-api-calls`. */
  name: string;
  /** The unpacked package. */
  folder: string;
  environment: Record<string, string>;
  memoryMb: number;
  timeoutSeconds: number;
}

/** A process as Lambda would start it: its own files, the SDK beside it, its own environment and nothing of ours. */
export class FunctionProcess {
  output = "";
  private readonly child: ChildProcess;

  constructor(fn: FunctionUnderTest, options: { runtimeApi: string; awsEndpoint: string; sdkFolder: string; work: string }) {
    const task = fs.mkdtempSync(path.join(options.work, "task-"));
    fs.cpSync(fn.folder, task, { recursive: true });
    this.child = spawn(NODE, [`--max-old-space-size=${Math.floor(fn.memoryMb * 0.9)}`, findRuntimeClient()!, "__index.handler"], {
      cwd: task,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...fn.environment,
        PATH: "/usr/bin:/bin",
        LANG: "en_US.UTF-8",
        TZ: ":UTC",
        LAMBDA_TASK_ROOT: task,
        NODE_PATH: options.sdkFolder,
        _HANDLER: "__index.handler",
        AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
        AWS_LAMBDA_RUNTIME_API: options.runtimeApi,
        AWS_LAMBDA_FUNCTION_NAME: `api-usage-analytics-dev-${fn.name}`,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
        AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
        AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/api-usage-analytics-dev-${fn.name}`,
        AWS_LAMBDA_LOG_STREAM_NAME: "2026/11/21/[$LATEST]contract",
        AWS_REGION: "eu-west-1",
        AWS_DEFAULT_REGION: "eu-west-1",
        AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
        AWS_SECRET_ACCESS_KEY: "secret",
        AWS_SESSION_TOKEN: "token",
        AWS_ENDPOINT_URL: options.awsEndpoint,
      },
    });
    this.child.stdout!.on("data", (chunk) => (this.output += chunk));
    this.child.stderr!.on("data", (chunk) => (this.output += chunk));
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Most memory that was resident so far, in MiB. */
  peakMemoryMb(): number {
    const status = fs.readFileSync(`/proc/${this.child.pid}/status`, "utf8");
    return Number(status.match(/VmHWM:\s+(\d+) kB/)?.[1]) / 1024;
  }

  async end(): Promise<void> {
    if (!this.alive) return;
    const exit = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGKILL"); // as Lambda ends an environment
    await exit;
  }
}

/** A folder for NODE_PATH with the SDK in it and nothing else of the project's packages. */
export function sdkFolder(work: string): string {
  const folder = path.join(work, "sdk");
  fs.mkdirSync(folder);
  for (const scope of ["@aws-sdk", "@smithy", "@aws-crypto", "@aws"]) {
    const from = path.join(PROGRAM, "node_modules", scope);
    if (fs.existsSync(from)) fs.symlinkSync(from, path.join(folder, scope));
  }
  return folder;
}

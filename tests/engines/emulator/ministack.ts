import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { freePort } from "../free-port";
import { findPythonEnvironment } from "../python-environment";
import { PROGRAM } from "../recording/record-program";
import { ACCOUNT, REGION } from "../recording/recording";

export const MINISTACK_VERSION = "1.5.33";

/** The Python of the virtual environment that holds MiniStack, or undefined. */
export function findMinistack(): string | undefined {
  const bin = findPythonEnvironment("python", { ministack: MINISTACK_VERSION });
  return bin && path.join(bin, "python");
}

export interface Ministack {
  endpoint: string;
  /** What the emulator printed so far. */
  log(): string;
  stop(): Promise<void>;
}

export interface MinistackOptions {
  /** IAM policies are enforced, those of the functions' roles included. @default false */
  enforceIam?: boolean;
}

/** Starts MiniStack with our patches (`serve.py`) on a free loopback port, in a clean environment so that no credential leaks into a function. */
export async function startMinistack(options: MinistackOptions = {}): Promise<Ministack> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ministack-"));
  const port = await freePort();
  const modules = path.join(PROGRAM, "node_modules");
  const log = path.join(folder, "emulator.log");
  const out = fs.openSync(log, "w");
  const child = spawn(findMinistack()!, [path.join(__dirname, "serve.py")], {
    env: {
      HOME: folder,
      TMPDIR: folder,
      PATH: `${path.join(modules, "node/bin")}:/usr/bin:/bin`, // the functions run in the Node of the lock file
      NODE_PATH: modules, // as in Lambda, where the SDK is found beside the function
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: "127.0.0.1",
      MINISTACK_REGION: REGION,
      MINISTACK_ACCOUNT_ID: ACCOUNT,
      IOT_MTLS_ENABLED: "0",
      S3_PERSIST: "1",
      S3_DATA_DIR: path.join(folder, "s3"),
      AUTH: options.enforceIam ? "true" : "false",
    },
    stdio: ["ignore", out, out],
  });
  fs.closeSync(out);
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = async () => {
    await ended(child);
    fs.rmSync(folder, { recursive: true, force: true });
  };
  const read = () => fs.readFileSync(log, "utf8");
  for (const until = Date.now() + 60_000; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const up = await fetch(`${endpoint}/_ministack/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (up) return { endpoint, log: read, stop };
    if (child.exitCode === null && Date.now() < until) continue;
    const said = read().slice(-2000);
    await stop();
    throw new Error(`MiniStack did not start:\n${said}`);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const hard = setTimeout(() => child.kill("SIGKILL"), 5000);
  await exit;
  clearTimeout(hard);
}

import { spawn } from "node:child_process";
import * as path from "node:path";
import { freePort } from "../free-port";
import { findPythonEnvironment } from "../python-environment";

export const MOTO_VERSION = "5.2.1";

/** The command of the virtual environment, or undefined. */
export function findMoto(): string | undefined {
  const bin = findPythonEnvironment("moto", { moto: MOTO_VERSION });
  return bin && path.join(bin, "moto_server");
}

/** Runs `work` against a moto of its own on a loopback port. */
export async function withMoto<T>(work: (endpoint: string) => Promise<T>): Promise<T> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  // A group of its own, because the command may be a wrapper that starts another process.
  const child = spawn(findMoto()!, ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore", detached: true });
  let ended = false;
  child.once("exit", () => (ended = true));
  child.once("error", () => (ended = true));
  try {
    for (const until = Date.now() + 60_000; ; await new Promise((resolve) => setTimeout(resolve, 200))) {
      const up = await fetch(`${endpoint}/moto-api/`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (up) break;
      if (ended || Date.now() > until) throw new Error("moto did not start");
    }
    return await work(endpoint);
  } finally {
    if (!ended && child.pid) process.kill(-child.pid, "SIGTERM");
  }
}

import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "../cache-folder";
import { whichCommand } from "../command";
import { freePort } from "../free-port";

export const MOTO_VERSION = "5.2.1";
export const MOTO_INSTALL = `python3 -m venv "$CACHE/moto" && "$CACHE/moto/bin/pip" install 'moto[server,apigateway]==${MOTO_VERSION}'`;

/** The command of the virtual environment, or one on PATH. */
export function findMoto(): string | undefined {
  const own = path.join(cacheFolder("moto"), "bin", "moto_server");
  return fs.existsSync(own) ? own : whichCommand("moto_server");
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

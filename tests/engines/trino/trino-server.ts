import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "../cache-folder";
import { freePort } from "../free-port";
import { findJava } from "./java-home";

export const TRINO_VERSION = "476";

/** The unpacked server, or undefined where it has not been fetched. */
export function findTrino(): string | undefined {
  const server = path.join(cacheFolder("trino"), "server");
  return fs.existsSync(path.join(server, "plugin", `trino-hive-${TRINO_VERSION}`)) ? server : undefined;
}

export interface TrinoServer {
  port: number;
  stop(): Promise<void>;
}

/** Starts Trino with the catalog `awsdatacatalog`, whose Glue and S3 are on the given port. Resolves when it takes queries. */
export async function startTrino(catalogPort: number, folder: string): Promise<TrinoServer> {
  const port = await freePort();
  const etc = path.join(folder, "etc");
  fs.mkdirSync(path.join(etc, "catalog"), { recursive: true });
  const fill = (from: string, to: string) => {
    const text = fs.readFileSync(path.join(__dirname, "etc", from), "utf8");
    fs.writeFileSync(path.join(etc, to), text.replaceAll("@PORT@", String(port)).replaceAll("@STUB_PORT@", String(catalogPort)));
  };
  fill("config.properties", "config.properties");
  fill("awsdatacatalog.properties", "catalog/awsdatacatalog.properties");
  fs.writeFileSync(path.join(etc, "log.properties"), "io.trino=WARN\n");
  const log = path.join(folder, "server.log");
  const out = fs.openSync(log, "w");
  const flags = fs.readFileSync(path.join(__dirname, "etc/jvm.config"), "utf8").split(/\s+/).filter(Boolean);
  const child = spawn(
    path.join(findJava()!, "bin/java"),
    [
      ...flags,
      "-cp",
      "lib/*",
      "-Dnode.environment=test",
      "-Dnode.id=test-1",
      `-Dnode.data-dir=${path.join(folder, "data")}`,
      "-Dnode.internal-address=127.0.0.1",
      "-Dnode.bind-ip=127.0.0.1",
      `-Dlog.levels-file=${path.join(etc, "log.properties")}`,
      `-Dconfig=${path.join(etc, "config.properties")}`,
      `-Dcatalog.config-dir=${path.join(etc, "catalog")}`,
      "io.trino.server.TrinoServer",
    ],
    { cwd: findTrino()!, stdio: ["ignore", out, out] },
  );
  fs.closeSync(out);
  const stop = () => end(child);
  for (const until = Date.now() + 120_000; ; await new Promise((resolve) => setTimeout(resolve, 250))) {
    const info: any = await fetch(`http://127.0.0.1:${port}/v1/info`).then(
      (answer) => answer.json(),
      () => undefined,
    );
    if (info?.starting === false) return { port, stop };
    if (child.exitCode === null && Date.now() < until) continue;
    await stop();
    throw new Error(`Trino did not start:\n${fs.readFileSync(log, "utf8").slice(-3000)}`);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL"); // it keeps nothing that is worth an orderly end
  await exit;
}

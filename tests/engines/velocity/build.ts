import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "../cache-folder";
import { runCommand } from "../command";

/** Releases of Apache Velocity that judge the templates. API Gateway does not say which one it runs. */
export const releases = ["1.7", "2.4.1"] as const;
export type Release = (typeof releases)[number];

/** Compiles the harness for a release (once; again when the harness has changed) and returns the class path. */
export async function build(release: Release): Promise<string> {
  const source = path.join(__dirname, "MappingTemplate.java");
  const folder = cacheFolder("velocity", release);
  const jars = path.join(folder, "lib");
  const stamp = path.join(folder, "built-from");
  const wanted = fs.readFileSync(source, "utf8") + fs.readFileSync(path.join(__dirname, "pom.xml"), "utf8");
  if (!fs.existsSync(stamp) || fs.readFileSync(stamp, "utf8") !== wanted) {
    fs.rmSync(jars, { recursive: true, force: true });
    const pom = path.join(__dirname, "pom.xml");
    await succeed("mvn", ["-q", "-B", "-f", pom, `-P${release}`, "dependency:copy-dependencies", `-DoutputDirectory=${jars}`]);
    await succeed("javac", ["-nowarn", "--release", "17", "-encoding", "UTF-8", "-cp", path.join(jars, "*"), "-d", folder, source]);
    fs.writeFileSync(stamp, wanted);
  }
  return [folder, path.join(jars, "*")].join(path.delimiter);
}

async function succeed(command: string, args: string[]): Promise<void> {
  const { status, stdout, stderr } = await runCommand(command, args, { cwd: __dirname });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${(stderr || stdout).trim().split("\n").slice(-5).join("\n")}`);
}

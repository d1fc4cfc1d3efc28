import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "../cache-folder";
import { runCommand } from "../command";

/** Releases of Apache Velocity that judge the templates. API Gateway does not say which one it runs. */
export const releases = ["1.7", "2.4.1"] as const;
export type Release = (typeof releases)[number];

const source = path.join(__dirname, "MappingTemplate.java");
const pom = path.join(__dirname, "pom.xml");
const stampOf = (release: Release) => path.join(cacheFolder("velocity", release), "built-from");
const wanted = () => fs.readFileSync(source, "utf8") + fs.readFileSync(pom, "utf8");

/** Whether the harness is compiled as it stands, so that it starts without Maven or a network. */
export const isBuilt = (release: Release): boolean =>
  fs.existsSync(stampOf(release)) && fs.readFileSync(stampOf(release), "utf8") === wanted();

/** Compiles the harness for a release (once; again when the harness has changed) and returns the class path. */
export async function build(release: Release): Promise<string> {
  const folder = cacheFolder("velocity", release);
  const jars = path.join(folder, "lib");
  if (!isBuilt(release)) {
    fs.rmSync(stampOf(release), { force: true });
    fs.rmSync(jars, { recursive: true, force: true });
    await succeed("mvn", ["-q", "-B", "-f", pom, `-P${release}`, "dependency:copy-dependencies", `-DoutputDirectory=${jars}`]);
    await succeed("javac", ["-nowarn", "--release", "17", "-encoding", "UTF-8", "-cp", path.join(jars, "*"), "-d", folder, source]);
    fs.writeFileSync(stampOf(release), wanted());
  }
  return [folder, path.join(jars, "*")].join(path.delimiter);
}

async function succeed(command: string, args: string[]): Promise<void> {
  const { status, stdout, stderr } = await runCommand(command, args, { cwd: __dirname });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${(stderr || stdout).trim().split("\n").slice(-5).join("\n")}`);
}

import * as fs from "node:fs";
import * as path from "node:path";

/** Trino's classes have the version of Java 24. */
export const JAVA_VERSION = 24;

/** A JDK that is new enough: of JAVA_HOME, or of the folders where systems keep theirs. */
export function findJava(): string | undefined {
  const roots = ["/usr/lib/jvm", "/opt", path.join(process.env.HOME ?? "", ".sdkman/candidates/java")];
  const installed = roots
    .filter((root) => fs.existsSync(root))
    .flatMap((root) => fs.readdirSync(root).map((name) => path.join(root, name)));
  return [process.env.JAVA_HOME ?? "", ...installed].find((home) => versionOf(home) >= JAVA_VERSION);
}

function versionOf(home: string): number {
  const release = path.join(home, "release");
  if (!home || !fs.existsSync(release) || !fs.existsSync(path.join(home, "bin/java"))) return 0;
  return Number(fs.readFileSync(release, "utf8").match(/^JAVA_VERSION="(\d+)/m)?.[1] ?? 0);
}

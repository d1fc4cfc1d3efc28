import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "./cache-folder";

export const PYTHON_INSTALL = "bash tests/engines/install-engines.sh (Python 3.9 or later)";

/**
 * The `bin` folder of a virtual environment that install-engines.sh makes, or undefined where it does not hold exactly these packages: an
 * installation that broke off, or one of another version, is no engine.
 */
export function findPythonEnvironment(
  name: string,
  packages: Readonly<Record<string, string>>,
  root = cacheFolder(name),
): string | undefined {
  const libraries = path.join(root, "lib");
  const pythons = fs.existsSync(libraries) ? fs.readdirSync(libraries).map((one) => path.join(libraries, one, "site-packages")) : [];
  const record = ([one, version]: [string, string]) => path.join(`${one.replaceAll("-", "_")}-${version}.dist-info`, "RECORD"); // is written last
  const whole = pythons.some((folder) => Object.entries(packages).every((one) => fs.existsSync(path.join(folder, record(one)))));
  return whole && fs.existsSync(path.join(root, "bin/python")) ? path.join(root, "bin") : undefined;
}

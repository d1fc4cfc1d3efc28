import { readFileSync } from "node:fs";
import * as path from "node:path";

/** Version of this project, as the page and the report name it. */
export const projectVersion = (JSON.parse(readFileSync(path.join(__dirname, "..", "..", "package.json"), "utf8")) as { version: string })
  .version;

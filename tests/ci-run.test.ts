import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";

const SCRIPT = path.join(__dirname, "../.ci/run");

/** Stands for npm: each of its commands ends as the environment says. */
const NPM = `#!/usr/bin/env bash
case "$*" in
  ci*) exit "\${CI_ENDS:-0}" ;;
  *typecheck) sleep "\${TYPECHECK_TAKES:-0}" ;;
  test*) printf '%b\\n' "\${TESTS_SAY-  12 passing (1s)}"; exit "\${TESTS_END:-0}" ;;
  *verify) printf '%b\\n' "\${VERIFY_SAYS-engines: 8 passed, 0 failed}"; exit "\${VERIFY_ENDS:-0}" ;;
esac
`;

describe("the script that holds everything together", () => {
  let folder: string;
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "ci-run-"));
    for (const part of [".ci", "tests/engines", "bin", "tmp"]) fs.mkdirSync(path.join(folder, part), { recursive: true });
    fs.copyFileSync(SCRIPT, path.join(folder, ".ci/run"));
    fs.writeFileSync(path.join(folder, "bin/npm"), NPM, { mode: 0o755 });
    fs.writeFileSync(path.join(folder, "tests/engines/install-engines.sh"), 'sleep "${INSTALL_TAKES:-0}"; exit "${INSTALL_ENDS:-0}"\n');
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  async function run(env: Record<string, string>, endAt?: string) {
    const child = spawn("bash", [path.join(folder, ".ci/run")], {
      env: {
        PATH: `${path.join(folder, "bin")}:${process.env.PATH}`,
        XDG_CACHE_HOME: path.join(folder, "cache"),
        TMPDIR: path.join(folder, "tmp"),
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        output += chunk;
        if (endAt && output.includes(endAt)) child.kill("SIGTERM");
      });
    const status = await new Promise((resolve) => child.once("close", resolve));
    const lines = output.trimEnd().split("\n");
    return { status, last: lines.at(-1), before: lines.at(-2) };
  }

  const cases: [string, Record<string, string>, number, string][] = [
    ["all is well", {}, 0, "25 passed, 0 failed"],
    ["nothing can be installed", { CI_ENDS: "1" }, 1, "0 passed, 1 failed"],
    ["tests fail", { TESTS_SAY: "  10 passing (1s)\\n  2 failing", TESTS_END: "2" }, 1, "22 passed, 3 failed"],
    ["tests end without a word", { TESTS_SAY: "" }, 1, "13 passed, 1 failed"],
    ["an engine finds something", { VERIFY_SAYS: "engines: 7 passed, 1 failed", VERIFY_ENDS: "1" }, 1, "23 passed, 2 failed"],
    ["the engines break off", { VERIFY_SAYS: "", VERIFY_ENDS: "2" }, 1, "16 passed, 2 failed"],
    ["an engine cannot be fetched", { INSTALL_ENDS: "1" }, 0, "25 passed, 0 failed"],
    ["there is no place for the cache", { XDG_CACHE_HOME: "/dev/null" }, 1, "0 passed, 1 failed"],
  ];
  for (const [when, env, status, last] of cases)
    it(`ends with its counts when ${when}`, async () => {
      expect(await run(env)).to.include({ status, last });
      expect(fs.readdirSync(path.join(folder, "tmp"))).to.deep.equal([]);
    });

  it("says the skipped engines again before the counts", async () => {
    const said = await run({ VERIFY_SAYS: "SKIPPED trino: Trino 476; install: x\\nengines: 7 passed, 0 failed" });
    expect(said).to.deep.equal({ status: 0, last: "24 passed, 0 failed", before: "SKIPPED trino: Trino 476; install: x" });
  });

  it("ends with its counts when it is interrupted, and leaves nothing running", async () => {
    const started = Date.now();
    // The output closes only when every process that holds it has ended.
    expect(await run({ TYPECHECK_TAKES: "30", INSTALL_TAKES: "30" }, "== typecheck")).to.include({ status: 1, last: "2 passed, 1 failed" });
    expect(Date.now() - started).to.be.below(20_000);
  });
});

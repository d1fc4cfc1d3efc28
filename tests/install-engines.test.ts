import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";

const SCRIPT = path.join(__dirname, "engines/install-engines.sh");

/** What every system has. */
const USUAL = ["bash", "cat", "cut", "dirname", "env", "grep", "mkdir", "rm", "sha256sum"];

describe("installing the engines", () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "install-engines-"));
    for (const command of USUAL)
      fs.symlinkSync(execFileSync("bash", ["-c", `type -P ${command}`], { encoding: "utf8" }).trim(), path.join(folder, command));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const stub = (command: string, ends: number) =>
    fs.writeFileSync(path.join(folder, command), `#!/usr/bin/env bash\necho "${command} $*" >>"${folder}/asked"\nexit ${ends}\n`, {
      mode: 0o755,
    });
  const install = () => {
    const { status, stdout } = spawnSync("bash", [SCRIPT], {
      env: { PATH: folder, XDG_CACHE_HOME: path.join(folder, "cache") },
      encoding: "utf8",
    });
    const asked = path.join(folder, "asked");
    return { status, stdout, asked: fs.existsSync(asked) ? fs.readFileSync(asked, "utf8") : "" };
  };

  it("asks Debian for the browser and for what the engines are built with, where these are missing", () => {
    stub("apt-get", 0);
    const { asked } = install();
    expect(asked).to.match(/^apt-get install .* g\+\+ make cmake unzip maven default-jdk-headless .*python3-venv$/m);
    expect(asked).to.match(/^apt-get install .* chromium$/m);
  });

  it("asks for nothing that is there", () => {
    for (const command of ["apt-get", "python3", "g++", "make", "cmake", "unzip", "mvn", "javac", "curl", "chromium"]) stub(command, 0);
    expect(install().asked).to.not.match(/apt-get/);
  });

  it("counts what could not be had, and goes on with the rest", () => {
    const { status, stdout } = install();
    const failed = [...stdout.matchAll(/^FAILED: (.+)$/gm)].map((match) => match[1]);
    expect(failed).to.have.members([
      "Pulumi CLI",
      "Tools",
      "Python: MiniStack",
      "Python: cfn-lint and parliament",
      "Python: moto",
      "Lambda runtime client",
      "Chromium",
      "Trino",
    ]);
    expect(status).to.equal(failed.length);
  });
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import * as path from "node:path";
import { expect } from "chai";
import type { LocalOptions } from "../../local/run";
import { localRuns } from "./local-runs";
import { restLine } from "./rest-line";

describe("two local runs in one folder", () => {
  const { file, run, build, target } = localRuns();
  const mark = () => path.join(target("shared"), "run.pid");
  const kept = () => path.join(target("shared"), "lake", "access_logs", "dt=2026-11-20", "rows.parquet");
  let logs: string;
  before(async () => {
    logs = file("shared.log", restLine(0));
    await build("shared", { accessLogs: [logs] });
  });
  const failureOf = (options: Partial<LocalOptions>) =>
    run("shared", options).then(
      () => undefined,
      (error: Error) => error.message,
    );

  it("leaves the lake of a run that imports alone", async () => {
    writeFileSync(mark(), String(process.ppid));
    expect(await failureOf({ fresh: true, accessLogs: [logs] })).to.match(
      new RegExp(
        `^Invalid option '--out': must be a folder that no other run imports into or shows, got '.*shared', which process ${process.ppid} uses \\(`,
      ),
    );
    expect(existsSync(kept())).to.equal(true);
    expect(existsSync(mark())).to.equal(true);
  });

  it("goes on where a killed run left its mark, whatever it says, and leaves none", async () => {
    // No system gives a process this number.
    for (const left of ["2147483646", "", "what"]) {
      writeFileSync(mark(), left);
      expect(await failureOf({ accessLogs: [path.join(target("shared"), "no-logs")] })).to.equal(undefined);
      expect(existsSync(mark())).to.equal(false);
    }
  });

  it("keeps the folder while it shows the lake, and leaves no mark when it is ended", async () => {
    const served = spawn(
      process.execPath,
      ["-r", "./loader.js", "local/main.ts", "--out", target("shared"), "--port", "0", "--access-logs", logs],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const ended = once(served, "exit");
    try {
      for await (const said of served.stdout.setEncoding("utf8")) if (said.includes("Dashboards")) break;
      expect(await failureOf({ fresh: true, accessLogs: [logs] })).to.include(`which process ${served.pid} uses`);
      expect(existsSync(kept())).to.equal(true);
    } finally {
      served.kill("SIGINT");
    }
    expect(await ended).to.deep.equal([null, "SIGINT"]);
    expect(existsSync(mark())).to.equal(false);
  });

  it("finds its port taken before it touches the lake", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as { port: number };
    try {
      expect(await failureOf({ fresh: true, once: false, port, accessLogs: [path.join(target("shared"), "no-logs")] })).to.equal(
        `Invalid option '--port': must be a free port on 127.0.0.1, got '${port}', which is taken.`,
      );
      expect(existsSync(kept())).to.equal(true);
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });
});

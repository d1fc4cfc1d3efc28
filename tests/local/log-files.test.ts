import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { findFiles, longestLineBytes, readLines, type Unreadable } from "../../local/log-files";
import { temporaryFolder } from "./temporary-folder";

async function linesOf(file: string) {
  const problems: (Unreadable & { line?: number })[] = [];
  const lines: string[] = [];
  for await (const { bytes, line } of readLines(file, (problem) => problems.push(problem)))
    lines.push(`${line}:${bytes.toString("latin1")}`);
  return { lines, problems };
}

describe("log files", () => {
  const folder = temporaryFolder();
  const file = (name: string, content: string | Buffer) => {
    const target = path.join(folder.path, name);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
    return target;
  };

  it("reads lines with either line end, skips blank ones and keeps the numbers of the others", async () => {
    const { lines, problems } = await linesOf(file("ends.log", "one\r\n\n  \ntwo\nthree"));
    expect(lines).to.deep.equal(["1:one", "4:two", "5:three"]);
    expect(problems).to.deep.equal([]);
  });

  it("recognises gzip by its bytes, whatever the file is called", async () => {
    const { lines } = await linesOf(file("compressed.log", gzipSync("a\nb\n")));
    expect(lines).to.deep.equal(["1:a", "2:b"]);
  });

  it("gives what a cut-off gzip file holds, and says that it is broken", async () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `line ${i} ${Math.sin(i)}`).join("\n");
    const whole = gzipSync(text);
    const cut = file("cut.gz", whole.subarray(0, Math.floor(whole.length / 2)));
    const { lines, problems } = await linesOf(cut);
    expect(lines.length).to.be.greaterThan(8_000).and.lessThan(12_000);
    // Every line but the last, which may be half, is one that was written.
    const expected = text.split("\n");
    for (const [i, line] of lines.slice(0, -1).entries()) expect(line).to.equal(`${i + 1}:${expected[i]}`);
    expect(problems).to.have.length(1);
    expect(problems[0]!.file).to.equal(cut);
    expect(problems[0]!.reason).to.match(/^broken gzip after [\d,]+ bytes: unexpected end of file$/);
  });

  it("gives every line before the damage of a gzip file, also where all of it lies in one piece", async () => {
    const whole = gzipSync(Array.from({ length: 2_000 }, (_, i) => `line ${i} ${Math.sin(i)}`).join("\n"));
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, damaged.length - 2_000, damaged.length - 1_900);
    const { lines } = await linesOf(file("damaged.gz", damaged));
    expect(lines.length).to.be.greaterThan(1_500).and.lessThan(2_001);
    for (const [i, line] of lines.slice(0, -1).entries()) expect(line).to.equal(`${i + 1}:line ${i} ${Math.sin(i)}`);
    const followed = await linesOf(file("followed.gz", Buffer.concat([gzipSync("a\nb\n"), Buffer.from("what is this")])));
    expect(followed.lines).to.deep.equal(["1:a", "2:b"]);
    expect(followed.problems.map(({ reason }) => reason)).to.deep.equal(["broken gzip after 4 bytes: incorrect header check"]);
  });

  it("keeps bytes that are not UTF-8 as they are", async () => {
    const { lines } = await linesOf(file("latin.log", Buffer.from([0x61, 0xff, 0xfe, 0x0a, 0x62])));
    expect(lines).to.deep.equal(["1:a\u00ff\u00fe", "2:b"]);
  });

  it("reports a line longer than it keeps, with its number, and goes on", async () => {
    const { lines, problems } = await linesOf(
      file("long.log", Buffer.concat([Buffer.from("a\n"), Buffer.alloc(longestLineBytes + 5, 0x78), Buffer.from("\nb\n")])),
    );
    expect(lines).to.deep.equal(["1:a", "3:b"]);
    expect(problems.map(({ line, reason }) => ({ line, reason }))).to.deep.equal([
      { line: 2, reason: "line of 33,554,437 bytes: the longest read is 33,554,432" },
    ]);
  });

  it("finds files in folders and by patterns, each once and in order, and names what is not there", async () => {
    const one = file("tree/b/2.log", "x");
    const two = file("tree/a/1.log", "x");
    mkdirSync(path.join(folder.path, "empty"), { recursive: true });
    const found = await findFiles([
      path.join(folder.path, "tree"),
      path.join(folder.path, "tree/*/1.log"),
      path.join(folder.path, "empty"),
      "no/such/file",
    ]);
    expect(found.files).to.deep.equal([two, one]);
    expect(found.unreadable).to.deep.equal([
      { file: path.join(folder.path, "empty"), reason: "the folder holds no files" },
      { file: "no/such/file", reason: "no such file, folder or pattern" },
    ]);
  });

  it("follows links, once, and names those that lead nowhere", async () => {
    const one = file("linked/target/1.log", "x");
    const logs = path.join(folder.path, "links");
    mkdirSync(logs);
    symlinkSync(one, path.join(logs, "a.log"));
    symlinkSync(logs, path.join(logs, "again"));
    symlinkSync(path.join(folder.path, "gone"), path.join(logs, "nowhere.log"));
    const found = await findFiles([logs]);
    expect(found.files).to.deep.equal([path.join(logs, "a.log")]);
    const nowhere = { file: path.join(logs, "nowhere.log"), reason: "the link leads nowhere" };
    expect(found.unreadable).to.deep.equal([nowhere]);
    expect(await findFiles([path.join(logs, "no*.log")])).to.deep.equal({ files: [], unreadable: [nowhere] });
  });

  it("finds a file once by whatever path: rows without an id would be counted twice", async () => {
    const one = file("spelled/1.log", "x");
    const logs = path.dirname(one);
    symlinkSync(one, path.join(logs, "latest.log"));
    const around = path.relative(process.cwd(), one);
    expect((await findFiles([logs, around, path.join(logs, "latest.log")])).files).to.deep.equal([one]);
    expect((await findFiles([around, logs])).files).to.deep.equal([around]);
  });

  it("names a pipe and a device, for which it would wait without end", async () => {
    const pipe = path.join(path.dirname(file("special/1.log", "x")), "pipe.log");
    execFileSync("mkfifo", [pipe]);
    const found = await findFiles([path.dirname(pipe), "/dev/null"]);
    expect(found.files).to.deep.equal([path.join(path.dirname(pipe), "1.log")]);
    const reason = "a pipe or a device: must be a file";
    expect(found.unreadable).to.deep.equal([
      { file: pipe, reason },
      { file: "/dev/null", reason },
    ]);
  });

  it("reads what it may of a folder, and names the folder that it may not open", async () => {
    const open = file("rights/open/1.log", "x");
    const closed = path.dirname(file("rights/closed/2.log", "x"));
    const root = path.join(folder.path, "rights");
    for (const each of [folder.path, root, path.dirname(open)]) chmodSync(each, 0o755);
    chmodSync(closed, 0);
    // The superuser may open everything.
    const superuser = process.geteuid?.() === 0;
    if (superuser) process.seteuid!(65_534);
    try {
      const found = await findFiles([root]);
      expect(found.files).to.deep.equal([open]);
      expect(found.unreadable).to.have.length(1);
      expect(found.unreadable[0]!.file).to.equal(closed);
      expect(found.unreadable[0]!.reason).to.match(/permission denied/);
    } finally {
      if (superuser) process.seteuid!(0);
      chmodSync(closed, 0o755);
    }
  });

  it("names an empty file, and one with blank lines only is none", async () => {
    const empty = file("empty.log", "");
    expect(await linesOf(empty)).to.deep.equal({ lines: [], problems: [{ file: empty, reason: "the file is empty" }] });
    expect(await linesOf(file("blank.log", "\n\n"))).to.deep.equal({ lines: [], problems: [] });
  });
});

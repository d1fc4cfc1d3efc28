import { createReadStream } from "node:fs";
import { glob, open, readdir, realpath, stat } from "node:fs/promises";
import * as path from "node:path";
import { Readable } from "node:stream";
import { constants, createGunzip } from "node:zlib";
import { asUtf8, hasOnlyReturns, withLineFeeds } from "./text-encoding";

/** One line of a file: its bytes without the line end, and its number counted from 1. */
export interface LogLine {
  readonly bytes: Buffer;
  readonly line: number;
}

/** What could not be read of a file or path, and why. */
export interface Unreadable {
  readonly file: string;
  readonly reason: string;
}

/** Told of what cannot be read; with a line where it counts as a line or event that failed. */
export type TellUnreadable = (problem: Unreadable & { readonly line?: number }) => void;

/** Longest line kept in memory; what is longer is reported with its length and skipped. Firehose takes records of at most 1,000 KiB. */
export const longestLineBytes = 32 * 1024 * 1024;

/**
 * What stands in front of each line: the time in an export of CloudWatch Logs to S3, the time to the second where `aws logs tail` is short, and
 * the time and the log stream where it is detailed.
 */
export const exportedTime = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:(\.\d{3})Z|(\.\d{6})?\+00:00 \S{1,80}|) /;

/** When CloudWatch Logs received the line that begins so. */
export function receivedAt(prefix: RegExpExecArray): { arrival?: number } {
  const arrival = Date.parse(`${prefix[1]}${prefix[2] ?? prefix[3] ?? ""}Z`);
  return arrival >= 0 ? { arrival } : {};
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** What a path is, links followed; undefined where nothing is there. */
async function kindOf(file: string): Promise<"folder" | "file" | "other" | undefined> {
  try {
    const found = await stat(file);
    return found.isDirectory() ? "folder" : found.isFile() ? "file" : "other";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The files behind a path, those of folders below it in order. Hidden ones are left out; `walked` keeps links from leading in circles. */
async function* filesAt(file: string, report: (problem: Unreadable) => void, walked: Set<string>): AsyncGenerator<string> {
  try {
    const kind = await kindOf(file);
    if (kind === undefined) report({ file, reason: "the link leads nowhere" });
    // A pipe that nobody writes into would be waited for without end, and none can be read twice.
    else if (kind === "other") report({ file, reason: "a pipe or a device: must be a file" });
    else if (kind === "file") yield file;
    else {
      const real = await realpath(file);
      if (walked.has(real)) return;
      walked.add(real);
      for (const name of (await readdir(file)).sort()) if (!name.startsWith(".")) yield* filesAt(path.join(file, name), report, walked);
    }
  } catch (error) {
    report({ file, reason: messageOf(error) });
  }
}

/** What a path or a glob pattern names. */
async function named(pattern: string): Promise<string[]> {
  // A path that cannot be asked for is named too: reading it says why.
  if ((await kindOf(pattern).catch(() => "other")) !== undefined) return [pattern];
  const found: string[] = [];
  for await (const match of glob(pattern)) found.push(match);
  return found.sort();
}

/** The files behind paths, folders and glob patterns, in a stable order and each once, by whatever path; what names nothing is reported. */
export async function findFiles(patterns: readonly string[]): Promise<{ files: string[]; unreadable: Unreadable[] }> {
  const files = new Map<string, string>();
  const unreadable: Unreadable[] = [];
  for (const pattern of patterns) {
    const paths = await named(pattern);
    if (paths.length === 0) unreadable.push({ file: pattern, reason: "no such file, folder or pattern" });
    for (const start of paths) {
      let found = 0;
      const problems: Unreadable[] = [];
      for await (const file of filesAt(start, (problem) => problems.push(problem), new Set())) {
        const real = await realpath(file);
        if (!files.has(real)) files.set(real, file);
        found++;
      }
      if (found === 0 && problems.length === 0) problems.push({ file: start, reason: "the folder holds no files" });
      unreadable.push(...problems);
    }
  }
  return { files: [...files.values()], unreadable };
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

/**
 * Unpacks a gzip file piece by piece. `progress.unpacked` is how much of the file was taken in without an error. zlib lets go what it has
 * unpacked of the piece that holds the damage, so beyond `carefulFrom` the pieces are tiny.
 */
async function* decompressed(
  file: string,
  finishFlush: number,
  progress: { unpacked: number },
  carefulFrom: number,
): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ finishFlush });
  const ready: Buffer[] = [];
  let failure: Error | undefined;
  let settle = () => {};
  gunzip.on("data", (chunk: Buffer) => ready.push(chunk));
  gunzip.on("error", (error) => {
    failure = error;
  });
  // After an error a write is never called back.
  gunzip.on("close", () => settle());
  const settled = (start: (done: () => void) => void) =>
    new Promise<void>((resolve) => {
      settle = resolve;
      start(resolve);
    });
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    const size = progress.unpacked + chunk.length > carefulFrom ? 8 : chunk.length;
    for (let start = 0; start < chunk.length; start += size) {
      const piece = chunk.subarray(start, start + size);
      await settled((done) => gunzip.write(piece, () => done()));
      yield* ready.splice(0);
      if (failure) throw failure;
      progress.unpacked += piece.length;
    }
  }
  await settled(() => gunzip.end());
  yield* ready.splice(0);
  if (failure) throw failure;
}

/** The bytes of a file, decompressed where it is gzip. A gzip file that is damaged yields all that is readable, then says so. */
async function* unpacked(file: string, report: (problem: Unreadable) => void): AsyncGenerator<Buffer> {
  try {
    if (!(await isGzip(file))) {
      yield* createReadStream(file) as AsyncIterable<Buffer>;
      return;
    }
  } catch (error) {
    report({ file, reason: messageOf(error) });
    return;
  }
  let given = 0;
  const progress = { unpacked: 0 };
  try {
    for await (const chunk of decompressed(file, constants.Z_FINISH, progress, Number.POSITIVE_INFINITY)) {
      given += chunk.length;
      yield chunk;
    }
  } catch (error) {
    for await (const chunk of remainder(file, given, progress.unpacked)) {
      given += chunk.length;
      yield chunk;
    }
    report({ file, reason: `broken gzip after ${given.toLocaleString("en")} bytes: ${messageOf(error)}` });
  }
}

/** What a damaged gzip file still holds behind the bytes already given. */
async function* remainder(file: string, given: number, carefulFrom: number): AsyncGenerator<Buffer> {
  let seen = 0;
  try {
    for await (const chunk of decompressed(file, constants.Z_SYNC_FLUSH, { unpacked: 0 }, carefulFrom)) {
      const start = Math.max(0, given - seen);
      seen += chunk.length;
      if (start < chunk.length) yield chunk.subarray(start);
    }
  } catch {
    // Everything before the damage has been given, and the first pass knows what it is.
  }
}

/** Gives the text of a file as UTF-8, from its beginning, and tells what is wrong with it. */
export type TextSource = (report: TellUnreadable) => AsyncIterable<Buffer>;

const textOf =
  (file: string): TextSource =>
  (report) =>
    asUtf8(unpacked(file, report), file, report);

/**
 * A file's text and the first bytes of it: as many as are asked for, or all. What is wrong with them is told when the text is read. A small file is read
 * once: thousands of them lie in a trail's folder.
 */
export async function openText(file: string, size: number): Promise<{ start: Buffer; text: TextSource }> {
  const text = textOf(file);
  const chunks: Buffer[] = [];
  let length = 0;
  let isWrong = false;
  const tell = () => {
    isWrong = true;
  };
  for await (const chunk of text(tell)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= size) break;
  }
  const start = Buffer.concat(chunks).subarray(0, size);
  const isAll = length < size && !isWrong;
  const source: TextSource = isAll ? () => Readable.from([start]) : text;
  return hasOnlyReturns(start)
    ? { start: withLineFeeds(start), text: (report) => Readable.from(source(report)).map(withLineFeeds) }
    : { start, text: source };
}

/** The lines of a file as bytes, whatever their encoding. Blank lines are skipped; lines over {@link longestLineBytes} and empty files are reported. */
export async function* readLines(file: string, report: TellUnreadable, text = textOf(file)): AsyncGenerator<LogLine> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let line = 1;
  const take = (last: Buffer): LogLine | undefined => {
    const length = pendingBytes + last.length;
    const tooLong = length > longestLineBytes;
    if (tooLong)
      report({
        file,
        line,
        reason: `line of ${length.toLocaleString("en")} bytes: the longest read is ${longestLineBytes.toLocaleString("en")}`,
      });
    let bytes = tooLong ? Buffer.alloc(0) : pending.length ? Buffer.concat([...pending, last]) : last;
    if (bytes.at(-1) === 0x0d) bytes = bytes.subarray(0, -1);
    pending = [];
    pendingBytes = 0;
    const number = line++;
    return bytes.length === 0 || (bytes.length < 64 && bytes.toString("latin1").trim() === "") ? undefined : { bytes, line: number };
  };
  let isEmpty = true;
  let isBroken = false;
  const tell = (problem: Unreadable) => {
    isBroken = true;
    report(problem);
  };
  for await (const chunk of text(tell)) {
    if (chunk.length > 0) isEmpty = false;
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      const found = take(chunk.subarray(start, end));
      if (found) yield found;
      start = end + 1;
    }
    if (start < chunk.length) {
      // Beyond the limit only the length is kept, so that a file without line ends does not fill the memory.
      if (pendingBytes <= longestLineBytes) pending.push(chunk.subarray(start));
      pendingBytes += chunk.length - start;
    }
  }
  if (pendingBytes > 0) {
    const found = take(Buffer.alloc(0));
    if (found) yield found;
  }
  if (isEmpty && !isBroken) report({ file, reason: "the file is empty" });
}

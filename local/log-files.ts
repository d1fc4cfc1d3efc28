import { createReadStream, existsSync, statSync } from "node:fs";
import { glob, open, readdir } from "node:fs/promises";
import * as path from "node:path";
import { constants, createGunzip } from "node:zlib";

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

/** Longest line kept in memory; what is longer is reported with its length and skipped. Firehose takes records of at most 1,000 KiB. */
export const longestLineBytes = 32 * 1024 * 1024;

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** The files behind paths, folders and glob patterns, in a stable order and each once; what names nothing is reported. */
export async function findFiles(patterns: readonly string[]): Promise<{ files: string[]; unreadable: Unreadable[] }> {
  const files = new Set<string>();
  const unreadable: Unreadable[] = [];
  for (const pattern of patterns) {
    let found: string[] = [];
    if (existsSync(pattern)) {
      found = statSync(pattern).isDirectory() ? await filesBelow(pattern) : [pattern];
      if (found.length === 0) unreadable.push({ file: pattern, reason: "the folder holds no files" });
    } else {
      for await (const match of glob(pattern)) found.push(...(statSync(match).isDirectory() ? await filesBelow(match) : [match]));
      found.sort();
      if (found.length === 0) unreadable.push({ file: pattern, reason: "no such file, folder or pattern" });
    }
    for (const file of found) files.add(file);
  }
  return { files: [...files], unreadable };
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

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function* decompressed(file: string, finishFlush: number): AsyncGenerator<Buffer> {
  const source = createReadStream(file);
  const gunzip = createGunzip({ finishFlush });
  source.on("error", (error) => gunzip.destroy(error));
  yield* source.pipe(gunzip) as AsyncIterable<Buffer>;
}

/** The bytes of a file, decompressed where it is gzip. A gzip file that was cut off yields all that is readable, then says so. */
export async function* readBytes(file: string, report: (problem: Unreadable) => void): AsyncGenerator<Buffer> {
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
  try {
    for await (const chunk of decompressed(file, constants.Z_FINISH)) {
      yield chunk;
      given += chunk.length;
    }
  } catch (error) {
    report({ file, reason: `broken gzip after ${given.toLocaleString("en")} bytes: ${messageOf(error)}` });
    yield* remainder(file, given);
  }
}

/** What a cut-off gzip file still holds behind the bytes already given. */
async function* remainder(file: string, given: number): AsyncGenerator<Buffer> {
  let seen = 0;
  try {
    for await (const chunk of decompressed(file, constants.Z_SYNC_FLUSH)) {
      const start = Math.max(0, given - seen);
      seen += chunk.length;
      if (start < chunk.length) yield chunk.subarray(start);
    }
  } catch {
    // The damage lies in the middle: everything before it has been given, and the first pass has reported it.
  }
}

/** The lines of a file as bytes, whatever their encoding. Blank lines are skipped; lines over {@link longestLineBytes} are reported. */
export async function* readLines(file: string, report: (problem: Unreadable & { line?: number }) => void): AsyncGenerator<LogLine> {
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
  for await (const chunk of readBytes(file, report)) {
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
}

import type { Unreadable } from "./log-files";

/** So much of a file tells how its text is encoded. */
const telling = 1024;

type Encoding = "utf-8" | "utf-16le" | "utf-16be";

/** Of every two bytes, how often the first and the second are zero: ASCII text in UTF-16 has one of them always zero. */
function zeros(bytes: Buffer): { even: number; odd: number } {
  const count = { even: 0, odd: 0 };
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === 0) count[i % 2 === 0 ? "even" : "odd"]++;
  return count;
}

/** How the text is encoded and how long its mark is; a mark alone could be any bytes, so UTF-16 must look like it. */
function encodingOf(start: Buffer): { encoding: Encoding; mark: number } | { refused: string } {
  const { even, odd } = zeros(start);
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return { encoding: "utf-8", mark: 3 };
  if (start[0] === 0xff && start[1] === 0xfe && odd > even) return { encoding: "utf-16le", mark: 2 };
  if (start[0] === 0xfe && start[1] === 0xff && even > odd) return { encoding: "utf-16be", mark: 2 };
  if (Math.max(even, odd) > start.length / 4 && Math.min(even, odd) < start.length / 32)
    return { refused: "UTF-16 text without a byte-order mark: write it with the mark, or as UTF-8" };
  return { encoding: "utf-8", mark: 0 };
}

/**
 * Text as UTF-8, without a byte-order mark. Windows PowerShell 5 writes UTF-16 when output is redirected with `>`. Bytes of UTF-8 pass as they
 * are, valid or not; UTF-16 that is broken is reported, and what is broken of it stands as U+FFFD.
 */
export async function* asUtf8(chunks: AsyncIterable<Buffer>, file: string, report: (problem: Unreadable) => void): AsyncGenerator<Buffer> {
  let start: Buffer | undefined = Buffer.alloc(0);
  let decode: ((bytes: Buffer, isLast: boolean) => Buffer) | undefined;
  const begin = (bytes: Buffer): Buffer | undefined => {
    const found = encodingOf(bytes.subarray(0, telling));
    if ("refused" in found) {
      report({ file, reason: found.refused });
      return undefined;
    }
    if (found.encoding !== "utf-8")
      decode = decoder(found.encoding, () => report({ file, reason: "broken UTF-16: parts of it cannot be read" }));
    return bytes.subarray(found.mark);
  };
  for await (const chunk of chunks) {
    let bytes: Buffer | undefined = chunk;
    if (start !== undefined) {
      start = Buffer.concat([start, chunk]);
      if (start.length < telling) continue;
      bytes = begin(start);
      if (bytes === undefined) return;
      start = undefined;
    }
    yield decode ? decode(bytes, false) : bytes;
  }
  if (start !== undefined) {
    const bytes = begin(start);
    if (bytes === undefined || bytes.length === 0) return;
    yield decode ? decode(bytes, false) : bytes;
  }
  if (decode) yield decode(Buffer.alloc(0), true);
}

/** Decodes piece by piece. A strict decoder reads along, for the other says nothing of what it could not read. */
function decoder(encoding: Encoding, tellBroken: () => void): (bytes: Buffer, isLast: boolean) => Buffer {
  const lenient = new TextDecoder(encoding, { ignoreBOM: true });
  let strict: TextDecoder | undefined = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return (bytes, isLast) => {
    try {
      strict?.decode(bytes, { stream: !isLast });
    } catch {
      strict = undefined;
      tellBroken();
    }
    return Buffer.from(lenient.decode(bytes, { stream: !isLast }), "utf8");
  };
}

const [lineFeed, carriageReturn] = [0x0a, 0x0d];

/** Whether a text ends its lines with a carriage return alone. Read as one line, its requests would become one with a very long path. */
export const hasOnlyReturns = (start: Buffer): boolean => !start.includes(lineFeed) && start.includes(carriageReturn);

/** The same text with line feeds in place of carriage returns. */
export const withLineFeeds = (text: Buffer): Buffer => Buffer.from(text.map((byte) => (byte === carriageReturn ? lineFeed : byte)));

/** A piece of a file of JSON documents, as it is written there. */
export interface Piece {
  /** `element`: of a list; `document`: a whole object, from which its lists were cut; `line`: text between documents; `too long`: any of them. */
  readonly kind: "element" | "document" | "line" | "too long";
  /** The member that holds the list, `""` for an array that is a document itself; null for what is no element. */
  readonly list: string | null;
  /** The lists that were cut from a document: they are empty in its text. */
  readonly cut: readonly string[];
  /** The text without line breaks; nothing where it is too long. */
  readonly bytes: Buffer;
  readonly length: number;
  /** The line of the file where it begins, counted from 1. */
  readonly line: number;
}

export interface DocumentSplitter {
  /** The pieces that are complete with this chunk. Nothing more comes after damage. */
  push(chunk: Buffer): Piece[];
  /** The last piece, where a line or nothing is open. */
  end(): Piece[];
  /** Why the rest cannot be read; undefined while all is well. */
  damage(): string | undefined;
}

const deepest = 1000;
const [quote, backslash, comma, colon, lineEnd] = [0x22, 0x5c, 0x2c, 0x3a, 0x0a];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const isSpace = (byte: number) => byte === 0x20 || byte === lineEnd || byte === 0x0d || byte === 0x09;

/** JSON on one line. Only what stands between texts is taken out, so numbers, escapes and keys that stand twice stay as they are. */
function onOneLine(bytes: Buffer): Buffer {
  if (!bytes.includes(lineEnd)) return bytes;
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  let inText = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (!inText && isSpace(byte)) continue;
    out[length++] = byte;
    if (byte === quote) inText = !inText;
    else if (byte === backslash && inText && i + 1 < bytes.length) out[length++] = bytes[++i]!;
  }
  return out.subarray(0, length);
}

function trimmed(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && isSpace(bytes[end - 1]!)) end--;
  return bytes.subarray(0, end);
}

/** Bytes that come in several chunks; beyond the limit only their number is kept. */
function keeper(longest: number) {
  let parts: Buffer[] = [];
  let length = 0;
  return {
    add(bytes: Buffer) {
      length += bytes.length;
      if (length <= longest) parts.push(bytes);
      else parts = [];
    },
    take() {
      const taken = { bytes: Buffer.concat(parts), length };
      parts = [];
      length = 0;
      return taken;
    },
  };
}

/**
 * Cuts JSON documents that stand one behind the other, indented or not, into the elements of their lists. A parser would give values; a log line
 * must stay as it was written, so its text is cut out, and what it says is for others to judge. Memory holds one piece, however large the file.
 * @param lists members of a document whose arrays are cut into their elements
 * @param longest bytes of the longest piece that is kept
 */
export function makeDocumentSplitter(lists: ReadonlySet<string>, longest: number): DocumentSplitter {
  /** What closes each open object and array, outermost first. */
  const closers: number[] = [];
  const document = keeper(longest);
  const piece = keeper(longest);
  /** Where the bytes go that are being read. Between the elements of a list they go nowhere. */
  let target: typeof piece | undefined;
  let isLine = false;
  let pieceLine = 1;
  let documentLine = 1;
  let list: string | null = null;
  let listDepth = 0;
  let cut: string[] = [];
  let member = "";
  let key = "";
  let inText = false;
  let escaped = false;
  let line = 1;
  let damage: string | undefined;

  const give = (kind: Piece["kind"], from: typeof piece, at: number): Piece => {
    const { bytes, length } = from.take();
    const isTooLong = length > longest;
    const text = isTooLong ? Buffer.alloc(0) : trimmed(kind === "line" ? bytes : onOneLine(bytes));
    return {
      kind: isTooLong ? "too long" : kind,
      list: kind === "element" ? list : null,
      cut: kind === "document" ? cut : [],
      bytes: text,
      length,
      line: at,
    };
  };

  const push = (chunk: Buffer): Piece[] => {
    const found: Piece[] = [];
    let from = 0;
    const keepTo = (end: number) => {
      target?.add(chunk.subarray(from, end));
      from = end;
    };
    const endElement = (end: number) => {
      if (target === undefined) return;
      keepTo(end);
      target = undefined;
      found.push(give("element", piece, pieceLine));
    };
    const open = (i: number, closer: number) => {
      const isTop = closers.length === 0;
      if (isTop && closer === closeBrace) {
        target = document;
        from = i;
        documentLine = line;
        cut = [];
        member = "";
      } else if (isTop) {
        list = "";
        listDepth = 1;
      } else if (closers.length === 1 && listDepth === 0 && closer === closeBracket && lists.has(member)) {
        keepTo(i + 1);
        target = undefined;
        list = member;
        listDepth = 2;
        cut.push(list);
      }
      closers.push(closer);
      if (closers.length > deepest) damage = `it nests deeper than ${deepest.toLocaleString("en")}`;
    };
    const close = (i: number, closer: number) => {
      if (closers.at(-1) !== closer) {
        damage = `brackets do not match in line ${line}`;
        return;
      }
      if (closers.length === listDepth) {
        endElement(i);
        listDepth = 0;
        list = null;
        if (closers.length === 2) {
          target = document;
          from = i;
        }
      }
      closers.pop();
      if (closers.length > 0 || target !== document) return;
      keepTo(i + 1);
      target = undefined;
      found.push(give("document", document, documentLine));
    };

    for (let i = 0; i < chunk.length && damage === undefined; i++) {
      const byte = chunk[i]!;
      if (inText) {
        if (byte === lineEnd) damage = `a text is not closed in line ${line}`;
        else if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inText = false;
        else if (closers.length === 1 && listDepth === 0 && key.length < 64) key += String.fromCharCode(byte);
        continue;
      }
      if (byte === lineEnd) {
        if (isLine) {
          keepTo(i);
          target = undefined;
          isLine = false;
          found.push(give("line", piece, line));
        }
        line++;
        continue;
      }
      if (isLine || isSpace(byte)) continue;
      const isOpening = byte === openBrace || byte === openBracket;
      if (closers.length === 0 && !isOpening) {
        isLine = true;
        target = piece;
        from = i;
        continue;
      }
      if (byte === comma && closers.length === listDepth) {
        endElement(i);
        continue;
      }
      if (byte === closeBrace || byte === closeBracket) {
        close(i, byte);
        continue;
      }
      if (closers.length === listDepth && listDepth > 0 && target === undefined) {
        target = piece;
        from = i;
        pieceLine = line;
      }
      if (isOpening) open(i, byte === openBrace ? closeBrace : closeBracket);
      else if (byte === quote) {
        inText = true;
        key = "";
      } else if (byte === colon && closers.length === 1 && listDepth === 0) member = key;
      else if (byte === comma && closers.length === 1) member = "";
    }
    if (damage === undefined) keepTo(chunk.length);
    return found;
  };

  return {
    push: (chunk) => (damage === undefined ? push(chunk) : []),
    end() {
      if (damage !== undefined) return [];
      if (isLine) {
        isLine = false;
        return [give("line", piece, line)];
      }
      if (closers.length > 0) damage = "it ends in the middle";
      return [];
    },
    damage: () => damage,
  };
}

/** The pieces of a text until its end or to where it is damaged, which the splitter then tells. */
export async function* piecesOf(text: AsyncIterable<Buffer>, splitter: DocumentSplitter): AsyncGenerator<Piece> {
  for await (const chunk of text) {
    yield* splitter.push(chunk);
    if (splitter.damage() !== undefined) break;
  }
  yield* splitter.end();
}

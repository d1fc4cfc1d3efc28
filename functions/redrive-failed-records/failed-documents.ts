/** One record as Firehose, or the transformer for a single line, has kept it. */
export interface FailedDocument {
  /** The document itself, one line of JSON, to be kept as it is. */
  text: string;
  /** The record's bytes; undefined where the document cannot be read. */
  data?: Buffer;
  arrival: number;
  /** Only of single lines: how often the line was tried, where it came from, and its identity. */
  attemptsMade?: number;
  logGroup?: string;
  rowId?: string;
}

/**
 * Reads an object of the failed prefix document by document, without holding more than one: such an object may have 128 MB.
 *
 * Firehose writes JSON documents `{attemptsMade, arrivalTimestamp, errorCode, errorMessage, rawData, …}`, one a line as a rule, sometimes
 * joined. `}{"` cannot stand inside a document, since a quote within a text is escaped, so it parts them. What is no document with
 * `rawData` is answered without `data`; so is a compressed object that is damaged, as a whole, and the last document of one that was cut off.
 */
export function makeDocumentReader() {
  const { gunzipSync, constants } = require("node:zlib") as typeof import("node:zlib");
  const base64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;
  const string = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);

  const read = (text: string): FailedDocument => {
    let document: any;
    try {
      document = JSON.parse(text);
    } catch {
      return { text, arrival: 0 };
    }
    const raw = document?.rawData;
    if (typeof raw !== "string" || !base64.test(raw)) return { text, arrival: 0 };
    return {
      text,
      data: Buffer.from(raw, "base64"),
      arrival: Math.max(0, Number(document.arrivalTimestamp) || 0),
      attemptsMade: Number(document.attemptsMade) > 0 ? Number(document.attemptsMade) : undefined,
      logGroup: string(document.logGroup),
      rowId: string(document.rowId),
    };
  };

  return function* (object: Uint8Array): Generator<FailedDocument> {
    let bytes = Buffer.from(object.buffer, object.byteOffset, object.byteLength);
    if (bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b) {
      try {
        bytes = gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
      } catch {
        yield { text: JSON.stringify({ errorMessage: "the object is broken gzip", object: bytes.toString("base64") }), arrival: 0 };
        return;
      }
    }
    for (let start = 0; start < bytes.length; ) {
      const newline = bytes.indexOf(10, start);
      const end = newline < 0 ? bytes.length : newline;
      const line = bytes.toString("utf8", start, end).trim();
      start = end + 1;
      if (line === "") continue;
      const parts = line.split('}{"');
      for (let i = 0; i < parts.length; i++) {
        yield read(`${i > 0 ? '{"' : ""}${parts[i]}${i < parts.length - 1 ? "}" : ""}`);
      }
    }
  };
}

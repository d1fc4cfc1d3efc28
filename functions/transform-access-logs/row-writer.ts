import type { BoundLine, LineBinder } from "./line-binder";
import type { ValueReaders } from "./value-readers";

/**
 * Writes a row as one line of JSON in the order of the plan; columns without a value are left out, which readers take as null.
 *
 * A value that its column's type cannot take is not lost: it stays in `attributes` under the column's name. There, authorizer properties stand under their own name
 * (`$.tier`), claims under `claims` (`$.claims.scope`), everything else under the key it had, always as text. Long texts are cut and named
 * in `attributes.truncated_columns`; `attributes` itself is kept under its limit by letting its longest values go, named in `attributes.truncated`.
 * Characters that no JSON reader of the lake takes alike (NUL, halves of surrogate pairs) become U+FFFD.
 */
export function makeRowWriter(
  config: { schemaVersion: number; droppedColumns: readonly string[]; maxUserAgentLength: number },
  tools: { binder: LineBinder; readers: ValueReaders },
) {
  const { columns, indexOf } = tools.binder;
  const { integer, bigint, double, flag, time, timestamp } = tools.readers;
  const stringify = JSON.stringify;
  const parse = JSON.parse;
  const createObject = Object.create as (prototype: null) => Record<string, unknown>;
  const special = /["\\\u0000-\u001f\u007f-\uffff]/;
  const unreadable = /[\u0000\ud800-\udfff]/;
  const alone = /\u0000|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
  const maxText = 4096;
  const maxAttributes = 16384;
  const always = ["row_key", "request_time", "schema_version"];
  const dropped = config.droppedColumns.filter((name) => always.indexOf(name) < 0);
  // The key would give away the address that somebody wants gone.
  if (dropped.indexOf("source_ip") >= 0) dropped.push("source_ip_key");
  const attributesAt = indexOf("attributes");
  const keepsAttributes = dropped.indexOf("attributes") < 0;
  const written: number[] = [];
  const types: string[] = [];
  const prefixes: string[] = [];
  const limits: number[] = [];
  for (let i = 0; i < columns.length; i++) {
    const name = columns[i]!;
    if (i === attributesAt || name === "schema_version" || name === "ingested_at" || dropped.indexOf(name) >= 0) continue;
    written.push(i);
    types.push(tools.binder.types[i]!);
    prefixes.push(`,"${name}":`);
    limits.push(name === "user_agent" ? config.maxUserAgentLength : name === "row_key" ? 1024 : maxText);
  }
  const droppedAt = dropped.map(indexOf);
  const start = `{"schema_version":${config.schemaVersion}`;
  const keepsIngestion = dropped.indexOf("ingested_at") < 0;

  const clean = (text: string): string => (unreadable.test(text) ? text.replace(alone, "\ufffd") : text);
  const quote = (text: string): string => (special.test(text) ? stringify(clean(text)) : `"${text}"`);

  const attributesOf = (extras: readonly string[], notes: Record<string, string[]>): string => {
    const root = createObject(null);
    for (let i = 0; i < extras.length; i += 2) {
      const name = clean(extras[i]!);
      let node = root;
      let key = name;
      if (name.startsWith("authorizer.claims.")) {
        key = name.slice(18);
        const claims = (root["claims"] ??= createObject(null));
        if (typeof claims === "object") node = claims as Record<string, unknown>;
        else key = name;
      } else if (name.startsWith("authorizer.")) key = name.slice(11);
      // Two keys of one name, such as a property and a key of the line's own, are both kept.
      if (node[key] !== void 0) key = `${name}#${i / 2}`;
      node[key] = clean(extras[i + 1]!);
    }
    for (const note of Object.keys(notes)) root[note] = notes[note];
    return stringify(root);
  };
  const fitted = (extras: string[], notes: Record<string, string[]>): string => {
    let text = attributesOf(extras, notes);
    while (text.length > maxAttributes && extras.length > 0) {
      let longest = 0;
      for (let i = 0; i < extras.length; i += 2)
        if (extras[i]!.length + extras[i + 1]!.length > extras[longest]!.length + extras[longest + 1]!.length) longest = i;
      const name = extras[longest]!;
      extras.splice(longest, 2);
      const gone = (notes["truncated"] ??= []);
      if (gone.length < 50) gone.push(name.slice(0, 100));
      text = attributesOf(extras, notes);
    }
    return text;
  };

  /** What `attributes` of a row that was ours already holds, with what the checks have put beside it. */
  const merged = (attributes: string, extras: string[]): string => {
    if (extras.length === 0) return attributes;
    try {
      return stringify({ ...parse(attributes), ...parse(fitted(extras, {})) });
    } catch {
      return fitted([...extras, "attributes", attributes], {});
    }
  };

  /**
   * The row's text, without a newline. `ingestedAt` is the moment as the lake writes it. `attributes` is what a row that was ours already has,
   * null for a row that is made now.
   */
  const write = (line: BoundLine, ingestedAt: string, attributes: string | null): string => {
    const cells = line.cells;
    const extras = line.extras;
    let cut: string[] | null = null;
    let text = keepsIngestion ? `${start},"ingested_at":"${ingestedAt}"` : start;
    for (let i = 0; i < written.length; i++) {
      const column = written[i]!;
      const value = cells[column];
      if (value === null || value === void 0) continue;
      const type = types[i]!;
      let literal: string | null;
      if (type === "string") {
        const limit = limits[i]!;
        if (value.length > limit) {
          literal = quote(value.slice(0, limit));
          if (columns[column] !== "user_agent") (cut ??= []).push(columns[column]!);
        } else literal = quote(value);
      } else if (type === "int") literal = integer(value);
      else if (type === "bigint") literal = bigint(value);
      else if (type === "double") literal = double(value);
      else if (type === "boolean") literal = flag(value);
      else {
        const at = time(value);
        literal = at === null ? null : `"${timestamp(at)}"`;
      }
      if (literal === null) extras.push(columns[column]!, value);
      else text += prefixes[i]! + literal;
    }
    if (!keepsAttributes) return `${text}}`;
    if (attributes !== null) return `${text},"attributes":${quote(merged(attributes, extras))}}`;
    if (extras.length === 0 && cut === null) return `${text}}`;
    if (droppedAt.length > 0) {
      for (let i = extras.length - 2; i >= 0; i -= 2) {
        if (droppedAt.indexOf(tools.binder.targetOf(extras[i]!)) >= 0 || dropped.indexOf(extras[i]!) >= 0) extras.splice(i, 2);
      }
    }
    if (extras.length === 0 && cut === null) return `${text}}`;
    return `${text},"attributes":${stringify(fitted(extras, cut === null ? {} : { truncated_columns: cut }))}}`;
  };
  return { write };
}

export type RowWriter = ReturnType<typeof makeRowWriter>;

import type { Slot, TextTemplate, Values } from "./compiled-format";
import type { TextReader } from "./text-template";

/** A format that is strict JSON once its variables are replaced by strings. */
export interface JsonTemplate {
  /** Keys that hold literal text, by dotted path. */
  readonly constants: Values;
  /** Stores what the line says; the answer is the reason why it does not. */
  read(line: string, values: Values): string | undefined;
}

export interface JsonReader {
  readTemplate(template: string): JsonTemplate | undefined;
}

/** A place in a JSON format: a bare variable, a string that is one variable, or a string that holds several. */
interface Leaf {
  readonly bare: boolean;
  readonly slot: Slot | undefined;
  readonly text: TextTemplate | undefined;
}

type Take = (value: unknown, values: Values) => string | undefined;

/**
 * Reads formats that are strict JSON, as one function with all its constants inside, because it is serialized.
 *
 * A line is scanned from literal to literal. That is exact while the line holds no backslash: a value with a quote in it would leave more quotes in the
 * line than the format has, and then a literal would be missing at its place. Otherwise the line is parsed as JSON, and accepted when it has exactly
 * the format's keys and no key twice: a client that could write a quote into the line might otherwise forge a second `status`, and the last one wins.
 *
 * API Gateway's escaping is undocumented (observed on REST: not at all in 2022, quotes and backslashes as in JSON in 2024). Text that is valid JSON is
 * taken as escaped, except where an escape would stand for a control character, which no value is known to have, but a file path such as `C:\temp` does.
 */
export function makeJsonReader(text: TextReader): JsonReader {
  const { variablePattern, reasons, makeSlot, readLine, store } = text;
  const { notOurs, ambiguousEscape } = reasons;
  const readText = text.readTemplate;
  const parseJson = JSON.parse;
  const isArray = Array.isArray;
  const isSafeInteger = Number.isSafeInteger;
  const keysOf = Object.keys;
  const hasOwn = Object.hasOwn;
  const bareText = /^[\w.+-]*$/;
  const control = /[\0-\x1f]/;
  const bareMark = "\u0001";

  const isWhole = ({ slots, literals }: TextTemplate) => slots.length === 1 && literals[0] === "" && literals[1] === "";

  const countStrings = (node: unknown): number => {
    if (typeof node === "string") return 1;
    if (typeof node !== "object" || node === null) return 0;
    let count = 0;
    for (const key of keysOf(node)) count += (isArray(node) ? 0 : 1) + countStrings((node as Values)[key]);
    return count;
  };

  const countQuotes = (line: string): number => {
    let count = 0;
    for (let at = 0; at < line.length; at++) {
      const code = line.charCodeAt(at);
      if (code === 92) at++;
      else if (code === 34) count++;
    }
    return count;
  };

  const textOf = (value: unknown): string | undefined => {
    if (typeof value === "string") return value;
    if (typeof value === "boolean" || isSafeInteger(value)) return `${value}`;
    return undefined;
  };

  const takeBare = (slot: Slot): Take => {
    return (value, values) => {
      const found = value === null ? "null" : textOf(value);
      if (found === undefined) return notOurs;
      if (control.test(found)) return ambiguousEscape;
      return store(values, slot, found) ? undefined : notOurs;
    };
  };

  const takeText = (template: TextTemplate): Take => {
    const { slots } = template;
    const whole = isWhole(template);
    return (value, values) => {
      const found = value === null ? "-" : textOf(value);
      if (found === undefined) return notOurs;
      if (control.test(found) && !slots[0]!.secret) return ambiguousEscape;
      const texts = whole ? [found] : readLine(template, found);
      if (typeof texts === "string") return texts;
      for (let i = 0; i < slots.length; i++) if (!store(values, slots[i]!, texts[i]!)) return notOurs;
      return undefined;
    };
  };

  const takeNode = (node: unknown, path: string, seen: string[], constants: Values): Take => {
    if (typeof node === "string" && node[0] === bareMark) return takeBare(makeSlot(node.slice(1), false, seen));
    if (typeof node === "string") {
      const template = readText(node, seen, () => true);
      if (template.slots.length > 0) return takeText(template);
    }
    if (typeof node !== "object" || node === null) {
      if (path !== "") constants[path] = node === null || node === "" || node === "-" ? null : `${node}`;
      return (value) => (value === node ? undefined : notOurs);
    }
    const list = isArray(node);
    const keys = keysOf(node);
    const takers = keys.map((key) => takeNode((node as Values)[key], list ? "" : path === "" ? key : `${path}.${key}`, seen, constants));
    return (value, values) => {
      if (typeof value !== "object" || value === null || isArray(value) !== list || keysOf(value).length !== keys.length) return notOurs;
      for (let i = 0; i < keys.length; i++) {
        if (!hasOwn(value, keys[i]!)) return notOurs;
        const reason = takers[i]!((value as Values)[keys[i]!], values);
        if (reason !== undefined) return reason;
      }
      return undefined;
    };
  };

  const scanner = (literals: readonly string[], leaves: readonly Leaf[]) => {
    const first = literals[0]!;
    const count = leaves.length;
    return (line: string, values: Values): string | undefined => {
      if (!line.startsWith(first)) return notOurs;
      let at = first.length;
      for (let i = 0; i < count; i++) {
        const { bare, slot, text } = leaves[i]!;
        const literal = literals[i + 1]!;
        const end = line.indexOf(bare ? literal : '"', at);
        if (end < 0 || !line.startsWith(literal, end)) return notOurs;
        const found = line.slice(at, end);
        at = end + literal.length;
        if (bare && !bareText.test(found)) return notOurs;
        if (slot) {
          if (!store(values, slot, found)) return notOurs;
        } else {
          const texts = readLine(text!, found);
          if (typeof texts === "string") return texts;
          for (let j = 0; j < texts.length; j++) if (!store(values, text!.slots[j]!, texts[j]!)) return notOurs;
        }
      }
      return at === line.length ? undefined : notOurs;
    };
  };

  const readTemplate = (template: string): JsonTemplate | undefined => {
    const literals: string[] = [];
    const leaves: Leaf[] = [];
    const seen: string[] = [];
    let json = "";
    let from = 0;
    let outside = 0;
    const readBare = (end: number) => {
      const between = template.slice(outside, end);
      for (const found of between.matchAll(variablePattern)) {
        literals.push(template.slice(from, outside + found.index));
        from = outside + found.index + found[0].length;
        leaves.push({ bare: true, slot: makeSlot(found[1]!, false, seen), text: undefined });
      }
      json += between.replace(variablePattern, (_, name: string) => `"\\u0001${name}"`);
    };
    for (const found of template.matchAll(/"(?:[^"\\]|\\[\s\S])*"/g)) {
      readBare(found.index);
      outside = found.index + found[0].length;
      json += found[0];
      const inside = readText(found[0].slice(1, -1), seen, () => true);
      if (inside.slots.length === 0) continue;
      if (/^\s*:/.test(template.slice(outside))) return undefined;
      literals.push(template.slice(from, found.index + 1));
      from = outside - 1;
      const whole = isWhole(inside);
      leaves.push({ bare: false, slot: whole ? inside.slots[0] : undefined, text: whole ? undefined : inside });
    }
    readBare(template.length);
    literals.push(template.slice(from));
    const constants: Values = {};
    let take: Take;
    try {
      const tree = parseJson(json);
      if (countStrings(tree) * 2 !== countQuotes(json)) return undefined;
      take = takeNode(tree, "", [], constants);
    } catch {
      return undefined;
    }
    const scan = scanner(literals, leaves);
    return {
      constants,
      read(line, values) {
        const reason = line.includes("\\") ? notOurs : scan(line, values);
        if (reason !== notOurs) return reason;
        let parsed: unknown;
        try {
          parsed = parseJson(line);
        } catch {
          return notOurs;
        }
        return take(parsed, values) ?? (countStrings(parsed) * 2 === countQuotes(line) ? undefined : notOurs);
      },
    };
  };

  return { readTemplate };
}

import type { Slot, Texts, TextTemplate } from "./compiled-format";
import type { TextReader } from "./text-template";

/** A format that is strict JSON once its variables are replaced by strings. */
export interface JsonTemplate {
  /** Keys that hold literal text, by dotted path. */
  readonly constants: Record<string, string | null>;
  /** The texts of the format's variables, or the reason why the line does not say them; `notOurs` where it may yet be read as text. */
  read(line: string): Texts | string;
}

export interface JsonReader {
  readTemplate(template: string, variables: string[]): JsonTemplate | undefined;
  /** Whether nothing of the text was dropped when it was parsed, as `JSON.parse` does with a key that stands twice. */
  isWhole(parsed: unknown, text: string): boolean;
}

/** Stores what a parsed JSON value says; the answer is the reason why it does not fit. */
type Take = (value: unknown, into: Texts) => string | undefined;

/**
 * Reads formats that are strict JSON, as one function with all its constants inside, because it is serialized.
 *
 * The line is parsed as JSON and must have exactly the format's keys, and no key twice: a client that could write a quote into the line might
 * otherwise forge a second `status`, and the last one wins. That nothing was dropped is seen by the length: the format's literal text and the values make up the
 * whole line (or, where somebody has written the line anew with other spaces, by the number of quotes).
 * `JSON.parse` and its keys and values as arrays are faster than any scanning of our own.
 *
 * API Gateway's escaping is undocumented (observed on REST: not at all in 2022, quotes and backslashes as in JSON in 2024). Text that is valid JSON is
 * taken as escaped, except where an escape would stand for a control character, which no value is known to have, but a file path such as `C:\temp` does.
 */
export function makeJsonReader(text: TextReader): JsonReader {
  const { reasons, findVariables, makeSlot, readLine, store } = text;
  const { notOurs, otherKeys, ambiguousEscape } = reasons;
  const readText = text.readTemplate;
  const parseJson = JSON.parse;
  const isArray = Array.isArray;
  const isSafeInteger = Number.isSafeInteger;
  const keysOf = Object.keys;
  const valuesOf = Object.values;
  const hasOwn = Object.hasOwn;
  const control = /[\0-\x1f]/;
  const mayBeControl = /\\[bfnrtu]/;
  const bareMark = "\u0001";
  let taken = 0;
  let escapes = false;
  let controls = false;

  const countStrings = (node: unknown): number => {
    if (typeof node === "string") return 1;
    if (typeof node !== "object" || node === null) return 0;
    let count = 0;
    for (const key of keysOf(node)) count += (isArray(node) ? 0 : 1) + countStrings((node as Record<string, unknown>)[key]);
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

  const isWhole = (parsed: unknown, line: string) => countStrings(parsed) * 2 === countQuotes(line);

  const escapedLength = (value: string): number => {
    let length = value.length;
    for (let at = 0; at < value.length; at++) {
      const code = value.charCodeAt(at);
      if (code === 34 || code === 92) length++;
    }
    return length;
  };

  const takeSlot = (slot: Slot, bare: boolean): Take => {
    return (value, into) => {
      let found: string;
      if (typeof value === "string") {
        if (controls && !slot.secret && control.test(value)) return ambiguousEscape;
        found = value;
        taken += (escapes ? escapedLength(value) : value.length) + (bare ? 2 : 0);
      } else if (typeof value === "boolean" || isSafeInteger(value)) {
        found = `${value}`;
        taken += found.length;
      } else if (value === null) {
        found = bare ? "null" : "-";
        taken += 4;
      } else return notOurs;
      return store(into, slot, found) ? void 0 : notOurs;
    };
  };

  const takeText = (template: TextTemplate): Take => {
    const { slots, literals } = template;
    let literalLength = 0;
    for (const literal of literals) literalLength += escapedLength(literal);
    return (value, into) => {
      if (typeof value !== "string") return notOurs;
      if (controls && control.test(value)) return ambiguousEscape;
      const texts = readLine(template, value);
      if (typeof texts === "string") return texts;
      taken += escapedLength(value) - literalLength;
      for (let i = 0; i < slots.length; i++) if (!store(into, slots[i]!, texts[i]!)) return notOurs;
      return void 0;
    };
  };

  const readTemplate: JsonReader["readTemplate"] = (template, variables) => {
    const seen: string[] = [];
    const constants: Record<string, string | null> = {};
    const flat: (Slot | undefined)[] = [];
    let depth = 0;
    let isFlat = true;

    const takeNode = (node: unknown, path: string): Take => {
      if (typeof node === "string" && node[0] === bareMark) {
        isFlat = false;
        return takeSlot(makeSlot(node.slice(1), false, variables, seen), true);
      }
      const inside = typeof node === "string" ? readText(node, variables, seen, () => true) : void 0;
      if (inside?.slots.length === 1 && inside.literals[0] === "" && inside.literals[1] === "") {
        flat.push(inside.slots[0]!);
        return takeSlot(inside.slots[0]!, false);
      }
      if (inside && inside.slots.length > 0) {
        isFlat = false;
        return takeText(inside);
      }
      if (typeof node !== "object" || node === null) {
        if (typeof node !== "string") isFlat = false;
        flat.push(void 0);
        if (path !== "") constants[path] = node === null || node === "" || node === "-" ? null : `${node}`;
        return (value) => (value === node ? void 0 : notOurs);
      }
      if (depth++ > 0) isFlat = false;
      const list = isArray(node);
      const keys = keysOf(node);
      const takers = keys.map((key) => takeNode((node as Record<string, unknown>)[key], list ? "" : path === "" ? key : `${path}.${key}`));
      return (value, into) => {
        if (typeof value !== "object" || value === null || isArray(value) !== list || keysOf(value).length !== keys.length)
          return otherKeys;
        for (let i = 0; i < keys.length; i++) {
          if (!hasOwn(value, keys[i]!)) return otherKeys;
          const reason = takers[i]!((value as Record<string, unknown>)[keys[i]!], into);
          if (reason !== void 0) return reason;
        }
        return void 0;
      };
    };

    let json = "";
    let outside = 0;
    let literalLength = template.length;
    for (const { start, end } of findVariables(template)) literalLength -= end - start;
    const markBare = (end: number) => {
      const between = template.slice(outside, end);
      let from = 0;
      for (const found of findVariables(between)) {
        json += `${between.slice(from, found.start)}"\\u0001${found.name}"`;
        from = found.end;
      }
      json += between.slice(from);
    };
    for (const found of template.matchAll(/"(?:[^"\\]|\\[\s\S])*"/g)) {
      markBare(found.index);
      json += found[0];
      outside = found.index + found[0].length;
      if (found[0].includes("$context.") && /^\s*:/.test(template.slice(outside))) return void 0;
    }
    markBare(template.length);
    let tree: unknown;
    try {
      tree = parseJson(json);
    } catch {
      return void 0;
    }
    if (typeof tree !== "object" || tree === null || !isWhole(tree, json)) return void 0;
    const take = takeNode(tree, "");
    const keys = keysOf(tree);
    const list = isArray(tree);

    const isPlain = isFlat && flat.every((slot, i) => slot && slot.index === i && !slot.secret && !slot.repeated);
    const literalTexts = valuesOf(tree);
    const checked = flat.filter((slot) => slot?.checked).map((slot) => slot!);

    /** The usual case: one level of strings in the format's own order. */
    const takeFlat = (parsed: object): Texts | undefined => {
      const texts: unknown[] = list ? (parsed as unknown[]) : valuesOf(parsed);
      const found = list ? keys : keysOf(parsed);
      const count = keys.length;
      if (texts.length !== count) return void 0;
      const into: Texts = isPlain ? (texts as Texts) : [];
      for (let i = 0; i < count; i++) {
        const value = texts[i];
        if (found[i] !== keys[i] || typeof value !== "string") return void 0;
        if (isPlain) {
          taken += escapes ? escapedLength(value) : value.length;
          if (value === "-" || value === "") into[i] = null;
          continue;
        }
        const slot = flat[i];
        if (slot === void 0 ? value !== literalTexts[i] : !store(into, slot, value)) return void 0;
        if (slot) taken += escapes ? escapedLength(value) : value.length;
      }
      for (const slot of checked) if (isPlain && !slot.fits(into[slot.index] ?? "-")) return void 0;
      return into;
    };

    const isTreeKind = (parsed: unknown): parsed is object => typeof parsed === "object" && parsed !== null && isArray(parsed) === list;

    return {
      constants,
      read(line) {
        let parsed: unknown;
        try {
          parsed = parseJson(line);
        } catch {
          return notOurs;
        }
        if (!isTreeKind(parsed)) return notOurs;
        escapes = line.includes("\\");
        controls = escapes && mayBeControl.test(line);
        taken = literalLength;
        const flatTexts = isFlat && !controls ? takeFlat(parsed) : void 0;
        if (flatTexts && taken === line.length) return flatTexts;
        if (isPlain && list) parsed = parseJson(line);
        taken = literalLength;
        const into: Texts = [];
        const reason = take(parsed, into);
        if (reason !== void 0) return reason;
        return taken === line.length || isWhole(parsed, line) ? into : notOurs;
      },
    };
  };

  return { readTemplate, isWhole };
}

import type { CompiledFormat, DecodedLine, FormatCompiler, RefusedLine, Texts } from "./access-log-format/compiled-format";
import { makeJsonReader } from "./access-log-format/json-template";
import { makeTextReader } from "./access-log-format/text-template";

export type { CompiledFormat, DecodedLine, FormatCompiler, RefusedLine } from "./access-log-format/compiled-format";

/**
 * A format is a template, so the template is the parser: makes a decoder from an access-log format, whatever its kind (JSON objects and arrays with
 * quoted or bare values, CSV, the Common Log Format and its variants, XML, key=value, any text), and from what slightly broken formats really write.
 * A decoded value is the one that API Gateway wrote, or the line is refused with the reason.
 *
 * One factory of factories: Pulumi wraps each captured function in `with`, which makes free variables slow, so all that runs for every line is a local
 * of one of the three. `void 0` stands for `undefined`, which in there is a free variable like any other.
 *
 * Firehose takes records of at most 1,000 KiB and CloudWatch Logs events of at most 1 MB, so longer lines are refused unread.
 * A format may end in a line break, written as such or as `\n` that nobody expanded; the end of a line is then read as either.
 */
export function makeFormatCompiler(): FormatCompiler {
  const text = makeTextReader();
  const json = makeJsonReader(text);
  const entriesOf = Object.entries;
  const fromEntries = Object.fromEntries;
  const parseJson = JSON.parse;
  const stringify = JSON.stringify;
  const { notOurs } = text.reasons;
  const longestLine = 1_048_576;
  const tooLong = `the line is longer than ${longestLine} characters, more than API Gateway can deliver`;

  const trimEnd = (line: string, escaped: boolean): string => {
    let end = line.length;
    while (end > 0 && (line.charCodeAt(end - 1) === 10 || line.charCodeAt(end - 1) === 13)) end--;
    if (escaped && end === line.length && line.endsWith("\\n")) end -= 2;
    return end === line.length ? line : line.slice(0, end);
  };

  const compileFormat = (source: string): CompiledFormat => {
    const trimmed = trimEnd(`${source}`, false);
    const endsInEscape = trimmed.endsWith("\\n");
    const template = endsInEscape ? trimmed.slice(0, -2) : trimmed;
    const jsonLike = /^\s*[[{]/.test(template);
    const variables: string[] = [];
    const whole = text.readTemplate(template, variables, [], (start, end) => template[start - 1] === '"' && template[end] === '"');
    const refused = variables.length === 0 ? "the format has no $context variable" : text.refusalOf(whole);
    if (refused !== void 0) {
      const decodeTexts = () => refused;
      return { variables, refused, constants: {}, decodeTexts, decode: () => ({ reason: refused }) };
    }
    const strict = jsonLike ? json.readTemplate(template, variables) : void 0;
    const constants: Record<string, string | null> = {};
    for (const [key, value] of entriesOf(strict?.constants ?? {})) if (!variables.includes(key)) constants[key] = value;
    const returned = whole.slots.filter((slot) => !slot.secret && !slot.repeated);
    const names = returned.map((slot) => slot.name);
    const indexes = returned.map((slot) => slot.index);
    const blank: Record<string, string | null> = parseJson(
      stringify(fromEntries([...names.map((name) => [name, null]), ...entriesOf(constants)])),
    );

    const decodeTexts = (raw: string): Texts | string => {
      if (raw.length > longestLine) return tooLong;
      const line = trimEnd(raw, endsInEscape);
      const found = strict ? strict.read(line) : notOurs;
      if (found !== notOurs) return found;
      const texts = text.readLine(whole, line);
      if (typeof texts === "string") return texts;
      const into: Texts = [];
      return text.storeAll(into, whole.slots, texts, jsonLike) ?? into;
    };

    const decode = (raw: string): DecodedLine | RefusedLine => {
      const texts = decodeTexts(raw);
      if (typeof texts === "string") return { reason: texts };
      const values: Record<string, string | null> = { ...blank };
      for (let i = 0; i < names.length; i++) values[names[i]!] = texts[indexes[i]!]!;
      return { values };
    };

    return { variables, constants, decodeTexts, decode };
  };

  return { compileFormat, isWhole: json.isWhole };
}

import type { CompiledFormat, FormatCompiler, Values } from "./access-log-format/compiled-format";
import { makeJsonReader } from "./access-log-format/json-template";
import { makeTextReader } from "./access-log-format/text-template";

export type { CompiledFormat, DecodedLine, FormatCompiler, RefusedLine } from "./access-log-format/compiled-format";

/**
 * A format is a template, so the template is the parser: makes a decoder from an access-log format, whatever its kind (JSON objects and arrays with
 * quoted or bare values, CSV, the Common Log Format and its variants, XML, key=value, any text), and from what slightly broken formats really write.
 * A decoded value is the one that API Gateway wrote, or the line is refused with the reason.
 *
 * One factory of factories: Pulumi wraps each captured function in `with`, which makes free variables slow, so all that runs for every line is a local
 * of one of the three.
 *
 * A format may end in a line break, written as such or as `\n` that nobody expanded; the end of a line is then read as either.
 */
export function makeFormatCompiler(): FormatCompiler {
  const text = makeTextReader();
  const json = makeJsonReader(text);
  const keysOf = Object.keys;

  const trimEnd = (line: string, escaped: boolean): string => {
    let end = line.length;
    while (end > 0) {
      const code = line.charCodeAt(end - 1);
      if (code === 10 || code === 13) end--;
      else if (escaped && code === 110 && line.charCodeAt(end - 2) === 92) end -= 2;
      else break;
    }
    return end === line.length ? line : line.slice(0, end);
  };

  const compileFormat = (source: string): CompiledFormat => {
    const trimmed = trimEnd(`${source}`, false);
    const endsInEscape = trimmed.endsWith("\\n");
    const template = trimEnd(trimmed, true);
    const jsonLike = /^\s*[[{]/.test(template);
    const whole = text.readTemplate(template, [], (start, end) => template[start - 1] === '"' && template[end] === '"');
    const variables = whole.slots.filter((slot) => !slot.repeated).map((slot) => slot.name);
    const refused = variables.length === 0 ? "the format has no $context variable" : text.refusalOf(whole);
    if (refused !== undefined) return { variables, refused, decode: () => ({ reason: refused }) };
    const strict = jsonLike ? json.readTemplate(template) : undefined;
    const constants = strict ? keysOf(strict.constants).filter((key) => !variables.includes(key)) : [];
    const { notOurs } = text.reasons;

    return {
      variables,
      decode(raw) {
        const line = trimEnd(raw, endsInEscape);
        const values: Values = {};
        let reason = strict ? strict.read(line, values) : notOurs;
        if (reason === notOurs) {
          const texts = text.readLine(whole, line);
          reason = typeof texts === "string" ? texts : text.storeAll(values, whole.slots, texts, jsonLike);
        }
        if (reason !== undefined) return { reason };
        for (const key of constants) values[key] = strict!.constants[key]!;
        return { values };
      },
    };
  };

  return { compileFormat };
}

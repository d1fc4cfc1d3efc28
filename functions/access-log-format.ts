/** What one line says: a value per `$context` variable (the name without `$context.`), null where API Gateway had none (`-` or empty). */
export interface DecodedLine {
  readonly values: Record<string, string | null>;
}

/** Why a line was not decoded; a line is never decoded to a guess. */
export interface RefusedLine {
  readonly reason: string;
}

/** A decoder made from one access-log format. */
export interface CompiledFormat {
  /** The `$context` variables of the format, each once, in the order in which they first appear. */
  readonly variables: string[];
  /** Set when the format can never be decoded; then every line is refused with the same text. */
  readonly refused?: string;
  /**
   * Decodes one line that API Gateway wrote with this format. Every value is text. Variables that hold a secret (the API key's value, the
   * client's certificate) are read past and never returned. In JSON formats, keys that hold literal text are reported under their key.
   */
  decode(line: string): DecodedLine | RefusedLine;
}

/** Makes decoders from access-log formats. */
export interface FormatCompiler {
  compileFormat(template: string): CompiledFormat;
}

interface Slot {
  readonly name: string;
  readonly fits: (text: string) => boolean;
  readonly samples: readonly string[];
  readonly quoted: boolean;
  readonly selfQuoted: boolean;
  readonly secret: boolean;
  /** The variable stands earlier in the same format, so both must say the same. */
  readonly repeated: boolean;
}

interface TextTemplate {
  readonly slots: readonly Slot[];
  readonly literals: readonly string[];
}

/** A place in a JSON format that holds one variable, or a string that holds several. */
interface Leaf {
  readonly bare: boolean;
  readonly slot?: Slot;
  readonly template?: TextTemplate;
}

interface JsonTemplate {
  readonly literals: readonly string[];
  readonly leaves: readonly Leaf[];
  readonly constants: Values;
  readonly read: Reader;
}

type Values = Record<string, string | null>;
/** Stores what a parsed JSON value says; the answer is the reason why it does not fit. */
type Reader = (value: unknown, values: Values) => string | undefined;
/** The text of every slot, or the reason why there is no single reading. */
type Assignment = string[] | string;
interface Reading {
  ways: number;
  readonly text: string;
  readonly before: Reading | undefined;
}

/**
 * A format is a template, so the template is the parser. This factory holds everything in one function, because Pulumi wraps each captured function
 * in `with`, which makes every free variable slow on a hot path.
 *
 * How a line is read:
 * - A format that is strict JSON is read by scanning from one literal to the next. That is exact while the line holds no backslash: a value with a
 *   quote in it would leave more quotes in the line than the format has.
 * - Otherwise the line is parsed as JSON, and accepted when it has exactly the format's keys and no key twice (a client that could write a quote
 *   into the line might otherwise forge a second `status`).
 * - Everything else is matched against the literal text between the variables. When the leftmost and the rightmost placement of all literals agree there
 *   is only one reading; when they differ, the readings that the variables' value domains allow are counted, and the line is refused unless it is one.
 *
 * API Gateway's escaping is undocumented (observed on REST in 2024: quotes and backslashes are escaped as in JSON; before: not at all). In JSON formats,
 * text that is valid JSON is taken as escaped; an escape that stands for a control character, and any escape in other formats, may equally be
 * the client's own backslash, and is refused.
 *
 * Value domains are only as narrow as nobody but AWS or the API's owner can break: a client chooses `requestId` (REST), `path`, and `userAgent`.
 */
export function makeFormatCompiler(): FormatCompiler {
  const parseJson = JSON.parse;
  const isArray = Array.isArray;
  const isSafeInteger = Number.isSafeInteger;
  const keysOf = Object.keys;
  const hasOwn = Object.hasOwn;
  const maxWork = 4_000_000;
  const notOurs = "the line does not fit the format";
  const ambiguous = "ambiguous: more than one reading of the line fits the format";
  const ambiguousEscape = "ambiguous: a backslash may be an escape or part of the value";

  const integer = /^-?\d*$/;
  const word = /^[\w.:=+$-]*$/;
  const arn = /^[\w.:=+/@,*-]*$/;
  const method = /^[\w!#$%&'*+.^`|~-]*$/;
  const clfTime = /^(?:\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}|-?)$/;
  const absolutePath = /^(?:\/[\s\S]*|-?)$/;
  const httpVersion = /^(?:[A-Za-z]+\/[\d.]+|-?)$/;
  const selfQuotedText = /^(?:"[\s\S]*"|-?)$/;
  const integerNames =
    /^(?:(?:authorize|authenticate|waf|integration)\.latency|(?:(?:authorize|authenticate|waf|integration|responseOverride)\.)?(?:integrationS|s)tatus|integrationLatency|responseLatency|responseLength|requestTimeEpoch|connectedAt|dataProcessed|accountId|identity\.accountId|integration\.timeTo\w+)$/;
  const wordNames =
    /^(?:apiId|stage|domainName|domainPrefix|extendedRequestId|resourceId|deploymentId|endpointType|isCanaryRequest|tlsVersion|cipherSuite|connectionId|messageId|eventType|wafResponseCode|error\.responseType|identity\.(?:sourceIp|apiKeyId|principalOrgId|vpcId|vpceId|cognitoIdentityId|cognitoIdentityPoolId|cognitoAuthenticationType))$/;
  const arnNames = /^(?:identity\.(?:userArn|user|caller)|webaclArn)$/;
  const secretNames = /^identity\.(?:apiKey|clientCert\.clientCertPem)$/;
  const variablePattern = /\$context\.(authorizer\.(?:claims\.)?\w+(?:-+\w+)*|[A-Za-z]\w*(?:\.[A-Za-z]\w*)*)/g;

  const jsonText = /^(?:[^"\\]|\\(?:["\\/bfnrt']|u[\dA-Fa-f]{4}))*$/;
  const control = /[\0-\x1f]/;
  const bareText = /^[\w.+-]*$/;
  const bareMark = "\u0001";
  const bareMarkInJson = "\\u0001";

  const makeSlot = (name: string, quoted: boolean, repeated: boolean): Slot => {
    const selfQuoted = name === "error.messageString";
    let domain: RegExp | undefined;
    let samples = ["a", "a b/c-1"];
    if (selfQuoted) [domain, samples] = [selfQuotedText, ['"a"', '"a""b"']];
    else if (name === "requestTime") [domain, samples] = [clfTime, ["01/Jan/2026:00:00:00 +0000"]];
    else if (name === "path" || name === "resourcePath") [domain, samples] = [absolutePath, ["/", "/a/b c"]];
    else if (name === "protocol") [domain, samples] = [httpVersion, ["HTTP/1.1"]];
    else if (name === "httpMethod") [domain, samples] = [method, ["GET", "DELETE"]];
    else if (integerNames.test(name)) [domain, samples] = [integer, ["200", "1767225600000"]];
    else if (wordNames.test(name)) [domain, samples] = [word, ["a1", "a-1.b"]];
    else if (arnNames.test(name)) [domain, samples] = [arn, ["a1", "arn:aws:iam::1:user/a"]];
    const fits = domain === undefined ? () => true : (text: string) => domain.test(text);
    return { name, fits, samples, quoted, selfQuoted, secret: secretNames.test(name), repeated };
  };

  const readText = (text: string, seen: string[], isQuoted: (start: number, end: number) => boolean): TextTemplate => {
    const slots: Slot[] = [];
    const literals: string[] = [];
    let from = 0;
    for (const found of text.matchAll(variablePattern)) {
      literals.push(text.slice(from, found.index));
      from = found.index + found[0].length;
      const name = found[1]!;
      slots.push(makeSlot(name, isQuoted(found.index, from), seen.includes(name)));
      seen.push(name);
    }
    literals.push(text.slice(from));
    return { slots, literals };
  };

  const countSplits = (left: Slot, right: Slot, text: string): number => {
    let splits = 0;
    for (let at = 1; at < text.length; at++) if (left.fits(text.slice(0, at)) && right.fits(text.slice(at))) splits++;
    return splits;
  };

  const refusalOf = ({ slots, literals }: TextTemplate): string | undefined => {
    for (let i = 1; i < slots.length; i++) {
      if (literals[i] !== "") continue;
      const [left, right] = [slots[i - 1]!, slots[i]!];
      for (const a of left.samples)
        for (const b of right.samples)
          if (countSplits(left, right, a + b) !== 1)
            return `ambiguous: nothing separates $context.${left.name} from $context.${right.name}`;
    }
    return undefined;
  };

  const searchReadings = ({ slots, literals }: TextTemplate, line: string, end: number): Assignment => {
    const last = slots.length - 1;
    let work = 0;
    let readings = new Map<number, Reading | undefined>([[literals[0]!.length, undefined]]);
    for (let i = 0; i < last; i++) {
      const literal = literals[i + 1]!;
      const slot = slots[i]!;
      const next = new Map<number, Reading>();
      for (const [start, before] of readings) {
        for (
          let at = line.indexOf(literal, start);
          at >= 0 && at + literal.length <= end;
          at = at < end ? line.indexOf(literal, at + 1) : -1
        ) {
          work += at - start + 16;
          if (work > maxWork) return "ambiguous: too many readings of the line to compare";
          const text = line.slice(start, at);
          if (!slot.fits(text)) continue;
          const known = next.get(at + literal.length);
          if (known) known.ways = 2;
          else next.set(at + literal.length, { ways: before?.ways ?? 1, text, before });
        }
      }
      readings = next;
    }
    let found: Reading | undefined;
    let ways = 0;
    for (const [start, before] of readings) {
      const text = line.slice(start, end);
      if (!slots[last]!.fits(text)) continue;
      ways += before?.ways ?? 1;
      found = { ways, text, before };
    }
    if (!found) return notOurs;
    if (ways > 1) return ambiguous;
    const texts: string[] = [];
    for (let reading: Reading | undefined = found; reading; reading = reading.before) texts.unshift(reading.text);
    return texts;
  };

  const readLine = (template: TextTemplate, line: string): Assignment => {
    const { slots, literals } = template;
    const last = slots.length - 1;
    const end = line.length - literals[last + 1]!.length;
    let at = literals[0]!.length;
    if (end < at || !line.startsWith(literals[0]!) || !line.endsWith(literals[last + 1]!)) return notOurs;
    const texts: string[] = [];
    const ends: number[] = [];
    for (let i = 0; i < last; i++) {
      const literal = literals[i + 1]!;
      const found = line.indexOf(literal, at);
      if (found < 0) return notOurs;
      texts.push(line.slice(at, found));
      ends.push(found);
      at = found + literal.length;
    }
    if (at > end) return notOurs;
    texts.push(line.slice(at, end));
    let limit = end;
    for (let i = last - 1; i >= 0; i--) {
      const literal = literals[i + 1]!;
      limit = line.lastIndexOf(literal, limit - literal.length);
      if (limit !== ends[i]) return searchReadings(template, line, end);
    }
    for (let i = 0; i <= last; i++) if (!slots[i]!.fits(texts[i]!)) return notOurs;
    return texts;
  };

  const store = (values: Values, slot: Slot, text: string): boolean => {
    if (slot.secret) return true;
    const value = text === "-" || text === "" ? null : text;
    if (slot.repeated) return values[slot.name] === value;
    values[slot.name] = value;
    return true;
  };

  const unquote = (text: string): string => {
    try {
      const inner = text[0] === '"' ? parseJson(text) : text;
      return typeof inner === "string" ? inner : text;
    } catch {
      return text;
    }
  };

  const storeAll = (values: Values, slots: readonly Slot[], texts: readonly string[], jsonEscapes: boolean): string | undefined => {
    let backslashes = false;
    let escaped = true;
    for (let i = 0; i < slots.length; i++) {
      if (slots[i]!.selfQuoted) continue;
      const text = texts[i]!;
      if (text.includes("\\")) backslashes = true;
      if (!jsonText.test(text)) escaped = false;
    }
    const unescaping = backslashes && escaped;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!;
      let text = texts[i]!;
      if (slot.selfQuoted) text = unquote(text);
      else if (unescaping && text.includes("\\")) {
        if (!jsonEscapes || !slot.quoted) return ambiguousEscape;
        try {
          text = parseJson(`"${text}"`);
        } catch {
          return ambiguousEscape;
        }
        if (control.test(text)) return ambiguousEscape;
      }
      if (!store(values, slot, text)) return notOurs;
    }
    return undefined;
  };

  const countStrings = (node: unknown): number => {
    if (typeof node === "string") return 1;
    if (typeof node !== "object" || node === null) return 0;
    let count = 0;
    for (const key of keysOf(node)) count += (isArray(node) ? 0 : 1) + countStrings((node as Record<string, unknown>)[key]);
    return count;
  };

  const countQuotes = (text: string): number => {
    let count = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
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

  const readerOf = (node: unknown, path: string, seen: string[], constants: Values): Reader => {
    if (typeof node === "string" && node[0] === bareMark) {
      const name = node.slice(1);
      const slot = makeSlot(name, false, seen.includes(name));
      seen.push(name);
      return (value, values) => {
        const text = value === null ? "null" : textOf(value);
        return text !== undefined && store(values, slot, text) ? undefined : notOurs;
      };
    }
    if (typeof node === "string") {
      const template = readText(node, seen, () => true);
      const { slots, literals } = template;
      if (slots.length > 0) {
        const whole = slots.length === 1 && literals[0] === "" && literals[1] === "";
        return (value, values) => {
          const text = value === null ? "-" : textOf(value);
          if (text === undefined) return notOurs;
          if (control.test(text)) return ambiguousEscape;
          const texts = whole ? [text] : readLine(template, text);
          if (typeof texts === "string") return texts;
          for (let i = 0; i < slots.length; i++) if (!store(values, slots[i]!, texts[i]!)) return notOurs;
          return undefined;
        };
      }
    }
    if (typeof node !== "object" || node === null) {
      if (path !== "") constants[path] = node === null || node === "" || node === "-" ? null : `${node}`;
      return (value) => (value === node ? undefined : notOurs);
    }
    const list = isArray(node);
    const keys = keysOf(node);
    const readers = keys.map((key) => {
      const inner = list ? "" : path === "" ? key : `${path}.${key}`;
      return readerOf((node as Values)[key], inner, seen, constants);
    });
    return (value, values) => {
      if (typeof value !== "object" || value === null || isArray(value) !== list || keysOf(value).length !== keys.length) return notOurs;
      for (let i = 0; i < keys.length; i++) {
        if (!hasOwn(value, keys[i]!)) return notOurs;
        const reason = readers[i]!((value as Values)[keys[i]!], values);
        if (reason !== undefined) return reason;
      }
      return undefined;
    };
  };

  const readJson = (template: string): JsonTemplate | undefined => {
    const literals: string[] = [];
    const leaves: Leaf[] = [];
    const seen: string[] = [];
    let json = "";
    let from = 0;
    let outside = 0;
    const readBare = (end: number) => {
      const text = template.slice(outside, end);
      for (const found of text.matchAll(variablePattern)) {
        const name = found[1]!;
        literals.push(template.slice(from, outside + found.index));
        from = outside + found.index + found[0].length;
        leaves.push({ bare: true, slot: makeSlot(name, false, seen.includes(name)) });
        seen.push(name);
      }
      json += text.replace(variablePattern, (_, name: string) => `"${bareMarkInJson}${name}"`);
    };
    for (const found of template.matchAll(/"(?:[^"\\]|\\[\s\S])*"/g)) {
      readBare(found.index);
      outside = found.index + found[0].length;
      json += found[0];
      const text = readText(found[0].slice(1, -1), seen, () => true);
      if (text.slots.length === 0) continue;
      if (/^\s*:/.test(template.slice(outside))) return undefined;
      literals.push(template.slice(from, found.index + 1));
      from = outside - 1;
      const whole = text.slots.length === 1 && text.literals[0] === "" && text.literals[1] === "";
      leaves.push(whole ? { bare: false, slot: text.slots[0]! } : { bare: false, template: text });
    }
    readBare(template.length);
    literals.push(template.slice(from));
    const constants: Values = {};
    try {
      const tree = parseJson(json);
      if (countStrings(tree) * 2 !== countQuotes(json)) return undefined;
      return { literals, leaves, constants, read: readerOf(tree, "", [], constants) };
    } catch {
      return undefined;
    }
  };

  const scanJson = ({ literals, leaves }: JsonTemplate, line: string, values: Values): string | undefined => {
    let at = literals[0]!.length;
    if (!line.startsWith(literals[0]!)) return notOurs;
    for (let i = 0; i < leaves.length; i++) {
      const { bare, slot, template } = leaves[i]!;
      const literal = literals[i + 1]!;
      const end = line.indexOf(bare ? literal : '"', at);
      if (end < 0 || !line.startsWith(literal, end)) return notOurs;
      const text = line.slice(at, end);
      if (bare && !bareText.test(text)) return notOurs;
      at = end + literal.length;
      if (slot) {
        if (!store(values, slot, text)) return notOurs;
        continue;
      }
      const texts = readLine(template!, text);
      if (typeof texts === "string") return texts;
      for (let j = 0; j < texts.length; j++) if (!store(values, template!.slots[j]!, texts[j]!)) return notOurs;
    }
    return at === line.length ? undefined : notOurs;
  };

  const parseLine = (json: JsonTemplate, line: string, values: Values): string | undefined => {
    let parsed: unknown;
    try {
      parsed = parseJson(line);
    } catch {
      return notOurs;
    }
    const reason = json.read(parsed, values);
    if (reason !== undefined) return reason;
    return countStrings(parsed) * 2 === countQuotes(line) ? undefined : notOurs;
  };

  return {
    compileFormat(source: string): CompiledFormat {
      const template = `${source}`.replace(/(?:\\n|[\r\n])+$/, "");
      const lineEnd = /\\n[\r\n]*$/.test(`${source}`) ? /(?:\\n|[\r\n])+$/ : /[\r\n]+$/;
      const jsonLike = /^\s*[[{]/.test(template);
      const text = readText(template, [], (start, end) => template[start - 1] === '"' && template[end] === '"');
      const variables = text.slots.filter((slot) => !slot.repeated).map((slot) => slot.name);
      const refused = variables.length === 0 ? "the format has no $context variable" : refusalOf(text);
      if (refused !== undefined) return { variables, refused, decode: () => ({ reason: refused }) };
      const json = jsonLike ? readJson(template) : undefined;
      const constants = json ? keysOf(json.constants).filter((key) => !variables.includes(key)) : [];

      const decodeValues = (line: string, values: Values): string | undefined => {
        if (json) {
          let reason = line.includes("\\") ? notOurs : scanJson(json, line, values);
          if (reason === notOurs) reason = parseLine(json, line, values);
          if (reason !== notOurs) return reason;
        }
        const texts = readLine(text, line);
        return typeof texts === "string" ? texts : storeAll(values, text.slots, texts, jsonLike);
      };

      return {
        variables,
        decode(raw) {
          const lastCode = raw.charCodeAt(raw.length - 1);
          const line = lastCode === 10 || lastCode === 13 || lastCode === 110 ? raw.replace(lineEnd, "") : raw;
          const values: Values = {};
          const reason = decodeValues(line, values);
          if (reason !== undefined) return { reason };
          for (const key of constants) values[key] = json!.constants[key]!;
          return { values };
        },
      };
    },
  };
}

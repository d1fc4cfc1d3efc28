import type { Reading, Reasons, Slot, Texts, TextTemplate } from "./compiled-format";

/** Reads `$context` variables and the literal text between them. */
export interface TextReader {
  readonly reasons: Reasons;
  findVariables(text: string): { name: string; start: number; end: number }[];
  /** `variables` numbers the variables of the whole format; `seen` holds those already met in this reading of it. Both grow. */
  makeSlot(name: string, quoted: boolean, variables: string[], seen: string[]): Slot;
  readTemplate(text: string, variables: string[], seen: string[], isQuoted: (start: number, end: number) => boolean): TextTemplate;
  refusalOf(template: TextTemplate): string | undefined;
  readLine(template: TextTemplate, line: string): Reading;
  /** Stores what the slot's text says; false when the line contradicts itself. */
  store(into: Texts, slot: Slot, text: string): boolean;
  /** Stores the text of every slot; escapes are undone only where `jsonEscapes` says so. The answer is the reason when there is no single reading. */
  storeAll(into: Texts, slots: readonly Slot[], texts: readonly string[], jsonEscapes: boolean): string | undefined;
}

interface Path {
  ways: number;
  readonly text: string;
  readonly before: Path | undefined;
}

/**
 * Everything about literal text and the variables in it, as one function with all its constants inside, because it is serialized.
 *
 * A line is matched against the literals between the variables. When the leftmost and the rightmost placement of all literals agree there is only one
 * reading; when they differ, the readings that the value domains allow are counted, and the line is refused unless there is exactly one.
 * The count is a walk over positions, never a backtracking expression, and its work is bounded, so that no client can make a line expensive.
 *
 * Value domains are only as narrow as no client can break: `userAgent`, error texts, authorizer values and what a backend answers may be anything;
 * `requestId` is a UUID or `UUID_REPLACED_INVALID_REQUEST_ID`; `path` begins with a slash. Every variable may be `-` or empty.
 * `error.messageString` brings its own quotes. Names under `authorizer.` are free text, because an authorizer's context may use any name.
 */
export function makeTextReader(): TextReader {
  const parseJson = JSON.parse;
  const MapOf = Map;
  const maxWork = 2_000_000;
  const reasons = {
    notOurs: "the line does not fit the format",
    otherKeys: "the line does not fit the format: it has other keys",
    ambiguous: "ambiguous: more than one reading of the line fits the format",
    ambiguousEscape: "ambiguous: a backslash may be an escape or part of the value",
  };
  const { notOurs, ambiguous } = reasons;
  const domains: [RegExp, RegExp, string[]][] = [
    [/^error\.messageString$/, /^(?:"[\s\S]*"|-?)$/, ['"a"', '"a""b"']],
    [/^requestTime$/, /^(?:\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}|-?)$/, ["01/Jan/2026:00:00:00 +0000"]],
    [/^(?:path|resourcePath)$/, /^(?:\/[\s\S]*|-?)$/, ["/", "/a/b c"]],
    [/^eventType$/, /^(?:(?:DIS)?CONNECT|MESSAGE|-?)$/, ["CONNECT", "MESSAGE"]],
    // Of an HTTP API; of a WebSocket API it may be any text.
    [/^httpMethod routeKey$/, /^(?:\$\w+|[A-Z]+ \/[\s\S]*|-?)$/, ["$default", "GET /a"]],
    [/^protocol$/, /^(?:[A-Za-z]+\/[\d.]+|-?)$/, ["HTTP/1.1"]],
    [/^httpMethod$/, /^(?:[A-Za-z][\w!#$%&'*+.^`|~-]*|-?)$/, ["GET", "DELETE"]],
    [
      /^(?:(?:authorize|authenticate|waf|integration)\.latency|(?:(?:authorize|authenticate|waf|integration|responseOverride)\.)?(?:integrationS|s)tatus|integrationLatency|responseLatency|responseLength|requestTimeEpoch|connectedAt|dataProcessed|(?:identity\.)?accountId|integration\.timeTo\w+)$/,
      /^-?\d*$/,
      ["200", "1767225600000"],
    ],
    [
      /^(?:apiId|stage|domainName|domainPrefix|requestId|extendedRequestId|resourceId|deploymentId|endpointType|isCanaryRequest|tlsVersion|cipherSuite|connectionId|messageId|wafResponseCode|error\.responseType|identity\.(?:sourceIp|apiKeyId|principalOrgId|vpcId|vpceId|cognitoIdentityId|cognitoIdentityPoolId|cognitoAuthenticationType))$/,
      /^[\w.:=+/$-]*$/,
      ["a1", "a-1.b"],
    ],
    [/^(?:identity\.(?:userArn|user|caller)|webaclArn)$/, /^[\w.:=+/@,*-]*$/, ["a1", "arn:aws:iam::1:user/a"]],
    [
      /^(?:error\.(?:message|validationErrorString)|integration\.(?:error|requestId)|integrationErrorMessage|routeKey|(?:authorize|authenticate|waf)\.error|identity\.(?:userAgent|apiKey|cognitoAuthenticationProvider)|awsEndpointRequestId2?|xrayTraceId)$/,
      /^/,
      ["a", "a b/c-1"],
    ],
    [/^/, /^/, ["a", "a b/c-1"]],
  ];
  const secretNames = /^identity\.(?:apiKey|clientCert\.clientCertPem)$/;
  const timeNames = /^requestTime(?:Epoch)?$/;
  const variablePattern = /\$context\.(authorizer\.(?:claims\.)?\w+(?:-+\w+)*|[A-Za-z]\w*(?:\.[A-Za-z]\w*)*)/g;

  const makeSlot = (name: string, quoted: boolean, variables: string[], seen: string[]): Slot => {
    const asked = name === "routeKey" && variables.includes("httpMethod") ? "httpMethod routeKey" : name;
    const [, domain, samples] = domains.find(([names]) => names.test(asked))!;
    const repeated = seen.includes(name);
    if (!repeated) seen.push(name);
    if (!variables.includes(name)) variables.push(name);
    const index = variables.indexOf(name);
    return {
      name,
      index,
      fits: (text) => domain.test(text),
      samples,
      quoted,
      selfQuoted: name === "error.messageString",
      checked: timeNames.test(name),
      secret: secretNames.test(name),
      repeated,
    };
  };

  /** `responseLatencyms` is `responseLatency` and a unit, because nobody names a variable like that; `responseLengthTotal` may be a new variable. */
  const nameIn = (word: string): string => {
    const isKnown = (name: string) => domains.findIndex(([names]) => names.test(name)) < domains.length - 1;
    if (isKnown(word) || word.startsWith("authorizer.")) return word;
    for (let end = word.length - 1; end > word.lastIndexOf(".") + 1; end--)
      if (isKnown(word.slice(0, end))) return /^[A-Z][a-z]/.test(word.slice(end)) ? word : word.slice(0, end);
    return word;
  };

  const findVariables: TextReader["findVariables"] = (text) => {
    const found: { name: string; start: number; end: number }[] = [];
    for (const match of text.matchAll(variablePattern)) {
      const name = nameIn(match[1]!);
      found.push({ name, start: match.index, end: match.index + 9 + name.length });
    }
    return found;
  };

  const readTemplate: TextReader["readTemplate"] = (text, variables, seen, isQuoted) => {
    const slots: Slot[] = [];
    const literals: string[] = [];
    let from = 0;
    for (const { name, start, end } of findVariables(text)) {
      literals.push(text.slice(from, start));
      from = end;
      slots.push(makeSlot(name, isQuoted(start, end), variables, seen));
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
      const left = slots[i - 1]!;
      const right = slots[i]!;
      for (const a of left.samples)
        for (const b of right.samples)
          if (countSplits(left, right, a + b) !== 1)
            return `ambiguous: nothing separates $context.${left.name} from $context.${right.name}`;
    }
    return void 0;
  };

  const searchReadings = ({ slots, literals }: TextTemplate, line: string, end: number): Reading => {
    const last = slots.length - 1;
    let work = 0;
    let paths = new MapOf<number, Path | undefined>([[literals[0]!.length, void 0]]);
    for (let i = 0; i < last; i++) {
      const literal = literals[i + 1]!;
      const slot = slots[i]!;
      const next = new MapOf<number, Path>();
      for (const [start, before] of paths) {
        let at = line.indexOf(literal, start);
        while (at >= 0 && at + literal.length <= end) {
          work += at - start + 16;
          if (work > maxWork) return "ambiguous: too many readings of the line to compare";
          const text = line.slice(start, at);
          const known = next.get(at + literal.length);
          if (!slot.fits(text)) work += 16;
          else if (known) known.ways = 2;
          else next.set(at + literal.length, { ways: before?.ways ?? 1, text, before });
          at = at < end ? line.indexOf(literal, at + 1) : -1;
        }
      }
      paths = next;
    }
    let found: Path | undefined;
    let ways = 0;
    for (const [start, before] of paths) {
      const text = line.slice(start, end);
      if (!slots[last]!.fits(text)) continue;
      ways += before?.ways ?? 1;
      found = { ways, text, before };
    }
    if (!found) return notOurs;
    if (ways > 1) return ambiguous;
    const texts: string[] = [];
    for (let path: Path | undefined = found; path; path = path.before) texts.unshift(path.text);
    return texts;
  };

  const readLine = (template: TextTemplate, line: string): Reading => {
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

  const jsonText = /^(?:[^"\\]|\\(?:["\\/bfnrt']|u[\dA-Fa-f]{4}))*$/;
  const control = /[\0-\x1f]/;

  const undoEscapes = (quoted: string): string | undefined => {
    try {
      const text = parseJson(quoted);
      return control.test(text) ? void 0 : text;
    } catch {
      return void 0;
    }
  };

  const store = (into: Texts, slot: Slot, text: string): boolean => {
    if (slot.checked && !slot.fits(text)) return false;
    const value = slot.secret || text === "-" || text === "" ? null : text;
    if (slot.repeated) return into[slot.index] === value;
    into[slot.index] = value;
    return true;
  };

  const storeAll: TextReader["storeAll"] = (into, slots, texts, jsonEscapes) => {
    const inner = texts.map((text, i) => (slots[i]!.selfQuoted && text[0] === '"' ? text.slice(1, -1) : text));
    const escaped = inner.every((text) => jsonText.test(text));
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!;
      let text: string | undefined = inner[i]!;
      if (escaped && !slot.secret && text.includes("\\"))
        text = jsonEscapes && (slot.quoted || slot.selfQuoted) ? undoEscapes(`"${text}"`) : void 0;
      if (text === void 0) return reasons.ambiguousEscape;
      if (!store(into, slot, text)) return notOurs;
    }
    return void 0;
  };

  return { reasons, findVariables, makeSlot, readTemplate, refusalOf, readLine, store, storeAll };
}

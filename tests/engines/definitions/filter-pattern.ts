/** Whether a log event's message is passed on. */
export type FilterPredicate = (message: string) => boolean;

const MISSING = Symbol("missing");

/**
 * Compiles a CloudWatch Logs filter pattern as its documentation describes it: empty, terms, `{ JSON }`, or `[fields]`.
 * Throws where CloudWatch would refuse the pattern.
 */
export function compileFilterPattern(pattern: string): FilterPredicate {
  if (pattern.length > 1024) throw new Error(`at most 1024 characters, got ${pattern.length}`);
  if ((pattern.match(/%[^%]*%/g) ?? []).length > 2) throw new Error("at most two regular expressions");
  const text = pattern.trim();
  if (!text) return () => true;
  if (text.startsWith("{")) return compileJsonPattern(text);
  if (text.startsWith("[")) throw new Error("space-delimited patterns are not read here");
  return compileTerms(text);
}

/** `a b`: all, `?a ?b`: any, `-a`: not. */
function compileTerms(text: string): FilterPredicate {
  const terms = [...text.matchAll(/([?-]?)("(?:[^"\\]|\\.)*"|[^\s"]+)/g)].map(([, sign, word]) => ({
    sign,
    word: word!.startsWith('"') ? JSON.parse(word!) : word!,
  }));
  for (const { word } of terms)
    if (!/^[\w.*@#$ -]+$/.test(word) && !text.includes(JSON.stringify(word))) throw new Error(`quote the term ${word}`);
  const any = terms.filter((t) => t.sign === "?");
  return (message) =>
    terms.every((t) => (t.sign === "-" ? !message.includes(t.word) : t.sign === "?" || message.includes(t.word))) &&
    (!any.length || any.some((t) => message.includes(t.word)));
}

type Test = (document: unknown) => boolean;

const TOKEN = /\s*(\$(?:\.[\w-]+|\['[^']+'\]|\[(?:\d+|\*)\])+|"(?:[^"\\]|\\.)*"|%[^%]*%|&&|\|\||!=|<=|>=|[=<>()]|[\w.*:/@+-]+)/y;

function tokensOf(body: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; body.slice(at).trim(); at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(body);
    if (!match) throw new Error(`cannot be read from '${body.slice(at, at + 30)}'`);
    tokens.push(match[1]!);
  }
  return tokens;
}

function compileJsonPattern(text: string): FilterPredicate {
  if (!text.endsWith("}")) throw new Error("the closing brace is missing");
  const tokens = tokensOf(text.slice(1, -1));
  const take = () => tokens.shift() ?? "";

  const comparison = (): Test => {
    if (tokens[0] === "(") {
      take();
      const inner = either();
      if (take() !== ")") throw new Error("a closing parenthesis is missing");
      return inner;
    }
    const selector = take();
    if (!selector.startsWith("$")) throw new Error(`a selector such as $.key was expected, got '${selector}'`);
    const operator = take();
    if (operator === "IS" || operator === "NOT") return existence(selector, `${operator} ${take()}`);
    if (!["=", "!=", "<", ">", "<=", ">="].includes(operator))
      throw new Error(`an operator was expected after ${selector}, got '${operator}'`);
    const value = take();
    if (!value || ["&&", "||", "(", ")", "="].includes(value)) throw new Error(`a value was expected after ${selector} ${operator}`);
    return comparisonTest(selector, operator, value);
  };
  const chain = (operator: string, next: () => Test, combine: (tests: Test[]) => Test): Test => {
    const tests = [next()];
    while (tokens[0] === operator) {
      take();
      tests.push(next());
    }
    return combine(tests);
  };
  const every = (): Test => chain("&&", comparison, (tests) => (doc) => tests.every((test) => test(doc)));
  const either = (): Test => chain("||", every, (tests) => (doc) => tests.some((test) => test(doc)));

  const test = either();
  if (tokens.length) throw new Error(`nothing was expected at '${tokens.join(" ")}'`);
  return (message) => {
    try {
      const document = JSON.parse(message);
      return typeof document === "object" && document !== null && test(document);
    } catch {
      return false;
    }
  };
}

function existence(selector: string, what: string): Test {
  const tests: Record<string, (value: unknown) => boolean> = {
    "NOT EXISTS": (value) => value === MISSING,
    "IS NULL": (value) => value === null,
    "IS TRUE": (value) => value === true,
    "IS FALSE": (value) => value === false,
  };
  const found = tests[what];
  if (!found) throw new Error(`${what} is not an operator`);
  return (document) => found(select(document, selector));
}

function comparisonTest(selector: string, operator: string, raw: string): Test {
  if (operator.startsWith("<") || operator.startsWith(">")) {
    const bound = Number(raw);
    if (Number.isNaN(bound)) throw new Error(`a number was expected after ${selector} ${operator}, got ${raw}`);
    const compare: Record<string, (value: number) => boolean> = {
      "<": (v) => v < bound,
      ">": (v) => v > bound,
      "<=": (v) => v <= bound,
      ">=": (v) => v >= bound,
    };
    return (document) => {
      const value = select(document, selector);
      return typeof value === "number" && compare[operator]!(value);
    };
  }
  const matches = valueTest(raw);
  const equal: Test = (document) => {
    const value = select(document, selector);
    return value !== MISSING && value !== null && typeof value !== "object" && matches(value as string | number | boolean);
  };
  if (operator === "=") return equal;
  return (document) => select(document, selector) !== MISSING && !equal(document);
}

function valueTest(raw: string): (value: string | number | boolean) => boolean {
  if (raw.startsWith("%")) {
    const expression = new RegExp(raw.slice(1, -1));
    return (value) => expression.test(String(value));
  }
  const wanted: string = raw.startsWith('"') ? JSON.parse(raw) : raw;
  const number = raw.startsWith('"') ? Number.NaN : Number(raw);
  const glob = new RegExp(`^${wanted.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*")}$`, "s");
  return (value) => (typeof value === "number" && !Number.isNaN(number) ? value === number : glob.test(String(value)));
}

function select(document: unknown, selector: string): unknown {
  let value: any = document;
  for (const [, key, quoted, index] of selector.matchAll(/\.([\w-]+)|\['([^']+)'\]|\[(\d+|\*)\]/g)) {
    const name = key ?? quoted;
    if (name !== undefined)
      value = typeof value === "object" && value !== null && !Array.isArray(value) && name in value ? value[name] : MISSING;
    else value = Array.isArray(value) && Number(index) < value.length ? value[Number(index)] : MISSING;
    if (value === MISSING) return MISSING;
  }
  return value;
}

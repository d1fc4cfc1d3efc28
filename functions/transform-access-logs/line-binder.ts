import type { CompiledFormat, FormatCompiler } from "../access-log-format";

/** What a line says, before anything is typed, attributed or hidden. */
export interface BoundLine {
  /** Text per column of the plan; null where the line says nothing. */
  readonly cells: (string | null)[];
  /** Name and value in turn of everything that no column takes. */
  readonly extras: string[];
  /** Further texts for the time of the request, in case the first cannot be read. */
  readonly times: string[];
  kind: "REST" | "HTTP" | "WEBSOCKET" | null;
}

/** A line's decoder, or the reason why it has none. */
export type LineReader = (line: string) => BoundLine | string;

/**
 * Binds what lines carry to the columns of the plan: variables of a compiled format, or the keys of a JSON object by `$context` names and known
 * aliases, in any case and punctuation. A secret is let go here, before anything else can see it. A second value for a column that has one is
 * not lost: where it differs it stays among the extras under its own name.
 */
export function makeLineBinder(plan: string, secretKeys: readonly string[]) {
  const MapOf = Map;
  const stringify = JSON.stringify;
  const parse = JSON.parse;
  const isArray = Array.isArray;
  const keysOf = Object.keys;
  const textOf = String;
  const punctuation = /[^a-z0-9]/g;
  const secretKey = /^.*(?:apikey|apikeyvalue|authorization|password|passwd|secret|cookie|clientcertpem|privatekey|token)$/;
  // A look behind, from the dot: read from the start, a text that begins many tokens would be read as many times.
  const secretText = /-----BEGIN |(?<=\beyJ[\w-]{8,})\.eyJ[\w-]{8,}|\b(?:bearer|basic)\s+[\w.~+/=-]{8,}/i;
  /** Keys that API Gateway makes up are 40 letters and digits; a format that nobody knows may have one under any name. */
  const generatedKey = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9]{40}$/;
  const maxKeys = 400;
  const maxDepth = 5;
  const columns: string[] = [];
  const types: string[] = [];
  /** `i`: the setting `clientIp` governs the column, `p`: `principals` does. */
  const governed: string[] = [];
  const exact = new MapOf<string, number>();
  const precise = new MapOf<string, true>();
  const aliases = new MapOf<string, number>();
  const EXTRA = -1;
  const SECRET = -2;
  const normalise = (key: string) => key.toLowerCase().replace(punctuation, "");
  const indexOf = (name: string) => columns.indexOf(name);
  const lines = plan.split("\n");
  const refused = lines.pop()!.split(" ");
  for (const line of lines) {
    const [name = "", type, governor, variables, others] = line.split("|");
    const column = columns.push(name) - 1;
    types.push(type || "string");
    governed.push(governor ?? "");
    // Columns that the pipeline fills: no line may set them.
    if (/^(?:row_key|schema_version|ingested_at|attributes|source_ip_key|privacy_key_version)$/.test(name)) continue;
    exact.set(name, column);
    for (const marked of variables ? variables.split(" ") : []) {
      const variable = marked.replace("~", "");
      if (variable === marked) precise.set(variable, true);
      exact.set(variable, column);
      aliases.set(normalise(variable), column);
    }
    for (const key of [normalise(name), ...(others ? others.split(" ") : [])]) aliases.set(key, column);
  }
  for (const key of refused) aliases.delete(key);
  const blank = columns.map(() => null);
  const time = indexOf("request_time");
  const says = ["status", "api_id", "http_method", "path", "route", "event_type", "connection_id"].map(indexOf);
  const connection = indexOf("connection_id");
  const eventType = indexOf("event_type");

  const targetOf = (name: string): number => {
    const column = exact.get(name);
    if (column !== void 0) return column;
    const key = normalise(name);
    if (secretKey.test(key) || secretKeys.indexOf(key) >= 0) return SECRET;
    if (name.startsWith("authorizer.")) {
      // The compact formats take plan and subscription from the authorizer's context, under the partner's prefix or without.
      const property = key.slice(10).replace(/^(?:claims)?(?:apiable)?/, "");
      return property === "subscriptionid" || property === "planid" ? aliases.get(property)! : EXTRA;
    }
    return aliases.get(key) ?? EXTRA;
  };
  const isCredential = (value: unknown) => typeof value === "string" && (secretText.test(value) || generatedKey.test(value));
  /** A value that looks like a credential is let go wherever it stands among the extras. */
  const keep = (extras: string[], name: string, value: string) => {
    if (!isCredential(value)) extras.push(name, value);
  };

  /** Makes a reader from a compiled format. */
  const bindFormat = (format: CompiledFormat, kind: BoundLine["kind"]): LineReader => {
    if (format.refused !== void 0) {
      const refused = format.refused;
      return () => refused;
    }
    const decodeTexts = format.decodeTexts;
    // Variables that only say the same as others less exactly, such as `requestTime`, come after them.
    const names: string[] = [];
    const places: number[] = [];
    const bound: number[] = [];
    const bind = (isFirst: boolean) => {
      for (const [place, name] of format.variables.entries()) {
        if (precise.has(name) !== isFirst) continue;
        names.push(name);
        places.push(place);
        bound.push(targetOf(name));
      }
    };
    bind(true);
    bind(false);
    const constants: string[] = [];
    const fixed: (string | null)[] = blank.slice();
    for (const name of keysOf(format.constants)) {
      const value = format.constants[name];
      if (value === null || value === void 0) continue;
      const target = targetOf(name);
      // A format may say by a literal what no variable says, such as `"apiName":"orders"`.
      if (target >= 0 && bound.indexOf(target) < 0) fixed[target] = value;
      else if (target !== SECRET) keep(constants, name, value);
    }
    return (line) => {
      const texts = decodeTexts(line);
      if (typeof texts === "string") return texts;
      const cells = fixed.slice();
      const extras = constants.slice();
      const times: string[] = [];
      for (let i = 0; i < bound.length; i++) {
        const value = texts[places[i]!];
        if (value === null || value === void 0 || value === "" || value === "-") continue;
        const target = bound[i]!;
        if (target >= 0) {
          const before = cells[target];
          if (before === null) cells[target] = value;
          else if (target === time) times.push(value);
          else if (before !== value) keep(extras, names[i]!, value);
        } else if (target === EXTRA) keep(extras, names[i]!, value);
      }
      return { cells, extras, times, kind };
    };
  };

  const targets = new MapOf<string, { column: number; rank: number }>();
  const keyTarget = (name: string) => {
    let target = targets.get(name);
    if (target === void 0) {
      const column = targetOf(name);
      target = { column, rank: precise.has(name) ? 0 : 1 };
      // The keys of a log are few; a client that can choose them shall not fill the memory.
      if (targets.size < 5000) targets.set(name, target);
    }
    return target;
  };
  const withoutSecrets = (key: string, value: unknown) => (keyTarget(key).column === SECRET || isCredential(value) ? void 0 : value);
  /** Reads a JSON object by the names of its keys. A client that can write quotes into a line might add a key that the line has already. */
  const readObject = (line: string, isWhole: FormatCompiler["isWhole"]): BoundLine | string => {
    let root: unknown;
    try {
      root = parse(line);
    } catch {
      return "the line is not JSON, and no known format fits it";
    }
    if (typeof root !== "object" || root === null || isArray(root)) return "the line is no JSON object, and no known format fits it";
    const cells: (string | null)[] = blank.slice();
    const ranks: number[] = [];
    const extras: string[] = [];
    const times: string[] = [];
    let keys = 0;
    const take = (name: string, value: string) => {
      if (value === "" || value === "-") return;
      const { column, rank } = keyTarget(name);
      if (column === SECRET) return;
      if (column === EXTRA) return keep(extras, name, value);
      const before = cells[column];
      if (before === null || before === void 0) {
        cells[column] = value;
        ranks[column] = rank;
        return;
      }
      if (column === time) {
        times.push(rank < ranks[column]! ? before : value);
      } else if (before !== value) keep(extras, rank < ranks[column]! ? columns[column]! : name, rank < ranks[column]! ? before : value);
      if (rank >= ranks[column]!) return;
      cells[column] = value;
      ranks[column] = rank;
    };
    const walk = (node: Record<string, unknown>, prefix: string, depth: number) => {
      for (const key of keysOf(node)) {
        if (++keys > maxKeys) return;
        const value = node[key];
        const name = prefix + key;
        if (value === null) continue;
        if (typeof value === "string") take(name, value);
        else if (typeof value !== "object") take(name, textOf(value));
        else if (isArray(value) || depth >= maxDepth) {
          if (keyTarget(name).column !== SECRET) keep(extras, name, stringify(value, withoutSecrets));
        } else walk(value as Record<string, unknown>, `${name}.`, depth + 1);
      }
    };
    try {
      if (!isWhole(root, line)) return "ambiguous: the JSON object has a key twice";
      walk(root as Record<string, unknown>, "", 1);
    } catch {
      return "the JSON object is nested too deeply";
    }
    if (keys > maxKeys) return `the JSON object has more than ${maxKeys} keys`;
    if (!says.some((column) => cells[column] !== null))
      return "the JSON object has no API id, status, method, path, route or connection: it is no access-log line";
    return { cells, extras, times, kind: cells[connection] !== null || cells[eventType] !== null ? "WEBSOCKET" : null };
  };
  return { columns, types, governed, bindFormat, readObject, indexOf, normalise, targetOf };
}

export type LineBinder = ReturnType<typeof makeLineBinder>;

/**
 * How API Gateway writes an access-log line, as far as it is documented and observed: every `$context` variable of the format is replaced by its value,
 * unset ones by `-`, and everything else stays as it is. Whether quotes and backslashes in values are escaped has changed over the years, so it is
 * a parameter. This model shares no code with the decoder.
 */
export type Escaping = "none" | "quotes" | "json";

export type ContextValues = Readonly<Record<string, string | undefined>>;

const escapes: Record<Escaping, (value: string) => string> = {
  none: (value) => value,
  quotes: (value) => value.replaceAll("\\", "\\\\").replaceAll('"', '\\"'),
  json: (value) => JSON.stringify(value).slice(1, -1),
};

/** A format cut into literal text and variable names, of which `names` lists all that exist. */
export interface Pieces {
  readonly literals: readonly string[];
  readonly variables: readonly string[];
}

export function cutFormat(format: string, names: readonly string[]): Pieces {
  const longestFirst = [...names].sort((a, b) => b.length - a.length);
  const literals: string[] = [];
  const variables: string[] = [];
  let rest = format;
  for (let at = rest.indexOf("$context."); at >= 0; at = rest.indexOf("$context.")) {
    const after = rest.slice(at + "$context.".length);
    const name = longestFirst.find((candidate) => after.startsWith(candidate));
    if (name === undefined) throw new Error(`the format names a variable that is not listed: ${after.slice(0, 40)}`);
    literals.push(rest.slice(0, at));
    variables.push(name);
    rest = after.slice(name.length);
  }
  return { literals: [...literals, rest], variables };
}

/** Writes one line. */
export function renderLine({ literals, variables }: Pieces, values: ContextValues, escaping: Escaping): string {
  let line = literals[0]!;
  variables.forEach((name, i) => {
    const value = values[name];
    const text = value === undefined ? "-" : escapes[escaping](value);
    line += (name === "error.messageString" && value !== undefined ? `"${text}"` : text) + literals[i + 1]!;
  });
  return line;
}

/** What `SEARCH('{Namespace,Dimension,…} Name="value" …')` asks for. */
export interface Search {
  readonly namespace: string;
  readonly dimensions: readonly string[];
  /** Exact name of the metric; absent: every name. */
  readonly metric?: string;
  /** Exact values of dimensions. */
  readonly where: Readonly<Record<string, string>>;
}

/** A text that the preview cannot read; it says so instead of showing something else. */
export class NotUnderstood extends Error {}

const schema = /^\s*\{\s*([^}]*)\}\s*/;
const specifier = /^([A-Za-z0-9_]+)\s*=\s*"([^"]*)"\s*/;

/**
 * Reads a search over one exact set of dimensions, with exact names and values: the part of CloudWatch's syntax in which nothing is matched by chance.
 * @throws NotUnderstood for a search without a schema, partial matches and Boolean operators.
 */
export function readSearch(text: string): Search {
  const head = schema.exec(text);
  if (!head)
    throw new NotUnderstood(`The search '${text}' names no set of dimensions: it finds series of every set and counts requests again.`);
  const [namespace = "", ...dimensions] = head[1]!.split(",").map((name) => name.trim().replace(/^"(.*)"$/, "$1"));
  if (namespace === "" || dimensions.some((name) => name === "")) throw new NotUnderstood(`The schema '{${head[1]}}' has an empty name.`);
  const where: Record<string, string> = {};
  let metric: string | undefined;
  let rest = text.slice(head[0].length);
  while (rest !== "") {
    const found = specifier.exec(rest);
    if (!found) throw new NotUnderstood(`The preview does not understand '${rest.trim()}' in a search: it reads Name="value" only.`);
    const [whole, name, value] = found as unknown as [string, string, string];
    if (name === "MetricName") metric = value;
    else if (!dimensions.includes(name))
      throw new NotUnderstood(
        `The search asks for ${name}="${value}", but ${name} is no dimension of {${dimensions.join(", ")}}: it finds nothing.`,
      );
    else where[name] = value;
    rest = rest.slice(whole.length);
  }
  return { namespace, dimensions, where, ...(metric !== undefined && { metric }) };
}

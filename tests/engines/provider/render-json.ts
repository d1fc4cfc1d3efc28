/** JSON text with one value per line, and for each line the path of what stands there. */
export function renderJson(root: unknown): { text: string; paths: string[][] } {
  const out: string[] = [];
  const paths: string[][] = [];
  const put = (line: string, path: string[]) => {
    out.push(line);
    paths.push(path);
  };
  const walk = (value: any, path: string[], lead: string, comma: string): void => {
    if (value === null || typeof value !== "object") {
      put(lead + JSON.stringify(value) + comma, path);
      return;
    }
    const array = Array.isArray(value);
    const entries = Object.entries(value);
    const pad = " ".repeat(path.length + 1);
    put(lead + (array ? "[" : "{"), path);
    for (const [i, [key, item]] of entries.entries())
      walk(item, [...path, key], pad + (array ? "" : `${JSON.stringify(key)}: `), i < entries.length - 1 ? "," : "");
    put(" ".repeat(path.length) + (array ? "]" : "}") + comma, path);
  };
  walk(root, [], "", "");
  return { text: out.join("\n"), paths };
}

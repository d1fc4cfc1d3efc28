/** A token that stands for a value that AWS would compute; see `recording/naming.ts`. */
const TOKEN = /arn:aws:[a-z0-9-]+:[a-z0-9-]*:\d*:tfarn(\d+)z|https:\/\/tfurl(\d+)z|tf(ref|arn|url)(\d+)z/g;

/** Turns recorded text into Terraform text: literal template marks escaped, tokens as references. */
export type ReferenceText = (value: string) => string;

/** The expressions that a text refers to. */
export function referencedExpressions(text: unknown, expressions: string[]): string[] {
  return [...String(text).matchAll(TOKEN)].map((m) => expressions[Number(m[1] ?? m[2] ?? m[4])]!);
}

/** `present` holds the addresses that are converted; a reference to any other becomes plausible text. */
export function referencesAsText(expressions: string[], present: ReadonlyMap<string, unknown>): ReferenceText {
  const addressOf = (expression: string) => expression.split(".").slice(0, 2).join(".");
  return (value) =>
    value
      .replace(/\$\{/g, "$$${")
      .replace(/%\{/g, "%%{")
      .replace(TOKEN, (match, arn, url, kind, bare) => {
        const expression = expressions[Number(arn ?? url ?? bare)]!;
        if (!present.has(addressOf(expression)))
          return match.includes(":") ? match.replace(/tf(arn|url)\d+z/, "skipped") : `skipped-${expression.split(".")[1]}`;
        if (kind === "arn") return `\${split(":", ${expression})[5]}`;
        if (kind === "url") return `\${replace(${expression}, "https://", "")}`;
        return `\${${expression}}`;
      });
}

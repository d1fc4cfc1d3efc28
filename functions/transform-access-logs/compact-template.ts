/** Makes the full template of what `compactTemplate` wrote. A factory, since its inner function is part of the transformer's text. */
export function makeTemplateExpander() {
  const camel = (variable: string) => variable.replace(/\.(\w)/g, (_, letter: string) => letter.toUpperCase());
  return (compact: string): string => {
    if (!compact.startsWith("\n")) return compact;
    const [, open, close, colon, comma, words] = compact.split("\n");
    const pairs = words!.split(" ").map((word) => {
      const [key, variable] = word.split("=");
      return `${open}${variable === undefined ? camel(word) : key}${close}${colon}${open}$context.${variable ?? word}${close}`;
    });
    return `{${pairs.join(comma)}}`;
  };
}

/**
 * A template in few bytes, since it is written into the function's text: of a flat JSON object its variables only, each with its key where that is
 * not simply the variable in camel case (`apiId ip=identity.sourceIp`), behind its quotes, colon and comma. Any other template stays as it is.
 * Runs at deployment only.
 */
export function compactTemplate(text: string): string {
  const template = text.trim();
  const pair = /(["\u201c])([^"\u201c\u201d]*)(["\u201d])(\s*:\s*)["\u201c]\$context\.([\w.]+)["\u201d](\s*,\s*)?/g;
  const pairs = [...template.matchAll(pair)];
  const [first] = pairs;
  if (!first) return template;
  const expand = makeTemplateExpander();
  const [, open, , close, colon, , comma = ","] = first;
  const write = (words: string) => ["", open, close, colon, comma, words].join("\n");
  const words = pairs.map(([, , key, , , variable]) =>
    expand(write(variable!)) === expand(write(`${key}=${variable}`)) ? variable : `${key}=${variable}`,
  );
  const compact = write(words.join(" "));
  return expand(compact) === template ? compact : template;
}

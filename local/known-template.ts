import { knownFormats } from "../analytics/schema/known-formats";
import { makeFormatCompiler } from "../functions/access-log-format";
import type { KnownTemplate } from "../functions/transform-access-logs/transformer-config";

/**
 * The format named on the command line: a template, or the name of a built-in one.
 * @throws when the name is unknown, with the names that are, or when no line of the template could be read.
 */
export function templateOption(format: string | undefined): KnownTemplate[] {
  if (format === undefined) return [];
  if (format.includes("$context.")) {
    const { refused } = makeFormatCompiler().compileFormat(format);
    if (refused !== undefined)
      throw new Error(`Invalid option '--format': must be a template that can be read (${refused}), got '${format}'.`);
    return [{ name: "given", template: format, own: true }];
  }
  const known = knownFormats.find((candidate) => candidate.id === format);
  if (known) return [{ name: known.id, kind: known.kinds.length === 1 ? known.kinds[0]! : null, template: known.template, own: true }];
  const names = knownFormats.map((candidate) => candidate.id).join(", ");
  throw new Error(`Invalid option '--format': must be a template with $context variables or one of ${names}, got '${format}'.`);
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument, type Scalar, type YAMLMap } from "yaml";

interface SettingSchema {
  readonly type: string;
  readonly default: unknown;
  readonly description: string;
}

/** A default as one would type it; an empty text or list stands for "not set". */
function shown(value: unknown): string {
  if (value === "" || (Array.isArray(value) && value.length === 0)) return "";
  return `\`${Array.isArray(value) ? JSON.stringify(value) : String(value)}\``;
}

/** The README's table of settings, under the headings that Pulumi.yaml has as comments. */
export function configurationTable(): string {
  const project = parseDocument(readFileSync(join(__dirname, "..", "Pulumi.yaml"), "utf8"));
  const config = project.get("config") as YAMLMap<Scalar<string>, YAMLMap>;
  const rows: string[] = [];
  config.items.forEach(({ key, value }, i) => {
    const heading = (i === 0 ? config.commentBefore : key.commentBefore)?.trim();
    if (heading) rows.push(`| **${heading}** | | |`);
    const { default: byDefault, description } = value!.toJSON() as SettingSchema;
    rows.push(`| \`${key.value}\` | ${shown(byDefault)} | ${description.replaceAll("|", "\\|").replaceAll("<", "&lt;")} |`);
  });
  return ["| Setting | Default | What it does |", "|---|---|---|", ...rows].join("\n");
}

/** The README with its table of settings as Pulumi.yaml has them now. */
export function readmePage(): string {
  const readme = readFileSync(join(__dirname, "..", "README.md"), "utf8");
  return readme.replace(
    /(<!-- settings -->\n)[\s\S]*?(<!-- \/settings -->)/,
    (_, open: string, close: string) => `${open}${configurationTable()}\n${close}`,
  );
}

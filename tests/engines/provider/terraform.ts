import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { cacheFolder } from "../cache-folder";
import { runCommand } from "../command";
import { PROVIDER_VERSION } from "./provider-version";

/** The places where Terraform itself looks for providers; add-on software under /opt is looked at too. */
const STANDARD_MIRRORS = [
  "~/.terraform.d/plugins",
  "~/.local/share/terraform/plugins",
  "/usr/local/share/terraform/plugins",
  "/usr/share/terraform/plugins",
];

/** A folder laid out as HOST/hashicorp/aws/VERSION, or `direct` (let Terraform download it), or undefined. */
export function findProviderMirror(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.TF_PLUGIN_DIR) return env.TF_PLUGIN_DIR;
  const holds = (folder: string) =>
    fs.existsSync(folder) &&
    fs.readdirSync(folder).some((host) => fs.existsSync(path.join(folder, host, "hashicorp/aws", PROVIDER_VERSION)));
  const addOns = fs.existsSync("/opt") ? fs.readdirSync("/opt").map((name) => path.join("/opt", name)) : [];
  return [...STANDARD_MIRRORS.map((folder) => folder.replace(/^~/, os.homedir())), ...addOns].find(holds);
}

export interface Diagnostic {
  severity: string;
  summary: string;
  detail?: string;
  address?: string;
  range?: { filename: string; start: { line: number } };
}

export interface Change {
  address: string;
  actions: string[];
  /** Terraform paths of the values that would change, such as `timeouts.0.create`. */
  paths: string[];
}

/** Down to single values, so that an excuse for one does not hide its neighbours. */
function changedPaths(before: any, after: any, unknown: any, at = ""): string[] {
  if (unknown === true) return [at];
  const nested = [before, after].every((value) => value !== null && typeof value === "object");
  if (!nested) return JSON.stringify(before ?? null) === JSON.stringify(after ?? null) ? [] : [at];
  const keys = new Set([before, after, unknown ?? {}].flatMap((value) => Object.keys(value)));
  return [...keys].flatMap((key) => changedPaths(before[key], after[key], unknown?.[key], at ? `${at}.${key}` : key));
}

/** One working folder of the Terraform CLI with the pinned AWS provider. */
export class Terraform {
  private readonly env: NodeJS.ProcessEnv;

  /** Without an endpoint nothing may leave the machine: the discard port refuses every connection. */
  constructor(
    private readonly folder: string,
    options: { mirror: string; endpoint?: string },
  ) {
    fs.mkdirSync(folder, { recursive: true });
    const cli = path.join(folder, "cli.tfrc");
    const installation = options.mirror === "direct" ? "direct {}" : `filesystem_mirror {\n  path = "${options.mirror}"\n }`;
    fs.writeFileSync(cli, `provider_installation {\n ${installation}\n}\n`);
    this.env = {
      ...process.env,
      TF_CLI_CONFIG_FILE: cli,
      TF_IN_AUTOMATION: "1",
      CHECKPOINT_DISABLE: "1",
      AWS_ENDPOINT_URL: options.endpoint ?? "http://127.0.0.1:9",
      AWS_EC2_METADATA_DISABLED: "true",
      TF_VAR_offline: String(!options.endpoint),
    };
  }

  /** Replaces every `.tf.json` file of the folder. */
  write(files: Map<string, string>): void {
    for (const name of fs.readdirSync(this.folder)) if (name.endsWith(".tf.json")) fs.rmSync(path.join(this.folder, name));
    for (const [name, text] of files) fs.writeFileSync(path.join(this.folder, name), text);
  }

  async init(): Promise<void> {
    const { status, stdout, stderr } = await this.exec("init", "-no-color", "-input=false");
    if (status) throw new Error(`terraform init failed:\n${stderr || stdout}`);
  }

  /** File with the provider's resource schemas; reading them from the provider takes seconds, so they are kept. */
  async schemaFile(): Promise<string> {
    const file = path.join(cacheFolder("provider"), `schema-${PROVIDER_VERSION}.json`);
    if (!fs.existsSync(file)) {
      const { stdout } = await this.exec("providers", "schema", "-json");
      const [provider] = Object.values<any>(JSON.parse(stdout).provider_schemas);
      const part = `${file}.${process.pid}`;
      fs.writeFileSync(part, JSON.stringify(provider.resource_schemas));
      fs.renameSync(part, file);
    }
    return file;
  }

  async validate(): Promise<Diagnostic[]> {
    return JSON.parse((await this.exec("validate", "-json")).stdout).diagnostics;
  }

  plan(...extra: string[]) {
    return this.stream("plan", "-input=false", "-lock=false", ...extra);
  }

  apply() {
    return this.stream("apply", "-auto-approve", "-input=false", "-lock=false", "-parallelism=10");
  }

  destroy() {
    return this.stream("destroy", "-auto-approve", "-input=false", "-lock=false", "-parallelism=10");
  }

  /** What a saved plan would change. */
  async changes(planFile: string): Promise<Change[]> {
    const { resource_changes: list = [] } = JSON.parse((await this.exec("show", "-json", planFile)).stdout);
    return list
      .filter((r: any) => r.change.actions.join() !== "no-op")
      .map(({ address, change }: any) => {
        const { actions, before, after, after_unknown: unknown } = change;
        return { address, actions, paths: actions.join() === "create" ? [] : changedPaths(before, after, unknown) };
      });
  }

  private exec(...args: string[]) {
    return runCommand(process.env.TF_BIN ?? "terraform", args, { cwd: this.folder, env: this.env, limitMs: 600_000 });
  }

  /** Runs a command that prints one JSON message a line. */
  private async stream(...args: string[]) {
    const { status, stdout } = await this.exec(...args, "-json");
    const messages: any[] = stdout
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
    const diagnostics: Diagnostic[] = messages.filter((m) => m.diagnostic).map((m) => m.diagnostic);
    return { status, messages, diagnostics };
  }
}

import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "../cache-folder";
import { runCommand } from "../command";
import { PROGRAM, PROJECT, STACK } from "../recording/record-program";

export interface CliResult {
  status: number | null;
  /** Both streams, as a person would see them. */
  output: string;
  stdout: string;
}

/** What the program is made of: what `pulumi up` needs, and no more. */
const PARTS = [
  "index.ts",
  "settings.ts",
  "settings",
  "loader.js",
  "package.json",
  "tsconfig.json",
  "Pulumi.yaml",
  "components",
  "functions",
  "analytics",
  "policies",
];

/** A copy of the program with a state, a home and a world of its own, driven by the real CLI. */
export class PulumiWorkspace {
  readonly program: string;
  /** What "exists in AWS", as the stand-in provider keeps it. */
  readonly worldFile: string;
  readonly stateFile: string;
  private readonly env: NodeJS.ProcessEnv;

  constructor(folder: string) {
    this.program = path.join(folder, "program");
    fs.mkdirSync(this.program);
    for (const part of PARTS)
      if (fs.existsSync(path.join(PROGRAM, part))) fs.cpSync(path.join(PROGRAM, part), path.join(this.program, part), { recursive: true });
    const modules = path.join(PROGRAM, "node_modules");
    fs.symlinkSync(modules, path.join(this.program, "node_modules"));
    for (const part of ["state", "home"]) fs.mkdirSync(path.join(folder, part));
    this.worldFile = path.join(folder, "world.json");
    this.stateFile = path.join(folder, "state/.pulumi/stacks", PROJECT, `${STACK}.json`);
    const { HOME, LANG, TMPDIR } = process.env;
    this.env = {
      HOME,
      LANG,
      TMPDIR,
      PATH: [cacheFolder("pulumi"), path.join(__dirname, "plugins"), path.join(modules, "node/bin"), process.env.PATH].join(path.delimiter),
      PULUMI_HOME: path.join(folder, "home"),
      PULUMI_BACKEND_URL: `file://${path.join(folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "verification",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_SKIP_UPDATE_CHECK: "1",
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
      NO_COLOR: "1",
      STANDIN_WORLD: this.worldFile,
    };
  }

  /** Runs one CLI command in the program's folder. */
  async cli(...args: string[]): Promise<CliResult> {
    const result = await runCommand("pulumi", [...args, "--non-interactive"], { cwd: this.program, env: this.env, limitMs: 400_000 });
    return { status: result.status, stdout: result.stdout, output: result.stdout + result.stderr };
  }

  /** Sets a setting; an object or list goes in as JSON, a secret encrypted. */
  async set(key: string, value: unknown, options: { secret?: boolean } = {}): Promise<void> {
    const structured = typeof value === "object";
    const entry = `${key}=${structured ? JSON.stringify(value) : value}`;
    const { status, output } = structured
      ? await this.cli(
          "config",
          "set-all",
          "--json",
          JSON.stringify({ [key]: { objectValue: value, value: JSON.stringify(value), secret: false } }),
        )
      : await this.cli("config", "set-all", options.secret ? "--secret" : "--plaintext", entry);
    if (status !== 0) throw new Error(`pulumi config set ${key}: ${output}`);
  }

  async unset(key: string): Promise<void> {
    await this.cli("config", "rm", key);
  }

  preview(...args: string[]) {
    return this.cli("preview", ...args);
  }

  up(...args: string[]) {
    return this.cli("up", "--yes", "--skip-preview", ...args);
  }

  destroy(...args: string[]) {
    return this.cli("destroy", "--yes", "--skip-preview", ...args);
  }

  /** Resources that exist, by type and id. */
  world(): Map<string, any> {
    if (!fs.existsSync(this.worldFile)) return new Map();
    return new Map(Object.entries(JSON.parse(fs.readFileSync(this.worldFile, "utf8"))));
  }

  /** The decrypted-by-nobody state file as text. */
  state(): string {
    return fs.readFileSync(this.stateFile, "utf8");
  }
}

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import type { Release } from "./build";
import { build } from "./build";

/** What a template is rendered with; everything but the template may be absent. */
export interface TemplateCase {
  template: string;
  /** Request or answer body: text as it is, anything else as JSON. */
  body?: unknown;
  querystring?: Record<string, string>;
  headers?: Record<string, string>;
  path?: Record<string, string>;
  context?: Record<string, unknown>;
  stageVariables?: Record<string, string>;
  /** What `$input.path` gives where nothing is; API Gateway's documentation does not say. @default "" */
  missing?: "empty" | "null";
  /** Leaves `$input.body` and the parameters unset, as in the narrowest reading of the reference for an answer's template. */
  bare?: boolean;
}

/** What came out. */
export interface Rendered {
  output: string;
  /** The output is one JSON value. */
  json: boolean;
  requestOverride: Record<string, Record<string, unknown>>;
  responseOverride: { header: Record<string, unknown>; status?: number };
  /** References that lead nowhere; Velocity prints those as they stand. */
  unresolved?: string[];
  /** Instead of all that: the gateway would answer with this status by itself. */
  error?: { status: number; message: string };
}

/** Renders mapping templates with one release of Apache Velocity, in one Java process. */
export class Renderer {
  private readonly waiting: { resolve: (result: Rendered) => void; reject: (error: Error) => void }[] = [];

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    // Not readline: it takes U+2028 for the end of a line.
    let rest = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop()!;
      for (const line of lines) this.waiting.shift()?.resolve(JSON.parse(line));
    });
    const fail = (why: string) => {
      for (const { reject } of this.waiting.splice(0)) reject(new Error(`Velocity: ${why}`));
    };
    let said = "";
    child.stderr.on("data", (text) => {
      said = (said + text).slice(-2000);
    });
    child.on("error", (error) => fail(error.message));
    child.stdin.on("error", (error) => fail(error.message));
    child.on("exit", (code) => fail(`java ended with ${code} ${said}`));
  }

  static async start(release: Release): Promise<Renderer> {
    const classPath = await build(release);
    return new Renderer(spawn("java", ["-XX:+UseSerialGC", "-Xmx1g", "-Dfile.encoding=UTF-8", "-cp", classPath, "MappingTemplate"]));
  }

  /** Renders one case; results come in order. */
  render(given: TemplateCase): Promise<Rendered> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.child.stdin.write(`${JSON.stringify(given)}\n`);
    });
  }

  close(): void {
    this.child.stdin.end();
  }
}

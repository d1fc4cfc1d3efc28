import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";

const root = path.join(__dirname, "..");
const folders = ["analytics", "bench", "components", "functions", "local", "policies", "settings"];

/** What a folder may import of the project at run time, beside itself. `.` stands for index.ts and settings.ts. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  ".": ["analytics", "components", "functions", "settings", "."],
  analytics: [],
  bench: ["analytics", "functions", "local", "tests", "."],
  components: ["analytics", "functions"],
  functions: [],
  local: ["analytics", "functions"],
  policies: ["components"],
  settings: ["analytics"],
};

interface SourceFile {
  readonly file: string;
  readonly folder: string;
  readonly text: string;
}

function sources(): SourceFile[] {
  const walk = (folder: string): string[] =>
    readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? walk(path.join(folder, entry.name)) : [path.join(folder, entry.name)],
    );
  const present = new Set(readdirSync(root));
  const files = ["index.ts", "settings.ts", ...folders.filter((folder) => present.has(folder)).flatMap(walk)];
  return files
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => ({
      file,
      folder: file.includes(path.sep) ? file.split(path.sep)[0]! : ".",
      text: readFileSync(path.join(root, file), "utf8"),
    }));
}

/** Imports that exist at run time; types are gone by then. */
function importsOf({ file, text }: SourceFile): { specifier: string; folder: string }[] {
  const statements = [
    ...text.matchAll(/^(?:import|export)\s(?!type\s)[^;]*?from\s+"([^"]+)"/gms),
    ...text.matchAll(/\b(?:require|import)\("([^"]+)"\)(?!\.)/g),
  ].filter(([statement]) => !/^(?:import|export)\s*\{(?:\s*type\s[^,}]+,?)+\s*\}/.test(statement!));
  return statements
    .map(([, specifier]) => specifier!)
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => {
      const target = path.relative(root, path.resolve(root, path.dirname(file), specifier));
      return { specifier, folder: target.includes(path.sep) ? target.split(path.sep)[0]! : [...folders].includes(target) ? target : "." };
    });
}

describe("architecture", () => {
  const all = sources();

  it("sees the sources", () => {
    expect(all.length).to.be.greaterThan(100);
    const index = all.find(({ file }) => file === "index.ts")!;
    expect(importsOf(index).map(({ folder }) => folder)).to.include("components");
  });

  it("lets dependencies point one way", () => {
    const wrong = all.flatMap((source) =>
      importsOf(source)
        .filter(
          ({ folder, specifier }) =>
            folder !== source.folder && !mayImport[source.folder]!.includes(folder) && !specifier.endsWith("package.json"),
        )
        .map(({ specifier }) => `${source.file} imports ${specifier}`),
    );
    expect(wrong).to.deep.equal([]);
  });

  it("keeps Pulumi out of everything that runs elsewhere", () => {
    const wrong = all
      .filter(({ folder }) => folder === "functions" || folder === "analytics")
      .filter(({ text }) => /from "@pulumi|require\("@pulumi/.test(text))
      .map(({ file }) => file);
    expect(wrong).to.deep.equal([]);
  });

  it("loads the SDK inside factories only, because the serializer would write its deep path", () => {
    const wrong = all
      .filter(({ folder }) => folder === "functions")
      .filter(({ text }) => /^import (?!type)[^;]*"@aws-sdk/m.test(text))
      .map(({ file }) => file);
    expect(wrong).to.deep.equal([]);
  });

  it("names no file or folder after nothing", () => {
    const vague = all.map(({ file }) => file).filter((file) => /(^|\/)(utils?|helpers?|common|misc|lib)(\/|\.|-|$)/i.test(file));
    expect(vague).to.deep.equal([]);
  });

  it("keeps files small enough to be read, but for the one table of columns", () => {
    const code = all.filter(({ file }) => file !== "analytics/schema/access-logs.ts");
    const long = code.map(({ file, text }) => ({ file, lines: text.split("\n").length })).filter(({ lines }) => lines > 350);
    expect(long).to.deep.equal([]);
  });

  it("gives every component its own file, between 1 and 8 kB, and its token", () => {
    const components = all.filter(({ text }) => /extends pulumi\.ComponentResource/.test(text));
    expect(components.length).to.be.greaterThan(10);
    for (const { file, text } of components) {
      const classes = [...text.matchAll(/class (\w+) extends pulumi\.ComponentResource/g)].map(([, name]) => name!);
      expect(classes.length, file).to.equal(1);
      const expected = path.basename(file, ".ts").replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
      expect(classes[0], file).to.equal(expected);
      expect(text, file).to.contain(`super("api-usage-analytics:components:${expected}", name, {}, opts)`);
      expect(text.length, file).to.be.within(1000, 8192);
      expect(text, file).to.contain("this.registerOutputs(");
    }
  });

  it("creates functions, buckets, roles, schedules, queues and streams in one module each", () => {
    const homes: Readonly<Record<string, string>> = {
      "new aws.lambda.CallbackFunction(": "components/function.ts",
      "new aws.s3.Bucket(": "components/bucket.ts",
      "new aws.iam.Role(": "components/role.ts",
      "new aws.scheduler.Schedule(": "components/schedule.ts",
      "new aws.sqs.Queue(": "components/queue.ts",
      "new aws.kinesis.FirehoseDeliveryStream(": "components/delivery-stream.ts",
      "new aws.cloudwatch.LogGroup(": "components/log-group.ts",
      "new aws.athena.Workgroup(": "components/analytics-catalog/workgroup.ts",
    };
    for (const [construction, home] of Object.entries(homes))
      expect(
        all.filter(({ text }) => text.includes(construction)).map(({ file }) => file),
        construction,
      ).to.deep.equal([home]);
  });
});

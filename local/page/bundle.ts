import * as path from "node:path";
import { build } from "esbuild";

/** The page's own files, ready to be served or to be put into a report. */
export interface Bundle {
  readonly script: string;
  readonly style: string;
}

let built: Promise<Bundle> | undefined;

async function bundle(): Promise<Bundle> {
  const client = path.join(__dirname, "client");
  const { outputFiles } = await build({
    entryPoints: [path.join(client, "main.tsx"), path.join(client, "page.css")],
    // Nothing is written: the folder only gives the two files their names.
    outdir: client,
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "silent",
  });
  const text = (ending: string) => outputFiles.find((file) => file.path.endsWith(ending))!.text;
  return { script: text(".js"), style: text(".css") };
}

/** Bundles the client once per process; about half a second, most of it Vega. */
export function pageBundle(): Promise<Bundle> {
  built ??= bundle();
  return built;
}

import * as fs from "node:fs";
import * as path from "node:path";
import { runCommand } from "../command";
import type { Finding } from "../engine";
import { withTemporaryFolder } from "../temporary-folder";
import { copyCheckout } from "./checkout-copy";
import { engineOf } from "./judges";
import type { Mutation } from "./mutation";
import { mutations } from "./mutations";

interface Verdict {
  mutation: Mutation;
  seconds: number;
  result: "caught" | "SURVIVED" | "NOT APPLIED" | "SKIPPED";
  /** The finding, or why there is none. */
  text: string;
}

/** One judge may take so long, on a machine that does other things as well. */
const LIMIT_MS = 15 * 60_000;
const AT_ONCE = 2;

/** Applies every deliberate mistake to a copy of the checkout and requires its engine to find it. Answers the exit code. */
export async function checkMutations(only?: string[]): Promise<number> {
  const chosen = mutations.filter(({ judge, mistake }) => !only || only.includes(engineOf(judge).name) || only.includes(mistake));
  const verdicts: Verdict[] = new Array(chosen.length);
  let next = 0;
  await withTemporaryFolder("mutations", async (folder) => {
    const worker = async (copy: string) => {
      await copyCheckout(copy);
      for (let i = next++; i < chosen.length; i = next++) print((verdicts[i] = await judged(chosen[i]!, copy)));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => worker(path.join(folder, `copy-${i}`))));
  });
  console.log("\nresult       seconds  engine                        mistake");
  for (const { mutation, result, seconds } of verdicts)
    console.log(`${result.padEnd(11)}  ${seconds.toFixed(1).padStart(7)}  ${mutation.judge.padEnd(28)}  ${mutation.mistake}`);
  const count = (wanted: Verdict["result"]) => verdicts.filter(({ result }) => result === wanted).length;
  for (const { result, mutation, text } of verdicts) if (result === "SKIPPED") console.log(`SKIPPED ${mutation.judge}: ${text}`);
  const failed = count("SURVIVED") + count("NOT APPLIED");
  console.log(`\nmutations: ${count("caught")} caught, ${failed} survived or not applied, ${count("SKIPPED")} skipped`);
  return failed ? 1 : 0;
}

function print({ mutation, result, text }: Verdict): void {
  console.log(`${result}: ${mutation.mistake} (${mutation.judge}): ${text.replace(/\s+/g, " ").slice(0, 300)}`);
}

async function judged(mutation: Mutation, copy: string): Promise<Verdict> {
  const started = Date.now();
  const verdict = (result: Verdict["result"], text: string): Verdict => ({
    mutation,
    seconds: (Date.now() - started) / 1000,
    result,
    text,
  });
  const there = await engineOf(mutation.judge).available();
  if (!there.ok) return verdict("SKIPPED", `${there.missing}; install: ${there.install}`);
  const file = path.join(copy, mutation.file);
  const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  const times = text.split(mutation.find).length - 1;
  if (times !== 1) return verdict("NOT APPLIED", `the text to change stands ${times} times in ${mutation.file}`);
  fs.writeFileSync(
    file,
    text.replace(mutation.find, () => mutation.replace),
  );
  try {
    const findings = await judge(mutation, copy);
    const named = findings.find(({ where, message }) => mutation.says.test(`${where} ${message}`.replace(/\s+/g, " ")));
    if (named) return verdict("caught", `${named.where}: ${named.message}`);
    const others = findings.length ? `only other findings: ${findings[0]!.where}: ${findings[0]!.message}` : "no finding";
    return verdict("SURVIVED", others);
  } finally {
    fs.writeFileSync(file, text);
  }
}

/** The judge runs in the copy, from the copy's own files. */
async function judge({ judge: name }: Mutation, copy: string): Promise<Finding[]> {
  const main = path.join(copy, "tests/engines/mutations/judge-main.ts");
  const { stdout, stderr } = await runCommand(process.execPath, ["-r", "./loader.js", main, name], { cwd: copy, limitMs: LIMIT_MS });
  const line = stdout.split("\n").find((one) => one.startsWith("FINDINGS "));
  if (!line) throw new Error(`the judge ${name} did not answer: ${stderr.slice(-1500)}`);
  return JSON.parse(line.slice("FINDINGS ".length));
}

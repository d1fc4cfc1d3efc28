import * as fs from "node:fs";
import * as path from "node:path";
import { runCommand } from "../command";
import type { Finding } from "../engine";
import { couldBeInstalled } from "../run-engines";
import { withTemporaryFolder } from "../temporary-folder";
import { copyCheckout } from "./checkout-copy";
import { chooseMutations } from "./choose-mutations";
import { engineOf, type JudgeName } from "./judges";
import type { Mutation } from "./mutation";

/** What one judge is asked: about one mistake, or about the program as it is, where it must find nothing. */
interface Case {
  judge: JudgeName;
  mutation?: Mutation;
}

interface Verdict extends Case {
  seconds: number;
  result: "caught" | "clean" | "SURVIVED" | "NOT APPLIED" | "NOT CLEAN" | "SKIPPED";
  /** The finding, or why there is none. */
  text: string;
  /** Whether what was skipped could have been installed. */
  installable?: boolean;
}

const named = ({ mutation }: Case): string => mutation?.mistake ?? "(no mistake)";

/** One judge may take so long, on a machine that does other things as well. */
const LIMIT_MS = 15 * 60_000;
const AT_ONCE = 2;

/**
 * Applies every deliberate mistake to a copy of the checkout and requires its engine to find it. Each judge also looks at the program as it
 * is: one that finds something there would find it behind every mistake. Answers the exit code.
 */
export async function checkMutations(only?: string[]): Promise<number> {
  const mistakes = chooseMutations(only);
  const judges = [...new Set(mistakes.map(({ judge }) => judge))];
  const chosen: Case[] = judges.flatMap((judge) => [
    { judge },
    ...mistakes.filter((mutation) => mutation.judge === judge).map((mutation) => ({ judge, mutation })),
  ]);
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
  for (const { result, seconds, judge, ...rest } of verdicts)
    console.log(`${result.padEnd(11)}  ${seconds.toFixed(1).padStart(7)}  ${judge.padEnd(28)}  ${named({ judge, ...rest })}`);
  const count = (...wanted: Verdict["result"][]) => verdicts.filter(({ result }) => wanted.includes(result)).length;
  const skipped = verdicts.filter(({ result }) => result === "SKIPPED");
  for (const line of new Set(skipped.map(({ judge, text }) => `SKIPPED ${judge}: ${text}`))) console.log(line);
  const failed = count("SURVIVED", "NOT APPLIED", "NOT CLEAN") + skipped.filter(({ installable }) => installable).length;
  console.log(
    `\nmutations: ${count("caught")} caught, ${count("SURVIVED", "NOT APPLIED")} survived or not applied, ${skipped.length} skipped; ` +
      `${count("clean")} judges find nothing in the program as it is, ${count("NOT CLEAN")} do`,
  );
  return failed ? 1 : 0;
}

function print(verdict: Verdict): void {
  console.log(`${verdict.result}: ${named(verdict)} (${verdict.judge}): ${verdict.text.replace(/\s+/g, " ").slice(0, 300)}`);
}

async function judged({ judge: judgeName, mutation }: Case, copy: string): Promise<Verdict> {
  const started = Date.now();
  const verdict = (result: Verdict["result"], text: string, installable = false): Verdict => ({
    judge: judgeName,
    mutation,
    seconds: (Date.now() - started) / 1000,
    result,
    text,
    installable,
  });
  const there = await engineOf(judgeName).available();
  if (!there.ok) return verdict("SKIPPED", `${there.missing}; install: ${there.install}`, couldBeInstalled(there));
  const first = (findings: Finding[]) => `${findings[0]!.where}: ${findings[0]!.message}`;
  if (!mutation) {
    const findings = await judge(judgeName, copy);
    if (typeof findings === "string") return verdict("NOT CLEAN", findings);
    return findings.length ? verdict("NOT CLEAN", first(findings)) : verdict("clean", "nothing is found");
  }
  const file = path.join(copy, mutation.file);
  const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  const times = text.split(mutation.find).length - 1;
  if (times !== 1) return verdict("NOT APPLIED", `the text to change stands ${times} times in ${mutation.file}`);
  fs.writeFileSync(
    file,
    text.replace(mutation.find, () => mutation.replace),
  );
  try {
    const findings = await judge(judgeName, copy);
    if (typeof findings === "string") return verdict("SURVIVED", findings);
    const found = findings.find(({ where, message }) => mutation.says.test(`${where} ${message}`.replace(/\s+/g, " ")));
    if (found) return verdict("caught", `${found.where}: ${found.message}`);
    return verdict("SURVIVED", findings.length ? `only other findings: ${first(findings)}` : "no finding");
  } finally {
    fs.writeFileSync(file, text);
  }
}

/** The judge runs in the copy, from the copy's own files. One that breaks off has found nothing; its last words are the answer then. */
async function judge(name: JudgeName, copy: string): Promise<Finding[] | string> {
  const main = path.join(copy, "tests/engines/mutations/judge-main.ts");
  const { stdout, stderr } = await runCommand(process.execPath, ["-r", "./loader.js", main, name], { cwd: copy, limitMs: LIMIT_MS });
  const line = stdout.split("\n").find((one) => one.startsWith("FINDINGS "));
  if (!line) return `the judge ended without an answer: ${stderr.slice(-1500)}`;
  return JSON.parse(line.slice("FINDINGS ".length));
}

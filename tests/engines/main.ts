import { Command } from "commander";
import type { Engine } from "./engine";
import { engines } from "./engines";
import { checkMutations } from "./mutations/check-mutations";
import { printOutcome, printSkipped, printTable } from "./outcome-table";
import { type Outcome, runEngines } from "./run-engines";

const program = new Command("verify")
  .description("Holds the program against engines that nobody here wrote. Exit code 1 on any finding.")
  .option("--only <names>", "comma-separated engines to run")
  .option("--require", "an engine that is not there is a failure, even where it cannot be installed")
  .option("--mutations", "apply every deliberate mistake and see that its engine catches it");

async function main(): Promise<number> {
  const options = program.parse().opts<{ only?: string; require?: boolean; mutations?: boolean }>();
  if (options.mutations) return checkMutations(options.only?.split(","));
  const chosen = choose(options.only?.split(","));
  const outcomes: Outcome[] = await runEngines(chosen, printOutcome);
  printTable(outcomes);
  printSkipped(outcomes);
  const failed = outcomes.filter((o) => o.findings.length || (o.skipped && (options.require || o.installable))).length;
  console.log(`engines: ${outcomes.filter((o) => !o.skipped && !o.findings.length).length} passed, ${failed} failed`);
  return failed ? 1 : 0;
}

function choose(names: string[] | undefined): Engine[] {
  const unknown = names?.find((name) => !engines.some((engine) => engine.name === name));
  if (unknown) throw new Error(`Invalid option '--only': must be one of ${engines.map((e) => e.name).join(", ")}, got '${unknown}'.`);
  return engines.filter((engine) => !names || names.includes(engine.name));
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error.message);
    process.exit(2);
  },
);

import { whichCommand } from "./command";
import type { Absence, Engine, Finding } from "./engine";

export interface Outcome {
  name: string;
  version: string;
  checked: string;
  findings: Finding[];
  seconds: number;
  /** What is missing and how to install it, when the engine is not there. */
  skipped?: string;
  /** Whether a skipped engine could have been installed here. */
  installable?: boolean;
}

/** The machine that this is measured on has two cores; more at once would only wait for each other. */
const AT_ONCE = 2;

/** Runs the engines, two at a time, in the order given. An engine that throws has found something: that it could not finish. */
export async function runEngines(chosen: Engine[], done: (outcome: Outcome) => void): Promise<Outcome[]> {
  const outcomes: Outcome[] = new Array(chosen.length);
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < chosen.length; i = next++) done((outcomes[i] = await runEngine(chosen[i]!)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return outcomes;
}

/** Whether the commands are here with which install-engines.sh gets what is missing. */
export const couldBeInstalled = ({ needs }: Absence): boolean => needs?.every((command) => whichCommand(command)) ?? false;

async function runEngine(engine: Engine): Promise<Outcome> {
  const started = Date.now();
  const outcome = (rest: Partial<Outcome>): Outcome => ({
    name: engine.name,
    version: "",
    checked: "",
    findings: [],
    seconds: (Date.now() - started) / 1000,
    ...rest,
  });
  try {
    const there = await engine.available();
    if (!there.ok) {
      return outcome({ skipped: `${there.missing}; install: ${there.install}`, installable: couldBeInstalled(there) });
    }
    return outcome(await engine.run());
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return outcome({ findings: [{ where: "the engine itself", message }] });
  }
}

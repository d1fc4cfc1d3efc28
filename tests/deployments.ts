import { CONFIGURATIONS } from "./engines/configurations";
import { type Deployment, deployStack } from "./harness";

/** The names of the configurations that every engine judges, and so every test of the whole stack. */
export const configurationNames = CONFIGURATIONS.map(({ name }) => name);

const made = new Map<string, Promise<Deployment>>();

/** The configuration as the CLI hands it to the program: text, with everything else as JSON. */
export const asGiven = (config: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]));

/** The stack in one of the configurations; deployed once for all tests, because serializing the functions takes a while. */
export function deployed(name: string): Promise<Deployment> {
  const configuration = CONFIGURATIONS.find((one) => one.name === name);
  if (!configuration) throw new Error(`no configuration '${name}'; there are ${configurationNames.join(", ")}`);
  const running = made.get(name) ?? deployStack(asGiven(configuration.config));
  made.set(name, running);
  return running;
}

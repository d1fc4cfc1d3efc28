import type { Mutation } from "./mutation";
import { mutations } from "./mutations";

/** The mistakes of some engines, or some mistakes by their names; a name that chooses nothing is refused. */
export function chooseMutations(only?: readonly string[]): readonly Mutation[] {
  const names = ({ judge, mistake }: Mutation) => [judge.split(":")[0]!, mistake];
  const unknown = only?.find((one) => !mutations.some((mutation) => names(mutation).includes(one)));
  if (unknown !== undefined)
    throw new Error(`Invalid option '--only': must be an engine that judges mistakes, or the name of a mistake, got '${unknown}'.`);
  return mutations.filter((mutation) => !only || names(mutation).some((name) => only.includes(name)));
}

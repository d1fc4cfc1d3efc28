import type { Finding } from "./engine";

/** A finding for every count that is zero: an engine that had nothing to look at has shown nothing. */
export const nothingChecked = (counts: Readonly<Record<string, number>>): Finding[] =>
  Object.entries(counts)
    .filter(([, count]) => !(count > 0))
    .map(([what]) => ({ where: "the engine itself", message: `nothing was checked: no ${what}` }));

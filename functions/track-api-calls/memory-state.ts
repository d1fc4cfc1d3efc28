import type { ChunkClaims } from "./chunk-claims";
import type { SeriesLedger } from "./series-ledger";

/** Claims and ledger of a run on one machine, where one process sees every batch and nothing is billed by the month. */
export function makeMemoryState(): ChunkClaims & SeriesLedger {
  const done = new Set<string>();
  const progress = new Map<string, { publishedTo: number; auditedTo: number }>();
  const admitted = new Set<string>();
  return {
    claim: async (identity) =>
      done.has(identity)
        ? { state: "done" }
        : { state: "ours", owner: "", ...(progress.get(identity) ?? { publishedTo: 0, auditedTo: 0 }) },
    save: async (identity, _owner, reached, then) => {
      if (then === "done") {
        done.add(identity);
        progress.delete(identity);
      } else progress.set(identity, { ...reached });
    },
    admit: async (series, limit) => {
      for (const one of series) if (admitted.size < limit) admitted.add(one);
      return new Set(series.filter((one) => admitted.has(one)));
    },
  };
}

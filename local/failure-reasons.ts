import type { FailureReason } from "./import-summary";

/** Counts failures by reason and remembers where the first of each stands. */
export interface FailureReasons {
  add(reason: string, where: string, count?: number): void;
  /** Most frequent first; at most 50 reasons are kept apart, the rest is one line. */
  list(): FailureReason[];
}

const keptApart = 50;

export function failureReasons(): FailureReasons {
  const reasons = new Map<string, { count: number; where: string }>();
  return {
    add(reason, where, count = 1) {
      const name = reasons.has(reason) || reasons.size < keptApart ? reason : "other reasons";
      const entry = reasons.get(name);
      if (entry) entry.count += count;
      else reasons.set(name, { count, where });
    },
    list: () => [...reasons].map(([reason, entry]) => ({ reason, ...entry })).sort((a, b) => b.count - a.count),
  };
}

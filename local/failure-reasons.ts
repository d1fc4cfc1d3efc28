import type { FailureReason } from "./import-summary";

/** Counts failures by reason and file, and remembers where the first of each stands. */
export interface FailureReasons {
  add(reason: string, where: string, count?: number): void;
  /** Most frequent first; at most 50 are kept apart, the rest is one line. */
  list(): FailureReason[];
}

const keptApart = 50;

const fileOf = (where: string) => where.replace(/:\d+$/, "");

export function failureReasons(): FailureReasons {
  const reasons = new Map<string, { reason: string; count: number; where: string }>();
  return {
    add(reason, where, count = 1) {
      const own = `${fileOf(where)}\n${reason}`;
      const key = reasons.has(own) || reasons.size < keptApart ? own : "others";
      const entry = reasons.get(key);
      if (entry) entry.count += count;
      else reasons.set(key, { reason: key === own ? reason : "other reasons", count, where });
    },
    list: () => [...reasons.values()].sort((a, b) => b.count - a.count),
  };
}

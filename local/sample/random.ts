import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Chance with a seed: the same seed tells the same story. */
export interface Random {
  /** From 0 (included) to 1 (excluded). */
  unit(): number;
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** One of the items, in proportion to its weight. */
  weighted<T extends { readonly weight: number }>(items: readonly T[]): T;
  /** A latency in milliseconds: most values near the median, a long tail to the right. */
  latency(medianMs: number): number;
  /** Number of arrivals in a window in which `mean` are expected (Poisson). */
  arrivals(mean: number): number;
  /** Lower-case letters and digits. */
  id(length: number): string;
}

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const unit = () => uniformFloat64(generator);
  const whole = (low: number, high: number) => low + Math.floor(unit() * (high - low + 1));
  const normal = () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
  return {
    unit,
    whole,
    chance: (probability) => unit() < probability,
    pick: (items) => items[Math.floor(unit() * items.length)]!,
    weighted(items) {
      let left = unit() * items.reduce((sum, item) => sum + item.weight, 0);
      for (const item of items) {
        left -= item.weight;
        if (left < 0) return item;
      }
      return items.at(-1)!;
    },
    latency: (medianMs) => Math.max(1, Math.round(medianMs * Math.exp(0.45 * normal()))),
    arrivals(mean) {
      if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
      const limit = Math.exp(-mean);
      let count = 0;
      for (let product = unit(); product > limit; product *= unit()) count++;
      return count;
    },
    id: (length) => Array.from({ length }, () => alphabet[Math.floor(unit() * alphabet.length)]).join(""),
  };
}

import type { LakeValue } from "../lake";
import type { About, Answer, Scope } from "./contract";

/** What a report carries instead of a server. */
export interface Prepared {
  readonly about: About;
  /** The ranges and filters that every visual was asked for. */
  readonly scopes: readonly Scope[];
  /** Answers by the key of their query. */
  readonly answers: Readonly<Record<string, PreparedAnswer>>;
}

/** An answer without its query, which the page derives again from the visual. */
export type PreparedAnswer = Pick<Answer, "columns" | "milliseconds"> & { readonly rows: readonly (readonly LakeValue[])[] };

/** Id of the element that holds the prepared answers: gzip, then Base64, so that no text from a log can end the element. */
export const preparedElement = "prepared";

/** A short key of a query's text: 53 bits of it, so that thousands of queries do not meet by chance. */
export function queryKey(sql: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < sql.length; i++) {
    const code = sql.charCodeAt(i);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}

/** The text by which two scopes are the same, whatever the order of their parts. */
export function scopeKey({ range, filters }: Scope): string {
  const parts = Object.entries(filters)
    .filter(([, values]) => values.length > 0)
    .map(([field, values]) => [field, [...values].map((v) => v ?? "").sort()] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([range.from, range.to, parts]);
}

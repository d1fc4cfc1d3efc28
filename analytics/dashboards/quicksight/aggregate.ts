/** How a measure is computed from a column per row, in the words that QuickSight has for it. `of`, `part` and `whole` are SQL over one row. */
export type Aggregate =
  | { readonly kind: "sum" | "average" | "minimum" | "maximum" | "distinct"; readonly of: string }
  | { readonly kind: "percentile"; readonly of: string; readonly percent: number }
  /** `100 × sum(part) ÷ sum(whole)`, nothing where there is no whole. */
  | { readonly kind: "share"; readonly part: string; readonly whole: string }
  /** `sum(part) ÷ sum(whole)`. */
  | { readonly kind: "quotient"; readonly part: string; readonly whole: string }
  /** `100 × sum(of)` of the row's group ÷ that of all groups which agree in the columns of `within`. */
  | { readonly kind: "share-within"; readonly of: string; readonly within: readonly string[] }
  /** Place by number of rows among the groups which agree in the columns of `within`. */
  | { readonly kind: "place"; readonly within: readonly string[] };

/** SQL that is 1 on every row: the sum of it counts rows. */
export const everyRow = "1";

const oneWhere = (condition: string): string => `CASE WHEN ${condition} THEN 1 ELSE 0 END`;
const names = (list: string): string[] => list.split(",").map((name) => name.trim());

type Reading = readonly [pattern: RegExp, read: (...groups: string[]) => Aggregate];

/** The forms in which measures are written (`analytics/visuals/measures.ts`), narrower ones first. */
const readings: readonly Reading[] = [
  [/^count\(\*\)$/, () => ({ kind: "sum", of: everyRow })],
  [
    /^100e0 \* count_if\((.+)\) \/ nullif\(count\(\*\), 0\)$/,
    (condition) => ({ kind: "share", part: oneWhere(condition!), whole: everyRow }),
  ],
  [/^count_if\((.+)\)$/, (condition) => ({ kind: "sum", of: oneWhere(condition!) })],
  [/^count\(DISTINCT (.+)\)$/, (of) => ({ kind: "distinct", of: of! })],
  [
    /^100e0 \* sum\((\w+)\) \/ nullif\(CAST\(sum\(sum\(\1\)\) OVER \(PARTITION BY ([\w, ]+)\) AS double\), 0\)$/,
    (of, within) => ({ kind: "share-within", of: of!, within: names(within!) }),
  ],
  [
    /^100e0 \* sum\((.+)\) \/ nullif\(CAST\(sum\((\w+)\) AS double\), 0\)$/,
    (part, whole) => ({ kind: "share", part: part!, whole: whole! }),
  ],
  [/^CAST\(sum\((\w+)\) AS double\) \/ nullif\(sum\((\w+)\), 0\)$/, (part, whole) => ({ kind: "quotient", part: part!, whole: whole! })],
  [
    /^row_number\(\) OVER \(PARTITION BY ([\w, ]+) ORDER BY count\(\*\) DESC, \w+\)$/,
    (within) => ({ kind: "place", within: names(within!) }),
  ],
  [/^CAST\(coalesce\(sum\((.+)\), 0\) AS bigint\)$/, (of) => ({ kind: "sum", of: of! })],
  [/^CAST\(sum\((\w+)\) AS bigint\)$/, (of) => ({ kind: "sum", of: of! })],
  [
    /^approx_percentile\(CAST\((.+) AS double\), (0\.\d+)\)$/,
    (of, share) => ({ kind: "percentile", of: of!, percent: Math.round(Number(share) * 100) }),
  ],
  [/^avg\(CAST\((.+) AS double\)\)$/, (of) => ({ kind: "average", of: of! })],
  [/^min\((.+)\)$/, (of) => ({ kind: "minimum", of: of! })],
  [/^max\((.+)\)$/, (of) => ({ kind: "maximum", of: of! })],
];

/**
 * Reads a measure's SQL as something that QuickSight can compute itself, so that its filters act before it aggregates.
 *
 * @throws Error when the measure is written in a form that is not known here
 */
export function readAggregate(sql: string): Aggregate {
  for (const [pattern, read] of readings) {
    const match = pattern.exec(sql);
    if (match !== null) return read(...match.slice(1));
  }
  throw new Error(`Invalid measure: QuickSight has no aggregate for '${sql}'.`);
}

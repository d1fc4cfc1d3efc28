import type { Mutation } from "./mutation";

/** Mistakes in what the data means. The engine 'trino' registers mistaken tables and views beside the program's own by itself at every run. */
export const viewMutations: readonly Mutation[] = [
  {
    mistake: "a column of a view renamed",
    file: "analytics/views/labels.sql",
    find: " ELSE name END AS label",
    replace: " ELSE name END AS title",
    judge: "trino",
    says: /labels?|title/,
  },
  {
    mistake: "a column type that is not the file's",
    file: "analytics/schema/glue-columns.ts",
    find: "({ name, type, comment:",
    replace: '({ name, type: type === "int" ? "string" : type, comment:',
    judge: "trino",
    says: /type|Parquet|int/i,
  },
];

import type { Mutation } from "./mutation";

/** Mistakes in what the data means. The engine 'trino' registers mistaken tables and views beside the program's own by itself at every run. */
export const viewMutations: readonly Mutation[] = [
  {
    mistake: "a column of a view renamed",
    file: "analytics/views/changes.sql",
    find: "user_arn, source_ip, account_id,",
    replace: "user_arn, source_ip, account_id AS account,",
    judge: "trino: columns",
    says: /changes.*account/,
  },
  {
    mistake: "a view's column of another type than the one checked in",
    file: "analytics/views/token_usage.sql",
    find: "  count(*) AS requests,",
    replace: "  CAST(count(*) AS double) AS requests,",
    judge: "trino: columns",
    says: /token_usage.*(double|bigint|requests)/,
  },
  {
    mistake: "a column type that is not the file's",
    file: "analytics/schema/glue-columns.ts",
    find: "({ name, type, comment:",
    replace: '({ name, type: type === "int" ? "string" : type, comment:',
    judge: "trino: columns",
    says: /INVALID_VIEW.*varchar/,
  },
];

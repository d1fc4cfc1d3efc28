import type * as pulumi from "@pulumi/pulumi";

/** A table of the lake, as those who write into it or read from it need to know it. */
export interface GlueTable {
  readonly databaseName: pulumi.Output<string>;
  readonly tableName: pulumi.Output<string>;
  /** Folder of the lake that holds the table, without a slash at its end. */
  readonly folder: string;
  /** Catalog, database and table: Glue checks rights on all three. */
  readonly arns: readonly pulumi.Output<string>[];
}

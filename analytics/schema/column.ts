/** The three kinds of API that Amazon API Gateway serves; each offers its own set of access-log variables. */
export type ApiKind = "REST" | "HTTP" | "WEBSOCKET";

/** The kinds in the order in which every table and document lists them. */
export const apiKinds: readonly ApiKind[] = ["REST", "HTTP", "WEBSOCKET"];

/** Column types that Glue, Trino, DuckDB and Parquet all have. Timestamps are UTC with milliseconds. */
export type ColumnType = "string" | "int" | "bigint" | "double" | "boolean" | "timestamp";

/**
 * - `none`: says nothing about a person.
 * - `personal`: may identify a person; subject to the privacy settings.
 * - `secret`: must never be logged; no column has this class, a test holds that.
 */
export type Privacy = "none" | "personal" | "secret";

/** Where a column's value comes from in an access log line: a `$context` variable (without the `$context.`) per kind of API. */
export type Variables = Partial<Record<ApiKind, string>>;

/** One column of a table: declared once, everything else is derived from it. */
export interface Column {
  /** Name in snake_case; the unit is its suffix where there is one. */
  readonly name: string;
  readonly type: ColumnType;
  /** One sentence, with the unit. */
  readonly description: string;
  readonly privacy: Privacy;
  /** Which privacy setting governs a personal column: `clientIp` or `principals`. */
  readonly governedBy?: "clientIp" | "principals";
  /** The access-log variable per kind; absent for columns that the pipeline itself fills. */
  readonly variables?: Variables;
  /** Other keys under which existing logs carry the value (compared without case and punctuation). */
  readonly aliases?: readonly string[];
  /** 1 (always logged) to 5 (first to go) when a format reaches the service's size limit. */
  readonly priority?: 1 | 2 | 3 | 4 | 5;
}

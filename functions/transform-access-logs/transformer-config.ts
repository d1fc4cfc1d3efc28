/** What the transformer knows at deployment. JSON only: it is written into the function's text. */
export interface TransformerConfig {
  /** `direct`: API Gateway puts one line per record. `bridge`: CloudWatch Logs puts gzip batches of lines. */
  readonly source: "direct" | "bridge";
  /** The columns and where their values come from; derived from the schema. */
  readonly plan: TransformPlan;
  /** Formats known beforehand: the stack's own first. */
  readonly templates: readonly KnownTemplate[];
  /** `api-key`, `authorizer:<property>`, `claim:<name>`; the first that has a value names the customer. */
  readonly customerSource: readonly string[];
  readonly clientIp: "keep" | "truncate" | "pseudonymise";
  readonly principals: "keep" | "pseudonymise";
  /** Columns that are never stored. `request_time`, `row_key` and `schema_version` are stored always: the lake cannot do without. */
  readonly droppedColumns: readonly string[];
  /** Prefix of the metric namespaces; empty: no metrics are written (the local run). */
  readonly metricNamespace: string;
  /** `apiId/stage` of the stages whose authorizer, integration and WAF metrics are published. */
  readonly metricsFor: readonly string[];
  /** Longer user agents are cut. */
  readonly maxUserAgentLength: number;
  /** Adds `errorMessage` to the answers of failed records; for the local run, since Firehose's contract names no such field. @default false */
  readonly explainFailures?: boolean;
}

/** One access-log format that lines may have been written with. */
export interface KnownTemplate {
  readonly name: string;
  readonly kind?: "REST" | "HTTP" | "WEBSOCKET" | null;
  readonly template: string;
  /** The stack's own format, which is tried before any other. @default false */
  readonly own?: boolean;
}

/** What the transformer needs of the schema; `analytics/schema/decode-plan.ts` makes it. */
export interface TransformPlan {
  /** Version of the table's layout, stored with every row. */
  readonly schemaVersion: number;
  /** Type of every column, in the order in which rows are written. */
  readonly columnTypes: Readonly<Record<string, "string" | "int" | "bigint" | "double" | "boolean" | "timestamp">>;
  /** `$context` variable (without the `$context.`) → column, per kind of API. */
  readonly variableToColumn: Readonly<Record<"REST" | "HTTP" | "WEBSOCKET", Readonly<Record<string, string>>>>;
  /** Variables of any kind, also those that only fill what the others left null, such as `requestTime`. */
  readonly otherVariables: Readonly<Record<string, string>>;
  /** Other keys, in lower case with letters and digits only → column. */
  readonly aliasToColumn: Readonly<Record<string, string>>;
  /** Keys, written like the aliases, whose value is a secret. */
  readonly secretKeys: readonly string[];
  /** Columns that a privacy setting governs. */
  readonly governedBy: Readonly<Record<string, "clientIp" | "principals">>;
}

/** A column of a view, in Trino's types (`varchar`, `bigint`, `double`, `timestamp(3)`). */
export interface ViewColumn {
  readonly name: string;
  readonly type: string;
}

/** A view as Athena stores it in Glue. */
export interface PrestoView {
  readonly viewOriginalText: string;
  readonly viewExpandedText: string;
  readonly columns: { readonly name: string; readonly type: string }[];
}

/**
 * Encodes a SELECT as Athena encodes a view, so that Glue can hold it without a query being run: JSON in base64 with Trino's types inside,
 * Hive's types outside, same names, same order. Athena refuses a view whose columns differ from its text ("view is stale").
 */
export function prestoView(sql: string, database: string, columns: readonly ViewColumn[]): PrestoView {
  const definition = { originalSql: sql, catalog: "awsdatacatalog", schema: database, columns, runAsInvoker: true };
  return {
    viewOriginalText: `/* Presto View: ${Buffer.from(JSON.stringify(definition)).toString("base64")} */`,
    viewExpandedText: "/* Presto View */",
    columns: columns.map(({ name, type }) => ({ name, type: hiveType(type) })),
  };
}

const hiveTypes: Readonly<Record<string, string>> = { varchar: "string", integer: "int", real: "float" };
const sameInBoth = ["bigint", "smallint", "tinyint", "double", "boolean", "date"];

/** Hive's name of a Trino type. @throws for a type that Glue cannot name, because the view could never be queried */
export function hiveType(trinoType: string): string {
  const type = trinoType.toLowerCase().trim();
  if (sameInBoth.includes(type)) return type;
  if (hiveTypes[type]) return hiveTypes[type];
  if (/^varchar\(\d+\)$/.test(type) || /^char\(\d+\)$/.test(type)) return "string";
  if (/^timestamp(\(\d+\))?$/.test(type)) return "timestamp";
  if (/^decimal\(\d+, ?\d+\)$/.test(type)) return type.replace(" ", "");
  const array = /^array\((.+)\)$/.exec(type);
  if (array) return `array<${hiveType(array[1]!)}>`;
  throw new Error(`Invalid column type of a view: must be one that Glue has, got '${trinoType}'.`);
}

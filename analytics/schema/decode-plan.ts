import { accessLogColumns, accessLogSchemaVersion } from "./access-logs";
import { type ApiKind, apiKinds, type ColumnType } from "./column";

/** What the transformer must know of the schema to turn decoded values into a row. Plain JSON, so that it can travel inside the function. */
export interface DecodePlan {
  readonly schemaVersion: number;
  /** Type of every column, in the table's order. */
  readonly columnTypes: Record<string, ColumnType>;
  /** `$context` variable (without `$context.`) → column, per kind of API. */
  readonly variableToColumn: Record<ApiKind, Record<string, string>>;
  /**
   * Variables of any kind that say the same with less precision, or under another kind's name, such as `requestTime` (text, to the second). They fill
   * a column only where the variables of `variableToColumn` left it null.
   */
  readonly otherVariables: Record<string, string>;
  /** Keys in lower case with letters and digits only → column, for JSON lines of an unknown format. */
  readonly aliasToColumn: Record<string, string>;
  /** Keys (normalised as in `aliasToColumn`) whose value is a secret and must be dropped wherever it turns up. */
  readonly secretKeys: readonly string[];
  /** Columns that a privacy setting governs: column → `clientIp` or `principals`. */
  readonly governedBy: Record<string, "clientIp" | "principals">;
}

/** Variables that are never logged by the project's formats and never stored from anybody's. */
export const secretVariables: readonly string[] = ["identity.apiKey", "identity.clientCert.clientCertPem"];

/** The form in which aliases are compared: `responseLatency`, `response_latency` and `Response Latency` are one key. */
export const normaliseKey = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]/g, "");

/**
 * The aliases and the columns that claim them. More than one claim means that the bare key does not say which value it is, such as
 * `integrationStatus`, which is both `$context.integrationStatus` and `$context.integration.status` without its dot.
 */
export function aliasClaims(): Map<string, Set<string>> {
  const claims = new Map<string, Set<string>>();
  for (const column of accessLogColumns)
    for (const key of [column.name, ...Object.values(column.variables ?? {}), ...(column.aliases ?? [])]) {
      const alias = normaliseKey(key);
      claims.set(alias, (claims.get(alias) ?? new Set()).add(column.name));
    }
  return claims;
}

const claims = aliasClaims();

const variableToColumn = (kind: ApiKind): Record<string, string> =>
  Object.fromEntries(accessLogColumns.flatMap(({ name, variables }) => (variables?.[kind] ? [[variables[kind], name]] : [])));

/** REST names two values in two ways each, and people use either; `requestTime` is the moment as text; `error.messageString` the message in quotes. */
const equivalentVariables: Record<string, string> = {
  requestTime: "request_time",
  "error.messageString": "error_message",
  integrationLatency: "integration_latency_ms",
  integrationStatus: "integration_service_status",
  "integration.integrationStatus": "integration_service_status",
};

/** The schema as the transformer needs it. */
export const decodePlan: DecodePlan = {
  schemaVersion: accessLogSchemaVersion,
  columnTypes: Object.fromEntries(accessLogColumns.map(({ name, type }) => [name, type])),
  variableToColumn: Object.fromEntries(apiKinds.map((kind) => [kind, variableToColumn(kind)])) as Record<ApiKind, Record<string, string>>,
  otherVariables: { ...Object.assign({}, ...apiKinds.map(variableToColumn)), ...equivalentVariables },
  aliasToColumn: Object.fromEntries([...claims].filter(([, columns]) => columns.size === 1).map(([alias, [column]]) => [alias, column!])),
  secretKeys: [
    ...new Set(secretVariables.flatMap((variable) => [variable, variable.slice(variable.lastIndexOf(".") + 1)]).map(normaliseKey)),
  ],
  governedBy: Object.fromEntries(accessLogColumns.flatMap(({ name, governedBy }) => (governedBy ? [[name, governedBy]] : []))),
};

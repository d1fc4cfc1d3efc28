import { createHash } from "node:crypto";
import { accessLogColumns } from "./access-logs";
import type { ApiKind, Column } from "./column";
import { secretVariables } from "./decode-plan";

/** What the settings add to and take from the project's own formats. */
export interface LogFormatSettings {
  /** Properties of the Lambda authorizer's context to log as well, each as `authorizer.<property>`. @default none */
  readonly authorizerProperties?: readonly string[];
  /** Claims of the token to log as well, each as `authorizer.claims.<claim>`. @default none */
  readonly jwtClaims?: readonly string[];
  /** Columns that shall not be stored; they are not logged either. @default none */
  readonly droppedColumns?: readonly string[];
}

/** An access-log format of the project. */
export interface LogFormat {
  /** The text for the stage's access-log setting. */
  readonly template: string;
  /** Columns it carries, by priority. */
  readonly logged: readonly string[];
  /** Columns that have a variable for this kind but are not in the format, with the reason. */
  readonly leftOut: readonly { readonly column: string; readonly reason: string }[];
}

/** Largest format in characters: 3 KB for REST (API Gateway's quota), 1,024 for HTTP and WebSocket (the limit in their API model). */
export const formatLimit: Readonly<Record<ApiKind, number>> = { REST: 3072, HTTP: 1024, WEBSOCKET: 1024 };

const invalid = (key: string, must: string, got: string): Error =>
  new Error(`Invalid setting 'api-usage-analytics:${key}': must be ${must}, got '${got}'.`);

/** A `$context` property: what a format can name without quoting. API Gateway reads letters, digits, `_`, and `-` inside the name. */
const propertyName = /^[A-Za-z]\w*(?:-+\w+)*$/;

const extraVariables = (settings: LogFormatSettings): string[] => {
  const read = (key: string, names: readonly string[] = [], prefix: string): string[] =>
    names.map((name) => {
      if (!propertyName.test(name)) throw invalid(key, "a list of names of letters, digits, '_' and '-' that start with a letter", name);
      return `${prefix}${name}`;
    });
  const extra = [
    ...read("authorizerProperties", settings.authorizerProperties, "authorizer."),
    ...read("jwtClaims", settings.jwtClaims, "authorizer.claims."),
  ];
  return [...new Set(extra)];
};

/** Columns that say where the request ran and what became of it: without them a row is of no use, so they are always logged. */
const requiredPriority = 2;

/** A row without these cannot be told from its copies, and API Gateway refuses a format without either. */
const alwaysLogged = ["request_id", "extended_request_id"];

/**
 * The first element of an array format: which kind it is, and a fingerprint of the variables in their order. Without keys, two formats of the same
 * length would each read the other's lines; with it, a line that another version of the format wrote does not fit.
 */
const fingerprint = (kind: ApiKind, variables: readonly string[]): string =>
  `${kind}:${createHash("sha256").update(variables.join()).digest("hex").slice(0, 6)}`;

const render = (kind: ApiKind, columns: readonly Column[], extra: readonly string[]): string => {
  const pairs = [
    ...columns.map((column) => [column.name, column.variables![kind]!] as const),
    ...extra.map((name) => [name, name] as const),
  ];
  if (kind === "REST") return `{${pairs.map(([key, variable]) => `"${key}":"$context.${variable}"`).join(",")}}`;
  const variables = pairs.map(([, variable]) => variable);
  return `[${[fingerprint(kind, variables), ...variables.map((variable) => `$context.${variable}`)].map((text) => `"${text}"`).join(",")}]`;
};

/**
 * The format that the stages of one kind of API are given. REST is a JSON object whose keys are the columns' names; HTTP and WebSocket, whose limit is
 * a third of that, is a JSON array without keys: whoever reads it needs the format, which the directory of stages keeps.
 * Columns go in by priority for as long as they fit; a column that has no room may still be followed by a shorter one.
 * @throws when the settings ask for more than the limit holds beside the columns of the first two priorities.
 */
export function formatFor(kind: ApiKind, settings: LogFormatSettings = {}): LogFormat {
  const dropped = new Set(settings.droppedColumns ?? []);
  const leftOut: { column: string; reason: string }[] = [];
  const candidates: Column[] = [];
  for (const column of accessLogColumns) {
    const variable = column.variables?.[kind];
    if (!variable) continue;
    if (secretVariables.includes(variable)) leftOut.push({ column: column.name, reason: "secret" });
    else if (dropped.has(column.name) && !alwaysLogged.includes(column.name))
      leftOut.push({ column: column.name, reason: "dropped by the setting droppedColumns" });
    else candidates.push(column);
  }
  const extra = extraVariables(settings).filter((variable) => !candidates.some((column) => column.variables![kind] === variable));
  const chosen: Column[] = [];
  for (const column of candidates.toSorted((a, b) => priorityOf(a) - priorityOf(b))) {
    const length = render(kind, [...chosen, column], extra).length;
    if (length <= formatLimit[kind]) chosen.push(column);
    else if (priorityOf(column) > requiredPriority)
      leftOut.push({ column: column.name, reason: `format size: at most ${formatLimit[kind]} characters` });
    else
      throw invalid(
        settings.authorizerProperties?.length ? "authorizerProperties" : "jwtClaims",
        `short enough for the ${kind} access-log format of at most ${formatLimit[kind]} characters`,
        extra.join(", "),
      );
  }
  return { template: render(kind, chosen, extra), logged: chosen.map(({ name }) => name), leftOut };
}

const priorityOf = (column: Column): number => column.priority ?? 5;

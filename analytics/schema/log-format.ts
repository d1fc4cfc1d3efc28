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

const render = (kind: ApiKind, columns: readonly Column[], extra: readonly string[]): string => {
  const pairs = [...columns.map((column) => [keyOf(kind, column), column.variables![kind]!] as const), ...extra.map((name) => [name, name] as const)];
  if (kind === "REST") return `{${pairs.map(([key, variable]) => `"${key}":"$context.${variable}"`).join(",")}}`;
  return `[${pairs.map(([, variable]) => `"$context.${variable}"`).join(",")}]`;
};

const keyOf = (_kind: ApiKind, column: Column): string => column.name;

/**
 * The format that the stages of one kind of API are given. REST is a JSON object whose keys are the columns' names; HTTP and WebSocket, whose limit is
 * a third of that, is a JSON array without keys: whoever reads it needs the format, which the directory of stages keeps.
 * Columns go in by priority for as long as they fit.
 * @throws when the settings ask for more than the limit holds beside the columns of the first priority.
 */
export function formatFor(kind: ApiKind, settings: LogFormatSettings = {}): LogFormat {
  const extra = extraVariables(settings);
  const dropped = new Set(settings.droppedColumns ?? []);
  const leftOut: { column: string; reason: string }[] = [];
  const candidates: Column[] = [];
  const covered = new Set<string>(extra);
  for (const column of accessLogColumns) {
    const variable = column.variables?.[kind];
    if (!variable) continue;
    const isId = column.name === "request_id" || column.name === "extended_request_id";
    if ((secretVariables as readonly string[]).includes(variable)) leftOut.push({ column: column.name, reason: "secret" });
    else if (dropped.has(column.name) && !isId) leftOut.push({ column: column.name, reason: "dropped by the setting droppedColumns" });
    else candidates.push(column);
  }
  const extras = [...covered].filter((variable) => !candidates.some((column) => column.variables![kind] === variable));
  const byPriority = candidates.toSorted((a, b) => (a.priority ?? 5) - (b.priority ?? 5));
  const chosen: Column[] = [];
  for (const column of byPriority) {
    if (render(kind, [...chosen, column], extras).length <= formatLimit[kind]) chosen.push(column);
    else if ((column.priority ?? 5) === 1)
      throw invalid(
        settings.jwtClaims?.length && !settings.authorizerProperties?.length ? "jwtClaims" : "authorizerProperties",
        `short enough for ${kind} access-log formats of ${formatLimit[kind]} characters beside the columns that every format needs`,
        extras.join(", "),
      );
    else leftOut.push({ column: column.name, reason: `format size: at most ${formatLimit[kind]} characters` });
  }
  return { template: render(kind, chosen, extras), logged: chosen.map(({ name }) => name), leftOut };
}

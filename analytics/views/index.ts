import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The engines that run the views: Athena's, and the one of the local run. */
export type Dialect = "trino" | "duckdb";

/** One view: a plain SELECT in the file of its name. */
export interface View {
  readonly name: string;
  /** The file's text, with `${database}` in place of the database name. */
  readonly sql: string;
  /** Tables that the view reads itself, in the order of their names. */
  readonly tables: readonly string[];
  /** Views that the view reads itself; every one of them stands before it in `views`. */
  readonly views: readonly string[];
  /** The view reads a table that only the local run has, so Athena has no such view. */
  readonly localOnly: boolean;
}

export interface ViewStatementOptions {
  /** Database of the tables and views; `main` for the local lake. */
  readonly database: string;
  /** Views that DuckDB computes once, as tables: `requests` makes a page that asks twenty questions fast. DuckDB only. @default none */
  readonly materialised?: readonly string[];
}

const localTables: readonly string[] = ["api_calls"];

/** Names of all views, each after the ones it reads. The order is checked: a view that is named too early fails at load. */
const names: readonly string[] = [
  "labels",
  "key_intervals",
  "key_owners",
  "requests",
  "usage_detail",
  "usage_hourly_all",
  "usage_daily",
  "usage_by_customer",
  "customers",
  "quota",
  "errors",
  "latency",
  "authentication",
  "clients",
  "country_buckets",
  "geo",
  "audit",
  "changes",
  "audit_geo",
  "threats",
  "token_usage",
  "comparison",
  "freshness",
  "api_calls_by_name",
];

const read = (file: string): string => readFileSync(join(__dirname, file), "utf8").trim();

const references = (sql: string): string[] =>
  [...new Set([...sql.matchAll(/\$\{database\}\.([a-z_]+)/g)].map((match) => match[1]!))].sort();

function load(): View[] {
  const loaded: View[] = [];
  for (const name of names) {
    const sql = read(`${name}.sql`);
    const named = references(sql);
    const views = named.filter((reference) => names.includes(reference));
    const late = views.filter((view) => !loaded.some((earlier) => earlier.name === view));
    if (late.length > 0) {
      throw new Error(`View '${name}' reads ${late.join(", ")}, which must stand before it in analytics/views/index.ts.`);
    }
    const tables = named.filter((reference) => !names.includes(reference));
    const localOnly =
      tables.some((table) => localTables.includes(table)) ||
      views.some((view) => loaded.find((earlier) => earlier.name === view)!.localOnly);
    loaded.push({ name, sql, tables, views, localOnly });
  }
  return loaded;
}

/** All views, each after the ones it reads. */
export const views: readonly View[] = load();

/** The statements that make Trino's SQL run on DuckDB, to be run once per connection before any view: settings and macros. */
export const duckdbPrelude = (): string[] => [read("prelude.sql")];

const identifier = /^[a-z_][a-z0-9_]*$/;

/** A view's SELECT for one database. */
export function viewSelect(view: View, database: string): string {
  if (!identifier.test(database)) {
    throw new Error(`Invalid database name: must be lower-case letters, digits and underscores, got '${database}'.`);
  }
  return view.sql.replaceAll("${database}", database);
}

/** The statements that create every view, in an order in which they can run: for Trino without the local-only ones, for DuckDB behind the prelude. */
export function viewStatements(dialect: Dialect, options: ViewStatementOptions): string[] {
  const { database, materialised = [] } = options;
  return views
    .filter((view) => dialect === "duckdb" || !view.localOnly)
    .map((view) => {
      const kind = dialect === "duckdb" && materialised.includes(view.name) ? "TABLE" : "VIEW";
      return `CREATE OR REPLACE ${kind} ${database}.${view.name} AS\n${viewSelect(view, database)}`;
    });
}

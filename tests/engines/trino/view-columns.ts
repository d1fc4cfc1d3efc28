import type { RecordedResource } from "../recording/recording";
import type { CatalogTableArgs } from "./glue-and-s3";
import type { TrinoClient } from "./trino-client";

export interface ViewColumn {
  name: string;
  type: string;
}

/** The tables that the program registers, views apart, as Glue would hold them. */
export function tablesAndViews(resources: RecordedResource[]): { tables: CatalogTableArgs[]; views: CatalogTableArgs[]; database: string } {
  const all = resources.filter((r) => r.type === "aws:glue/catalogTable:CatalogTable").map((r) => r.inputs as CatalogTableArgs);
  const tables = all.filter((table) => table.tableType !== "VIRTUAL_VIEW");
  return { tables, views: all.filter((table) => table.tableType === "VIRTUAL_VIEW"), database: tables[0]?.databaseName };
}

/** The JSON inside a stored view. */
export function storedView(view: CatalogTableArgs): { originalSql: string; columns: ViewColumn[] } {
  const encoded = /^\/\* Presto View: ([A-Za-z0-9+/=]+) \*\/$/.exec(view.viewOriginalText)?.[1];
  if (!encoded) throw new Error("viewOriginalText is not '/* Presto View: <base64> */'");
  return JSON.parse(Buffer.from(encoded, "base64").toString());
}

/** The columns that Trino itself finds in a SELECT. */
export async function columnsOfSelect(trino: TrinoClient, sql: string): Promise<ViewColumn[]> {
  const { columns } = await trino.query(`SELECT * FROM (\n${sql}\n) LIMIT 0`);
  return columns.map(({ name, type }) => ({ name, type }));
}

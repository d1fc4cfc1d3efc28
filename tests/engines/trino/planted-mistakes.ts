import type { Finding } from "../engine";
import { checkGeneratedColumns } from "./generated-columns";
import type { CatalogTableArgs, GlueAndS3 } from "./glue-and-s3";
import { readTables } from "./read-tables";
import type { TrinoClient } from "./trino-client";
import { storedView } from "./view-columns";

/** Registers tables with a wrong type and views with stale columns beside the program's own, and reports those that pass unnoticed. */
export async function checkPlantedMistakes(
  trino: TrinoClient,
  catalog: GlueAndS3,
  tables: CatalogTableArgs[],
  views: CatalogTableArgs[],
): Promise<{ checked: number; findings: Finding[] }> {
  const logs = tables.find(({ name }) => name === "access_logs")!;
  const labels = views.find(({ name }) => name === "labels")!;
  const mistaken = [
    retyped(logs, "planted_number", "status", "timestamp"),
    retyped(logs, "planted_text", "route", "int"),
    restored(labels, "planted_rename", (columns) => columns.map((column, at) => (at === 0 ? { ...column, name: "renamed" } : column))),
    restored(labels, "planted_type", (columns) => columns.map((column, at) => (at === 0 ? { ...column, type: "bigint" } : column))),
    restored(labels, "planted_missing", (columns) => columns.slice(1)),
  ];
  const added = { name: "added_later", type: "string" };
  const grown = {
    ...logs,
    name: "planted_addition",
    storageDescriptor: { ...logs.storageDescriptor, columns: [...logs.storageDescriptor.columns, added] },
  };
  catalog.tables.push(...mistaken, grown);
  // A column that the files do not have yet is no mistake: it needs no migration.
  const findings: Finding[] = [...(await readTables(trino, [grown])).findings];
  for (const planted of mistaken) {
    const isView = planted.tableType === "VIRTUAL_VIEW";
    const noticed = isView ? await checkGeneratedColumns(trino, [planted]) : (await readTables(trino, [planted])).findings;
    if (noticed.length === 0) findings.push({ where: `planted mistake ${planted.name}`, message: "nothing was found wrong with it" });
    if (!isView) continue;
    const refused = await trino.query(`SELECT * FROM "${planted.name}"`).then(
      () => "an answer",
      (error) => String(error.name),
    );
    if (refused !== "VIEW_IS_STALE")
      findings.push({ where: `planted mistake ${planted.name}`, message: `VIEW_IS_STALE was expected, got ${refused}` });
  }
  return { checked: mistaken.length, findings };
}

function retyped(table: CatalogTableArgs, name: string, column: string, type: string): CatalogTableArgs {
  const columns = table.storageDescriptor.columns.map((one: { name: string }) => (one.name === column ? { ...one, type } : one));
  return { ...table, name, storageDescriptor: { ...table.storageDescriptor, columns } };
}

type Columns = ReturnType<typeof storedView>["columns"];

/** The view with other columns in its text and in its descriptor, as a program would store it whose checked-in columns are old. */
function restored(view: CatalogTableArgs, name: string, change: (columns: Columns) => Columns): CatalogTableArgs {
  const definition = storedView(view);
  const columns = change(definition.columns);
  const text = Buffer.from(JSON.stringify({ ...definition, columns })).toString("base64");
  const outside = columns.map((column) => ({ name: column.name, type: column.type === "varchar" ? "string" : column.type }));
  return {
    ...view,
    name,
    viewOriginalText: `/* Presto View: ${text} */`,
    storageDescriptor: { ...view.storageDescriptor, columns: outside },
  };
}

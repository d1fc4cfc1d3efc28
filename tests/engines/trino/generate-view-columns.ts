// Writes analytics/views/columns.generated.json: the columns of every view, as Trino finds them in its SQL. Run after a view has changed:
//   node -r ./loader.js tests/engines/trino/generate-view-columns.ts
import * as fs from "node:fs";
import * as path from "node:path";
import { PROGRAM, recordProgram } from "../recording/record-program";
import { withTemporaryFolder } from "../temporary-folder";
import { GlueAndS3 } from "./glue-and-s3";
import { TrinoClient } from "./trino-client";
import { startTrino } from "./trino-server";
import { columnsOfSelect, tablesAndViews, type ViewColumn } from "./view-columns";

const file = path.join(PROGRAM, "analytics/views/columns.generated.json");

async function main(): Promise<void> {
  const { viewSelect, views } = require("../../../analytics/views") as typeof import("../../../analytics/views");
  const { prestoView } =
    require("../../../components/analytics-catalog/presto-view") as typeof import("../../../components/analytics-catalog/presto-view");
  const athenaViews = views.filter(({ localOnly }) => !localOnly);
  // The program refuses to load without a definition of every view: an empty one stands in until Trino has said more.
  const known: Record<string, ViewColumn[]> = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {};
  fs.writeFileSync(file, JSON.stringify(Object.fromEntries(athenaViews.map(({ name }) => [name, known[name] ?? []])), null, 2));
  await withTemporaryFolder("view-columns", async (folder) => {
    const { resources, errors } = await recordProgram({ assets: path.join(folder, "assets") });
    if (errors.length) throw new Error(errors.join("\n"));
    const { tables, database } = tablesAndViews(resources);
    const catalog = new GlueAndS3(database, [...tables], { lake: folder });
    const server = await startTrino(await catalog.listen(), folder);
    try {
      const trino = new TrinoClient(server.port, database);
      const columns: Record<string, ViewColumn[]> = {};
      for (const view of athenaViews) {
        const sql = viewSelect(view, database);
        const found = await columnsOfSelect(trino, sql).catch((error) => {
          throw new Error(`View '${view.name}': ${error.message}`);
        });
        columns[view.name] = found;
        const stored = prestoView(sql, database, found);
        catalog.tables.push({
          name: view.name,
          tableType: "VIRTUAL_VIEW",
          parameters: { presto_view: "true", comment: "Presto View" },
          viewOriginalText: stored.viewOriginalText,
          viewExpandedText: stored.viewExpandedText,
          storageDescriptor: { columns: stored.columns, serDeInfo: { name: "-", serializationLibrary: "-" } },
        });
      }
      fs.writeFileSync(file, `${JSON.stringify(columns, null, 2)}\n`);
      console.log(`${path.relative(PROGRAM, file)}: ${Object.keys(columns).length} views`);
    } finally {
      await server.stop();
      catalog.close();
    }
  });
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});

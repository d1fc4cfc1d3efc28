import * as fs from "node:fs";
import * as path from "node:path";
import type { Engine, EngineReport, Finding } from "./engine";
import { nothingChecked } from "./nothing-checked";
import { recordProgram } from "./recording/record-program";
import type { Recording } from "./recording/recording";
import { withTemporaryFolder } from "./temporary-folder";
import { compareExports, makeExport } from "./trino/compare-exports";
import { compareViews } from "./trino/compare-views";
import { checkDataSets } from "./trino/data-sets";
import { checkGeneratedColumns } from "./trino/generated-columns";
import { GlueAndS3 } from "./trino/glue-and-s3";
import { findJava, JAVA_VERSION } from "./trino/java-home";
import { makeLake } from "./trino/make-lake";
import { checkPlantedMistakes } from "./trino/planted-mistakes";
import { checkPruning } from "./trino/pruning";
import { readTables } from "./trino/read-tables";
import { runSavedQueries } from "./trino/saved-queries";
import { TrinoClient } from "./trino/trino-client";
import { findTrino, startTrino, TRINO_VERSION } from "./trino/trino-server";
import { tablesAndViews } from "./trino/view-columns";

/** Trino, the engine inside Athena: every table, view and named query of the program over a lake that the local run wrote, equal to DuckDB's answers. */
export const engine: Engine = {
  name: "trino",

  async available() {
    if (!findTrino())
      return {
        ok: false,
        missing: `Trino ${TRINO_VERSION}`,
        install: "bash tests/engines/install-engines.sh (Maven; 450 MB)",
        needs: ["mvn"],
      };
    if (!findJava())
      return {
        ok: false,
        missing: `a JDK of version ${JAVA_VERSION} or later`,
        install: "install one under /usr/lib/jvm, or set JAVA_HOME",
      };
    return { ok: true };
  },

  run: (): Promise<EngineReport> =>
    onTrino(async ({ trino, catalog, resources, tables, views, database, lake, findings }) => {
      const read = await readTables(trino, tables);
      const columns = await checkGeneratedColumns(trino, views);
      const compared = await compareViews(trino, views, lake);
      const pruned = await checkPruning(trino, catalog, views, lake);
      const queries = await runSavedQueries(trino, resources, lake);
      const exports = await compareExports(trino, database, lake);
      const dataSets = await checkDataSets(trino, catalog, database, lake);
      const planted = await checkPlantedMistakes(trino, catalog, tables, views);
      for (const part of [read, compared, pruned, queries, exports, dataSets, planted]) findings.push(...part.findings);
      findings.push(...columns);
      findings.push(
        ...nothingChecked({
          tables: tables.length,
          "rows of tables": read.rows,
          views: views.length,
          "rows of views": compared.rows,
          queries: queries.checked,
          "rows of queries": queries.rows,
          "rows for partners": exports.rows,
          "data sets": dataSets.checked,
          "planted mistakes": planted.checked,
        }),
      );
      const checked = `${tables.length} tables with ${read.rows} rows, ${views.length} views (${compared.rows} rows equal to DuckDB), ${queries.checked} saved queries and statements (${queries.rows} rows equal), ${exports.rows} rows for partners equal, pruning of ${pruned.checked}, ${dataSets.checked} data set queries, ${planted.checked} planted mistakes noticed; lake ${size(lake)} MB`;
      return { version: `Trino ${TRINO_VERSION}`, checked, findings };
    }),
};

/** The least that notices a wrong column: every table is read, and every view's columns are held against the generated file. */
export const checkColumns = (): Promise<Finding[]> =>
  onTrino(async ({ trino, tables, views, findings }) => {
    const read = await readTables(trino, tables);
    return [...findings, ...read.findings, ...(await checkGeneratedColumns(trino, views))];
  });

interface LakeOnTrino extends ReturnType<typeof tablesAndViews> {
  readonly trino: TrinoClient;
  readonly catalog: GlueAndS3;
  readonly resources: Recording["resources"];
  readonly lake: string;
  /** What the program itself had to say. */
  readonly findings: Finding[];
}

/** Starts Trino over a week of sample traffic, with the tables and views that the program registers. */
const onTrino = <T>(work: (system: LakeOnTrino) => Promise<T>): Promise<T> =>
  withTemporaryFolder("trino", async (folder) => {
    const lake = path.join(folder, "out/lake");
    const partners = path.join(folder, "partners");
    const [{ resources, errors }] = await Promise.all([
      recordProgram({ assets: path.join(folder, "assets"), config: { partnerAccounts: ["210987654321"] } }),
      makeLake(path.join(folder, "out")).then(() => makeExport(lake, partners)),
    ]);
    const findings: Finding[] = errors.map((message) => ({ where: "program", message }));
    const found = tablesAndViews(resources);
    const buckets = found.tables.map(({ name, storageDescriptor }) => [
      new URL(storageDescriptor.location).host,
      name === "compact_exports" ? partners : lake,
    ]);
    const catalog = new GlueAndS3(found.database, [...found.tables, ...found.views], Object.fromEntries(buckets));
    const server = await startTrino(await catalog.listen(), folder);
    try {
      const trino = new TrinoClient(server.port, found.database);
      return await work({ ...found, trino, catalog, resources, lake, findings });
    } finally {
      await server.stop();
      catalog.close();
    }
  });

function size(folder: string): string {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return (files.reduce((sum, entry) => sum + fs.statSync(path.join(entry.parentPath, entry.name)).size, 0) / 2 ** 20).toFixed(1);
}

import type { Finding } from "../engine";
import type { CatalogTableArgs } from "./glue-and-s3";
import type { TrinoClient } from "./trino-client";
import { columnsOfSelect, storedView } from "./view-columns";

/** The checked-in column types of every view against those that Trino finds in its SQL. A stale definition is refused by Athena at the first query. */
export async function checkGeneratedColumns(trino: TrinoClient, views: CatalogTableArgs[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const view of views) {
    try {
      const { originalSql, columns } = storedView(view);
      const found = await columnsOfSelect(trino, originalSql);
      const text = (list: { name: string; type: string }[]) => list.map(({ name, type }) => `${name} ${type}`);
      const missing = text(found).filter((one) => !text(columns).includes(one));
      const stale = text(columns).filter((one) => !text(found).includes(one));
      if (missing.length || stale.length)
        findings.push({
          where: `view ${view.name}`,
          message: `columns.generated.json says ${stale.join(", ") || "nothing"} where Trino finds ${missing.join(", ") || "nothing"}`,
        });
      else if (JSON.stringify(found) !== JSON.stringify(columns))
        findings.push({ where: `view ${view.name}`, message: "the columns stand in another order than in the SQL" });
    } catch (error: any) {
      findings.push({ where: `view ${view.name}`, message: error.message });
    }
  }
  return findings;
}

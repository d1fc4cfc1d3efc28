import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { viewSelect, views } from "../../analytics/views";
import { prestoView, type ViewColumn } from "./presto-view";

/** What every view answers with, in Trino's types: made from the SQL by the engine itself, because Athena refuses a view that says otherwise. */
const columnsOfViews = require("../../analytics/views/columns.generated.json") as Record<string, ViewColumn[]>;

/** Stores every view in Glue as Athena would, so that deploying is the only step. */
export function createViews(name: string, databaseName: pulumi.Output<string>, opts: { readonly parent: pulumi.Resource }): void {
  for (const view of views.filter(({ localOnly }) => !localOnly)) {
    const columns = columnsOfViews[view.name];
    if (!columns) throw new Error(`View '${view.name}' is not in analytics/views/columns.generated.json: generate it again.`);
    const stored = databaseName.apply((database) => prestoView(viewSelect(view, database), database, columns));
    new aws.glue.CatalogTable(
      `${name}-view-${view.name.replaceAll("_", "-")}`,
      {
        name: view.name,
        databaseName,
        tableType: "VIRTUAL_VIEW",
        // Athena recognises its views by both.
        parameters: { presto_view: "true", comment: "Presto View" },
        viewOriginalText: stored.viewOriginalText,
        viewExpandedText: stored.viewExpandedText,
        // Trino refuses a view without a serializer, and the AWS provider drops an empty one, which every later run would then want to add.
        storageDescriptor: { columns: stored.columns, serDeInfo: { name: "-", serializationLibrary: "-" } },
      },
      opts,
    );
  }
}

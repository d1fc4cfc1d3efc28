import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accessLogColumns, auditEventColumns, type Column, directoryHistoryColumns, usageHourlyColumns } from "../analytics/schema";
import { ipRangeColumns } from "../analytics/schema/ip-ranges";
import { threatNetworkColumns } from "../analytics/schema/threat-networks";
import { createCrawler } from "./analytics-catalog/crawler";
import { createNamedQueries } from "./analytics-catalog/named-queries";
import { uploadReference } from "./analytics-catalog/reference-object";
import { scheduleRollUp } from "./analytics-catalog/roll-up";
import { createTable, type RowFormat } from "./analytics-catalog/table";
import { createViews } from "./analytics-catalog/views";
import { createWorkgroup } from "./analytics-catalog/workgroup";
import type { Foundation } from "./foundation";
import type { GlueTable } from "./glue-table";
import { databaseName, physicalName } from "./names";

/** What an {@link AnalyticsCatalog} needs to know. */
export interface AnalyticsCatalogArgs {
  readonly foundation: Foundation;
  readonly lakeName: pulumi.Input<string>;
  readonly lakeArn: pulumi.Input<string>;
  readonly resultsName: pulumi.Input<string>;
  readonly resultsArn: pulumi.Input<string>;
  /** Days that rows are kept, and so the days that can be asked for. */
  readonly retentionDays: number;
  /** No query may read more. */
  readonly scanLimitGB: number;
  /** Rows of the team's own tables, in the tables' form. @default none: countries are unknown, and nobody is on the threat list */
  readonly references: { readonly ipRanges?: string; readonly threatNetworks?: string };
  /** When a crawler looks for changes, as `cron(…)`. @default no crawler: it costs money, and projection finds every partition */
  readonly crawlerSchedule?: string;
}

/** Makes the lake something to ask questions of: tables, views, a workgroup with a limit, saved queries and the daily roll-up. */
export class AnalyticsCatalog extends pulumi.ComponentResource {
  declare readonly databaseName: pulumi.Output<string>;
  declare readonly workgroupName: pulumi.Output<string>;
  /** Workgroup of the roll-up alone. */
  declare readonly rollUpWorkgroupName: pulumi.Output<string>;
  /** Queues that hold what was given up. */
  declare readonly failureQueueNames: pulumi.Output<string>[];
  declare readonly accessLogs: GlueTable;
  declare readonly auditEvents: GlueTable;
  declare readonly usageHourly: GlueTable;

  constructor(name: string, args: AnalyticsCatalogArgs, opts?: pulumi.ComponentResourceOptions) {
    super("api-usage-analytics:components:AnalyticsCatalog", name, {}, opts);
    const { foundation, retentionDays } = args;
    const { place, kmsKeyArn } = foundation;
    const database = new aws.glue.CatalogDatabase(
      `${name}-database`,
      { name: databaseName(), description: "Usage of the APIs on Amazon API Gateway, and of AWS itself" },
      { parent: this },
    );
    const table = (tableName: string, columns: readonly Column[], folder: string, format: RowFormat, description: string, days?: number) =>
      createTable(
        `${name}-${tableName.replaceAll("_", "-")}`,
        { tableName, columns, folder, format, description, days, databaseName: database.name, bucketName: args.lakeName, place },
        { parent: this },
      );
    this.accessLogs = table("access_logs", accessLogColumns, "access_logs", "parquet", "One row per request or message", retentionDays);
    this.auditEvents = table(
      "audit_events",
      auditEventColumns,
      "audit_events",
      "parquet",
      "One row per audited AWS API call",
      retentionDays,
    );
    this.usageHourly = table(
      "usage_hourly",
      usageHourlyColumns,
      "usage_hourly",
      "parquet",
      "Requests by hour, without duplicates",
      retentionDays,
    );
    // Without partitions: every question about requests reads all of it, and would list a folder for every day that may be asked for.
    table("directory_history", directoryHistoryColumns, "directory/history", "json-lines", "Who a key belonged to, from when");
    const reference = (tableName: string, columns: readonly Column[], description: string, text: string | undefined) => {
      const tableFolder = `reference/${tableName}`;
      table(tableName, columns, tableFolder, "csv", description);
      if (text === undefined) return;
      uploadReference(`${name}-${tableName.replaceAll("_", "-")}-rows`, { bucketName: args.lakeName, tableFolder, text }, { parent: this });
    };
    reference("ip_ranges", ipRangeColumns, "Country of address ranges", args.references.ipRanges);
    reference("threat_networks", threatNetworkColumns, "Networks whose calls deserve a look", args.references.threatNetworks);
    createViews(name, database.name, { parent: this });
    const workgroup = (suffix: string, purpose: string, description: string) =>
      createWorkgroup(
        `${name}-${suffix}`,
        {
          workgroupName: physicalName(purpose, 128),
          description,
          resultsLocation: pulumi.interpolate`s3://${args.resultsName}/${purpose}/`,
          kmsKeyArn,
          accountId: place.accountId,
          scanLimitBytes: args.scanLimitGB * 1024 ** 3,
        },
        { parent: this },
      );
    const questions = workgroup("workgroup", "analytics", "Questions about API usage");
    // A workgroup of its own: a failed query in it is a failed roll-up, and not somebody's slip of the pen.
    const rollUp = workgroup("roll-up-workgroup", "roll-up", "Writes the daily roll-up");
    createNamedQueries(name, { databaseName: database.name, workgroupName: questions.name }, { parent: this });
    this.failureQueueNames = scheduleRollUp(
      name,
      {
        databaseName: database.name,
        workgroupName: rollUp.name,
        usageHourly: this.usageHourly,
        lakeArn: args.lakeArn,
        resultsArn: args.resultsArn,
        foundation,
      },
      { parent: this },
    );
    if (args.crawlerSchedule) {
      createCrawler(
        `${name}-crawler`,
        { tables: [this.accessLogs, this.auditEvents], schedule: args.crawlerSchedule, lakeArn: args.lakeArn, foundation },
        { parent: this },
      );
    }
    this.databaseName = database.name;
    this.workgroupName = questions.name;
    this.rollUpWorkgroupName = rollUp.name;
    this.registerOutputs({ databaseName: this.databaseName, workgroupName: this.workgroupName });
  }
}

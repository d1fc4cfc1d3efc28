import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Column } from "../../analytics/schema";
import { glueColumn } from "../../analytics/schema/glue-columns";
import type { GlueTable } from "../glue-table";
import { arnOf, type Place } from "../place";

/** How the rows of a table are stored. */
export type RowFormat = "parquet" | "json-lines" | "csv";

/** What a {@link createTable} call needs to know. */
export interface TableArgs {
  readonly tableName: string;
  readonly description: string;
  readonly columns: readonly Column[];
  /** Folder of the bucket, without a slash at its end. */
  readonly folder: string;
  readonly format: RowFormat;
  /** Days that can be asked for; absent: the table has no partitions. */
  readonly days?: number;
  readonly databaseName: pulumi.Output<string>;
  readonly bucketName: pulumi.Input<string>;
  readonly place: Place;
}

const hive = "org.apache.hadoop.hive.ql.io";

const storage: Record<
  RowFormat,
  { inputFormat: string; outputFormat: string; serDeInfo: { serializationLibrary: string; parameters: Record<string, string> } }
> = {
  parquet: {
    inputFormat: `${hive}.parquet.MapredParquetInputFormat`,
    outputFormat: `${hive}.parquet.MapredParquetOutputFormat`,
    serDeInfo: { serializationLibrary: `${hive}.parquet.serde.ParquetHiveSerDe`, parameters: { "serialization.format": "1" } },
  },
  "json-lines": {
    inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
    outputFormat: `${hive}.HiveIgnoreKeyTextOutputFormat`,
    serDeInfo: { serializationLibrary: "org.openx.data.jsonserde.JsonSerDe", parameters: { "ignore.malformed.json": "true" } },
  },
  csv: {
    inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
    outputFormat: `${hive}.HiveIgnoreKeyTextOutputFormat`,
    serDeInfo: {
      serializationLibrary: "org.apache.hadoop.hive.serde2.OpenCSVSerde",
      parameters: { separatorChar: ",", quoteChar: '"', escapeChar: "\\" },
    },
  },
};

/**
 * The days that a partitioned table has, computed instead of stored: no crawler, and no call to add a partition. Rows may be two days
 * ahead (clocks differ), and none is older than the lake keeps them. Folders are named `dt=…`, so no location template is needed; INSERT
 * would not follow one.
 */
export function dayProjection(days: number): Record<string, string> {
  return {
    "projection.enabled": "true",
    "projection.dt.type": "date",
    "projection.dt.format": "yyyy-MM-dd",
    "projection.dt.range": `NOW-${days + 1}DAYS,NOW+2DAYS`,
    "projection.dt.interval": "1",
    "projection.dt.interval.unit": "DAYS",
  };
}

/** Registers a folder of a bucket as a table. */
export function createTable(name: string, args: TableArgs, opts: { readonly parent: pulumi.Resource }): GlueTable {
  const { days, folder, place } = args;
  const table = new aws.glue.CatalogTable(
    name,
    {
      name: args.tableName,
      databaseName: args.databaseName,
      description: args.description,
      tableType: "EXTERNAL_TABLE",
      parameters: {
        EXTERNAL: "TRUE",
        classification: args.format === "json-lines" ? "json" : args.format,
        ...(days !== undefined && dayProjection(days)),
      },
      partitionKeys: days === undefined ? [] : [{ name: "dt", type: "string", comment: "UTC day of the event" }],
      storageDescriptor: {
        location: pulumi.interpolate`s3://${args.bucketName}/${folder}/`,
        columns: args.columns.map(glueColumn),
        ...storage[args.format],
      },
    },
    opts,
  );
  return {
    databaseName: args.databaseName,
    tableName: table.name,
    folder,
    arns: [
      arnOf(place, "glue", "catalog"),
      arnOf(place, "glue", pulumi.interpolate`database/${args.databaseName}`),
      arnOf(place, "glue", pulumi.interpolate`table/${args.databaseName}/${table.name}`),
    ],
  };
}

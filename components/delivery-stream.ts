import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Foundation } from "./foundation";
import type { GlueTable } from "./glue-table";
import { createLogGroup } from "./log-group";
import { arnOf } from "./place";
import { allow, type Statement, useKey } from "./policy-document";
import { createRole } from "./role";

/** Where the day of a row comes from: our transformer, or a field of the row itself (no function needed). */
export type PartitionSource = { readonly transformerArn: pulumi.Input<string>; readonly bufferMb?: number } | { readonly jqOfDay: string };

/** What a {@link createDeliveryStream} call needs to know. */
export interface DeliveryStreamArgs {
  readonly streamName: string;
  /** The table that the rows become part of; the stream converts to its columns. */
  readonly table: GlueTable;
  readonly lakeArn: pulumi.Input<string>;
  readonly partitions: PartitionSource;
  /** Seconds that rows wait for company before they are written (60–900). */
  readonly deliverySeconds: number;
  readonly foundation: Foundation;
}

/**
 * Creates a Firehose delivery stream that writes Parquet into one table of the lake, in the partition of the event's day.
 *
 * Encryption of the stream itself is always the AWS-owned key: with a customer's key every writer would need rights on it, and API
 * Gateway's service-linked role cannot get them. The customer's key protects the bucket instead.
 */
export function createDeliveryStream(
  name: string,
  args: DeliveryStreamArgs,
  opts: { readonly parent: pulumi.Resource },
): aws.kinesis.FirehoseDeliveryStream {
  const { foundation, table } = args;
  const logGroup = createLogGroup(`${name}-delivery-logs`, { logGroupName: `/aws/kinesisfirehose/${args.streamName}`, foundation }, opts);
  const logStream = new aws.cloudwatch.LogStream(`${name}-delivery-log`, { logGroupName: logGroup.name, name: "delivery" }, opts);
  const role = createRole(
    `${name}-delivery-role`,
    {
      service: "firehose.amazonaws.com",
      description: `Lets the delivery stream ${args.streamName} write to the lake`,
      place: foundation.place,
      statements: deliveryRights(args, logGroup.name),
    },
    opts,
  );
  return new aws.kinesis.FirehoseDeliveryStream(
    name,
    {
      name: args.streamName,
      destination: "extended_s3",
      serverSideEncryption: { enabled: true, keyType: "AWS_OWNED_CMK" },
      extendedS3Configuration: {
        bucketArn: args.lakeArn,
        roleArn: role.readyArn,
        // The day comes from the row, so late and re-driven rows land in their own day; `yyyy` below, because `YYYY` is the week's year.
        prefix: `${table.folder}/dt=!{partitionKeyFrom${"jqOfDay" in args.partitions ? "Query" : "Lambda"}:dt}/`,
        errorOutputPrefix: `failed/${args.streamName}/!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/`,
        // Conversion to Parquet needs at least 64 MiB.
        bufferingSize: 128,
        bufferingInterval: args.deliverySeconds,
        compressionFormat: "UNCOMPRESSED",
        dynamicPartitioningConfiguration: { enabled: true },
        dataFormatConversionConfiguration: {
          inputFormatConfiguration: { deserializer: { openXJsonSerDe: {} } },
          outputFormatConfiguration: { serializer: { parquetSerDe: { compression: "SNAPPY" } } },
          schemaConfiguration: { databaseName: table.databaseName, tableName: table.tableName, roleArn: role.readyArn },
        },
        processingConfiguration: { enabled: true, processors: [processor(args.partitions)] },
        cloudwatchLoggingOptions: { enabled: true, logGroupName: logGroup.name, logStreamName: logStream.name },
      },
    },
    opts,
  );
}

/** Parameters that equal Firehose's defaults are left out: it never reads them back, so every preview would show a change. */
function processor(partitions: PartitionSource) {
  if ("jqOfDay" in partitions)
    return {
      type: "MetadataExtraction",
      parameters: [
        { parameterName: "MetadataExtractionQuery", parameterValue: `{dt:${partitions.jqOfDay}}` },
        { parameterName: "JsonParsingEngine", parameterValue: "JQ-1.6" },
      ],
    };
  return {
    type: "Lambda",
    parameters: [
      { parameterName: "LambdaArn", parameterValue: partitions.transformerArn },
      ...(partitions.bufferMb === undefined ? [] : [{ parameterName: "BufferSizeInMBs", parameterValue: String(partitions.bufferMb) }]),
    ],
  };
}

function deliveryRights(
  { foundation, table, lakeArn, streamName, partitions }: DeliveryStreamArgs,
  logGroup: pulumi.Output<string>,
): Statement[] {
  const { place } = foundation;
  return [
    allow(["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], [lakeArn]),
    allow(
      ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
      [pulumi.interpolate`${lakeArn}/${table.folder}/*`, pulumi.interpolate`${lakeArn}/failed/${streamName}/*`],
    ),
    allow(["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"], table.arns),
    allow(["logs:PutLogEvents"], [arnOf(place, "logs", pulumi.interpolate`log-group:${logGroup}:log-stream:delivery`)]),
    ...("jqOfDay" in partitions
      ? []
      : [
          allow(
            ["lambda:InvokeFunction", "lambda:GetFunctionConfiguration"],
            [partitions.transformerArn, pulumi.interpolate`${partitions.transformerArn}:*`],
          ),
        ]),
    ...useKey(foundation.kmsKeyArn, place.region, "s3"),
  ];
}

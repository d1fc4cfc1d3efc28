import type { Mutation } from "./mutation";

const stream = "components/delivery-stream.ts";

/** Mistakes in what is deployed, which the provider or the service's documented rules refuse. */
export const resourceMutations: readonly Mutation[] = [
  {
    mistake: "a wrong enum in an alarm",
    file: "components/api-call-alarms.ts",
    find: '"GreaterThanOrEqualToThreshold"',
    replace: '"GreaterOrEqualToThreshold"',
    judge: "provider",
    says: /comparisonOperator/,
  },
  {
    mistake: "YYYY for yyyy in the prefix of failed records",
    file: stream,
    find: "!{timestamp:yyyy-MM-dd}",
    replace: "!{timestamp:YYYY-MM-dd}",
    judge: "provider",
    says: /week-based year/,
  },
  {
    mistake: "a buffer too small for Parquet",
    file: stream,
    find: "bufferingSize: 128",
    replace: "bufferingSize: 32",
    judge: "provider",
    says: /at least 64 MiB, got 32/,
  },
  {
    mistake: "Parquet files that Firehose would zip again",
    file: stream,
    find: 'compressionFormat: "UNCOMPRESSED"',
    replace: 'compressionFormat: "GZIP"',
    judge: "provider",
    says: /needs UNCOMPRESSED/,
  },
  {
    mistake: "a partition key that is extracted under another name",
    file: stream,
    find: "`{dt:${partitions.jqOfDay}}`",
    replace: "`{day:${partitions.jqOfDay}}`",
    judge: "provider",
    says: /partitionKeyFromQuery:dt is not extracted/,
  },
  {
    mistake: "YYYY for yyyy in a table's partition projection",
    file: "components/analytics-catalog/table.ts",
    find: '"projection.dt.format": "yyyy-MM-dd"',
    replace: '"projection.dt.format": "YYYY-MM-dd"',
    judge: "provider",
    says: /projection\.dt\.format.*write yyyy-MM-dd/,
  },
  {
    mistake: "a table parameter misspelt",
    file: "components/analytics-catalog/table.ts",
    find: '"projection.dt.range":',
    replace: '"projection.dt.ranges":',
    judge: "provider",
    says: /projection\.dt\.range .*missing for a projection of type date/,
  },
];

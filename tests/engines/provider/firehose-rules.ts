import type { Report } from "./service-rules";

/** Processor parameters that Firehose never reads back when they have their default, so that every run would update the stream. */
const PROCESSOR_DEFAULTS: Record<string, string> = { NumberOfRetries: "3", BufferSizeInMBs: "1", BufferIntervalInSeconds: "60" };

/** Rules of the Firehose guide on conversion, dynamic partitioning and prefixes, which hold across arguments. */
export function checkFirehose({ extendedS3Configuration: s3 }: any, report: Report): void {
  if (!s3) return;
  const at = (property: string) => `extendedS3Configuration.${property}`;
  const processors: any[] = s3.processingConfiguration?.enabled ? (s3.processingConfiguration.processors ?? []) : [];
  const has = (type: string) => processors.some((p) => p.type === type);
  const conversion = s3.dataFormatConversionConfiguration && s3.dataFormatConversionConfiguration.enabled !== false;
  const partitioning = s3.dynamicPartitioningConfiguration?.enabled;
  const size = s3.bufferingSize ?? "the default of 5";

  if (conversion && !(s3.bufferingSize >= 64)) report(at("bufferingSize"), `record format conversion needs at least 64 MiB, got ${size}`);
  if (conversion && (s3.compressionFormat ?? "UNCOMPRESSED") !== "UNCOMPRESSED")
    report(at("compressionFormat"), "record format conversion needs UNCOMPRESSED (the Parquet file is compressed itself)");
  if (partitioning && !(s3.bufferingSize >= 64)) report(at("bufferingSize"), `dynamic partitioning needs at least 64 MiB, got ${size}`);
  if (partitioning && !has("MetadataExtraction") && !has("Lambda"))
    report(at("dynamicPartitioningConfiguration"), "dynamic partitioning needs a processor that supplies the keys");
  for (const [source, type] of [
    ["Query", "MetadataExtraction"],
    ["Lambda", "Lambda"],
  ] as const) {
    const used = s3.prefix?.includes(`!{partitionKeyFrom${source}:`);
    if (used && !has(type)) report(at("prefix"), `partitionKeyFrom${source} needs a ${type} processor`);
    if (used && !partitioning) report(at("prefix"), `partitionKeyFrom${source} needs dynamicPartitioningConfiguration.enabled`);
    if (s3.errorOutputPrefix?.includes(`partitionKeyFrom${source}`)) report(at("errorOutputPrefix"), "partition keys are not allowed here");
  }
  if (partitioning && !s3.prefix?.includes("!{partitionKeyFrom"))
    report(at("prefix"), "dynamic partitioning needs a partition key expression in the prefix");
  if (s3.prefix?.includes("!{") && !s3.errorOutputPrefix?.includes("!{firehose:error-output-type}"))
    report(at("errorOutputPrefix"), "a prefix with expressions needs an error prefix with !{firehose:error-output-type}");
  for (const property of ["prefix", "errorOutputPrefix"])
    if (/!\{timestamp:[^}]*Y/.test(s3[property] ?? "")) report(at(property), "Y is the week-based year: write yyyy");
  for (const { parameterName, parameterValue } of processors.filter((p) => p.type === "Lambda").flatMap((p) => p.parameters ?? []))
    if (PROCESSOR_DEFAULTS[parameterName] === String(parameterValue))
      report(at("processingConfiguration"), `leave ${parameterName} out: ${parameterValue} is the default, which is never read back`);
  if (has("CloudWatchLogProcessing") && !has("Decompression"))
    report(at("processingConfiguration"), "CloudWatchLogProcessing needs a Decompression processor before it");
  checkPartitionKeys(s3, processors, report);
}

/** Every key of the prefix must be extracted, and every extracted one used. */
function checkPartitionKeys(s3: any, processors: any[], report: Report): void {
  const query = processors
    .filter((p) => p.type === "MetadataExtraction")
    .flatMap((p) => p.parameters ?? [])
    .find((p) => p.parameterName === "MetadataExtractionQuery")?.parameterValue;
  if (!query) return;
  const extracted = [...query.matchAll(/(?:^|[{,])\s*"?(\w+)"?\s*:/g)].map((m) => m[1]);
  const used = [...(s3.prefix ?? "").matchAll(/!\{partitionKeyFromQuery:(\w+)\}/g)].map((m) => m[1]);
  for (const key of used)
    if (!extracted.includes(key)) report("extendedS3Configuration.prefix", `partitionKeyFromQuery:${key} is not extracted by ${query}`);
  for (const key of extracted)
    if (!used.includes(key)) report("extendedS3Configuration.prefix", `the extracted key ${key} is not used: Firehose refuses unused keys`);
}

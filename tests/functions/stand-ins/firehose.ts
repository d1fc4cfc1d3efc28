import type { FirehoseTransformEvent, FirehoseTransformResult } from "../../../functions/transform-access-logs/firehose-transform";
import type { objectStore } from "./object-store";

interface FirehoseArgs {
  readonly stream: string;
  readonly lake: ReturnType<typeof objectStore>;
  transform(event: FirehoseTransformEvent): Promise<FirehoseTransformResult>;
  /** Whether the conversion to Parquet of a record's rows fails. */
  readonly conversionFails: () => boolean;
}

/**
 * A delivery stream as it is documented: hands batches to its transformer, three times if the invocation fails, keeps what fails there or in the
 * conversion as objects below `failed/<stream>/`, and never drops a record that was not answered `Dropped`.
 */
export function firehose({ stream, lake, transform, conversionFails }: FirehoseArgs) {
  let objects = 0;
  const rows: { row: Record<string, unknown>; dt: string }[] = [];
  const counts = { dropped: 0 };
  const keep = (type: string, records: readonly { data: string; reason: string }[]) => {
    if (records.length === 0) return;
    const documents = records.map(({ data, reason }) => ({
      attemptsMade: 4,
      arrivalTimestamp: Date.now(),
      errorCode: reason,
      errorMessage: reason,
      attemptEndingTimestamp: Date.now(),
      rawData: data,
    }));
    const key = `failed/${stream}/${type}/dt=2026-11-21/object-${String(++objects).padStart(5, "0")}`;
    lake.objects.set(key, Buffer.from(documents.map((one) => JSON.stringify(one)).join("\n")));
  };
  const invoke = async (event: FirehoseTransformEvent): Promise<FirehoseTransformResult | undefined> => {
    for (let attempt = 1; attempt <= 4; attempt++) {
      try {
        return await transform(event);
      } catch {
        // Tried again, as Firehose does after a timeout.
      }
    }
    return undefined;
  };
  return {
    rows,
    counts,
    async deliver(records: readonly Uint8Array[]): Promise<void> {
      for (let from = 0; from < records.length; from += 20) {
        const batch = records.slice(from, from + 20).map((data, i) => ({
          recordId: `${from + i}`,
          approximateArrivalTimestamp: Date.now(),
          data: Buffer.from(data).toString("base64"),
        }));
        const answer = await invoke({
          invocationId: `invocation-${from}`,
          deliveryStreamArn: `arn:aws:firehose:eu-west-1:111122223333:deliverystream/${stream}`,
          region: "eu-west-1",
          records: batch,
        });
        if (!answer) {
          keep(
            "processing-failed",
            batch.map(({ data }) => ({ data, reason: "Lambda.FunctionTimedOut" })),
          );
          continue;
        }
        const refused: { data: string; reason: string }[] = [];
        const unconverted: { data: string; reason: string }[] = [];
        for (const { recordId, data } of batch) {
          const answers = answer.records.filter((one) => one.recordId === recordId);
          const [one] = answers;
          if (answers.length !== 1 || one!.result === "ProcessingFailed") refused.push({ data, reason: "Lambda.ProcessingFailedStatus" });
          else if (one!.result === "Dropped") counts.dropped++;
          else if (conversionFails()) unconverted.push({ data: one!.data!, reason: "DataFormatConversion.MalformedData" });
          else
            for (const row of Buffer.from(one!.data!, "base64").toString("utf8").split("\n"))
              if (row !== "") rows.push({ row: JSON.parse(row), dt: one!.metadata!.partitionKeys.dt });
        }
        keep("processing-failed", refused);
        keep("format-conversion-failed", unconverted);
      }
    },
  };
}

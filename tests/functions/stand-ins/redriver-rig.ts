import { makeRedriver, type RedriveReport } from "../../../functions/redrive-failed-records";
import { handlerText } from "../../../local/handler-text";
import { loadText } from "../../../local/serialized-handler";
import { ServiceError, sdkModule } from "../../../local/stand-ins/sdk-module";
import { objectStore } from "./object-store";

export type Redrive = (request: unknown, context?: { getRemainingTimeInMillis(): number }) => Promise<RedriveReport>;

export const redriverText = () => handlerText(makeRedriver, {});

const today = new Date().toISOString().slice(0, 10);

/** The serialized redriver beside a lake and streams in memory. `fresh()` is another container. */
export async function redriverRig() {
  const source = await redriverText();
  const lake = objectStore();
  const rig = {
    lake,
    put: [] as { stream: string; text: string }[],
    calls: [] as number[],
    refuse: undefined as ((text: string, call: number) => boolean) | undefined,
    fail: undefined as ((call: number) => Error | undefined) | undefined,
    envelopes: () => rig.put.map((one) => JSON.parse(one.text)),
    /** Puts an object of failed documents into the lake and answers its key. */
    failed: (stream: string, type: string, documents: unknown[], name = "object-1", separator = "\n") => {
      const key = `failed/${stream}/${type}/dt=${today}/${name}`;
      lake.objects.set(key, Buffer.from(documents.map((one) => (typeof one === "string" ? one : JSON.stringify(one))).join(separator)));
      return key;
    },
    moved: (key: string) => key.replace("failed/", "redriven/"),
    fresh: (): Redrive =>
      loadText<unknown, RedriveReport>(
        source,
        {
          "@aws-sdk/client-s3": lake.module,
          "@aws-sdk/client-firehose": sdkModule("FirehoseClient", {
            PutRecordBatch: (input) => {
              rig.calls.push(input.Records.length);
              const error = rig.fail?.(rig.calls.length);
              if (error) throw error;
              const sizes = input.Records.map((record: any) => record.Data.byteLength);
              if (sizes.length > 500 || sizes.some((size: number) => size > 1024000))
                throw new ServiceError("InvalidArgumentException", 400);
              if (sizes.reduce((a: number, b: number) => a + b) > 4 * 1024 * 1024) throw new ServiceError("InvalidArgumentException", 400);
              const RequestResponses = input.Records.map((record: any) => {
                const one = Buffer.from(record.Data).toString("utf8");
                if (rig.refuse?.(one, rig.calls.length)) return { ErrorCode: "ServiceUnavailableException" };
                rig.put.push({ stream: input.DeliveryStreamName, text: one });
                return { RecordId: "1" };
              });
              return { FailedPutCount: RequestResponses.filter((one: any) => one.ErrorCode).length, RequestResponses };
            },
          }),
        },
        { LAKE_BUCKET: "lake", ACCESS_LOG_STREAM: "amazon-apigateway-logs", BRIDGE_STREAM: "bridge", AUDIT_STREAM: "audit" },
      ),
  };
  return Object.assign(rig, { redrive: rig.fresh() });
}

/** A document as Firehose writes it for a record that its transformer refused. */
export const failedRecord = (data: string | Buffer, fields: Record<string, unknown> = {}) => ({
  attemptsMade: 4,
  arrivalTimestamp: 1763725000000,
  errorCode: "Lambda.ProcessingFailedStatus",
  errorMessage: "ProcessingFailed status set for record",
  attemptEndingTimestamp: 1763725060000,
  rawData: Buffer.from(data).toString("base64"),
  lambdaArn: "arn:aws:lambda:eu-west-1:111122223333:function:demo",
  ...fields,
});

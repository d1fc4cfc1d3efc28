import { makeRecordPutter } from "./put-records";
import { makeDocumentReader } from "./redrive-failed-records/failed-documents";
import { makeReturnPlan } from "./redrive-failed-records/return-plan";
import { makeSharedObjects } from "./shared-object";

/** What the redriver needs to know when it is deployed: plain JSON. */
export interface RedriverConfig {
  /** How often a record is put back before it rests. @default 3 */
  maxAttempts?: number;
}

/** Environment of the redriver, read once at cold start. A stream's failed records are under `failed/<its name>/`. */
export interface RedriverEnvironment {
  LAKE_BUCKET: string;
  ACCESS_LOG_STREAM: string;
  /** Stream of CloudWatch Logs batches; absent where there is none. */
  BRIDGE_STREAM?: string;
  /** Stream of audit rows, which has no transformer; absent where there is none. */
  AUDIT_STREAM?: string;
}

/** What to redrive. */
export interface RedriveRequest {
  /** Only objects under this key prefix, which begins with `failed/`. @default all */
  prefix?: string;
  /** Counts, and changes nothing. */
  dryRun?: boolean;
  /** At most so many objects. @default all */
  maxObjects?: number;
}

/** What was done. records = returned + resting + failed, less what an earlier run has returned of an object that it could not finish. */
export interface RedriveReport {
  /** Objects that are through and have moved to `redriven/`. */
  objects: number;
  /** Records found in the objects that were worked on. */
  records: number;
  /** Records that their stream took, or with `dryRun` would be given. */
  returned: number;
  /** Records that were put back too often, or are too large; kept under `failed/<stream>/resting/`. */
  resting: number;
  /** Documents that cannot be read; kept there as well. */
  failed: number;
  /** Objects left for the next run. */
  remaining: number;
}

/** How far an object is, and until when somebody works on it. */
interface Progress {
  done?: number;
  leaseUntil?: number;
}

/**
 * Builds the handler that puts failed records back into the streams they failed in, where today's code may understand them. Rows land
 * in the day of their event, since the stream files them so, and their keys let every reader see a record that came twice.
 *
 * One object after another: claimed by a lease in `redriven/progress/<key>`, its records put back in order, progress noted after every
 * call, what may not return kept under `resting`, and only then is it copied to `redriven/` and deleted. A run that is cut off is
 * taken up where it stopped; twice can go at most the 500 records of one call. Thirty seconds before its time is up a run stops.
 *
 * An object that fails does not keep the others from being tried; the run then fails at its end, so that somebody sees it.
 */
export function makeRedriver(config: RedriverConfig) {
  const maxAttempts = config.maxAttempts ?? 3;
  return () => {
    const { LAKE_BUCKET: bucket, ACCESS_LOG_STREAM, BRIDGE_STREAM, AUDIT_STREAM } = process.env;
    if (!bucket) throw new Error("Invalid environment variable 'LAKE_BUCKET': must be the name of a bucket, got ''.");
    if (!ACCESS_LOG_STREAM) throw new Error("Invalid environment variable 'ACCESS_LOG_STREAM': must be the name of a stream, got ''.");
    const streams = [ACCESS_LOG_STREAM, BRIDGE_STREAM, AUDIT_STREAM].filter(Boolean);
    const s3 = require("@aws-sdk/client-s3") as typeof import("@aws-sdk/client-s3");
    const firehose = require("@aws-sdk/client-firehose") as typeof import("@aws-sdk/client-firehose");
    const lake = new s3.S3Client({ maxAttempts: 5 });
    const delivery = new firehose.FirehoseClient({ maxAttempts: 5 });
    const readDocuments = makeDocumentReader();
    const planReturn = makeReturnPlan(maxAttempts);
    const share = makeSharedObjects(s3, lake, bucket);
    const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
    const stopBeforeMs = 30000;
    /** Records held at a time; a multiple of what one call takes. */
    const windowSize = 2000;
    const windowBytes = 32 * 1024 * 1024;

    const list = async (prefix: string): Promise<string[]> => {
      const keys: string[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await lake.send(new s3.ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken }));
        for (const { Key } of page.Contents ?? []) if (Key && Key.split("/")[2] !== "resting") keys.push(Key);
        ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (ContinuationToken !== undefined);
      return keys;
    };
    const checked = (request: any): Required<RedriveRequest> => {
      const { prefix = "failed/", dryRun = false, maxObjects = Number.MAX_SAFE_INTEGER } = request ?? {};
      if (typeof prefix !== "string" || !prefix.startsWith("failed/"))
        throw new Error(`Invalid field 'prefix': must begin with 'failed/', got '${prefix}'.`);
      if (typeof dryRun !== "boolean") throw new Error(`Invalid field 'dryRun': must be true or false, got '${dryRun}'.`);
      if (!Number.isSafeInteger(maxObjects) || maxObjects < 1)
        throw new Error(`Invalid field 'maxObjects': must be a whole number from 1, got '${maxObjects}'.`);
      return { prefix, dryRun, maxObjects };
    };

    /** Works on one object; answers whether it is through, is left for the next run, or is not there any more. */
    const redrive = async (
      key: string,
      dryRun: boolean,
      remainingMs: () => number,
      report: RedriveReport,
    ): Promise<"through" | "left" | "gone"> => {
      const [, stream = "", errorType = ""] = key.split("/");
      if (!streams.includes(stream)) {
        console.warn(`Left ${key}: no stream of this project is named '${stream}'.`);
        return "left";
      }
      const progress = share<Progress>(`redriven/progress/${key}`);
      const attempts = share<Record<string, number>>(`redriven/attempts/${stream}.json`);
      let done = (await progress.read())?.done ?? 0;
      if (!dryRun) {
        let ours = false;
        await progress.update(async (found) => {
          ours = !(Number(found?.leaseUntil) > Date.now());
          done = found?.done ?? 0;
          return ours ? { done, leaseUntil: Date.now() + remainingMs() } : undefined;
        });
        if (!ours) return "left";
      }
      const putRecords = makeRecordPutter(
        (records) =>
          delivery.send(new firehose.PutRecordBatchCommand({ DeliveryStreamName: stream, Records: records.map((Data) => ({ Data })) })),
        pause,
      );
      const note = async (leaseUntil: number) => {
        await progress.update(async () => ({ done, leaseUntil }));
      };
      try {
        let body: { transformToByteArray(): Promise<Uint8Array> };
        try {
          body = (await lake.send(new s3.GetObjectCommand({ Bucket: bucket, Key: key }))).Body!;
        } catch (error) {
          if ((await list(key)).includes(key)) throw error;
          // Another run was through with it since it was listed.
          if (!dryRun) await lake.send(new s3.DeleteObjectCommand({ Bucket: bucket, Key: `redriven/progress/${key}` }));
          return "gone";
        }
        const rowAttempts = (await attempts.read()) ?? {};
        const returnedRows: string[] = [];
        const kept: string[] = [];
        // Those of a window that may return, and for each the number of documents up to it.
        let waiting: { record: Uint8Array; upTo: number }[] = [];
        let waitingBytes = 0;
        let documents = 0;
        const flush = async () => {
          const sent = waiting;
          waiting = [];
          waitingBytes = 0;
          const before = done;
          const fresh = sent.filter(({ upTo }) => upTo > before);
          report.returned += dryRun ? fresh.length : 0;
          if (dryRun) return;
          let at = 0;
          await putRecords(
            fresh.map(({ record }) => record),
            0,
            async (index) => {
              report.returned += index - at;
              at = index;
              done = fresh[index - 1]!.upTo;
              await note(Date.now() + remainingMs());
            },
          );
        };
        for (const document of readDocuments(await body.transformToByteArray())) {
          documents++;
          report.records++;
          const plan = planReturn(document, errorType, stream !== AUDIT_STREAM, rowAttempts);
          if (plan.action === "return") {
            waiting.push({ record: plan.record, upTo: documents });
            waitingBytes += plan.record.byteLength;
            if (plan.row) returnedRows.push(plan.row);
          } else {
            kept.push(document.text);
            if (plan.action === "rest") report.resting++;
            else report.failed++;
          }
          if (waiting.length >= windowSize || waitingBytes >= windowBytes) {
            await flush();
            if (remainingMs() < stopBeforeMs) {
              if (!dryRun) await note(0);
              return "left";
            }
          }
        }
        await flush();
        if (dryRun) return "through";
        if (kept.length > 0) {
          const restingKey = `failed/${stream}/resting/${key.split("/").slice(2).join("/")}`;
          await lake.send(new s3.PutObjectCommand({ Bucket: bucket, Key: restingKey, Body: `${kept.join("\n")}\n` }));
        }
        const CopySource = `${bucket}/${encodeURIComponent(key)}`;
        await lake.send(new s3.CopyObjectCommand({ Bucket: bucket, Key: `redriven/${key.slice("failed/".length)}`, CopySource }));
        await lake.send(new s3.DeleteObjectCommand({ Bucket: bucket, Key: key }));
        // Counted last: cut off before it, a row may return once more often, but none rests that has just been returned.
        if (returnedRows.length > 0) {
          await attempts.update(async (found) => {
            const counts = { ...found };
            for (const row of returnedRows) counts[row] = (rowAttempts[row] ?? 0) + 1;
            const rows = Object.keys(counts);
            // The oldest are forgotten first; 200,000 rows take about 4 MB.
            for (const row of rows.slice(0, Math.max(0, rows.length - 200000))) delete counts[row];
            return counts;
          });
        }
        await lake.send(new s3.DeleteObjectCommand({ Bucket: bucket, Key: `redriven/progress/${key}` }));
        return "through";
      } catch (error) {
        // The next run need not wait for the lease to end.
        if (!dryRun) await note(0).catch(() => undefined);
        throw error;
      }
    };

    return async (request: unknown, context?: { getRemainingTimeInMillis?(): number }): Promise<RedriveReport> => {
      const { prefix, dryRun, maxObjects } = checked(request);
      const remainingMs = () => context?.getRemainingTimeInMillis?.() ?? 900000;
      const report: RedriveReport = { objects: 0, records: 0, returned: 0, resting: 0, failed: 0, remaining: 0 };
      const keys = await list(prefix);
      const errors: string[] = [];
      for (const [index, key] of keys.entries()) {
        if (index >= maxObjects || remainingMs() < stopBeforeMs) {
          report.remaining += keys.length - index;
          break;
        }
        try {
          const outcome = await redrive(key, dryRun, remainingMs, report);
          if (outcome === "through") report.objects++;
          if (outcome === "left") report.remaining++;
        } catch (error) {
          report.remaining++;
          errors.push(`${key}: ${(error as Error).message}`);
        }
      }
      if (process.env["AWS_LAMBDA_FUNCTION_NAME"]) console.log(JSON.stringify(report));
      if (errors.length > 0)
        throw Object.assign(
          new Error(
            `${errors.length} of ${keys.length} objects could not be redriven; the first: ${errors[0]} (${JSON.stringify(report)})`,
          ),
          { report },
        );
      return report;
    };
  };
}

import { makePseudonymKey } from "./pseudonym-key";
import { makeRecordPutter } from "./put-records";
import { makeAuditRows } from "./track-api-calls/audit-row";
import { makeCallCounter } from "./track-api-calls/call-counter";
import { makeChunkClaims } from "./track-api-calls/chunk-claims";
import { makeMemoryState } from "./track-api-calls/memory-state";
import { makeMetricPublisher } from "./track-api-calls/metric-publisher";
import { type AlarmedCall, divideCeiling, trackerPipelineMetrics } from "./track-api-calls/metric-series";
import { makeSeriesLedger } from "./track-api-calls/series-ledger";
import { makeChunkReader } from "./track-api-calls/subscription-chunk";

/** What the tracker needs to know when it is deployed: plain JSON. */
export interface TrackerConfig {
  /** Namespace of the counts; alarm series go to `<metricNamespace>/Alarms`, its own health to `<metricNamespace>/Pipeline`. */
  metricNamespace: string;
  /** Ceiling of billed series in a UTC month, everything included. */
  maxMetricSeries: number;
  /** Event sources to count. @default all */
  eventSources?: string[];
  /** Event sources not to count. */
  ignoredEventSources: string[];
  /** Event sources kept as audit rows; `*`: all. */
  auditEventSources: string[] | "*";
  /** Columns of the audit rows. @default all that the table has */
  auditColumns?: string[];
  /** Calls counted in series of their own. */
  alarms: AlarmedCall[];
  /** The time that CloudWatch takes; null lifts it, and needs no state table: the run on one machine. */
  window: { pastHours: number; futureHours: number } | null;
  /** How much of client addresses is kept in audit rows. */
  clientIp: "keep" | "truncate" | "pseudonymise";
  /** How much of users and roles is kept in audit rows. */
  principals: "keep" | "pseudonymise";
}

/** Environment of the tracker, read once at cold start. */
export interface TrackerEnvironment {
  /** Table for claims and series: hash key `pk` (S), TTL attribute `expires`. May be absent only where `window` is null. */
  STATE_TABLE: string;
  /** Delivery stream of the audit rows; absent: none are kept. */
  AUDIT_STREAM?: string;
  /** ARN of the secret with the key of the pseudonyms; needed where anything is pseudonymised. */
  PSEUDONYM_KEY_SECRET?: string;
}

/** What became of one batch. events = counted + duplicates + ignored + unreadable; outOfWindow and refused are part of counted. */
export interface TrackerReport {
  events: number;
  counted: number;
  duplicates: number;
  ignored: number;
  unreadable: number;
  outOfWindow: number;
  overflow: number;
  refused: number;
  auditRows: number;
  /** PutMetricData calls made. */
  requests: number;
  datums: number;
}

/**
 * Builds the handler of the CloudTrail log group's subscription: it counts every AWS API call as a CloudWatch metric and sends the
 * configured sources' events to the audit stream.
 *
 * A batch is claimed in the state table, published, and marked as done, so that a batch delivered again is not counted again. After
 * every PutMetricData the claim remembers how far publishing came; a retry goes on from there. When the table cannot be asked, the
 * batch fails and is retried: nothing is guessed. When only the *mark* at the end fails the batch stands as published, since failing
 * it would count it twice for certain. What can still be counted twice is one call's worth: cut off between call and note.
 *
 * Batches of this project's own function logs are left alone, or each run would cause the next. The embedded-metric line is written
 * to stdout directly, because the runtime's console puts a prefix or an envelope around it; only inside Lambda.
 *
 * Throws `Invalid setting …` when the ceiling has no room for what is always published.
 */
export function makeTracker(config: TrackerConfig) {
  const { metricNamespace, maxMetricSeries, window, clientIp, principals, auditColumns } = config;
  const pipelineMetrics = [...trackerPipelineMetrics];
  const { fixed, calls, others } = divideCeiling(maxMetricSeries, config.alarms.length);
  if (maxMetricSeries < fixed) {
    throw new Error(
      `Invalid setting 'api-usage-analytics:maxMetricSeries': must be at least ${fixed} with ${config.alarms.length} API-call alarms, got '${maxMetricSeries}'.`,
    );
  }
  return () => {
    const { STATE_TABLE: table, AUDIT_STREAM: stream, PSEUDONYM_KEY_SECRET: secret, AWS_LAMBDA_FUNCTION_NAME: ownName = "" } = process.env;
    const pseudonymises = clientIp === "pseudonymise" || principals === "pseudonymise";
    if (!table && window) throw new Error("Invalid environment variable 'STATE_TABLE': must be the name of a table, got ''.");
    if (pseudonymises && stream && !secret)
      throw new Error("Invalid environment variable 'PSEUDONYM_KEY_SECRET': must be the ARN of a secret, got ''.");

    const cloudwatch = require("@aws-sdk/client-cloudwatch") as typeof import("@aws-sdk/client-cloudwatch");
    const metrics = new cloudwatch.CloudWatchClient({ maxAttempts: 6 });
    const memory = makeMemoryState();
    let claims: import("./track-api-calls/chunk-claims").ChunkClaims = memory;
    let ledger: import("./track-api-calls/series-ledger").SeriesLedger = memory;
    if (table) {
      const dynamodb = require("@aws-sdk/client-dynamodb") as typeof import("@aws-sdk/client-dynamodb");
      const state = new dynamodb.DynamoDBClient({ maxAttempts: 5 });
      claims = makeChunkClaims(dynamodb, state, table);
      ledger = makeSeriesLedger(dynamodb, state, table);
    }
    const pseudonymKey = pseudonymises && secret ? makePseudonymKey(secret) : undefined;
    const read = makeChunkReader();
    const count = makeCallCounter(config, ownName);
    const publish = makeMetricPublisher(
      { metricNamespace, callSeries: calls, otherSeries: others, window },
      { sdk: cloudwatch, client: metrics, ledger },
    );
    const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
    let putRecords: ReturnType<typeof makeRecordPutter> | undefined;
    if (stream) {
      const firehose = require("@aws-sdk/client-firehose") as typeof import("@aws-sdk/client-firehose");
      const client = new firehose.FirehoseClient({ maxAttempts: 5 });
      putRecords = makeRecordPutter(
        (records) =>
          client.send(new firehose.PutRecordBatchCommand({ DeliveryStreamName: stream, Records: records.map((Data) => ({ Data })) })),
        pause,
      );
    }
    const ownLogGroups = ownName ? `/aws/lambda/${ownName.replace(/track-api-calls.*$/, "")}` : undefined;

    const auditRecords = async (audited: import("./track-api-calls/call-counter").AuditedEvent[]): Promise<Uint8Array[]> => {
      const key = await pseudonymKey?.();
      const toRow = makeAuditRows({ clientIp, principals }, auditColumns, key?.pseudonym ?? ((text) => text), key?.version ?? null);
      return audited.map((one) => Buffer.from(`${JSON.stringify(toRow(one))}\n`));
    };

    const tell = (report: TrackerReport): TrackerReport => {
      if (!ownName) return report;
      const { events, counted, duplicates, ignored, outOfWindow, unreadable, overflow, refused } = report;
      const values = [events, counted, duplicates, ignored, outOfWindow, unreadable, overflow, refused];
      const line: Record<string, unknown> = {
        _aws: {
          Timestamp: Date.now(),
          CloudWatchMetrics: [
            {
              Namespace: `${metricNamespace}/Pipeline`,
              Dimensions: [["function"]],
              Metrics: pipelineMetrics.map((Name) => ({ Name, Unit: "Count" })),
            },
          ],
        },
        function: ownName,
        auditRows: report.auditRows,
        requests: report.requests,
        datums: report.datums,
      };
      for (const [index, name] of pipelineMetrics.entries()) line[name] = values[index];
      process.stdout.write(`${JSON.stringify(line)}\n`);
      return report;
    };
    const nothing: TrackerReport = {
      events: 0,
      counted: 0,
      duplicates: 0,
      ignored: 0,
      unreadable: 0,
      outOfWindow: 0,
      overflow: 0,
      refused: 0,
      auditRows: 0,
      requests: 0,
      datums: 0,
    };

    return async (event: unknown, context?: { getRemainingTimeInMillis?(): number }): Promise<TrackerReport> => {
      const chunk = read(event);
      if (chunk.kind === "control") return { ...nothing };
      if (chunk.kind === "unreadable") {
        console.warn(`Skipped a batch: ${chunk.reason}.`);
        return tell({ ...nothing, events: 1, unreadable: 1 });
      }
      const lines = chunk.logEvents.length;
      if (ownLogGroups && chunk.logGroup.startsWith(ownLogGroups)) return tell({ ...nothing, events: lines, ignored: lines });

      const claim = await claims.claim(chunk.identity, (context?.getRemainingTimeInMillis?.() ?? 60000) + 1000);
      if (claim.state === "done") return tell({ ...nothing, events: lines, duplicates: lines });
      const progress = { publishedTo: claim.publishedTo, auditedTo: claim.auditedTo };
      const save = (then: "held" | "free" | "done") => claims.save(chunk.identity, claim.owner, progress, then);
      const lost = (error: unknown) => (error as { name?: string }).name === "ConditionalCheckFailedException";
      /** Notes progress between two calls. A table that fails just now is asked again at the end; a claim that was lost stops the work. */
      const note = async () => {
        try {
          await save("held");
        } catch (error) {
          if (lost(error)) throw error;
          console.warn(`Progress was not noted: ${(error as Error).name}.`);
        }
      };

      try {
        const { tally, counts, audited } = count(chunk.logEvents);
        const published = await publish(counts, progress.publishedTo, async (index) => {
          progress.publishedTo = index;
          if (index < counts.length || (putRecords && audited.length > 0)) await note();
        });
        if (putRecords) {
          const records = await auditRecords(audited);
          await putRecords(records, progress.auditedTo, async (index) => {
            progress.auditedTo = index;
            if (index < records.length) await note();
          });
        }
        await save("done").catch((error: Error) => console.warn(`The batch is published, but was not marked as done: ${error.name}.`));
        for (const refusal of published.refusals) console.warn(`CloudWatch refused a datum: ${refusal}`);
        const { requests, datums, outOfWindow, overflow, refused } = published;
        return tell({ ...tally, outOfWindow, overflow, refused, auditRows: putRecords ? audited.length : 0, requests, datums });
      } catch (error) {
        if (!lost(error)) await save("free").catch(() => undefined);
        throw error;
      }
    };
  };
}

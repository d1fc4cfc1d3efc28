import { makeFormatCompiler } from "./access-log-format";
import { makeAddressKeeper } from "./client-address";
import { makePseudonymKey, type Pseudonyms } from "./pseudonym-key";
import { makeBatchTransform } from "./transform-access-logs/batch-transform";
import { compactPlan } from "./transform-access-logs/compact-plan";
import { compactTemplate, makeTemplateExpander } from "./transform-access-logs/compact-template";
import { makeAttribution } from "./transform-access-logs/customer-attribution";
import { makeDirectoryIndexer } from "./transform-access-logs/directory-index";
import { makeDirectoryReader } from "./transform-access-logs/directory-reader";
import type { FirehoseTransformEvent, FirehoseTransformResult } from "./transform-access-logs/firehose-transform";
import { makeFormatChooser } from "./transform-access-logs/format-choice";
import { makeLineBinder } from "./transform-access-logs/line-binder";
import { makeRecordReader } from "./transform-access-logs/record-reader";
import { makeRowBuilder } from "./transform-access-logs/row-builder";
import { makeRowPrivacy } from "./transform-access-logs/row-privacy";
import { makeRowWriter } from "./transform-access-logs/row-writer";
import { makeTransformMetrics } from "./transform-access-logs/transform-metrics";
import type { TransformerConfig } from "./transform-access-logs/transformer-config";
import { makeValueReaders } from "./transform-access-logs/value-readers";

export type { RedriveEnvelope } from "./transform-access-logs/redrive-envelope";
export type { KnownTemplate, TransformerConfig } from "./transform-access-logs/transformer-config";

/** Environment of the function. */
export interface TransformerEnvironment {
  /** Bucket of the lake: holds the directory, takes the failed lines. */
  readonly LAKE_BUCKET: string;
  /** Key of the directory snapshot in it, such as `directory/current.json`. */
  readonly DIRECTORY_KEY: string;
  /** ARN of the secret with the key of the pseudonyms; only when something is pseudonymised. */
  readonly PSEUDONYM_KEY_SECRET?: string;
  readonly AWS_REGION?: string;
}

/**
 * Transforms access logs on their way through Firehose: lines in, typed and attributed rows of JSON out, partitioned by the day of the request.
 *
 * What a batch needs beyond its records may be missing without failing it: without a directory rows have no names (the views add them later).
 * Lines that could not become rows are stored before their record is answered `Ok`; where that is not possible the whole record is
 * `ProcessingFailed`, and Firehose keeps it. While the key of the pseudonyms cannot be read, no record is transformed, since nothing personal
 * may be stored in the clear. No part of a record is ever written to the function's log.
 */
export function makeTransformer(config: TransformerConfig) {
  const plan = compactPlan(config.plan);
  const { secretKeys, schemaVersion } = config.plan;
  // Lists, not objects: the serializer gives every object a name and a statement of its own.
  const templates = config.templates.map(({ template }) => compactTemplate(template));
  const kinds = config.templates.map(({ kind }) => kind ?? "");
  const owned = config.templates.map(({ own }) => own ?? false);
  const { source, customerSource, clientIp, principals, droppedColumns, maxUserAgentLength } = config;
  const told = {
    metricNamespace: config.metricNamespace,
    metricsFor: config.metricsFor,
    explainFailures: config.explainFailures ?? false,
  };
  return () => {
    const { S3Client, GetObjectCommand, PutObjectCommand } = require("@aws-sdk/client-s3") as typeof import("@aws-sdk/client-s3");
    const { createHash } = require("node:crypto") as typeof import("node:crypto");
    const environment = process.env as unknown as TransformerEnvironment;
    for (const name of ["LAKE_BUCKET", "DIRECTORY_KEY"] as const) {
      if (!environment[name]) throw new Error(`Invalid environment variable '${name}': must be set, got '${environment[name] ?? ""}'.`);
    }
    const { LAKE_BUCKET, DIRECTORY_KEY, PSEUDONYM_KEY_SECRET, AWS_REGION } = environment;
    const pseudonymises = clientIp === "pseudonymise" || principals === "pseudonymise";
    if (pseudonymises && !PSEUDONYM_KEY_SECRET)
      throw new Error("Invalid environment variable 'PSEUDONYM_KEY_SECRET': must be set, got ''.");
    const s3 = new S3Client({ maxAttempts: 3 });
    const readers = makeValueReaders();
    const binder = makeLineBinder(plan, secretKeys);
    const writer = makeRowWriter({ schemaVersion, droppedColumns, maxUserAgentLength }, { binder, readers });
    const metrics = makeTransformMetrics(told, binder);
    const builder = makeRowBuilder(metrics.observe, {
      binder,
      readers,
      writer,
      attribute: makeAttribution(customerSource, binder),
      hide: makeRowPrivacy({ clientIp, principals, customerSource }, binder),
    });
    const expand = makeTemplateExpander();
    const known = templates.map((template, i) => ({ kind: kinds[i] || null, own: owned[i], template: expand(template) }));
    const columns = { templates: known, apiId: binder.indexOf("api_id"), stage: binder.indexOf("stage") };
    const transform = makeBatchTransform(6_000_000, {
      read: makeRecordReader(source),
      readers,
      choose: makeFormatChooser(columns, { compiler: makeFormatCompiler(), binder }),
      build: builder.build,
      rebuild: builder.rebuild,
    });
    const directory = makeDirectoryReader(makeDirectoryIndexer(), async (etag) => {
      const answer = await s3.send(
        new GetObjectCommand({ Bucket: LAKE_BUCKET, Key: DIRECTORY_KEY, ...(etag ? { IfNoneMatch: etag } : {}) }),
        { requestTimeout: 5000 },
      );
      return { etag: answer.ETag ?? "", text: await answer.Body!.transformToString("utf-8") };
    });
    const readKey = pseudonymises ? makePseudonymKey(PSEUDONYM_KEY_SECRET!) : null;
    let pseudonyms: Pseudonyms | null = null;
    const inTheClear = makeAddressKeeper(clientIp === "truncate" ? "truncate" : "keep", (text) => text);

    return async (event: FirehoseTransformEvent): Promise<FirehoseTransformResult> => {
      const now = Date.now();
      if (readKey !== null) {
        try {
          pseudonyms = await readKey();
        } catch {
          // An older key serves on; rows say which one they were made with.
        }
      }
      const pseudonym = pseudonyms === null ? null : pseudonyms.pseudonym;
      const known = await directory.current(now);
      const outcome = transform(event, {
        refusal: readKey !== null && pseudonyms === null ? "the key of the pseudonyms cannot be read" : null,
        now,
        ingestedAt: readers.timestamp(now),
        region: AWS_REGION ?? event.region ?? null,
        directory: known.index,
        keepAddress: clientIp === "pseudonymise" && pseudonym !== null ? makeAddressKeeper("pseudonymise", pseudonym) : inTheClear,
        pseudonym: principals === "pseudonymise" ? pseudonym : null,
        keyVersion: pseudonyms === null ? null : pseudonyms.version,
      });
      let linesKept = true;
      if (outcome.failedLines.length > 0) {
        const stream =
          (event.deliveryStreamArn ?? "")
            .split("/")
            .pop()!
            .replace(/[^\w.-]/g, "") || "unknown";
        const first = outcome.failedLines[0]!;
        // Named after the lines, so that a batch that Firehose tries again replaces its object.
        const hash = createHash("sha256");
        for (const line of outcome.failedLines) hash.update(`${line.rowId}\n`);
        const day = readers.dayOf(first.arrivalTimestamp);
        const Key = `failed/${stream}/line-failed/dt=${day}/${first.arrivalTimestamp}-${hash.digest("hex").slice(0, 24)}.json`;
        const Body = `${outcome.failedLines.map((line) => JSON.stringify(line)).join("\n")}\n`;
        try {
          await s3.send(new PutObjectCommand({ Bucket: LAKE_BUCKET, Key, Body, ContentType: "application/x-ndjson" }));
        } catch {
          linesKept = false;
        }
      }
      return metrics.answer(outcome, { linesKept, directory: known, now });
    };
  };
}

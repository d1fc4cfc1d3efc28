import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { apiKinds } from "../analytics/schema";
import { decodePlan } from "../analytics/schema/decode-plan";
import { knownFormats } from "../analytics/schema/known-formats";
import { formatFor } from "../analytics/schema/log-format";
import { makeRedriver, type RedriveReport, type RedriveRequest } from "../functions/redrive-failed-records";
import { makeTracker, type TrackerConfig } from "../functions/track-api-calls";
import { makeTransformer } from "../functions/transform-access-logs";
import type { KnownTemplate, TransformerConfig } from "../functions/transform-access-logs/transformer-config";
import { handlerText } from "./handler-text";
import type { Transformer } from "./import-access-logs";
import type { Tracker } from "./import-cloudtrail";
import type { LakeWriter } from "./lake-writer";
import { loadText } from "./serialized-handler";
import { s3StandIn } from "./stand-ins/s3";
import { sdkModule } from "./stand-ins/sdk-module";
import { trackerNamespace } from "./tracker-namespace";

/** How the handlers treat what they read; the stack's settings of the same names. */
export interface HandlerSettings {
  readonly customerSource: readonly string[];
  readonly authorizerProperties: readonly string[];
  readonly jwtClaims: readonly string[];
  readonly clientIp: "keep" | "truncate" | "pseudonymise";
  readonly principals: "keep" | "pseudonymise";
  /** The format that the lines are said to have; empty: the known formats, exactly one of which must fit a line. */
  readonly templates: readonly KnownTemplate[];
}

const secretName = "local-pseudonym-key";

/** The project's own formats, one per kind of API. */
export function ownTemplates(settings: Pick<HandlerSettings, "authorizerProperties" | "jwtClaims">): KnownTemplate[] {
  return apiKinds.map((kind) => ({ name: `own-${kind.toLowerCase()}`, kind, template: formatFor(kind, settings).template, own: true }));
}

/** The formats that the console suggests and vendors ask for; the format of a stage that the directory knows goes before them. */
const othersTemplates: readonly KnownTemplate[] = knownFormats
  .filter(({ id }) => !id.startsWith("own-"))
  .map(({ id, kinds, template }) => ({ name: id, kind: kinds.length === 1 ? kinds[0]! : null, template, own: false }));

/** The key of this folder's pseudonyms, made at the first run. */
async function privacyKey(lake: string): Promise<string> {
  const file = path.join(lake, "..", "pseudonym.key");
  if (!existsSync(file)) await writeFile(file, randomBytes(32).toString("hex"), { mode: 0o600 });
  return (await readFile(file, "utf8")).trim();
}

/** A key that holds for this folder only, so that pseudonyms cannot be compared with anybody else's. */
const secretsStandIn = (key: string) =>
  sdkModule("SecretsManagerClient", { GetSecretValue: () => ({ SecretString: key, VersionId: "local" }) });

/** The serialized handlers, each with stand-ins for the services it calls. */
export interface Handlers {
  readonly transformDirect: Transformer;
  readonly transformBridge: Transformer;
  readonly track: Tracker;
}

interface Datum {
  readonly MetricName: string;
  readonly Timestamp: Date;
  readonly Value: number;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

/** Metrics per API call become rows of `api_calls`; alarm series, errors and the pipeline's own counts say nothing that the lake does not hold. */
function keepCalls(writer: LakeWriter, namespace: string, data: readonly Datum[]): void {
  if (namespace !== trackerNamespace) return;
  for (const datum of data) {
    const dimension = (name: string) => datum.Dimensions?.find((d) => d.Name === name)?.Value;
    const region = dimension("awsRegion");
    if (region === undefined) continue;
    const minute = datum.Timestamp.toISOString();
    const row = {
      minute: minute.replace("T", " ").slice(0, 23),
      event_name: datum.MetricName,
      event_source: dimension("eventSource") ?? "-",
      aws_region: region,
      calls: datum.Value,
    };
    writer.append("api_calls", minute.slice(0, 10), JSON.stringify(row));
  }
}

function trackerConfig(settings: HandlerSettings): TrackerConfig {
  return {
    metricNamespace: trackerNamespace,
    // Nothing is billed here, and history is the point: no ceiling that could be met, and no time window.
    maxMetricSeries: 1_000_000_000,
    ignoredEventSources: [],
    auditEventSources: "*",
    alarms: [],
    window: null,
    clientIp: settings.clientIp,
    principals: settings.principals,
  };
}

function transformerConfig(source: "direct" | "bridge", settings: HandlerSettings): TransformerConfig {
  return {
    source,
    plan: decodePlan,
    templates: [...ownTemplates(settings), ...(settings.templates.length > 0 ? settings.templates : othersTemplates)],
    customerSource: settings.customerSource,
    clientIp: settings.clientIp,
    principals: settings.principals,
    droppedColumns: [],
    metricNamespace: "",
    metricsFor: [],
    maxUserAgentLength: 512,
    explainFailures: true,
  };
}

/** Serializes and loads the handlers for one lake. */
export async function loadHandlers(lake: string, writer: LakeWriter, settings: HandlerSettings): Promise<Handlers> {
  const standIns = {
    "@aws-sdk/client-s3": s3StandIn(lake),
    "@aws-sdk/client-secrets-manager": secretsStandIn(await privacyKey(lake)),
    "@aws-sdk/client-cloudwatch": sdkModule("CloudWatchClient", {
      PutMetricData: (input: { Namespace: string; MetricData: Datum[] }) => keepCalls(writer, input.Namespace, input.MetricData),
    }),
    "@aws-sdk/client-firehose": sdkModule("FirehoseClient", {
      PutRecordBatch: (input: { Records: { Data: Uint8Array }[] }) => {
        for (const { Data } of input.Records) {
          const text = Buffer.from(Data).toString("utf8");
          writer.append("audit_events", (JSON.parse(text) as { dt: string }).dt, text);
        }
        return { FailedPutCount: 0, RequestResponses: input.Records.map(() => ({})) };
      },
    }),
  };
  const environment = {
    LAKE_BUCKET: "lake",
    DIRECTORY_KEY: "directory/current.json",
    AUDIT_STREAM: "audit",
    PSEUDONYM_KEY_SECRET: secretName,
  };
  const transformer = (source: "direct" | "bridge") =>
    handlerText(makeTransformer, transformerConfig(source, settings)).then((text) => loadText(text, standIns, environment) as Transformer);
  return {
    transformDirect: await transformer("direct"),
    transformBridge: await transformer("bridge"),
    track: loadText(await handlerText(makeTracker, trackerConfig(settings)), standIns, environment) as Tracker,
  };
}

/** Puts records into a stream, as Firehose would take them. */
export type PutRecords = (stream: string, records: readonly Uint8Array[]) => Promise<void>;

/** What the redriver is told of the time it has left. */
interface LambdaTime {
  getRemainingTimeInMillis(): number;
}

/** Serializes the redriver once and loads it for each stream of a lake, whose failed records go to `put`. */
export async function loadRedriver(lake: string, put: PutRecords) {
  const standIns = {
    "@aws-sdk/client-s3": s3StandIn(lake),
    "@aws-sdk/client-firehose": sdkModule("FirehoseClient", {
      PutRecordBatch: async (input: { DeliveryStreamName: string; Records: { Data: Uint8Array }[] }) => {
        await put(
          input.DeliveryStreamName,
          input.Records.map(({ Data }) => Data),
        );
        return { FailedPutCount: 0, RequestResponses: input.Records.map(() => ({})) };
      },
    }),
  };
  const text = await handlerText(makeRedriver, {});
  // A minute is always left: nobody ends a local run, and a lease of one that was ended lasts no longer.
  const time: LambdaTime = { getRemainingTimeInMillis: () => 60_000 };
  return async (stream: string, isAudit: boolean): Promise<RedriveReport> => {
    const environment = {
      LAKE_BUCKET: "lake",
      ACCESS_LOG_STREAM: isAudit ? "-" : stream,
      BRIDGE_STREAM: "",
      AUDIT_STREAM: isAudit ? stream : "",
    };
    const redrive = loadText<RedriveRequest, RedriveReport>(text, standIns, environment) as (
      request: RedriveRequest,
      context: LambdaTime,
    ) => Promise<RedriveReport>;
    return redrive({ prefix: `failed/${stream}/` }, time);
  };
}

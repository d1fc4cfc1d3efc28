import { accessLogSchemaVersion, apiKinds } from "../analytics/schema";
import { formatFor } from "../analytics/schema/log-format";
import { makeTracker, type TrackerConfig } from "../functions/track-api-calls";
import { makeTransformer } from "../functions/transform-access-logs";
import type { KnownTemplate, TransformerConfig } from "../functions/transform-access-logs/transformer-config";
import type { Transformer } from "./import-access-logs";
import type { Tracker } from "./import-cloudtrail";
import type { LakeWriter } from "./lake-writer";
import { loadSerialized } from "./serialized-handler";
import { s3StandIn } from "./stand-ins/s3";
import { sdkModule } from "./stand-ins/sdk-module";

/** How the handlers treat what they read; the stack's settings of the same names. */
export interface HandlerSettings {
  readonly customerSource: readonly string[];
  readonly authorizerProperties: readonly string[];
  readonly jwtClaims: readonly string[];
  readonly clientIp: "keep" | "truncate" | "pseudonymise";
  readonly principals: "keep" | "pseudonymise";
  /** Formats beside the project's own, which lines may have been written with. */
  readonly templates: readonly KnownTemplate[];
}

const secretName = "local-pseudonym-key";

/** The project's own formats, one per kind of API. */
export function ownTemplates(settings: Pick<HandlerSettings, "authorizerProperties" | "jwtClaims">): KnownTemplate[] {
  return apiKinds.map((kind) => ({ name: `own-${kind.toLowerCase()}`, kind, template: formatFor(kind, settings).template, own: true }));
}

/** A key that holds for this folder only, so that pseudonyms cannot be compared with anybody else's. */
const secretsStandIn = (key: string) =>
  sdkModule("SecretsManagerClient", { GetSecretValue: () => ({ SecretString: key, VersionId: "local" }) });

function transformerConfig(source: "direct" | "bridge", settings: HandlerSettings): TransformerConfig {
  return {
    source,
    plan: transformPlan,
    templates: [...ownTemplates(settings), ...settings.templates],
    customerSource: settings.customerSource,
    authorizerProperties: settings.authorizerProperties,
    jwtClaims: settings.jwtClaims,
    clientIp: settings.clientIp,
    principals: settings.principals,
    droppedColumns: [],
    metricNamespace: "",
    metricsFor: [],
    schemaVersion: accessLogSchemaVersion,
    maxUserAgentLength: 512,
    explainFailures: true,
  };
}

import * as pulumi from "@pulumi/pulumi";
import { allConfig } from "@pulumi/pulumi/runtime";
import { operationsDashboardNames } from "./analytics/dashboards/operations";
import { fleetMonitors } from "./analytics/monitors/fleet-monitors";
import { billedMetrics } from "./analytics/monitors/monitor";
import { pipelineMonitors } from "./analytics/monitors/pipeline-monitors";
import { type MonitoredStage, stageMonitors } from "./analytics/monitors/stage-monitors";
import type { MonitorThresholds } from "./analytics/monitors/thresholds";
import { rollUpLookbackDays } from "./analytics/rollup";
import { type ApiKind, accessLogColumns, apiKinds } from "./analytics/schema";
import { decodePlan } from "./analytics/schema/decode-plan";
import { knownFormats } from "./analytics/schema/known-formats";
import { formatFor, type LogFormat } from "./analytics/schema/log-format";
import { type CostDrivers, runsPerDay } from "./components/cost";
import { type LogsApiSettings, readLogsApiSettings } from "./components/logs-api/settings";
import type { TrackerConfig } from "./functions/track-api-calls";
import { divideCeiling } from "./functions/track-api-calls/metric-series";
import type { TransformerConfig } from "./functions/transform-access-logs/transformer-config";
import { type ApiCallAlarm, readApiCallAlarms } from "./settings/api-call-alarms";
import { readMonitoredStages, readMonitorThresholds } from "./settings/monitored-stages";
import { type Given, invalidSetting, SettingReader } from "./settings/reader";

/** The stack configuration: read once, checked, typed. */
export interface Settings {
  readonly trailLogGroup?: string;
  readonly organizationId?: string;
  readonly metricNamespace: string;
  readonly maxMetricSeries: number;
  /** Empty: all. */
  readonly eventSources: readonly string[];
  readonly ignoredEventSources: readonly string[];
  readonly auditEventSources: readonly string[];
  readonly apiCallAlarms: readonly ApiCallAlarm[];
  readonly notificationEmail?: string;
  /** Empty: all APIs are watched together. */
  readonly monitoredStages: readonly MonitoredStage[];
  readonly monitorThresholds: MonitorThresholds;
  /** Kinds of API that get operations dashboards. */
  readonly dashboardKinds: readonly ApiKind[];
  readonly accessLogGroups: readonly string[];
  readonly customerSource: readonly string[];
  /** What the settings name, and what `customerSource` needs. */
  readonly authorizerProperties: readonly string[];
  readonly jwtClaims: readonly string[];
  readonly clientIp: "keep" | "truncate" | "pseudonymise";
  readonly principals: "keep" | "pseudonymise";
  readonly droppedColumns: readonly string[];
  readonly deliverySeconds: number;
  readonly directoryRefreshMinutes: number;
  readonly redriveSchedule?: string;
  readonly retentionDays: number;
  readonly failedRetentionDays: number;
  readonly logRetentionDays: number;
  readonly keepDataOnDestroy: boolean;
  readonly customerManagedKey: boolean;
  readonly partnerAccounts: readonly string[];
  readonly crawlerSchedule?: string;
  readonly scanLimitGB: number;
  readonly quickSightPrincipals: readonly string[];
  readonly quickSightImport: "direct" | "spice";
  readonly quickSightReports: boolean;
  /** Paths, relative to the project, of the team's own tables. */
  readonly geoRangesFile?: string;
  readonly threatNetworksFile?: string;
  readonly logsApi?: LogsApiSettings;
  readonly expectedRequestsPerDay: number;
  readonly monthlyBudgetUsd?: number;
  /** The formats that stages are given, derived from the settings above. */
  readonly logFormats: Readonly<Record<ApiKind, LogFormat>>;
}

const eventSource = /^[a-z0-9][a-z0-9.-]*\.amazonaws\.com$/;
const logGroup = /^[.\-_/#A-Za-z0-9]{1,512}$/;
const quickSightPrincipal = /^arn:aws[a-z-]*:quicksight:[a-z0-9-]+:\d{12}:(user|group)\/.+$/;
/** What `aws_cloudwatch_log_group` takes. */
const logRetentions = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];
/** The lake cannot do without: partitions, deduplication and reading old rows depend on them. */
const indispensable = ["request_time", "row_key", "schema_version"];

/**
 * Checks and types the configuration.
 * @param region the stack's Region, where it is known before deployment; only the LogsApi's limits depend on it
 * @throws Error `Invalid setting 'api-usage-analytics:…': must be …, got '…'.`
 */
export function parseSettings(given: Given, region?: string): Settings {
  const read = new SettingReader(given);
  const sources = (key: string, byDefault?: readonly string[]) =>
    read.list(key, "event sources such as 'apigateway.amazonaws.com'", (value) => eventSource.test(value), byDefault);
  const customerSource = read.list(
    "customerSource",
    "'api-key', 'authorizer:<property>' or 'claim:<name>' with names of letters, digits, '_' and '-' that start with a letter",
    (value) => /^(api-key|(authorizer|claim):[A-Za-z]\w*(-+\w+)*)$/.test(value),
    ["api-key"],
  );
  const named = (prefix: string) => customerSource.flatMap((source) => (source.startsWith(prefix) ? [source.slice(prefix.length)] : []));
  const names = (key: string) => read.list(key, "names", (value) => value.length > 0);
  const authorizerProperties = [...new Set([...names("authorizerProperties"), ...named("authorizer:")])];
  const jwtClaims = [...new Set([...names("jwtClaims"), ...named("claim:")])];
  const droppedColumns = read.list(
    "droppedColumns",
    `columns of access_logs other than ${indispensable.join(", ")}`,
    (value) => accessLogColumns.some(({ name }) => name === value) && !indispensable.includes(value),
  );
  const settings: Settings = {
    trailLogGroup: read.text("trailLogGroup", "the name of a log group", (value) => logGroup.test(value)),
    organizationId: read.text("organizationId", "an organisation's id such as 'o-a1b2c3d4e5'", (value) =>
      /^o-[a-z0-9]{10,32}$/.test(value),
    ),
    metricNamespace:
      read.text(
        "metricNamespace",
        "1 to 200 letters, digits and . - _ / # that do not start with 'AWS/'",
        (value) => /^[A-Za-z0-9.\-_/#]{1,200}$/.test(value) && !value.startsWith("AWS/"),
      ) ?? "API-COUNT",
    maxMetricSeries: read.integer("maxMetricSeries", 10, 10000, 500),
    eventSources: sources("eventSources"),
    ignoredEventSources: sources("ignoredEventSources"),
    auditEventSources: sources("auditEventSources", ["apigateway.amazonaws.com"]),
    apiCallAlarms: readApiCallAlarms(read.json("apiCallAlarms")),
    notificationEmail: read.text("notificationEmail", "an e-mail address", (value) => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value)),
    monitoredStages: readMonitoredStages(read.json("monitoredStages")),
    monitorThresholds: readMonitorThresholds(read.json("monitorThresholds")),
    dashboardKinds: read.list(
      "dashboardKinds",
      `kinds of API (${apiKinds.join(", ")})`,
      (value) => (apiKinds as readonly string[]).includes(value),
      apiKinds,
    ) as readonly ApiKind[],
    accessLogGroups: read.list("accessLogGroups", "names of log groups", (value) => logGroup.test(value)),
    customerSource,
    authorizerProperties,
    jwtClaims,
    clientIp: read.choice("clientIp", ["keep", "truncate", "pseudonymise"], "keep"),
    principals: read.choice("principals", ["keep", "pseudonymise"], "keep"),
    droppedColumns,
    deliverySeconds: read.integer("deliverySeconds", 60, 900, 300),
    directoryRefreshMinutes: read.integer("directoryRefreshMinutes", 5, 1440, 60),
    redriveSchedule: read.text("redriveSchedule", "a schedule such as 'rate(6 hours)' or 'cron(0 5 * * ? *)'", isSchedule),
    retentionDays: read.integer("retentionDays", rollUpLookbackDays, 3653, 400),
    // A record re-driven later than that would no longer reach the roll-up of its day.
    failedRetentionDays: read.integer("failedRetentionDays", 1, rollUpLookbackDays, 30),
    logRetentionDays: read.integer("logRetentionDays", 1, 3653, 30),
    keepDataOnDestroy: read.flag("keepDataOnDestroy", true),
    customerManagedKey: read.flag("customerManagedKey", false),
    partnerAccounts: read.list("partnerAccounts", "AWS account ids of 12 digits", (value) => /^\d{12}$/.test(value)),
    crawlerSchedule: read.text("crawlerSchedule", "a schedule such as 'cron(0 2 * * ? *)'", (value) => /^cron\([^()]+\)$/.test(value)),
    scanLimitGB: read.integer("scanLimitGB", 1, 100000, 10),
    quickSightPrincipals: read.list("quickSightPrincipals", "ARNs of QuickSight users or groups", (value) =>
      quickSightPrincipal.test(value),
    ),
    quickSightImport: read.choice("quickSightImport", ["direct", "spice"], "direct"),
    quickSightReports: read.flag("quickSightReports", false),
    geoRangesFile: read.text("geoRangesFile", "the path of a CSV file", isCsvFile),
    threatNetworksFile: read.text("threatNetworksFile", "the path of a CSV file", isCsvFile),
    logsApi: readLogsApiSettings(
      {
        logsApiGroups: read.json("logsApiGroups"),
        logsApiAuthorization: unlessDefault(
          read.text("logsApiAuthorization", "", () => true),
          "iam",
        ),
        logsApiPrivateVpcEndpoints: unlessDefault(read.json("logsApiPrivateVpcEndpoints"), []),
        logsApiThrottle: read.json("logsApiThrottle"),
      },
      region,
    ),
    expectedRequestsPerDay: read.integer("expectedRequestsPerDay", 0, 100_000_000_000, 1_000_000),
    monthlyBudgetUsd: read.integer("monthlyBudgetUsd", 0, 10_000_000, 0) || undefined,
    logFormats: Object.fromEntries(
      apiKinds.map((kind) => [kind, formatFor(kind, { authorizerProperties, jwtClaims, droppedColumns })]),
    ) as Record<ApiKind, LogFormat>,
  };
  read.refuseUnknown();
  refuseContradictions(settings);
  return settings;
}

/** Pulumi fills in the defaults of Pulumi.yaml even where there is no LogsApi, which refuses every setting of its own then. */
const unlessDefault = (value: unknown, byDefault: unknown) => (JSON.stringify(value) === JSON.stringify(byDefault) ? undefined : value);

/** What no single setting shows. */
function refuseContradictions(settings: Settings): void {
  const { trailLogGroup, organizationId, logRetentionDays, maxMetricSeries, apiCallAlarms } = settings;
  if (trailLogGroup && organizationId)
    throw invalidSetting("organizationId", "absent where 'trailLogGroup' names an existing trail's log group", organizationId);
  if (!logRetentions.includes(logRetentionDays))
    throw invalidSetting("logRetentionDays", `one of ${logRetentions.join(", ")}`, String(logRetentionDays));
  const { fixed } = divideCeiling(maxMetricSeries, apiCallAlarms.length);
  if (maxMetricSeries < fixed)
    throw invalidSetting("maxMetricSeries", `at least ${fixed} with ${apiCallAlarms.length} API-call alarms`, String(maxMetricSeries));
}

/** What the tracker is told. CloudWatch takes values from two weeks back to two hours ahead. */
export function tracking(settings: Settings): TrackerConfig {
  const { metricNamespace, maxMetricSeries, eventSources, ignoredEventSources, auditEventSources, clientIp, principals } = settings;
  return {
    metricNamespace,
    maxMetricSeries,
    ...(eventSources.length > 0 && { eventSources: [...eventSources] }),
    ignoredEventSources: [...ignoredEventSources],
    auditEventSources: [...auditEventSources],
    alarms: settings.apiCallAlarms.map(({ event, source }) => ({ event, ...(source !== undefined && { source }) })),
    window: { pastHours: 14 * 24, futureHours: 2 },
    clientIp,
    principals,
  };
}

/** Vendors' JSON whose keys mean something else than its variables do. */
const misleadingKeys = ["aws-samples-46", "sumologic-rest", "sumologic-http", "portal-13-typographic"];

/** Formats of others that keys alone do not tell: text, and JSON with misleading keys. All other JSON is read by its keys, and a format travels in the function's package. */
const othersFormats = knownFormats
  .filter(({ id, template }) => !id.startsWith("own-") && (!template.startsWith("{") || misleadingKeys.includes(id)))
  .map(({ id, kinds, template }) => ({ name: id, kind: kinds.length === 1 ? kinds[0]! : null, template, own: false }));

/** What the transformers are told. */
export function transformation(settings: Settings): Omit<TransformerConfig, "source"> {
  const { customerSource, clientIp, principals, droppedColumns, metricNamespace } = settings;
  return {
    plan: decodePlan,
    templates: [
      ...apiKinds.map((kind) => ({ name: `own ${kind}`, kind, template: settings.logFormats[kind].template, own: true })),
      ...othersFormats,
    ],
    customerSource,
    clientIp,
    principals,
    droppedColumns,
    metricNamespace,
    metricsFor: settings.monitoredStages.map(({ apiId, stage }) => `${apiId}/${stage}`),
    maxUserAgentLength: 512,
  };
}

/** What the bill depends on. */
export function costDrivers(settings: Settings): CostDrivers {
  return {
    requestsPerDay: settings.expectedRequestsPerDay,
    retentionDays: settings.retentionDays,
    maxMetricSeries: settings.maxMetricSeries,
    alarmMetrics: settings.apiCallAlarms.length + monitorMetrics(settings),
    compositeAlarms: settings.monitoredStages.length,
    customerManagedKey: settings.customerManagedKey,
    pseudonymKey: settings.clientIp === "pseudonymise" || settings.principals === "pseudonymise",
    crawlerRunsPerDay: runsPerDay(settings.crawlerSchedule),
    quickSightReaders: settings.quickSightPrincipals.length,
    logsApi: settings.logsApi !== undefined,
    dashboards: operationsDashboardNames(settings.dashboardKinds).length,
    createsTrail: settings.trailLogGroup === undefined,
  };
}

/** Metrics that the monitors read, whatever the deployed names will be. */
function monitorMetrics(settings: Settings): number {
  const { monitoredStages, monitorThresholds, metricNamespace, scanLimitGB, deliverySeconds } = settings;
  const shares = settings.partnerAccounts.length > 0;
  // Of the tracker, the directory, the redrive and the roll-up; then of what is only there where it was asked for.
  const queues = 6 + (settings.redriveSchedule ? 1 : 0) + (shares ? 2 : 0);
  const pipeline = pipelineMonitors({
    metricNamespace,
    trackerFunction: "tracker",
    transformerFunctions: ["direct", "bridge"],
    functionNames: ["tracker", "direct", "bridge", "directory", "redrive"],
    streams: ["direct", "bridge", "audit"].map((id) => ({ id, name: id })),
    workgroup: "workgroup",
    scheduledWorkgroups: (shares ? ["rollUp", "partners"] : ["rollUp"]).map((id) => ({ id, name: id })),
    failureQueues: Array.from({ length: queues }, (_, i) => `queue${i}`),
    scanLimitBytes: scanLimitGB,
    deliverySeconds,
  });
  const apis =
    monitoredStages.length > 0
      ? monitoredStages.flatMap((stage) => stageMonitors(stage, monitorThresholds, metricNamespace))
      : fleetMonitors(monitorThresholds);
  return [...pipeline, ...apis].reduce((sum, monitor) => sum + billedMetrics(monitor), 0);
}

const isCsvFile = (value: string) => /\.(csv|txt)$/i.test(value);

/** An expression of EventBridge Scheduler. */
const isSchedule = (value: string) =>
  /^rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\)$/.test(value) || /^cron\(\S+( \S+){5}\)$/.test(value);

/** Reads the stack's configuration; nothing may be registered before it has returned. */
export function readSettings(): Settings {
  const prefix = `${pulumi.getProject()}:`;
  const own = Object.entries(allConfig()).filter(([key]) => key.startsWith(prefix));
  const region = new pulumi.Config("aws").get("region") ?? process.env["AWS_REGION"];
  return parseSettings(Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value])), region);
}

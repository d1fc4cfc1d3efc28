import * as pulumi from "@pulumi/pulumi";
import { AccessLogFirehose } from "./components/access-log-firehose";
import { AnalyticsCatalog } from "./components/analytics-catalog";
import { ApiCallAlarms } from "./components/api-call-alarms";
import { costReport, estimateMonthlyCost, refuseAboveBudget, totalUsd } from "./components/cost";
import { DataLake } from "./components/data-lake";
import { DirectoryRefresher } from "./components/directory-refresher";
import { EncryptionKey } from "./components/encryption-key";
import { FailedRecordRedrive } from "./components/failed-record-redrive";
import type { Foundation } from "./components/foundation";
import { LogsApi } from "./components/logs-api";
import { Monitors } from "./components/monitors";
import { refuseLongStackName } from "./components/names";
import { NotificationTopic } from "./components/notification-topic";
import { OperationsDashboards } from "./components/operations-dashboards";
import { PartnerShare } from "./components/partner-share";
import { findPlace } from "./components/place";
import { PseudonymKey } from "./components/pseudonym-key";
import { tagEverything } from "./components/tags";
import { TrailTracker } from "./components/trail-tracker";
import { trailName } from "./components/trail-tracker/trail";
import { UsageDashboard } from "./components/usage-dashboard";
import { costDrivers, readSettings, tracking, transformation } from "./settings";
import { readReferenceFiles } from "./settings/reference-files";

// Everything that can be wrong is found before anything is made.
const settings = readSettings();
const references = readReferenceFiles(settings);
refuseLongStackName();
const costs = estimateMonthlyCost(costDrivers(settings));
refuseAboveBudget(totalUsd(costs), settings.monthlyBudgetUsd);
pulumi.log.info(costReport(costs, settings.expectedRequestsPerDay));
tagEverything();

const place = findPlace();
const directoryKey = "directory/current.json";
const key = settings.customerManagedKey
  ? new EncryptionKey("encryption", {
      place,
      keep: settings.keepDataOnDestroy,
      trailName: settings.trailLogGroup ? undefined : trailName(),
    })
  : undefined;
const foundation: Foundation = {
  place,
  kmsKeyArn: key?.arn,
  logRetentionDays: settings.logRetentionDays,
  keepData: settings.keepDataOnDestroy,
};
const pseudonyms =
  settings.clientIp === "pseudonymise" || settings.principals === "pseudonymise"
    ? new PseudonymKey("pseudonyms", { kmsKeyArn: key?.arn, keep: settings.keepDataOnDestroy })
    : undefined;

const topic = settings.notificationEmail
  ? new NotificationTopic("notifications", { foundation, email: settings.notificationEmail })
  : undefined;

// Where rows are kept, and how they are asked for.
const lake = new DataLake("lake", { foundation, ...settings });
const catalog = new AnalyticsCatalog("catalog", {
  foundation,
  lakeName: lake.bucketName,
  lakeArn: lake.bucketArn,
  resultsName: lake.resultsBucketName,
  resultsArn: lake.resultsBucketArn,
  references,
  ...settings,
});

// Control plane: who calls and changes AWS.
const trail = new TrailTracker("trail", {
  foundation,
  existingLogGroup: settings.trailLogGroup,
  organizationId: settings.organizationId,
  retentionDays: settings.retentionDays,
  tracking: tracking(settings),
  auditEvents: catalog.auditEvents,
  lakeArn: lake.bucketArn,
  deliverySeconds: settings.deliverySeconds,
  pseudonymKeySecretArn: pseudonyms?.secretArn,
});

if (settings.apiCallAlarms.length > 0) {
  new ApiCallAlarms("api-calls", { metricNamespace: settings.metricNamespace, calls: settings.apiCallAlarms, topicArn: topic?.arn });
}

// Data plane: who calls the APIs.
const accessLogs = new AccessLogFirehose("access-logs", {
  foundation,
  transformation: transformation(settings),
  accessLogs: catalog.accessLogs,
  lakeName: lake.bucketName,
  lakeArn: lake.bucketArn,
  directoryKey,
  deliverySeconds: settings.deliverySeconds,
  accessLogGroups: settings.accessLogGroups,
  pseudonymKeySecretArn: pseudonyms?.secretArn,
});

const directory = new DirectoryRefresher("directory", {
  foundation,
  lakeName: lake.bucketName,
  lakeArn: lake.bucketArn,
  directoryKey,
  refreshMinutes: settings.directoryRefreshMinutes,
});

const redrive = new FailedRecordRedrive("redrive", {
  foundation,
  lakeName: lake.bucketName,
  lakeArn: lake.bucketArn,
  accessLogStream: { name: accessLogs.streamName, arn: accessLogs.streamArn },
  bridgeStream: { name: accessLogs.bridgeStreamName, arn: accessLogs.bridgeStreamArn },
  auditStream: { name: trail.auditStreamName, arn: trail.auditStreamArn },
  schedule: settings.redriveSchedule,
});

// Who reads it.
const partners =
  settings.partnerAccounts.length > 0
    ? new PartnerShare("partners", {
        foundation,
        accounts: settings.partnerAccounts,
        accessLogs: catalog.accessLogs,
        lakeArn: lake.bucketArn,
        retentionDays: settings.retentionDays,
        scanLimitGB: settings.scanLimitGB,
      })
    : undefined;
const operations = new OperationsDashboards("operations", {
  foundation,
  metricNamespace: settings.metricNamespace,
  trackerFunction: trail.functionName,
  transformerFunctions: accessLogs.functionNames,
  functionNames: [trail.functionName, ...accessLogs.functionNames, directory.functionName, redrive.functionName],
  streamNames: [accessLogs.streamName, accessLogs.bridgeStreamName, trail.auditStreamName],
  kinds: settings.dashboardKinds,
  trailLogGroup: trail.logGroupName,
  auditEventSources: settings.auditEventSources,
  accessLogGroups: settings.accessLogGroups,
});
const monitors = new Monitors("monitors", {
  pipeline: {
    metricNamespace: settings.metricNamespace,
    trackerFunction: trail.functionName,
    transformerFunctions: accessLogs.functionNames,
    functionNames: [trail.functionName, ...accessLogs.functionNames, directory.functionName, redrive.functionName],
    scanLimitBytes: settings.scanLimitGB * 1024 ** 3,
    deliverySeconds: settings.deliverySeconds,
  },
  streams: { accessLogs: accessLogs.streamName, bridge: accessLogs.bridgeStreamName, audit: trail.auditStreamName },
  workgroup: catalog.workgroupName,
  scheduledWorkgroups: { rollUp: catalog.rollUpWorkgroupName, ...(partners && { partners: partners.workgroupName }) },
  failureQueueNames: [trail, catalog, directory, redrive, partners].flatMap((part) => part?.failureQueueNames ?? []),
  stages: settings.monitoredStages,
  thresholds: settings.monitorThresholds,
  topicArn: topic?.arn,
});
const usage =
  settings.quickSightPrincipals.length > 0
    ? new UsageDashboard("usage", {
        foundation,
        principals: settings.quickSightPrincipals,
        importMode: settings.quickSightImport,
        report: settings.quickSightReports,
        databaseName: catalog.databaseName,
        workgroupName: catalog.workgroupName,
        lakeArn: lake.bucketArn,
        resultsArn: lake.resultsBucketArn,
      })
    : undefined;
const logsApi = settings.logsApi
  ? new LogsApi("logs-api", {
      ...settings.logsApi,
      place,
      accessLog: { destinationArn: accessLogs.streamArn, format: settings.logFormats.REST.template },
    })
  : undefined;

/** What the owner of a stage needs to send its access logs here, by kind of API. */
export const accessLogDestinations = {
  REST: { destinationArn: accessLogs.streamArn, format: settings.logFormats.REST.template },
  HTTP: {
    subscriptionDestinationArn: accessLogs.bridgeStreamArn,
    subscriptionRoleArn: accessLogs.subscriptionRoleArn,
    format: settings.logFormats.HTTP.template,
  },
  WEBSOCKET: {
    subscriptionDestinationArn: accessLogs.bridgeStreamArn,
    subscriptionRoleArn: accessLogs.subscriptionRoleArn,
    format: settings.logFormats.WEBSOCKET.template,
  },
};
export const lakeBucket = lake.bucketName;
export const queryResultsBucket = lake.resultsBucketName;
export const database = catalog.databaseName;
export const workgroup = catalog.workgroupName;
/** Invoke it by hand, with `{}` or `{ "dryRun": true }`, to put failed records back. */
export const redriveFunction = redrive.functionName;
export const trailLogGroup = trail.logGroupName;
export const operationsDashboards = operations.dashboardNames;
export const alarms = monitors.alarmNames;
export const usageDashboardId = usage?.dashboardId ?? null;
export const partnerBucket = partners?.bucketName ?? null;
export const logsApiUrl = logsApi?.url ?? null;
export const logsApiDocument = logsApi?.openApiDocument ?? null;
export const estimatedMonthlyCostUsd = totalUsd(costs);

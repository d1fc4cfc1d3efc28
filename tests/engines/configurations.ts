import * as path from "node:path";

/** A way somebody may configure a stack; every engine that reads the program reads it in each of these. */
export interface Configuration {
  name: string;
  config: Record<string, unknown>;
}

const EVERYTHING: Record<string, unknown> = {
  metricNamespace: "API-COUNT",
  maxMetricSeries: 200,
  ignoredEventSources: ["kms.amazonaws.com"],
  auditEventSources: ["apigateway.amazonaws.com", "iam.amazonaws.com"],
  apiCallAlarms: [{ event: "DeleteRestApi", source: "apigateway.amazonaws.com", threshold: 1, minutes: 5 }],
  notificationEmail: "oncall@example.com",
  accessLogGroups: ["/aws/apigateway/orders-http"],
  customerSource: ["authorizer:customerId", "claim:sub", "api-key"],
  authorizerProperties: ["customerId"],
  jwtClaims: ["sub"],
  clientIp: "truncate",
  principals: "pseudonymise",
  droppedColumns: ["user_agent"],
  deliverySeconds: 120,
  directoryRefreshMinutes: 30,
  redriveSchedule: "rate(6 hours)",
  retentionDays: 365,
  failedRetentionDays: 14,
  logRetentionDays: 14,
  customerManagedKey: true,
  partnerAccounts: ["210987654321"],
  crawlerSchedule: "cron(0 2 * * ? *)",
  scanLimitGB: 5,
  quickSightPrincipals: ["arn:aws:quicksight:eu-west-1:123456789012:user/default/analyst"],
  quickSightImport: "spice",
  quickSightReports: true,
  geoRangesFile: path.join(__dirname, "..", "data", "reference", "ranges.csv"),
  threatNetworksFile: path.join(__dirname, "..", "data", "reference", "threats.csv"),
  logsApiGroups: { orders: "/aws/lambda/orders" },
  expectedRequestsPerDay: 2000000,
};

/** The smallest stack, everything switched on, a trail that exists already with direct queries from QuickSight, and everything but QuickSight, the LogsApi private. */
export const CONFIGURATIONS: Configuration[] = [
  { name: "minimal", config: {} },
  { name: "everything", config: EVERYTHING },
  {
    name: "existing trail",
    config: {
      trailLogGroup: "organisation-trail",
      notificationEmail: "oncall@example.com",
      quickSightPrincipals: EVERYTHING["quickSightPrincipals"],
    },
  },
  {
    name: "no QuickSight",
    config: { ...EVERYTHING, quickSightPrincipals: [], customerManagedKey: false, logsApiPrivateVpcEndpoints: ["vpce-0123456789abcdef0"] },
  },
];

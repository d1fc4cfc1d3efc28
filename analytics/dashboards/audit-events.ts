import { type DashboardBody, dashboardBody, logWidget, textWidget } from "./dashboard-body";

/** Where CloudTrail's events are, and which services' events are shown. */
export interface AuditEventsSource {
  readonly region: string;
  readonly logGroup: string;
  readonly eventSources: readonly string[];
}

/** Control-plane calls from CloudTrail's log group: who changed or tried to change what. Every look costs a scan of the range ($0.005 per GB). */
export function auditEvents({ region, logGroup, eventSources }: AuditEventsSource): DashboardBody {
  const sources = eventSources.map((source) => `"${source}"`).join(", ");
  // A call failed when it has an error code; everything else succeeded, whatever its HTTP status was.
  const base = `filter eventSource in [${sources}] | fields if(ispresent(errorCode), "Failure", "Success") as outcome, coalesce(userIdentity.userName, userIdentity.sessionContext.sessionIssuer.userName, userIdentity.arn, userIdentity.invokedBy) as user, coalesce(requestParameters.restApiId, requestParameters.apiId, responseElements.id) as api`;
  const successes = `${base} | filter outcome = "Success"`;
  const failures = `${base} | filter outcome = "Failure"`;
  const count = (by: string, limit = 10) => `stats count(*) as events by ${by} | sort events desc | limit ${limit}`;
  const overTime = (query: string) => `${query} by bin(15m)`;
  const widget = (title: string, query: string, view: "table" | "bar" | "pie" | "timeSeries" = "table", width = 8) =>
    logWidget(title, region, logGroup, query, { view, width });
  return dashboardBody(
    [
      textWidget(
        `## Audit events of ${eventSources.join(", ")}\nCountries and listed networks of these callers are answered by the view \`audit\` in Athena, QuickSight and the local page: CloudWatch knows no places.`,
        2,
      ),
      widget("Success against failure", `${base} | ${count("outcome")}`, "pie"),
      widget(
        "Outcome over time",
        overTime(`${base} | stats sum(if(outcome = "Success", 1, 0)) as Success, sum(if(outcome = "Failure", 1, 0)) as Failure`),
        "bar",
        16,
      ),
      widget(
        "Events over time by kind",
        overTime(
          `${base} | stats sum(if(readOnly = "true" or readOnly = 1, 1, 0)) as reads, sum(if(readOnly = "true" or readOnly = 1, 0, 1)) as changes`,
        ),
        "bar",
        16,
      ),
      widget("Error codes", `${failures} | ${count("errorCode")}`),
      widget("Successful events", `${successes} | ${count("eventName")}`, "pie"),
      widget("Failed events", `${failures} | ${count("eventName")}`, "pie"),
      widget("Event names", `${base} | ${count("eventName, outcome", 20)}`),
      widget("Users within each identity type", `${base} | ${count("userIdentity.type, user", 20)}`),
      widget("User agents", `${base} | ${count("userAgent")}`, "pie"),
      widget("Addresses of successful callers", `${successes} | ${count("sourceIPAddress")}`, "bar"),
      widget("Addresses of failed callers", `${failures} | ${count("sourceIPAddress")}`, "bar"),
      widget("Events by Region", `${base} | ${count("awsRegion")}`, "bar"),
      widget("Events by account", `${base} | ${count("recipientAccountId")}`, "bar"),
      widget(
        "APIs that were changed",
        `${successes} | filter readOnly = "false" or readOnly = 0 | ${count("api, eventName", 20)}`,
        "table",
        24,
      ),
      widget(
        "Latest 100 changes",
        `${successes} | filter readOnly = "false" or readOnly = 0 | display @timestamp, eventName, api, user, userIdentity.type, sourceIPAddress, awsRegion, recipientAccountId, userAgent, requestID | sort @timestamp desc | limit 100`,
        "table",
        24,
      ),
      widget(
        "Latest 100 failed events",
        `${failures} | display @timestamp, eventName, errorCode, errorMessage, api, user, userIdentity.type, sourceIPAddress, awsRegion, recipientAccountId, userAgent, requestID | sort @timestamp desc | limit 100`,
        "table",
        24,
      ),
    ],
    "-PT24H",
  );
}

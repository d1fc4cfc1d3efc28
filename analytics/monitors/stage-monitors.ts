import { type ApiMetric, type ApiMetricFamily, apiMetricFamilies } from "../dashboards/api-metrics";
import type { ApiKind } from "../schema";
import type { Monitor, MonitorQuery } from "./monitor";
import type { MonitorThresholds } from "./thresholds";

/** A stage that is watched on its own. */
export interface MonitoredStage {
  readonly kind: ApiKind;
  readonly apiId: string;
  /** Name of the API: the metrics of REST APIs go by it. */
  readonly apiName: string;
  readonly stage: string;
}

/** A stage in names of alarms. Stages are called by letters, digits, `-` and `_`, but for `$default`. */
export const stageId = ({ apiId, stage }: MonitoredStage): string => `${apiId}-${stage.replaceAll("$", "_")}`;

/**
 * The nine monitors of one stage. Those on errors and latencies read the service's metrics; those on authorizer, integration and firewall read what the
 * transformer publishes from the access logs (`<namespace>/AccessLogs`), which exists for listed stages only.
 */
export function stageMonitors(stage: MonitoredStage, thresholds: MonitorThresholds, metricNamespace: string): Monitor[] {
  const family = apiMetricFamilies[stage.kind];
  const name = `${stage.apiName} ${stage.stage}`;
  const id = stageId(stage);
  const period = thresholds.minutes * 60;
  const dimensions = { [family.api]: family.api === "ApiName" ? stage.apiName : stage.apiId, Stage: stage.stage };
  const service = (metric: ApiMetric, queryId: string, stat: string = metric.stat): MonitorQuery => ({
    id: queryId,
    label: metric.title,
    metric: { namespace: "AWS/ApiGateway", name: metric.name, dimensions, stat },
  });
  const logged = (metric: string, queryId: string, stat = "Sum"): MonitorQuery => ({
    id: queryId,
    label: metric,
    metric: { namespace: `${metricNamespace}/AccessLogs`, name: metric, dimensions: { ApiId: stage.apiId, Stage: stage.stage }, stat },
  });
  /** A quotient of sums, 0 where there is too little traffic to speak of a share. */
  const share = (parts: readonly MonitorQuery[], wholes: readonly MonitorQuery[]): MonitorQuery[] => {
    const ids = wholes.map((query) => query.id);
    // `t0 + t1` is missing where either is, and a connection without messages is ordinary; SUM takes what there is.
    const whole = ids.length > 1 ? `SUM([${ids.join(", ")}])` : ids[0]!;
    return [
      ...parts,
      ...wholes,
      {
        id: "share",
        label: "share",
        expression: `IF(${whole} >= ${thresholds.minimumRequests}, (${parts.map((query) => `FILL(${query.id}, 0)`).join(" + ")}) / ${whole}, 0)`,
        returned: true,
      },
    ];
  };
  const traffic = family.traffic.map((metric, i) => service(metric, `t${i}`));
  const base = { periodSeconds: period, periods: 1, datapoints: 1, missing: "fine" } as const;
  const p90 = (query: MonitorQuery): MonitorQuery[] => [{ ...query, returned: true }];
  const metric = (wanted: string, metrics: readonly ApiMetric[]) => metrics.find((candidate) => candidate.name === wanted);
  const monitors: (Monitor | undefined)[] = [
    {
      ...base,
      id: `${id}-server-errors`,
      title: `Server errors of ${name}`,
      meaning: `At least ${percent(thresholds.serverErrorRate)} of the requests of ${thresholds.minutes} minutes failed on our side.`,
      firstStep: "look at the errors dashboard by route, and at the deployments of the last hour.",
      queries: share(
        family.serverErrors.map((m, i) => service(m, `e${i}`)),
        traffic,
      ),
      comparison: "at-least",
      threshold: thresholds.serverErrorRate,
    },
    {
      ...base,
      id: `${id}-client-errors`,
      title: `Client errors of ${name}`,
      meaning: `At least ${percent(thresholds.clientErrorRate)} of the requests of ${thresholds.minutes} minutes were refused or malformed.`,
      firstStep:
        "see which customer and which status it is: 401 and 403 from many addresses is an attack, 429 a limit, 400 after a deployment a broken contract.",
      queries: share(
        family.clientErrors.map((m, i) => service(m, `e${i}`)),
        traffic,
      ),
      comparison: "at-least",
      threshold: thresholds.clientErrorRate,
    },
    latency(
      metric("IntegrationLatency", family.latency),
      thresholds.integrationLatencyMs,
      "integration-latency",
      "Integration latency",
      "what lies behind the API: its load, its database, its cold starts.",
    ),
    latency(
      metric("Latency", family.latency),
      thresholds.latencyMs,
      "latency",
      "Latency",
      "whether the integration is slow as well; if not, look at the authorizer and the firewall.",
    ),
    stage.kind === "HTTP"
      ? undefined
      : {
          ...base,
          id: `${id}-authorizer-errors`,
          title: `Authorizer errors of ${name}`,
          meaning: `More than ${percent(thresholds.authorizerErrorRate)} of the requests failed in the authorizer.`,
          firstStep: "look at the authorizer's own log and at failed authentication by address.",
          queries: share([logged("AuthorizerErrors", "e0")], [logged("Requests", "t0")]),
          comparison: "above",
          threshold: thresholds.authorizerErrorRate,
        },
    {
      ...base,
      id: `${id}-integration-errors`,
      title: `Integration errors of ${name}`,
      meaning: `More than ${percent(thresholds.integrationErrorRate)} of the requests failed in the integration.`,
      firstStep: "read the integration errors of the last requests: they name the function or host and what it said.",
      queries: share([logged("IntegrationErrors", "e0")], [logged("Requests", "t0")]),
      comparison: "above",
      threshold: thresholds.integrationErrorRate,
    },
    stage.kind === "REST"
      ? {
          ...base,
          id: `${id}-waf-blocks`,
          title: `Firewall blocks of ${name}`,
          meaning: `More than ${percent(thresholds.wafBlockRate)} of the requests were blocked by the web application firewall.`,
          firstStep: "see whose requests they are: a scanner needs nothing, a customer needs a rule mended.",
          queries: share([logged("WafBlocked", "e0")], [logged("Requests", "t0")]),
          comparison: "above",
          threshold: thresholds.wafBlockRate,
        }
      : undefined,
    stage.kind === "HTTP"
      ? undefined
      : {
          ...base,
          id: `${id}-waf-latency`,
          title: `Firewall latency of ${name}`,
          meaning: `The slowest tenth of the requests spent more than ${thresholds.wafLatencyMs} ms in the web application firewall.`,
          firstStep: "look at the rules changed last; managed rule groups with body inspection are the usual cause.",
          queries: p90(logged("WafLatency", "l0", "p90")),
          comparison: "above",
          threshold: thresholds.wafLatencyMs,
        },
    lowTraffic(family),
  ];
  return monitors.filter((monitor) => monitor !== undefined);

  function latency(of: ApiMetric | undefined, limit: number, suffix: string, title: string, firstStep: string): Monitor | undefined {
    if (!of) return undefined;
    return {
      ...base,
      id: `${id}-${suffix}`,
      title: `${title} of ${name}`,
      meaning: `The slowest tenth of the requests of ${thresholds.minutes} minutes took ${limit} ms or more.`,
      firstStep,
      queries: p90(service(of, "l0", "p90")),
      comparison: "at-least",
      threshold: limit,
    };
  }

  /**
   * Compared with what is usual at this hour: a fixed limit would ring for ever on an API that is rarely used. An API that nobody reaches any more publishes
   * nothing at all, which has to count as none; where none is usual, the band begins below zero.
   */
  function lowTraffic({ traffic: [main] }: ApiMetricFamily): Monitor {
    return {
      ...base,
      id: `${id}-low-traffic`,
      title: `Low traffic of ${name}`,
      meaning: "Fewer requests arrive than is usual at this hour of the week.",
      firstStep: "check the domain, certificate and client side: requests that never arrive leave no error here.",
      queries: [
        service(main!, "t0"),
        { id: "traffic", label: main!.title, expression: "FILL(t0, 0)", returned: true },
        { id: "band", label: "usual", expression: "ANOMALY_DETECTION_BAND(traffic, 3)", returned: true },
      ],
      comparison: "below-usual",
      periodSeconds: 600,
      periods: 3,
      datapoints: 3,
    };
  }
}

const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;

import { apiMetricFamilies } from "../dashboards/api-metrics";
import { type ApiKind, apiKinds } from "../schema";
import type { Monitor } from "./monitor";
import type { MonitorThresholds } from "./thresholds";

/** Metrics Insights: one series over all APIs of a kind, new ones included. Alarms may use it over the last three hours. */
const insight = (stat: "AVG" | "SUM" | "MAX", metric: string, dimension: string) =>
  `SELECT ${stat}("${metric}") FROM SCHEMA("AWS/ApiGateway", ${dimension})`;

interface Signal {
  readonly topic: string;
  readonly title: string;
  readonly metric: string;
  readonly threshold: (thresholds: MonitorThresholds) => number;
  readonly meaning: string;
}

const latency = (of: string): Signal => ({
  topic: "latency",
  title: "Latency",
  metric: "Latency",
  threshold: (t) => t.latencyMs,
  meaning: `The mean time of an answer over all ${of} is as long as a slow one may be.`,
});
const integrationLatency = (of: string): Signal => ({
  topic: "integration-latency",
  title: "Integration latency",
  metric: "IntegrationLatency",
  threshold: (t) => t.integrationLatencyMs,
  meaning: `What lies behind the APIs takes as long on the mean, over all ${of}, as it may for a slow one.`,
});

const signals: Readonly<Record<ApiKind, readonly Signal[]>> = {
  REST: [
    {
      topic: "server-errors",
      title: "Server errors",
      metric: "5XXError",
      threshold: (t) => t.serverErrorRate,
      meaning: "The share of requests that fail on our side is too high over all APIs.",
    },
    {
      topic: "client-errors",
      title: "Client errors",
      metric: "4XXError",
      threshold: (t) => t.clientErrorRate,
      meaning: "The share of refused requests is too high over all APIs.",
    },
    latency("APIs"),
    integrationLatency("APIs"),
  ],
  HTTP: [
    {
      topic: "server-errors",
      title: "Server errors",
      metric: "5xx",
      threshold: (t) => t.serverErrorRate,
      meaning: "The share of requests that fail on our side is too high over all APIs.",
    },
    {
      topic: "client-errors",
      title: "Client errors",
      metric: "4xx",
      threshold: (t) => t.clientErrorRate,
      meaning: "The share of refused requests is too high over all APIs.",
    },
    latency("APIs"),
    // WebSocket APIs publish this one under the same name and dimension: one alarm is for both.
    integrationLatency("HTTP and WebSocket APIs"),
  ],
  WEBSOCKET: [
    {
      topic: "server-errors",
      title: "Execution errors",
      metric: "ExecutionError",
      threshold: (t) => t.serverErrorRate,
      meaning: "The share of messages that fail on our side is too high over all APIs.",
    },
    {
      topic: "client-errors",
      title: "Client errors",
      metric: "ClientError",
      threshold: (t) => t.clientErrorRate,
      meaning: "The share of refused messages is too high over all APIs.",
    },
  ],
};

/**
 * Monitors over all APIs of each kind, for those who list no stages. A mean over all requests is as much as one query can say of a fleet (Metrics Insights
 * has no percentiles): a small API that fails whole can hide in it, which is why stages that matter are listed. Low traffic is no fleet-wide question, and
 * what only access logs know is published for listed stages.
 */
export function fleetMonitors(thresholds: MonitorThresholds): Monitor[] {
  const period = thresholds.minutes * 60;
  return apiKinds.flatMap((kind) => {
    const family = apiMetricFamilies[kind];
    return signals[kind].map(
      ({ topic, title, metric, threshold, meaning }): Monitor => ({
        id: `fleet-${kind.toLowerCase()}-${topic}`,
        title: `${title} of all ${family.title} APIs`,
        meaning,
        firstStep: `open the ${family.title} overview dashboard and find the API.`,
        queries: [{ id: "mean", label: title.toLowerCase(), expression: insight("AVG", metric, family.api), period, returned: true }],
        comparison: "at-least",
        threshold: threshold(thresholds),
        periodSeconds: period,
        periods: 2,
        datapoints: 2,
        missing: "fine",
      }),
    );
  });
}

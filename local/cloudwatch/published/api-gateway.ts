import type { PublishedMetrics } from "../published-metrics";

// One value per request: 1 for every request under Count, 1 or 0 under the errors. A mean of Count is 1 for ever.
const count = ["Sum", "SampleCount"];
const share = ["Sum", "Average"];
const time = ["Average", "Sum", "SampleCount", "Minimum", "Maximum", "p"];
const amount = ["Sum", "Average", "Minimum", "Maximum", "p"];

const noCache = "Only a stage with a cache publishes it, and access logs do not say what a cache answered.";

/**
 * `AWS/ApiGateway` as the developer guide lists it ("Amazon API Gateway dimensions and metrics", "Monitor CloudWatch metrics for HTTP APIs", "Monitor
 * WebSocket API execution with CloudWatch metrics"). The finest set of each kind exists only where detailed metrics are on.
 */
export const apiGatewayMetrics: readonly PublishedMetrics[] = [
  {
    namespace: "AWS/ApiGateway",
    of: "REST APIs",
    metrics: {
      Count: count,
      "4XXError": share,
      "5XXError": share,
      Latency: time,
      IntegrationLatency: time,
      CacheHitCount: share,
      CacheMissCount: share,
    },
    dimensionSets: [["ApiName"], ["ApiName", "Stage"], ["ApiName", "Method", "Resource", "Stage"]],
    source: "REST",
    notHere: { CacheHitCount: noCache, CacheMissCount: noCache },
  },
  {
    namespace: "AWS/ApiGateway",
    of: "HTTP APIs",
    metrics: { Count: count, "4xx": share, "5xx": share, Latency: time, IntegrationLatency: time, DataProcessed: amount },
    dimensionSets: [["ApiId"], ["ApiId", "Stage"], ["ApiId", "Method", "Resource", "Stage"]],
    source: "HTTP",
  },
  {
    namespace: "AWS/ApiGateway",
    of: "WebSocket APIs",
    metrics: {
      ConnectCount: count,
      MessageCount: count,
      ClientError: share,
      ExecutionError: share,
      IntegrationError: share,
      IntegrationLatency: time,
    },
    // Older editions of the guide and dashboards made from real series say Route; the guide of today says Method and Resource, as for HTTP.
    dimensionSets: [["ApiId"], ["ApiId", "Stage"], ["ApiId", "Route", "Stage"], ["ApiId", "Method", "Resource", "Stage"]],
    source: "WEBSOCKET",
  },
];

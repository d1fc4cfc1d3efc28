import type { ApiKind } from "../schema";

/** One metric of `AWS/ApiGateway`. Names are exact: REST says `4XXError` where HTTP says `4xx`. */
export interface ApiMetric {
  readonly name: string;
  readonly title: string;
  /** Statistic that adds up to the right number over any period. */
  readonly stat: "Sum" | "Average" | "SampleCount";
  readonly unit: "requests" | "messages" | "connections" | "ms" | "bytes" | "errors";
  /** Another kind publishes the same name under the same dimensions: a search over all APIs finds both, a chosen API is one of them. */
  readonly shared?: boolean;
}

/** What CloudWatch knows of one kind of API: the dimensions of its series, and its metrics by question. */
export interface ApiMetricFamily {
  readonly kind: ApiKind;
  readonly title: string;
  /** The dimension that names an API. REST series carry the API's *name*, so two REST APIs of one name are one series. */
  readonly api: "ApiName" | "ApiId";
  /** Exact dimension sets, coarse to fine. Sums over one set never mix with another, which would count every request again. */
  readonly perApi: string;
  readonly perStage: string;
  /**
   * Exists only where detailed metrics are on; these series are billed as custom metrics. More than one set where sources disagree: an API has series of one
   * of them.
   */
  readonly perRoute: readonly string[];
  /** Dimensions of a route's series beside API and stage. */
  readonly routeDimensions: readonly string[];
  readonly traffic: readonly ApiMetric[];
  readonly clientErrors: readonly ApiMetric[];
  readonly serverErrors: readonly ApiMetric[];
  readonly latency: readonly ApiMetric[];
  readonly cache: readonly ApiMetric[];
  readonly volume: readonly ApiMetric[];
}

const ms = (name: string, title: string): ApiMetric => ({ name, title, stat: "Average", unit: "ms" });
const latency = ms("Latency", "Latency");
const integrationLatency = ms("IntegrationLatency", "Integration latency");

/** The one table from which the operations dashboards and the monitors are made. */
export const apiMetricFamilies: Readonly<Record<ApiKind, ApiMetricFamily>> = {
  REST: {
    kind: "REST",
    title: "REST",
    api: "ApiName",
    perApi: "ApiName",
    perStage: "ApiName,Stage",
    perRoute: ["ApiName,Method,Resource,Stage"],
    routeDimensions: ["Method", "Resource"],
    traffic: [{ name: "Count", title: "Requests", stat: "Sum", unit: "requests" }],
    clientErrors: [{ name: "4XXError", title: "Client errors", stat: "Sum", unit: "errors" }],
    serverErrors: [{ name: "5XXError", title: "Server errors", stat: "Sum", unit: "errors" }],
    latency: [latency, integrationLatency],
    cache: [
      { name: "CacheHitCount", title: "Cache hits", stat: "Sum", unit: "requests" },
      { name: "CacheMissCount", title: "Cache misses", stat: "Sum", unit: "requests" },
    ],
    volume: [],
  },
  HTTP: {
    kind: "HTTP",
    title: "HTTP",
    api: "ApiId",
    perApi: "ApiId",
    perStage: "ApiId,Stage",
    perRoute: ["ApiId,Method,Resource,Stage"],
    routeDimensions: ["Method", "Resource"],
    traffic: [{ name: "Count", title: "Requests", stat: "SampleCount", unit: "requests" }],
    clientErrors: [{ name: "4xx", title: "Client errors", stat: "Sum", unit: "errors" }],
    serverErrors: [{ name: "5xx", title: "Server errors", stat: "Sum", unit: "errors" }],
    latency: [latency, { ...integrationLatency, shared: true }],
    cache: [],
    volume: [{ name: "DataProcessed", title: "Data processed", stat: "Sum", unit: "bytes" }],
  },
  WEBSOCKET: {
    kind: "WEBSOCKET",
    title: "WebSocket",
    api: "ApiId",
    perApi: "ApiId",
    perStage: "ApiId,Stage",
    // Dashboards that are made from real series ask by route; the developer guide says method and resource, as for HTTP.
    perRoute: ["ApiId,Route,Stage", "ApiId,Method,Resource,Stage"],
    routeDimensions: ["Route"],
    // Connections alone are not the traffic: one connection carries many messages.
    traffic: [
      { name: "ConnectCount", title: "Connections", stat: "Sum", unit: "connections" },
      { name: "MessageCount", title: "Messages", stat: "Sum", unit: "messages" },
    ],
    clientErrors: [{ name: "ClientError", title: "Client errors", stat: "Sum", unit: "errors" }],
    serverErrors: [
      { name: "ExecutionError", title: "Execution errors", stat: "Sum", unit: "errors" },
      { name: "IntegrationError", title: "Integration errors", stat: "Sum", unit: "errors" },
    ],
    latency: [{ ...integrationLatency, shared: true }],
    cache: [],
    volume: [],
  },
};

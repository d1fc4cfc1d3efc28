import type { Column } from "./column";

/**
 * The fifteen fields of the compact layout, for partners with a reader of their own: the thirteen that a line carries and the two that are
 * added. Partitioned by `dt`, the UTC day on which the request was first written, so that no later day repeats it; what came more than a week after
 * its request is added once a week, to the Saturday that ends it.
 */
export const compactExportColumns: readonly Column[] = [
  { name: "api_id", type: "string", description: "Id of the API.", privacy: "none" },
  { name: "api_key", type: "string", description: "Always empty: the key's value is a secret and never logged.", privacy: "none" },
  { name: "key_id", type: "string", description: "Id of the API key.", privacy: "none" },
  { name: "ip", type: "string", description: "Always empty: a client's address is not shared.", privacy: "none" },
  { name: "method", type: "string", description: "HTTP method.", privacy: "none" },
  { name: "uri", type: "string", description: "Template of the path, such as /orders/{id}.", privacy: "none" },
  { name: "response_size", type: "bigint", description: "Length of the response body in bytes.", privacy: "none" },
  { name: "response_status", type: "int", description: "HTTP status answered to the client.", privacy: "none" },
  { name: "resource_id", type: "string", description: "Id of the API's resource, where the log format carries it.", privacy: "none" },
  { name: "request_id", type: "string", description: "Id of the request.", privacy: "none" },
  { name: "request_latency", type: "int", description: "Response latency in milliseconds.", privacy: "none" },
  { name: "request_time", type: "bigint", description: "When the request was received, in milliseconds since 1970.", privacy: "none" },
  { name: "stage", type: "string", description: "Stage of the API.", privacy: "none" },
  { name: "subscription_id", type: "string", description: "Stable id of the customer, else the key's id.", privacy: "none" },
  { name: "plan_id", type: "string", description: "Id of the usage plan.", privacy: "none" },
];

/** Namespace under which the local run counts AWS API calls: the default of `metricNamespace`. */
export const trackerNamespace = "API-COUNT";

/** A Logs Insights query that people find under "Saved queries". */
export interface SavedQuery {
  readonly name: string;
  readonly query: string;
}

/**
 * Questions for access-log groups whose lines are JSON, in the field names that the AWS examples and the console use; each `coalesce` also finds the
 * names of this project's REST format. Logs Insights charges for what it scans.
 */
export const savedQueries: readonly SavedQuery[] = (() => {
  const status = "coalesce(status, response_status)";
  const path = "coalesce(route, resourcePath, routeKey, path)";
  const ip = "coalesce(source_ip, ip, sourceIp)";
  const key = "coalesce(api_key_id, apiKeyId, identityApiKeyId, key_id)";
  const integration = "coalesce(integration_latency_ms, integrationLatency)";
  const response = "coalesce(response_latency_ms, responseLatency)";
  const top = (by: string, where = "") => `${where}stats count(*) as requests by ${by} | sort requests desc | limit 10`;
  const last = (where = "") => `fields @timestamp, @message${where} | sort @timestamp desc | limit 10`;
  return [
    {
      name: "integration latency by minute",
      query: `stats avg(${integration}) as mean, max(${integration}) as slowest, min(${integration}) as fastest by bin(1m)`,
    },
    {
      name: "latency percentiles by route",
      query: `stats pct(${response}, 50) as p50, pct(${response}, 95) as p95, pct(${response}, 99) as p99 by ${path} as route | sort p99 desc | limit 20`,
    },
    { name: "last 10 requests", query: last() },
    { name: "last 10 client errors", query: last(` | filter ${status} >= 400 and ${status} < 500`) },
    { name: "last 10 server errors", query: last(` | filter ${status} >= 500`) },
    {
      name: "10 longest running requests",
      query: `fields @timestamp, ${path} as route, ${status} as status, ${response} as latencyMs | sort latencyMs desc | limit 10`,
    },
    { name: "most popular routes", query: top(`${path} as route`) },
    { name: "routes with most client errors", query: top(`${path} as route`, `filter ${status} >= 400 and ${status} < 500 | `) },
    { name: "routes with most server errors", query: top(`${path} as route`, `filter ${status} >= 500 | `) },
    { name: "routes with most refused callers", query: top(`${path} as route`, `filter ${status} in [401, 403] | `) },
    { name: "top 10 API keys", query: top(`${key} as apiKeyId`) },
    { name: "top 10 client addresses", query: top(`${ip} as address`) },
    { name: "throttled and over quota by key", query: top(`${key} as apiKeyId`, `filter ${status} = 429 | `) },
    // A comparison returns patterns of lines, never rows of a table.
    { name: "errors against the day before", query: `filter ${status} >= 400 | pattern @message | diff previousDay` },
  ];
})();

/** A request as it happened, from which both the line and the expected row are made. */
export interface Request {
  id: string;
  epoch: number;
  status: number | undefined;
  route: string;
  latency: number | undefined;
  apiId: string;
  agent: string;
}

/** Requests of all kinds: over so many days back, with unset values, other alphabets, hostile text. */
export function someRequests(prefix: string, apiId: string, count: number, days = 1): Request[] {
  const agents = ["curl/8", "Мозилла/5.0", 'evil"agent\\', "$context.requestId", "日本", "a,b;c\tq"];
  const now = Date.now();
  return Array.from({ length: count }, (_, i) => ({
    id: `${prefix}-${i}`,
    epoch: now - (i % days) * 86_400_000 - i * 1000,
    status: i % 17 === 0 ? undefined : [200, 201, 404, 429, 500][i % 5],
    route: i % 2 ? "/orders/{id}" : "/users",
    latency: i % 13 === 0 ? undefined : 3 + ((i * 37) % 900),
    apiId,
    agent: agents[i % agents.length]!,
  }));
}

/** The line that API Gateway would write: the template with its variables filled in, `-` where one is unset. Quotes and backslashes are escaped. */
export function writeLine(template: string, request: Request): string {
  const values: Record<string, string | number | undefined> = {
    requestId: request.id,
    extendedRequestId: `${request.id}=`,
    requestTimeEpoch: request.epoch,
    status: request.status,
    resourcePath: request.route,
    routeKey: `GET ${request.route}`,
    httpMethod: "GET",
    responseLatency: request.latency,
    apiId: request.apiId,
    stage: "prod",
    "identity.userAgent": request.agent,
    "identity.sourceIp": "203.0.113.9",
  };
  return template.replace(/\$context\.([A-Za-z][\w]*(?:[.-][\w]+)*)/g, (_, name) =>
    JSON.stringify(String(values[name] ?? "-")).slice(1, -1),
  );
}

import {
  account,
  browserAgents,
  customers,
  planOf,
  publicNetworks,
  type SampleApi,
  type SampleCustomer,
  type SampleRoute,
} from "./business";
import type { Random } from "./random";

/** One request of the story: when, to which API, and the `$context` values that API Gateway would log; what is missing is unset. */
export interface SampleRequest {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly api: SampleApi;
  readonly values: Readonly<Record<string, string | number>>;
}

/** A request on its way: incidents and limits may still change its outcome before it is logged. */
export interface DraftRequest {
  at: number;
  api: SampleApi;
  route: SampleRoute;
  customer?: SampleCustomer;
  values: Record<string, string | number>;
}

/** Share of an average day's traffic in a minute, by the hour of day and the day of the week (UTC): business hours with a dip at noon, quiet weekends. */
export function trafficShape(at: number): number {
  const date = new Date(at);
  const hour = date.getUTCHours() + date.getUTCMinutes() / 60;
  const day = 0.18 + 1.5 * Math.exp(-(((hour - 10.2) / 3) ** 2)) + 1.35 * Math.exp(-(((hour - 15) / 2.8) ** 2));
  const weekend = [0, 6].includes(date.getUTCDay()) ? 0.5 : 1;
  return day * weekend;
}

const hex = (random: Random, length: number) => Array.from({ length }, () => "0123456789abcdef"[random.whole(0, 15)]).join("");
export const requestId = (random: Random) => [8, 4, 4, 4, 12].map((n) => hex(random, n)).join("-");

/** Growth of a customer who started during the week: from a trickle to the full share within three days. */
function customerWeight(customer: SampleCustomer, at: number, today: number): number {
  if (customer.startsDaysAgo === undefined) return customer.weight;
  const days = (at - (today - customer.startsDaysAgo * 86_400_000 + 9 * 3_600_000)) / 86_400_000;
  return days < 0 ? 0 : customer.weight * Math.min(1, 0.08 + days / 3);
}

function outcome(draft: DraftRequest, random: Random): void {
  const { values, route } = draft;
  const roll = random.unit();
  const integration = random.latency(route.medianMs);
  values["integration.latency"] = integration;
  values.integrationLatency = integration;
  values["integration.requestId"] = requestId(random);
  const status =
    roll < 0.0012 ? 502 : roll < 0.009 ? 404 : roll < 0.012 ? 400 : route.method === "POST" ? 201 : route.method === "DELETE" ? 204 : 200;
  values.status = status;
  values["integration.status"] = status === 502 ? 200 : status;
  values["integration.integrationStatus"] = 200;
  values.integrationStatus = 200;
  values.responseLatency = integration + random.whole(2, 9);
  values.responseLength = status < 300 ? Math.round(route.bytes * (0.7 + 0.6 * random.unit())) : random.whole(38, 120);
  if (status === 502) {
    values["integration.error"] = "Execution failed due to configuration error: Malformed Lambda proxy response";
    values.integrationErrorMessage = values["integration.error"];
    values["error.message"] = "Internal server error";
    values["error.responseType"] = "INTEGRATION_FAILURE";
  }
}

/** Gives the answer that API Gateway itself gives: the integration is never reached. */
export function refuse(draft: DraftRequest, random: Random, status: number, type: string, message: string): void {
  const { values } = draft;
  for (const key of Object.keys(values)) if (key.startsWith("integration")) delete values[key];
  values.status = status;
  values["error.responseType"] = type;
  values["error.message"] = message;
  values.responseLatency = random.whole(1, 6);
  values.responseLength = message.length + 14;
}

/** Lets the integration fail or take its time. */
export function integrate(
  draft: DraftRequest,
  random: Random,
  latencyMs: number,
  failure?: { status: number; type: string; error: string },
): void {
  const { values } = draft;
  values["integration.latency"] = latencyMs;
  values.integrationLatency = latencyMs;
  values.responseLatency = latencyMs + random.whole(2, 9);
  if (!failure) return;
  values.status = failure.status;
  values["integration.status"] = failure.status;
  values["integration.error"] = failure.error;
  values.integrationErrorMessage = failure.error;
  values["error.message"] = failure.status === 504 ? "Endpoint request timed out" : "Internal server error";
  values["error.responseType"] = failure.type;
  values.responseLength = 36;
}

function identify(draft: DraftRequest, random: Random, today: number): void {
  const { values, api } = draft;
  const anonymous = api.kind === "HTTP" && draft.route.method === "GET";
  if (anonymous) {
    values["identity.sourceIp"] = random.chance(0.15)
      ? `2001:db8:${hex(random, 4)}:${hex(random, 4)}::${hex(random, 3)}`
      : `${random.pick(publicNetworks)}.${random.whole(0, 255)}.${random.whole(1, 254)}`;
    values["identity.userAgent"] = random.pick(browserAgents);
    return;
  }
  if (api.kind === "REST" && random.chance(0.06)) {
    const session = random.pick(["fulfilment-1", "fulfilment-2"]);
    values["identity.userArn"] = `arn:aws:sts::${account}:assumed-role/fulfilment/${session}`;
    values["identity.user"] = `AROAFULFILMENT:${session}`;
    values["identity.caller"] = `AROAFULFILMENT:${session}`;
    values["identity.accountId"] = account;
    values["identity.principalOrgId"] = "o-tidewater1";
    values["identity.sourceIp"] = `10.20.${random.whole(0, 3)}.${random.whole(2, 250)}`;
    values["identity.userAgent"] = "aws-sdk-js/3.1100.0 ua/2.1 os/linux lang/js md/nodejs#24.11.0";
    return;
  }
  const customer = random.weighted(customers.map((c) => ({ customer: c, weight: customerWeight(c, draft.at, today) }))).customer;
  draft.customer = customer;
  values["identity.sourceIp"] = customer.ip;
  values["identity.userAgent"] = customer.userAgent;
  if (api.kind === "HTTP") {
    values["authorizer.claims.sub"] = `user-${random.whole(1, 400)}`;
    values["authorizer.claims.iss"] = "https://login.tidewater.example/";
    values["authorizer.claims.aud"] = "tracking";
    values["authorizer.claims.client_id"] = customer.customerId;
    return;
  }
  values["identity.apiKeyId"] = customer.keyId;
  if (api.stage === "beta") {
    const authorizer = random.latency(24);
    values["authorizer.principalId"] = `${customer.customerId}|service`;
    values["authorizer.latency"] = authorizer;
    values["authorizer.integrationLatency"] = Math.max(1, authorizer - 3);
    values["authorizer.status"] = 200;
    values["authorizer.integrationStatus"] = 200;
    const asked = random.whole(60, 1800);
    values["authorizer.usage_prompt_tokens"] = asked;
    values["authorizer.usage_completion_tokens"] = Math.round(asked / 3) + 20;
  }
}

function transport(draft: DraftRequest, random: Random): void {
  const { values, api, route, at } = draft;
  values.apiId = api.id;
  values.accountId = account;
  values.stage = api.stage;
  values.domainName = api.domain;
  values.requestTimeEpoch = at;
  values.requestId = requestId(random);
  values.extendedRequestId = `${random.id(14)}=`;
  if (api.kind === "WEBSOCKET") {
    values.routeKey = route.resource;
    values.eventType = "MESSAGE";
    values.connectionId = `${random.id(14)}=`;
    values.connectedAt = at - random.whole(1_000, 1_800_000);
    values.messageId = `${random.id(12)}=`;
    values.status = 200;
    delete values.responseLatency;
    delete values.responseLength;
    return;
  }
  values.httpMethod = route.method;
  const called = route.path.replace(/#/g, () => String(random.whole(0, 9)));
  values.path = api.kind === "REST" ? `/${api.stage}${called}` : called;
  values.protocol = random.chance(0.8) ? "HTTP/2.0" : "HTTP/1.1";
  if (api.kind === "HTTP") {
    values.routeKey = `${route.method} ${route.resource}`;
    values.dataProcessed = Number(values.responseLength ?? 0) + 620;
    return;
  }
  values.resourcePath = route.resource;
  values.tlsVersion = random.chance(0.93) ? "TLSv1.3" : "TLSv1.2";
  values.cipherSuite = "TLS_AES_128_GCM_SHA256";
  values.xrayTraceId = `Root=1-${Math.floor(at / 1000).toString(16)}-${hex(random, 24)}`;
  values.wafResponseCode = "WAF_ALLOW";
  values["waf.latency"] = random.latency(3);
  values["waf.status"] = 200;
  values.webaclArn = `arn:aws:wafv2:eu-west-1:${account}:regional/webacl/edge/7d0c2f5e-0b1a-4c7d-9a42-3f1f6e5d4c3b`;
}

/** One ordinary request. */
export function draftRequest(
  api: SampleApi,
  at: number,
  random: Random,
  today: number,
  route: SampleRoute = random.weighted(api.routes),
): DraftRequest {
  const draft: DraftRequest = { at, api, route, values: {} };
  identify(draft, random, today);
  outcome(draft, random);
  transport(draft, random);
  return draft;
}

/** Ordinary traffic of one API in one minute. */
export function draftsOfMinute(api: SampleApi, minute: number, random: Random, today: number): DraftRequest[] {
  const expected = (api.dailyRequests / 1440) * trafficShape(minute);
  return Array.from({ length: random.arrivals(expected) }, () => draftRequest(api, minute + random.whole(0, 59_999), random, today));
}

/** Refuses what goes beyond the daily quota of a customer's plan, in order of arrival. */
export function quotaGate(): (draft: DraftRequest, random: Random) => void {
  const used = new Map<string, number>();
  return (draft, random) => {
    if (!draft.customer || draft.api.kind !== "REST") return;
    const quota = planOf(draft.customer).dailyQuota;
    const key = `${draft.customer.keyId}/${Math.floor(draft.at / 86_400_000)}`;
    const count = (used.get(key) ?? 0) + 1;
    used.set(key, count);
    if (quota !== null && count > quota) refuse(draft, random, 429, "QUOTA_EXCEEDED", "Limit Exceeded");
  };
}

import { apis, customers, logGroupOf, orders, plans } from "./business";
import { withConnections } from "./connections";
import { type TrailEvent, trailEventsOf } from "./control-plane";
import { type Incident, incidentsOfWeek } from "./incidents";
import { seededRandom } from "./random";
import { type DraftRequest, draftsOfMinute, quotaGate, type SampleRequest } from "./traffic";

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** A week in the life of a fictional API business, as its logs would tell it. */
export interface Story {
  readonly from: number;
  readonly to: number;
  readonly requests: readonly SampleRequest[];
  readonly events: readonly TrailEvent[];
  readonly incidents: readonly Incident[];
}

/**
 * Tells the story of the seven whole days before `now` and of today until `now`.
 * @param now epoch milliseconds; the incidents lie on days that are over, so they are always whole.
 * @param seed the same seed and time tell the same story.
 */
export function tellStory(now: number, seed = 20_261_121): Story {
  const random = seededRandom(seed);
  const today = Math.floor(now / dayMs) * dayMs;
  const from = today - 7 * dayMs;
  const incidents = incidentsOfWeek(today);
  const quota = quotaGate();
  const requests: SampleRequest[] = [];
  for (let minute = from; minute < now; minute += minuteMs) {
    const running = incidents.filter((incident) => minute >= incident.from && minute < incident.to);
    const drafts: DraftRequest[] = apis.flatMap((api) => draftsOfMinute(api, minute, random, today));
    for (const incident of running) drafts.push(...(incident.add?.(minute, random, today) ?? []));
    drafts.sort((a, b) => a.at - b.at);
    for (const draft of drafts) {
      if (draft.at >= now) continue;
      draft.values.deploymentId ??= draft.api.id === orders.id ? "dep7good" : "dep1";
      for (const incident of running) incident.change?.(draft, random);
      quota(draft, random);
      requests.push({ at: draft.at, api: draft.api, values: draft.values });
    }
  }
  const events = trailEventsOf(incidents, from, now, random);
  // Chance of their own: how many connections there are changes nothing else of the story.
  return { from, to: now, requests: withConnections(requests, { from, to: now }, seededRandom(seed + 1)), events, incidents };
}

/** The directory snapshot that belongs to the story (DESIGN: one object, names by id, never a key's value). */
export function sampleDirectory(now: number, formats: Readonly<Record<string, string>>) {
  const stagesOfPlan = [`${orders.id}/prod`, `${orders.id}/beta`];
  const byId = new Map<string, { name: string; kind: string; stages: Record<string, { accessLogFormat: string }> }>();
  for (const api of apis) {
    const entry = byId.get(api.id) ?? { name: api.name, kind: api.kind, stages: {} };
    entry.stages[api.stage] = { accessLogFormat: formats[api.kind]! };
    byId.set(api.id, entry);
  }
  return {
    schemaVersion: 1,
    generatedAt: new Date(now).toISOString(),
    apis: Object.fromEntries(byId),
    logGroups: Object.fromEntries(apis.filter((api) => api.kind !== "REST").map((api) => [logGroupOf(api), [`${api.id}/${api.stage}`]])),
    keys: Object.fromEntries(
      customers.map((c) => [c.keyId, { name: c.name, customerId: c.customerId, enabled: true, tags: {}, plans: [c.plan] }]),
    ),
    plans: Object.fromEntries(
      plans.map((plan) => [
        plan.id,
        {
          name: plan.name,
          quota: plan.dailyQuota === null ? null : { limit: plan.dailyQuota, offset: 0, period: "DAY" },
          throttle: { rateLimit: plan.ratePerSecond, burstLimit: plan.burst },
          stages: stagesOfPlan,
        },
      ]),
    ),
  };
}

/** The history rows behind the snapshot: everybody from the first day, the new customer from the day it joined. */
export function sampleHistory(story: Story): Record<string, unknown>[] {
  return customers.flatMap((customer) => {
    const plan = plans.find((p) => p.id === customer.plan)!;
    const validFrom =
      customer.startsDaysAgo === undefined ? story.from - 30 * dayMs : story.incidents.find((i) => i.id === "new-customer")!.from;
    return ["prod", "beta"].map((stage) => ({
      valid_from: new Date(validFrom).toISOString().replace("T", " ").slice(0, 23),
      change: "set",
      api_key_id: customer.keyId,
      customer_id: customer.customerId,
      customer: customer.name,
      enabled: true,
      usage_plan_id: plan.id,
      usage_plan: plan.name,
      api_id: orders.id,
      api_name: orders.name,
      stage,
      quota_limit: plan.dailyQuota,
      quota_period: plan.dailyQuota === null ? null : "DAY",
      rate_limit: plan.ratePerSecond,
      burst_limit: plan.burst,
    }));
  });
}

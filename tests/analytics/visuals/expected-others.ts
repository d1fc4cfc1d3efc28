import type { Expected } from "./conditions";
import { apiCalls, audit, changes, customers, type Fact, freshness, quotas, threats } from "./facts";
import { type Count, count, countOf, distinct, type Expectation, earliest, latest, sum } from "./recount";

const succeeded = ({ outcome }: Fact) => outcome === "Success";
const failed = ({ outcome }: Fact) => outcome === "Failure";
const located = ({ country }: Fact) => country !== null;
const events: Expectation = { of: audit, counts: { events: count } };
const shortAgent = { user_agent: ({ user_agent }: Fact) => user_agent.slice(0, 80) };
const state = (...states: string[]) => countOf((fact) => states.includes(fact["state"]));

/** The users of a type stand by their number of calls, those with as many by name. */
const place: Count = (group, all) => {
  const { user_type, actor } = group[0]!;
  const calls = new Map<string, number>();
  for (const event of all) if (event["user_type"] === user_type) calls.set(event["actor"], (calls.get(event["actor"]) ?? 0) + 1);
  const ranked = [...calls].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([name]) => name);
  return ranked.indexOf(actor) + 1;
};

/** What the visuals over customers, quotas, audit events, AWS API calls and the tables themselves must show. */
export const otherVisuals: Expected = [
  [
    ["customers/customer-states"],
    {
      of: customers,
      counts: {
        customers: count,
        new_customers: state("new"),
        growing: state("growing"),
        declining: state("declining"),
        inactive: state("inactive", "never called"),
      },
    },
  ],
  [["customers/customer-list"], { of: customers, counts: {} }],
  [["quota/quota-use"], { of: quotas, counts: {} }],
  [["pipeline/freshness"], { of: freshness, counts: {} }],
  [
    ["clients/threats"],
    { of: threats, counts: { calls: sum("calls"), failures: sum("failures"), first_seen: earliest("seen"), last_seen: latest("seen") } },
  ],
  [
    ["audit/events"],
    {
      of: audit,
      counts: { events: count, failed: countOf(failed), changes: countOf((fact) => fact["read_only"] === false && succeeded(fact)) },
    },
  ],
  [
    ["outcomes", "outcomes-over-time", "events-over-time", "regions", "regions-over-time", "accounts", "sources"].map(
      (id) => `audit/${id}`,
    ),
    events,
  ],
  [["audit/user-agents", "audit/events-by-user-agent"], { ...events, fields: shortAgent }],
  [["audit/successful-events"], { ...events, where: succeeded }],
  [["audit/failed-events"], { ...events, where: failed }],
  [["audit/success-map"], { ...events, where: (fact) => succeeded(fact) && located(fact) }],
  [["audit/failure-map"], { ...events, where: (fact) => failed(fact) && located(fact) }],
  [
    ["audit/error-codes"],
    { of: audit, where: failed, counts: { events: count, first_seen: earliest("event_time"), last_seen: latest("event_time") } },
  ],
  [["audit/users"], { of: audit, counts: { events: count, failed: countOf(failed), place, last_seen: latest("event_time") } }],
  [["audit/changes"], { of: changes, counts: {} }],
  [["audit/failed-list"], { of: audit, where: failed, counts: {} }],
  [["audit/successful-list"], { of: audit, where: succeeded, counts: {} }],
  [
    ["api-calls/calls"],
    { of: apiCalls, counts: { calls: sum("calls"), names: distinct("event_name"), services: distinct("event_source") } },
  ],
  [
    ["top-calls", "calls-over-time", "called-services", "call-regions"].map((id) => `api-calls/${id}`),
    { of: apiCalls, counts: { calls: sum("calls") } },
  ],
  [
    ["api-calls/all-calls"],
    {
      of: apiCalls,
      counts: {
        calls: sum("calls"),
        share: (group, all) => (100 * (sum("calls")(group, all) as number)) / (sum("calls")(all, all) as number),
        last_seen: latest("minute"),
      },
    },
  ],
  [["api-calls/rare-calls"], { of: apiCalls, counts: { calls: sum("calls"), last_seen: latest("minute") } }],
];

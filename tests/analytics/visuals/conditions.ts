import { type Fact, requests } from "./facts";
import { count, type Expectation, earliest, latest, sum, type Test } from "./recount";

/** The ids of visuals that ask the same of the same facts, and what they must show. */
export type Expected = readonly (readonly [ids: readonly string[], expectation: Expectation])[];

export const has =
  (field: string): Test =>
  (fact) =>
    fact[field] !== null;
export const is =
  (field: string, ...allowed: unknown[]): Test =>
  (fact) =>
    allowed.includes(fact[field]);
export const client = is("status_class", "4xx");
export const server = is("status_class", "5xx");
export const failed: Test = ({ failed }) => failed;
export const throttled = is("is_throttled", true);
export const overQuota = is("is_quota_exceeded", true);
export const refused = is("is_auth_failure", true);

/** Throttled requests are a class of their own. */
export const statusClass = { status_class: (fact: Fact) => (fact["is_throttled"] ? "throttled" : fact["status_class"]) };
export const seen = { first_seen: earliest("request_time"), last_seen: latest("request_time") };
export const bytes = { response_bytes: sum("response_bytes") };
export const all: Expectation = { of: requests, counts: { requests: count } };

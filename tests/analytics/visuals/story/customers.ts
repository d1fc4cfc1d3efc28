import type { Row } from "../../lake";
import type { Told } from "./told";

/** Customers of the directory: Acme pays, Bolt and a dozen shops do not, and one has never called. */
const customers = [
  { id: "acme", name: "Acme", plan: "gold" },
  { id: "bolt", name: "Bolt", plan: "free" },
  { id: "sleeper", name: "Sleeper", plan: "gold" },
  ...Array.from({ length: 12 }, (_, at) => ({ id: `shop${at + 10}`, name: `Shop ${at + 10}`, plan: "free" })),
];
export const plans: Readonly<Record<string, { readonly name: string; readonly limit: number; readonly period: "DAY" | "WEEK" }>> = {
  gold: { name: "Gold", limit: 50, period: "WEEK" },
  free: { name: "Free", limit: 4, period: "DAY" },
};
const stages = [
  { api_id: "a-orders", api_name: "Orders", stage: "prod" },
  { api_id: "a-web", api_name: "Web", stage: "prod" },
];
export const directory: readonly Row[] = customers.flatMap(({ id, name, plan }) =>
  stages.map(({ api_id, api_name, stage }) => ({
    valid_from: "2026-11-01 00:00:00",
    change: "set",
    api_key_id: `k-${id}`,
    customer_id: `c-${id}`,
    customer: name,
    enabled: true,
    usage_plan_id: `p-${plan}`,
    usage_plan: plans[plan]!.name,
    api_id,
    api_name,
    stage,
    quota_limit: plans[plan]!.limit,
    quota_period: plans[plan]!.period,
    dt: "2026-11-01",
  })),
);
export const directoryCustomers = customers.map(({ id, name, plan }) => ({ id: `c-${id}`, name, plan: plans[plan]!.name }));

/** A request with the key of a customer whose plan holds the stage. */
export const as = (id: string): Told => {
  const { name, plan } = customers.find((customer) => customer.id === id)!;
  return {
    row: { api_key_id: `k-${id}` },
    truth: { customer_id: `c-${id}`, customer: name, usage_plan_id: `p-${plan}`, usage_plan: plans[plan]!.name },
  };
};

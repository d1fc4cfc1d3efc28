import type { Column } from "./column";

/**
 * Who a key belonged to, from when: one row per key and stage for every change of the directory, and one without a key per stage and plan.
 * Stored as JSON lines under `directory/history/dt=…/`, the day of the change in UTC.
 */
export const directoryHistoryColumns: readonly Column[] = [
  { name: "valid_from", type: "timestamp", description: "When the refresher first saw this state, UTC.", privacy: "none" },
  {
    name: "change",
    type: "string",
    description: "`set` for a state that holds from now on, `removed` for one that ended.",
    privacy: "none",
  },
  { name: "api_key_id", type: "string", description: "Id of the API key; never its value.", privacy: "none" },
  { name: "customer_id", type: "string", description: "Customer id of the key, else the key's id.", privacy: "none" },
  { name: "customer", type: "string", description: "Name of the key.", privacy: "none" },
  { name: "enabled", type: "boolean", description: "Whether the key is enabled.", privacy: "none" },
  { name: "usage_plan_id", type: "string", description: "Usage plan that holds the stage for this key.", privacy: "none" },
  { name: "usage_plan", type: "string", description: "Name of the usage plan.", privacy: "none" },
  { name: "api_id", type: "string", description: "API of the stage.", privacy: "none" },
  { name: "api_name", type: "string", description: "Name of the API.", privacy: "none" },
  { name: "stage", type: "string", description: "Stage that the plan covers.", privacy: "none" },
  { name: "quota_limit", type: "bigint", description: "Requests allowed in a quota period; null without a quota.", privacy: "none" },
  { name: "quota_period", type: "string", description: "DAY, WEEK or MONTH.", privacy: "none" },
  { name: "rate_limit", type: "double", description: "Requests a second that the plan allows; null without a throttle.", privacy: "none" },
  { name: "burst_limit", type: "int", description: "Burst that the plan allows; null without a throttle.", privacy: "none" },
];

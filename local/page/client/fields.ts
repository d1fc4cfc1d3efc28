import type { FilterField } from "../../../analytics/visuals";

/** What the filter bar calls its fields. */
export const fieldNames: Readonly<Record<FilterField, string>> = {
  api: "API",
  stage: "Stage",
  customer: "Customer",
  plan: "Plan",
  statusClass: "Status class",
  route: "Route",
  domain: "Domain",
  method: "Method",
  key: "API key",
  sourceIp: "Client",
  principal: "Caller",
  status: "Status",
  requestId: "Request",
};

export const isFilterField = (name: string): name is FilterField => Object.hasOwn(fieldNames, name);

import type { FilterField } from "./visual";

/** What a view can be asked by: its time, its partition and its filters. */
export interface Source {
  /** Column with the time of a row; absent where a view speaks of the whole. */
  readonly time?: string;
  /** The time is the start of an hour: a range is widened to whole hours. @default the exact time */
  readonly grain?: "hour";
  /** The view keeps the partition column `dt`, so a range reads only its days. */
  readonly partitioned: boolean;
  /** Column per filter field; a field that is not here does not apply. */
  readonly filters: Partial<Record<FilterField, string>>;
  /** View with the same measures and finer columns, for filters and grains that this one does not have. */
  readonly finer?: string;
}

type FilterColumns = Partial<Record<FilterField, string>>;

const ofUsage: FilterColumns = {
  api: "api_name",
  stage: "stage",
  customer: "customer",
  plan: "usage_plan",
  statusClass: "status_class",
  status: "status",
  route: "route",
  domain: "domain_name",
  key: "api_key_id",
};

const ofDetail: FilterColumns = { ...ofUsage, method: "http_method", sourceIp: "source_ip", principal: "caller" };

const ofRequests: FilterColumns = { ...ofDetail, requestId: "request_id" };

const ofAudit: FilterColumns = { api: "api_name", stage: "stage", sourceIp: "source_ip", principal: "actor" };

/** The views that visuals read. */
export const sources: Readonly<Record<string, Source>> = {
  requests: { time: "request_time", partitioned: true, filters: ofRequests },
  usage_detail: { time: "request_time", partitioned: true, filters: ofDetail },
  usage_hourly_all: { time: "hour", grain: "hour", partitioned: true, filters: ofUsage, finer: "usage_detail" },
  errors: { time: "request_time", partitioned: true, filters: ofRequests },
  authentication: { time: "request_time", partitioned: true, filters: ofRequests },
  geo: { time: "hour", grain: "hour", partitioned: true, filters: ofDetail },
  customers: { partitioned: false, filters: { customer: "customer", plan: "usage_plan" } },
  quota: { partitioned: false, filters: { customer: "customer", plan: "usage_plan", key: "api_key_id" } },
  token_usage: {
    time: "hour",
    grain: "hour",
    partitioned: true,
    filters: { api: "api_name", stage: "stage", customer: "customer", plan: "usage_plan", key: "api_key_id", route: "route" },
  },
  audit: { time: "event_time", partitioned: true, filters: ofAudit },
  audit_geo: { time: "hour", grain: "hour", partitioned: true, filters: ofAudit },
  changes: { time: "event_time", partitioned: true, filters: { api: "api_name", stage: "stage", sourceIp: "source_ip", principal: "who" } },
  threats: {
    time: "hour",
    grain: "hour",
    partitioned: true,
    filters: { api: "api_name", stage: "stage", sourceIp: "source_ip", principal: "who" },
  },
  freshness: { partitioned: false, filters: {} },
  api_calls_by_name: { time: "minute", partitioned: true, filters: {} },
};

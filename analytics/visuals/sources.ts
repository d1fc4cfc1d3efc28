import type { FilterField } from "./visual";

/** What a view can be asked by: its time, its partition and its filters. */
export interface Source {
  /** Column with the time of a row; absent where a view speaks of the whole. */
  readonly time?: string;
  /** The view keeps the partition column `dt`, so a range reads only its days. */
  readonly partitioned: boolean;
  /** Column per filter field; a field that is not here does not apply. */
  readonly filters: Partial<Record<FilterField, string>>;
  /** View with the same measures and finer columns, for filters and grains that this one does not have. */
  readonly finer?: string;
}

const ofUsage: Partial<Record<FilterField, string>> = {
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

const ofRequests: Partial<Record<FilterField, string>> = {
  ...ofUsage,
  method: "http_method",
  sourceIp: "source_ip",
  principal: "caller",
  requestId: "request_id",
};

const { requestId: _withoutIds, ...ofDetail } = ofRequests;

/** The views that visuals read. */
export const sources: Readonly<Record<string, Source>> = {
  requests: { time: "request_time", partitioned: true, filters: ofRequests },
  usage_detail: { time: "request_time", partitioned: true, filters: ofDetail },
  usage_hourly_all: { time: "hour", partitioned: true, filters: ofUsage, finer: "usage_detail" },
};

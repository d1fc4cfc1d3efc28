import type { Column } from "./column";

/** What the tracker published, as the local run keeps it: one row per metric datum. Partitioned by `dt`, the minute's UTC day. */
export const apiCallColumns: readonly Column[] = [
  { name: "minute", type: "timestamp", description: "Minute of the calls, UTC.", privacy: "none" },
  { name: "event_name", type: "string", description: "API action; `Other` for what the series ceiling kept back.", privacy: "none" },
  { name: "event_source", type: "string", description: "Service that was called; `-` where missing.", privacy: "none" },
  { name: "aws_region", type: "string", description: "AWS Region of the calls; `-` where missing.", privacy: "none" },
  { name: "calls", type: "bigint", description: "Number of calls in the minute.", privacy: "none" },
];

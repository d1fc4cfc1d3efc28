import { column, only } from "./dimensions";
import { countWhere, pageOnly, percentile, rowCount, rowShareWhere } from "./measures";
import { type Dashboard, time } from "./visual";

const delay = "date_diff('second', request_time, ingested_at)";

export const pipeline: Dashboard = {
  id: "pipeline",
  title: "Freshness",
  purpose: "For the platform engineer: whether the numbers are current and complete.",
  visuals: [
    {
      id: "freshness",
      title: "Freshness",
      question: "How current is each table?",
      chart: "table",
      view: "freshness",
      columns: [
        only("dataset", "Table"),
        only("latest_event", "Latest event", { kind: "time" }),
        only("minutes_behind", "Minutes behind", { kind: "number" }),
        only("latest_written", "Latest written", { kind: "time" }),
        only("records", "Rows in 8 days", { kind: "number", unit: "rows" }),
        only("delay_p50_s", "Delay p50", { kind: "number", unit: "s" }),
        only("delay_p95_s", "Delay p95", { kind: "number", unit: "s" }),
      ],
      measures: [],
      order: { by: "dataset", direction: "ASC" },
      note: "Looks back eight days from now; the date range does not apply.",
      surfaces: pageOnly,
      answers: [],
    },
    {
      id: "delay-over-time",
      title: "Delay over time",
      question: "How long do rows take from the request to the transformer?",
      chart: "line",
      view: "requests",
      measures: [percentile(delay, 0.5, { unit: "s", meaning: "median" }), percentile(delay, 0.95, { unit: "s", meaning: "slow" })],
      x: time,
      where: "has_request_time",
      surfaces: pageOnly,
      answers: [],
    },
    {
      id: "completeness",
      title: "Completeness",
      question: "How much of what should be known of a request is known?",
      chart: "kpi",
      view: "requests",
      measures: [
        rowCount,
        countWhere("without_time", "Without a time", "NOT has_request_time"),
        rowShareWhere("without_customer", "Without a customer", "customer_id IS NULL"),
        rowShareWhere("without_route", "Without a route", "route IS NULL"),
        rowShareWhere("without_latency", "Without a latency", "response_latency_ms IS NULL"),
      ],
      surfaces: pageOnly,
      answers: [],
    },
    {
      id: "by-layout",
      title: "By layout",
      question: "Which APIs log in which layout?",
      chart: "table",
      view: "requests",
      columns: [column.api, column.stage, only("schema_version", "Layout", { kind: "number" })],
      measures: [
        rowCount,
        rowShareWhere("without_id", "Without an extended id", "extended_request_id IS NULL"),
        rowShareWhere("without_customer", "Without a customer", "customer_id IS NULL"),
      ],
      surfaces: pageOnly,
      answers: [],
    },
  ],
};

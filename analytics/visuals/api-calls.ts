import { only } from "./dimensions";
import { lastSeen, sumOf } from "./measures";
import { type Dashboard, type Measure, type Surface, time } from "./visual";

const view = "api_calls_by_name";
const surfaces: readonly Surface[] = ["page"];
const calls: Measure = sumOf("calls", "Calls", "calls", "calls");

export const apiCalls: Dashboard = {
  id: "api-calls",
  title: "AWS API calls",
  purpose:
    "For everybody who pays for the account: which AWS API calls are made, how often, where. In a stack these are CloudWatch metrics.",
  localOnly: true,
  visuals: [
    {
      id: "calls",
      title: "Calls",
      question: "How many AWS API calls were made?",
      chart: "kpi",
      view,
      measures: [
        calls,
        { name: "names", title: "Different calls", sql: "count(DISTINCT event_name)", unit: "calls" },
        { name: "services", title: "Services", sql: "count(DISTINCT event_source)", unit: "APIs" },
      ],
      surfaces,
      answers: ["T3"],
    },
    {
      id: "top-calls",
      title: "Top calls",
      question: "Which calls are made most?",
      chart: "bar",
      view,
      measures: [calls],
      x: { name: "event_name", title: "Call", sql: "event_name" },
      limit: 20,
      surfaces,
      answers: ["T6"],
    },
    {
      id: "calls-over-time",
      title: "Calls over time",
      question: "When are calls made?",
      chart: "stacked-bar",
      view,
      measures: [calls],
      x: time,
      series: { name: "event_name", title: "Call", sql: "event_name" },
      surfaces,
      answers: ["T3.trend"],
    },
    {
      id: "called-services",
      title: "Services",
      question: "Which services are called?",
      chart: "pie",
      view,
      measures: [calls],
      x: { name: "event_source", title: "Service", sql: "event_source" },
      surfaces,
      answers: ["T3.event-source"],
    },
    {
      id: "call-regions",
      title: "Regions",
      question: "In which regions?",
      chart: "bar",
      view,
      measures: [calls],
      x: { name: "aws_region", title: "Region", sql: "aws_region" },
      surfaces,
      answers: ["T3.region"],
    },
    {
      id: "all-calls",
      title: "All calls",
      question: "How often is each call made, and what share is that?",
      chart: "table",
      view,
      columns: [
        only("event_name", "Call", { kind: "code" }),
        only("event_source", "Service", { kind: "code" }),
        only("aws_region", "Region"),
      ],
      measures: [
        calls,
        { name: "share", title: "Share", sql: "100e0 * sum(calls) / nullif(CAST(sum(sum(calls)) OVER () AS double), 0)", unit: "%" },
        lastSeen("minute"),
      ],
      limit: 500,
      surfaces,
      answers: ["T6.list"],
    },
    {
      id: "rare-calls",
      title: "Rare calls",
      question: "Which calls are hardly ever made?",
      chart: "table",
      view,
      columns: [only("event_name", "Call", { kind: "code" }), only("event_source", "Service", { kind: "code" })],
      measures: [calls, lastSeen("minute")],
      order: { by: "calls", direction: "ASC" },
      limit: 20,
      surfaces,
      answers: [],
    },
  ],
};

import { type DashboardBody, dashboardBody, metricWidget, textWidget } from "./dashboard-body";
import { countOf } from "./metric-lines";

/** The tracker's metrics: which AWS API calls the account makes most, and which of them fail. */
export function apiCalls(region: string, metricNamespace: string): DashboardBody {
  const search = (dimensions: string, id: string, more: { only?: string; visible?: boolean } = {}) => [
    {
      expression: `SEARCH('{${metricNamespace},${dimensions}}${more.only ?? ""}', 'Sum')`,
      id,
      label: "",
      ...(more.visible === false && { visible: false }),
    },
  ];
  const perCall = "awsRegion,eventSource";
  const errors = { only: ' MetricName="Errors"' };
  return dashboardBody(
    [
      textWidget(
        `## AWS API calls in this account\nCounted from CloudTrail. \`Other\` holds what the ceiling on billed series kept back; see the pipeline's dashboard.`,
        2,
      ),
      metricWidget("Calls", region, [search(perCall, "c", { visible: false }), [{ expression: "SUM(c)", id: "all", label: "calls" }]], {
        view: "singleValue",
        width: 8,
        height: 4,
        wholeRange: true,
      }),
      metricWidget(
        "Failed calls",
        region,
        [search("errorCode,eventSource", "e", { ...errors, visible: false }), [{ expression: "SUM(e)", id: "bad", label: "failed calls" }]],
        {
          view: "singleValue",
          width: 8,
          height: 4,
          wholeRange: true,
        },
      ),
      metricWidget("Series in use", region, [search(perCall, "n", { visible: false }), countOf(["n"], "series", "series of calls")], {
        view: "singleValue",
        width: 8,
        height: 4,
        wholeRange: true,
      }),
      metricWidget(
        "Most frequent calls",
        region,
        [search(perCall, "t", { visible: false }), [{ expression: "SORT(t, SUM, DESC, 20)", id: "top", label: "" }]],
        { width: 16, height: 8, unit: "calls" },
      ),
      metricWidget(
        "Calls day by day",
        region,
        [search(perCall, "d", { visible: false }), [{ expression: "SUM(d)", id: "days", label: "calls" }]],
        {
          width: 8,
          height: 8,
          period: 86_400,
          start: "-P8D",
          unit: "calls",
        },
      ),
      metricWidget(
        "Most frequent failures by service and error code",
        region,
        [
          search("errorCode,eventSource", "f", { ...errors, visible: false }),
          [{ expression: "SORT(f, SUM, DESC, 20)", id: "fails", label: "" }],
        ],
        { width: 16, height: 8, unit: "calls" },
      ),
      metricWidget(
        "Calls over time",
        region,
        [search(perCall, "u", { visible: false }), [{ expression: "SUM(u)", id: "now", label: "calls" }]],
        { width: 8, height: 8, unit: "calls" },
      ),
    ],
    "-PT24H",
  );
}

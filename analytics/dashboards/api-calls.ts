import { type DashboardBody, dashboardBody, metricWidget, textWidget } from "./dashboard-body";

/** The tracker's metrics: which AWS API calls the account makes most, and which of them fail. */
export function apiCalls(region: string, metricNamespace: string): DashboardBody {
  const search = (dimensions: string, id: string, more: { only?: string; period?: number; visible?: boolean } = {}) => [
    {
      expression: `SEARCH('{${metricNamespace},${dimensions}}${more.only ?? ""}', 'Sum', ${more.period ?? 300})`,
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
      metricWidget(
        "Calls",
        region,
        [search(perCall, "c", { visible: false, period: 86_400 }), [{ expression: "SUM(c)", id: "all", label: "calls" }]],
        {
          view: "singleValue",
          width: 8,
          height: 4,
          period: 86_400,
        },
      ),
      metricWidget(
        "Failed calls",
        region,
        [
          search("errorCode,eventSource", "e", { ...errors, visible: false, period: 86_400 }),
          [{ expression: "SUM(e)", id: "bad", label: "failed calls" }],
        ],
        {
          view: "singleValue",
          width: 8,
          height: 4,
          period: 86_400,
        },
      ),
      metricWidget(
        "Series in use",
        region,
        [
          search(perCall, "n", { visible: false, period: 86_400 }),
          [{ expression: "METRIC_COUNT(n)", id: "series", label: "series of calls" }],
        ],
        {
          view: "singleValue",
          width: 8,
          height: 4,
          period: 86_400,
        },
      ),
      metricWidget(
        "Most frequent calls",
        region,
        [search(perCall, "t", { visible: false }), [{ expression: "SORT(t, SUM, DESC, 20)", id: "top", label: "" }]],
        { width: 16, height: 8, unit: "calls" },
      ),
      metricWidget(
        "Calls day by day",
        region,
        [search(perCall, "d", { visible: false, period: 86_400 }), [{ expression: "SUM(d)", id: "days", label: "calls" }]],
        {
          width: 8,
          height: 8,
          view: "bar",
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
        "Calls against what is usual",
        region,
        [
          search(perCall, "u", { visible: false }),
          [{ expression: "SUM(u)", id: "now", label: "calls" }],
          [{ expression: "ANOMALY_DETECTION_BAND(now, 2)", id: "band", label: "usual" }],
        ],
        { width: 8, height: 8, unit: "calls" },
      ),
    ],
    "-PT24H",
  );
}

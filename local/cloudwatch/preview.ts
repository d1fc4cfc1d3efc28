import type { DashboardBody } from "../../analytics/dashboards/dashboard-body";
import type { Lake } from "../lake";
import { InvalidRequest } from "../page/request-checks";
import { trackerNamespace } from "../tracker-namespace";
import { askSeries } from "./lake-series";
import { laptopBodies } from "./laptop-bodies";
import { lengthOf, metricPanel, type PanelSurroundings } from "./metric-panel";
import type { Preview, PreviewPanel, PreviewRequest } from "./preview-contract";
import { publishedMetrics } from "./published-metrics";
import { chooseVariables, withChoices } from "./variables";

const fiveMinutes = 300_000;

const groups: Readonly<Record<string, string>> = { rest: "REST", http: "HTTP", websocket: "WebSocket" };
const alone: Readonly<Record<string, string>> = { "audit-events": "Audit events", "api-calls": "AWS API calls", pipeline: "Pipeline" };

/** What a dashboard is called, alone and within its group. */
function nameOf(name: string): { group: string; name: string; title: string } {
  const [kind = "", topic = ""] = name.split("-");
  const group = groups[kind];
  return group ? { group, name, title: topic[0]!.toUpperCase() + topic.slice(1) } : { group: "", name, title: alone[name] ?? name };
}

async function panelOf(
  { x, y, width, height, type, properties }: DashboardBody["widgets"][number],
  around: PanelSurroundings,
): Promise<PreviewPanel> {
  const text = (name: string) => (typeof properties[name] === "string" ? (properties[name] as string) : "");
  const place = { x, y, width, height, type, title: text("title"), problems: [], notes: [] };
  switch (type) {
    case "metric":
      return { ...place, ...(await metricPanel(properties, around)) };
    case "text":
      return { ...place, text: text("markdown") };
    case "log":
      return { ...place, query: { text: text("query"), view: text("view") } };
    case "alarm":
      return { ...place, alarms: ((properties["alarms"] ?? []) as readonly string[]).map((arn) => arn.split(":").at(-1)!) };
  }
}

/** The last moment of the data, to the end of its five minutes: the preview's now. */
async function endOf(lake: Lake): Promise<number> {
  const { rows } = await lake.query(
    "SELECT max(moment) FROM (SELECT max(request_time) AS moment FROM requests UNION ALL SELECT max(minute) FROM api_calls UNION ALL SELECT max(event_time) FROM audit)",
  );
  const latest = rows[0]?.[0] ? Date.parse(String(rows[0][0])) : (lake.asOf?.getTime() ?? Date.now());
  return Math.ceil((latest + 1) / fiveMinutes) * fiveMinutes;
}

/** Answers for the bodies of CloudWatch dashboards what their widgets would show of one lake. */
export function makePreview(lake: Lake, makeBodies = laptopBodies): (request: PreviewRequest) => Promise<Preview> {
  const published = publishedMetrics(trackerNamespace);
  const ask = askSeries(lake);
  let known: Promise<[Awaited<ReturnType<typeof laptopBodies>>, number]> | undefined;

  return async ({ dashboard, choices, hours: wanted }) => {
    known ??= Promise.all([makeBodies(lake, trackerNamespace), endOf(lake)]);
    known.catch(() => {
      known = undefined;
    });
    const [{ region, bodies }, to] = await known;
    const name = dashboard === "" ? Object.keys(bodies)[0]! : dashboard;
    const body = Object.hasOwn(bodies, name) ? bodies[name] : undefined;
    if (!body) throw new InvalidRequest(`Invalid request 'dashboard': must be one of ${Object.keys(bodies).join(", ")}, got '${name}'.`);
    const hours = wanted ?? lengthOf(body.start) / 3_600_000;
    const window = { from: to - hours * 3_600_000, to };
    const variables = await chooseVariables(body, choices, { ask, published, to });
    const widgets = withChoices(body, variables);
    const panels = await Promise.all(widgets.map((widget) => panelOf(widget, { published, ask, window })));
    const named = nameOf(name);
    return {
      dashboard: name,
      title: [named.group, named.group ? named.title.toLowerCase() : named.title].filter(Boolean).join(" "),
      dashboards: Object.keys(bodies).map(nameOf),
      region,
      hours,
      ...window,
      variables,
      panels,
    };
  };
}

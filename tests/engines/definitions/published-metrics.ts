import { metricPanel } from "../../../local/cloudwatch/metric-panel";
import { publishedMetrics } from "../../../local/cloudwatch/published-metrics";
import type { Finding } from "../engine";

const window = { from: Date.parse("2026-01-01T00:00:00Z"), to: Date.parse("2026-01-02T00:00:00Z") };

/** What the widgets of a dashboard ask for and nobody publishes: by the documentation of the services, and by what the program's functions write. */
export async function checkAskedMetrics(name: string, given: unknown, metricNamespace: string): Promise<Finding[]> {
  const { widgets = [] } = (typeof given === "string" ? JSON.parse(given) : given) as { widgets?: { type: string; properties: object }[] };
  const published = publishedMetrics(metricNamespace);
  const findings: Finding[] = [];
  for (const [i, { type, properties }] of widgets.entries()) {
    if (type !== "metric") continue;
    const { problems } = await metricPanel(properties, { published, ask: async () => [], window });
    findings.push(
      ...problems.map(({ asked, exists }) => ({ where: `${name} /widgets/${i}`, message: `${asked} is asked for, but ${exists}` })),
    );
  }
  return findings;
}

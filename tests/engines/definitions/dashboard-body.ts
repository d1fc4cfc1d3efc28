import { Ajv } from "ajv";
import type { Finding } from "../engine";
import { dashboardBodySchema } from "./dashboard-body-schema";

const validate = new Ajv({ discriminator: true, allErrors: true, strict: false }).compile(dashboardBodySchema);

/** Findings of one CloudWatch dashboard body: its structure, and what the documentation says beside it. */
export function checkDashboardBody(name: string, given: unknown): Finding[] {
  const findings: Finding[] = [];
  const find = (where: string, message: string) => findings.push({ where: `${name} ${where}`, message });
  let body: any;
  try {
    body = typeof given === "string" ? JSON.parse(given) : given;
  } catch (error: any) {
    return [{ where: name, message: `not JSON: ${error.message}` }];
  }
  if (!validate(body))
    for (const { instancePath, message, params } of validate.errors ?? []) find(instancePath, `${message} ${JSON.stringify(params)}`);
  for (const [i, widget] of (Array.isArray(body?.widgets) ? body.widgets : []).entries()) {
    const at = `/widgets/${i}`;
    if ((widget.x ?? 0) + (widget.width ?? 6) > 24) find(at, "passes column 24");
    if (widget.type === "metric" && Array.isArray(widget.properties?.metrics))
      checkMetrics(widget.properties.metrics, (message) => find(at, message));
    if (widget.type === "metric" && !widget.properties?.metrics && !widget.properties?.annotations?.alarms)
      find(at, "a metric widget needs metrics or one alarm");
    if (widget.properties?.start === undefined && widget.properties?.end !== undefined) find(at, "end needs start");
  }
  return findings;
}

/** A metric is namespace, name and pairs of dimensions; `.` repeats the value above, `...` all values but the last. An expression names the ids of the widget. */
function checkMetrics(metrics: any[][], find: (message: string) => void): void {
  const ids = new Set<string>();
  for (const metric of metrics) {
    if (!Array.isArray(metric)) continue;
    const { id } = metric.find((part) => typeof part === "object") ?? {};
    if (id && ids.has(id)) find(`the id ${id} is used twice`);
    if (id) ids.add(id);
  }
  for (const metric of metrics) {
    if (!Array.isArray(metric)) continue;
    const words = metric.filter((part) => typeof part === "string");
    const options = metric.filter((part) => typeof part === "object");
    if (options.length > 1 || (options.length && typeof metric.at(-1) !== "object"))
      find(`options belong at the end: ${JSON.stringify(metric)}`);
    const expression: string | undefined = options[0]?.expression;
    if (expression !== undefined) {
      if (words.length) find(`an expression stands alone: ${JSON.stringify(metric)}`);
      for (const id of referencedIds(expression)) if (!ids.has(id)) find(`the expression ${expression} names ${id}, which no metric has`);
      continue;
    }
    if (words.includes("...")) continue;
    if (words.length < 2) find(`needs a namespace and a metric name: ${JSON.stringify(metric)}`);
    else if (words.length % 2) find(`a dimension has no value: ${JSON.stringify(metric)}`);
    if (words.length > 62) find("at most 30 dimensions");
  }
}

/** Lower-case identifiers of metric math; functions are upper-case, and text inside quotes is not looked at. */
function referencedIds(expression: string): string[] {
  const bare = expression.replace(/"[^"]*"|'[^']*'/g, "");
  return bare.match(/(?<![\w.])[a-z][a-zA-Z0-9_]*(?!\s*\()/g) ?? [];
}

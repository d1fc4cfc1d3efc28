import { expect } from "chai";
import { operationsDashboardNames, operationsDashboards } from "../../analytics/dashboards/operations";
import { savedQueries } from "../../analytics/dashboards/saved-queries";
import { apiKinds } from "../../analytics/schema";

const source = {
  region: "eu-west-1",
  metricNamespace: "API-COUNT",
  trackerFunction: "p-dev-track-api-calls",
  transformerFunctions: ["p-dev-transform-access-logs"],
  functionNames: ["p-dev-track-api-calls", "p-dev-transform-access-logs"],
  streamNames: ["amazon-apigateway-p-dev", "p-dev-audit"],
  kinds: apiKinds,
  trailLogGroup: "/trail",
  auditEventSources: ["apigateway.amazonaws.com"],
};
const bodies = operationsDashboards(source);
type Line = readonly (string | { expression?: string; id?: string; visible?: boolean })[];
const widgets = Object.entries(bodies).flatMap(([name, body]) => body.widgets.map((widget) => ({ name, ...widget })));
const lines = (widget: (typeof widgets)[number]) => (widget.properties.metrics ?? []) as Line[];
const detail = (line: Line) => line.at(-1) as { expression?: string; id?: string; visible?: boolean };

describe("operations dashboards", () => {
  it("are the ones that are announced before their bodies are known", () => {
    expect(Object.keys(bodies)).to.deep.equal(operationsDashboardNames(apiKinds));
    expect(Object.keys(bodies)).to.have.length(15);
  });

  it("lie within the grid without overlaps, and within the service's limits", () => {
    for (const [name, body] of Object.entries(bodies)) {
      const taken = new Set<string>();
      for (const { x, y, width, height } of body.widgets) {
        expect(x + width, name).to.be.at.most(24);
        for (let column = x; column < x + width; column++)
          for (let row = y; row < y + height; row++) {
            const cell = `${column}/${row}`;
            expect(taken.has(cell), `${name} ${cell}`).to.equal(false);
            taken.add(cell);
          }
      }
      // And without holes: a hole is where a reader looks for something.
      const height = Math.max(...body.widgets.map((widget) => widget.y + widget.height));
      expect(taken.size, name).to.equal(24 * height);
      expect(body.widgets.length, name).to.be.within(4, 500);
      expect((body.variables ?? []).length, name).to.be.at.most(25);
    }
  });

  it("never sum over more than one exact set of dimensions", () => {
    const sets = widgets.flatMap((widget) =>
      lines(widget).flatMap((line) => /SEARCH\('\{([^}]+)\}/.exec(detail(line).expression ?? "")?.[1] ?? []),
    );
    expect(sets.length).to.be.greaterThan(50);
    const allowed = [
      "ApiName",
      "ApiName,Stage",
      "ApiName,Method,Resource,Stage",
      "ApiId",
      "ApiId,Stage",
      "ApiId,Method,Resource,Stage",
      "ApiId,Route,Stage",
    ].map((set) => `AWS/ApiGateway,${set}`);
    for (const set of sets) expect([...allowed, "API-COUNT,awsRegion,eventSource", "API-COUNT,errorCode,eventSource"]).to.include(set);
  });

  it("use every expression's ids, and show at least one line per widget", () => {
    for (const widget of widgets) {
      const all = lines(widget);
      if (all.length === 0) continue;
      const ids = all.map((line) => detail(line).id).filter((id) => id !== undefined);
      expect(new Set(ids).size, `${widget.name}: ${String(widget.properties.title)}`).to.equal(ids.length);
      expect(
        all.some((line) => detail(line).visible !== false),
        `${widget.name}: ${String(widget.properties.title)}`,
      ).to.equal(true);
      for (const line of all) {
        const text = detail(line).expression;
        if (!text || text.includes("SEARCH(")) continue;
        for (const id of text.match(/\b[a-z][a-zA-Z]*\d*\b/g) ?? []) expect(ids, `${widget.name}: ${text}`).to.include(id);
      }
    }
  });

  it("compare whole days, and with an anomaly band, because there is no time shift", () => {
    for (const kind of ["rest", "http", "websocket"]) {
      const text = JSON.stringify(bodies[`${kind}-overview`]);
      expect(text).to.contain('"-P8D"').and.contain("ANOMALY_DETECTION_BAND").and.contain('"period":86400');
    }
  });

  it("show numbers of the whole range, and days as points: CloudWatch's numbers and bars are of the most recent period", () => {
    const numbers = widgets.filter(({ properties }) => properties.view === "singleValue");
    expect(numbers.length).to.be.greaterThan(30);
    for (const { name, properties } of numbers)
      expect(properties.setPeriodToTimeRange, `${name}: ${String(properties.title)}`).to.equal(true);
    expect(
      widgets.filter(({ type, properties }) => type === "metric" && ["bar", "pie", "gauge"].includes(String(properties.view))),
    ).to.deep.equal([]);
    // A period inside a search would stand against the widget's own.
    expect(widgets.flatMap(lines).filter((line) => /SEARCH\([^)]*\d\)/.test(detail(line).expression ?? ""))).to.deep.equal([]);
  });

  it("ask of each function only what it counts", () => {
    const own = widgets.flatMap(lines).filter((line) => line[0] === "API-COUNT/Pipeline");
    const asked = (metric: string) => own.filter((line) => line[1] === metric).map((line) => line[3]);
    expect(asked("RecordsIn")).to.deep.equal(["p-dev-transform-access-logs"]);
    expect(asked("Events")).to.deep.equal(["p-dev-track-api-calls"]);
    expect(own.length).to.equal(12);
  });

  it("spell metrics as each kind does", () => {
    expect(JSON.stringify(bodies["rest-overview"])).to.contain("5XXError").and.not.contain('MetricName=\\"5xx\\"');
    expect(JSON.stringify(bodies["http-overview"])).to.contain('MetricName=\\"5xx\\"').and.not.contain("5XXError");
    expect(JSON.stringify(bodies["websocket-overview"])).to.contain("MessageCount").and.contain("ConnectCount");
  });

  it("ask the trail's log group in every audit widget", () => {
    const logs = bodies["audit-events"]!.widgets.filter((widget) => widget.type === "log");
    expect(logs.length).to.be.at.least(13);
    for (const widget of logs)
      expect(String(widget.properties.query)).to.match(/^SOURCE '\/trail' \| filter eventSource in \["apigateway.amazonaws.com"\]/);
  });

  it("save the queries that AWS publishes, each with a name of its own", () => {
    const names = savedQueries.map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
    expect(names).to.have.length.at.least(11);
    for (const { query } of savedQueries) expect(query).to.match(/^(fields|filter|stats) /);
  });
});

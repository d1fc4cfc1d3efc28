import { expect } from "chai";
import { laptopBodies } from "../../../local/cloudwatch/laptop-bodies";
import { makePreview } from "../../../local/cloudwatch/preview";
import type { Preview, PreviewPanel } from "../../../local/cloudwatch/preview-contract";
import type { Lake } from "../../../local/lake";
import { end, firstDay, lastDay, previewLake, requests, type ToldRequest } from "./preview-lake";

const panelOf = (preview: Preview, title: string, view?: string): PreviewPanel =>
  preview.panels.find((panel) => panel.title === title && (view === undefined || panel.metric?.view === view))!;
const numberOf = (preview: Preview, title: string) => panelOf(preview, title, "singleValue").metric!.lines[0]!.points.at(-1)![1];
const total = (panel: PreviewPanel, label?: string) =>
  panel
    .metric!.lines.filter((line) => label === undefined || line.label === label)
    .flatMap(({ points }) => points)
    .reduce((sum, [, value]) => sum + value, 0);
const dayOf = ({ at }: ToldRequest) => at >= end - 86_400_000;
const of = (kind: string, more: (request: ToldRequest) => boolean = () => true) =>
  requests.filter((request) => request.api_kind === kind && dayOf(request) && more(request));

describe("the preview of CloudWatch dashboards", () => {
  let lake: Lake;
  let remove: () => Promise<void>;
  let preview: ReturnType<typeof makePreview>;
  before(async () => {
    ({ lake, remove } = await previewLake());
    preview = makePreview(lake);
  });
  after(() => remove());

  const all = async () => {
    const { dashboards } = await preview({ dashboard: "", choices: {} });
    return Promise.all(dashboards.map(({ name }) => preview({ dashboard: name, choices: { api: "orders", stage: "prod" } })));
  };

  it("shows every widget of every dashboard: a series, a text, a query, or the reason why there is none", async () => {
    const previews = await all();
    expect(previews).to.have.length(15);
    for (const { dashboard, panels } of previews)
      for (const { title, type, problems, quiet, metric, text, query } of panels) {
        const where = `${dashboard}: ${title}`;
        expect(problems, where).to.deep.equal([]);
        if (type === "metric") expect(metric!.lines.length > 0 ? undefined : quiet, where).to.equal(quiet);
        if (type === "metric" && !metric!.lines.length) expect(quiet, where).to.match(/cache|in an AWS account|Nothing of the kind/);
        if (type === "text") expect(text, where).to.match(/^##/);
        if (type === "log") expect(query!.text, where).to.match(/^SOURCE /);
      }
    const quiet = previews.flatMap(({ dashboard, panels }) =>
      panels.filter((panel) => panel.quiet).map(({ title }) => `${dashboard}: ${title}`),
    );
    expect(quiet.filter((where) => !/^pipeline|[Cc]ache|: Connections by route|: Integration errors/.test(where))).to.deep.equal([]);
  });

  it("counts every request once, whatever sets of dimensions there are", async () => {
    const rest = await preview({ dashboard: "rest-overview", choices: {} });
    const told = of("REST");
    expect(numberOf(rest, "Requests")).to.equal(told.length);
    expect(total(panelOf(rest, "Requests by API", "timeSeries"))).to.equal(told.length);
    expect(numberOf(rest, "Client error rate (%)")).to.equal((100 * told.filter(({ status }) => status === 404).length) / told.length);
    expect(numberOf(rest, "Server error rate (%)")).to.equal((100 * told.filter(({ status }) => status === 502).length) / told.length);
    const mean = told.reduce((sum, request) => sum + request.response_latency_ms!, 0) / told.length;
    expect(numberOf(rest, "Mean latency (ms)")).to.be.closeTo(mean, 1e-9);
    expect(numberOf(rest, "Active APIs")).to.equal(2);
  });

  it("calls a REST API by the ASCII of its name, and HTTP and WebSocket APIs by their ids", async () => {
    const names = async (dashboard: string, title: string) =>
      panelOf(await preview({ dashboard, choices: {} }), title).metric!.lines.map(({ label }) => label);
    expect(await names("rest-overview", "Requests by API")).to.deep.equal(["Kse", "orders"]);
    expect(await names("http-overview", "Requests by API")).to.deep.equal(["h1"]);
    expect(await names("websocket-overview", "Messages by API")).to.deep.equal(["w1"]);
  });

  it("sees what becomes of messages: refused, not delivered, answered with an error", async () => {
    const errors = await preview({ dashboard: "websocket-errors", choices: {} });
    expect(numberOf(errors, "Client errors")).to.equal(1);
    expect(numberOf(errors, "Execution errors")).to.equal(1);
    expect(numberOf(errors, "Integration errors")).to.equal(1);
    // One connection and 58 messages; the end of a connection is neither.
    expect(numberOf(errors, "Error rate of the range (%)")).to.be.closeTo(300 / 59, 1e-9);
  });

  it("offers the APIs and stages that have series, and shows the chosen ones", async () => {
    const first = await preview({ dashboard: "rest-latency", choices: {} });
    expect(first.variables.map(({ id, choices, chosen }) => ({ id, choices, chosen }))).to.deep.equal([
      { id: "api", choices: ["Kse", "orders"], chosen: "Kse" },
      { id: "stage", choices: ["beta", "prod"], chosen: "beta" },
      { id: "region", choices: ["eu-central-1"], chosen: "eu-central-1" },
    ]);
    const beta = await preview({ dashboard: "rest-latency", choices: { api: "orders", stage: "beta" } });
    const told = of("REST", ({ stage }) => stage === "beta")
      .map((request) => request.response_latency_ms!)
      .sort((a, b) => a - b);
    expect(beta.panels[0]!.text).to.contain("of orders");
    const table = panelOf(beta, "Latency: percentiles by day (ms)");
    const p50 = table.metric!.lines.find(({ label }) => label === "p50")!.points.find(([at]) => at === lastDay)![1];
    expect(p50).to.equal((told[19]! + told[20]!) / 2);
    const unknown = await preview({ dashboard: "rest-latency", choices: { api: 'orders" OR "1', stage: "beta" } });
    expect(unknown.variables[0]!.chosen).to.equal("Kse");
  });

  it("shows days as days, and what is usual only where there are days to compare with", async () => {
    const rest = await preview({ dashboard: "rest-overview", choices: { api: "orders" } });
    expect(panelOf(rest, "Requests day by day").metric!.lines[0]!.points).to.deep.equal([
      [firstDay, 60],
      [lastDay, 121],
    ]);
    const usual = panelOf(rest, "Requests of orders against what is usual");
    expect(usual.notes.join()).to.contain("CloudWatch trains a model of its own");
    // Ten o'clock was five requests each five minutes the day before; eleven o'clock had none to compare with.
    expect(usual.metric!.band!.points[0]).to.deep.equal([lastDay + 600 * 60_000, 5, 5]);
    expect(usual.metric!.band!.points).to.have.length(12);
  });

  it("shows the tracker's series by call, and errors by code", async () => {
    const api = await preview({ dashboard: "api-calls", choices: {} });
    expect(numberOf(api, "Calls")).to.equal(10);
    expect(numberOf(api, "Series in use")).to.equal(2);
    expect(numberOf(api, "Failed calls")).to.equal(2);
    const [most] = panelOf(api, "Most frequent calls").metric!.lines;
    expect(most).to.deep.include({ label: "GetRestApis · apigateway.amazonaws.com", points: [[lastDay + 600 * 60_000, 9]] });
  });

  it("shows the most recent period alone in views of single values, unless the widget asks for the whole range", async () => {
    const latest = await changed("rest-errors", (text) => text.replaceAll(',"setPeriodToTimeRange":true', ""))({
      dashboard: "rest-errors",
      choices: { api: "orders", stage: "prod" },
    });
    const told = of("REST", ({ at, stage, status }) => at >= end - 300_000 && stage === "prod" && status === 404);
    expect(numberOf(latest, "Client errors")).to.equal(told.length);
  });

  it("takes other ranges", async () => {
    const hour = await preview({ dashboard: "rest-overview", choices: {}, hours: 1 });
    expect(numberOf(hour, "Requests")).to.equal(of("REST", ({ at }) => at >= end - 3_600_000).length);
  });

  /** The preview of bodies with a mistake in one of them. */
  function changed(dashboard: string, mistake: (text: string) => string) {
    return makePreview(lake, async (...given) => {
      const made = await laptopBodies(...given);
      const before = JSON.stringify(made.bodies[dashboard]);
      const after = mistake(before);
      expect(after, "the mistake is in the body").not.to.equal(before);
      return { ...made, bodies: { ...made.bodies, [dashboard]: JSON.parse(after) } };
    });
  }

  const mistakes: [string, string, (text: string) => string, RegExp][] = [
    [
      "a set of dimensions that nobody publishes",
      "rest-overview",
      (t) => t.replaceAll("{AWS/ApiGateway,ApiName}", "{AWS/ApiGateway,ApiName,Method}"),
      /Count by \{ApiName, Method\} => Count exists by \{ApiName\} \{ApiName, Stage\}/,
    ],
    [
      "the dimension of another kind",
      "rest-overview",
      (t) => t.replaceAll("{AWS/ApiGateway,ApiName}", "{AWS/ApiGateway,ApiId}"),
      /4XXError by \{ApiId\} => 4XXError exists by \{ApiName\}/,
    ],
    [
      "the metric name of another kind",
      "http-overview",
      (t) => t.replaceAll('MetricName=\\"4xx\\"', 'MetricName=\\"4XXError\\"'),
      /4XXError by \{ApiId\} => .*by \{ApiId\} there are Count, 4xx, 5xx/,
    ],
    [
      "a metric that does not exist",
      "rest-errors",
      (t) => t.replaceAll('"5XXError"', '"5xxErrors"'),
      /5xxErrors by \{ApiName, Stage\} => there is no metric of that name/,
    ],
    [
      "a namespace that does not exist",
      "http-latency",
      (t) => t.replaceAll('"AWS/ApiGateway"', '"AWS/APIGateway"'),
      /nothing is published to AWS\/APIGateway; there are AWS\/ApiGateway/,
    ],
    [
      "a mean of a count",
      "http-overview",
      (t) => t.replaceAll("'SampleCount'", "'Average'"),
      /Count by \{ApiId\}, statistic Average => that says nothing about it: Sum or SampleCount does/,
    ],
    [
      "a statistic that does not exist",
      "rest-latency",
      (t) => t.replaceAll('"p99"', '"p999"'),
      /statistic p999 => there is no such statistic/,
    ],
    ["a function that does not exist", "rest-overview", (t) => t.replaceAll("SUM(", "TOTAL("), /does not know the function TOTAL\(\)/],
    ["an operator of another language", "rest-errors", (t) => t.replaceAll("100 * (", "100 % ("), /does not calculate '%'/],
    [
      "a number where a series must be",
      "rest-overview",
      (t) => t.replaceAll("TIME_SERIES(METRIC_COUNT(REMOVE_EMPTY(active)))", "METRIC_COUNT(active)"),
      /it is one number, and CloudWatch draws series only/,
    ],
    [
      "a line that is not there",
      "rest-errors",
      (t) => t.replaceAll('"id":"t0"', '"id":"t9"'),
      /names 't0', which no line of the widget has/,
    ],
    [
      "a search by parts of words",
      "rest-enhanced",
      (t) => t.replaceAll('ApiName=\\"CHOSEN_API\\"', "ApiName=CHOSEN_API"),
      /does not understand 'ApiName=Kse/,
    ],
    [
      "a search for a dimension that the set has not",
      "rest-enhanced",
      (t) => t.replaceAll('ApiName=\\"CHOSEN_API\\"', 'ApiId=\\"CHOSEN_API\\"'),
      /ApiId is no dimension of/,
    ],
    [
      "a search in every set of dimensions",
      "rest-overview",
      (t) => t.replaceAll("{AWS/ApiGateway,ApiName} ", ""),
      /names no set of dimensions/,
    ],
    [
      "a series of a function that counts something else",
      "pipeline",
      (t) =>
        t.replaceAll(
          '"RecordsIn","function","api-usage-analytics-dev-transform-access-logs"',
          '"RecordsIn","function","api-usage-analytics-dev-track-api-calls"',
        ),
      /of api-usage-analytics-dev-track-api-calls => only the transformers publish it/,
    ],
    [
      "a name of Firehose that is another one's",
      "pipeline",
      (t) => t.replaceAll("DeliveryToS3.DataFreshness", "DeliveryToS3.Freshness"),
      /AWS\/Firehose DeliveryToS3.Freshness .* => there is no metric of that name/,
    ],
    [
      "a dimension of Lambda that is another one's",
      "pipeline",
      (t) => t.replaceAll('"FunctionName"', '"functionName"'),
      /AWS\/Lambda Errors by \{functionName\} => Errors exists by/,
    ],
    [
      "a dimension without a value",
      "rest-latency",
      (t) => t.replaceAll('"Stage","CHOSEN_STAGE",', '"Stage",'),
      /is no metric: a namespace, a name, and pairs/,
    ],
  ];
  for (const [what, dashboard, mistake, says] of mistakes)
    it(`sees ${what}`, async () => {
      const { panels } = await changed(dashboard, mistake)({ dashboard, choices: {} });
      const said = panels.flatMap(({ problems }) => problems.map(({ asked, exists }) => `${asked} => ${exists}`));
      expect(said.join("\n")).to.match(says);
    });

  it("sees a band of an expression that searches, for which CloudWatch has no model", async () => {
    const body = (text: string) =>
      text.replace(
        /\["AWS\/ApiGateway","Count","ApiName","CHOSEN_API",\{"id":"now"[^}]*\}\]/,
        '[{"expression":"SUM(u)","id":"now"}],[{"expression":"SEARCH(\'{AWS/ApiGateway,ApiName} MetricName=\\"Count\\"\', \'Sum\')","id":"u"}]',
      );
    const { panels } = await changed("rest-overview", body)({ dashboard: "rest-overview", choices: {} });
    expect(panels.flatMap(({ problems }) => problems.map(({ exists }) => exists))).to.deep.equal([
      "CloudWatch makes no band of 'now': it is an expression that searches.",
    ]);
  });

  it("says where a search finds APIs of two kinds", async () => {
    const mixed = changed("http-overview", (text) => text.replaceAll('MetricName=\\"Latency\\"', 'MetricName=\\"IntegrationLatency\\"'));
    const panel = panelOf(await mixed({ dashboard: "http-overview", choices: {} }), "Mean latency by API");
    expect(panel.notes).to.deep.equal(["HTTP APIs and WebSocket APIs share IntegrationLatency by {ApiId}: a search finds both."]);
    expect(panel.metric!.lines.map(({ label }) => label)).to.deep.equal(["h1", "w1"]);
  });

  it("refuses a dashboard that does not exist with a sentence", async () => {
    let message = "";
    await preview({ dashboard: "constructor", choices: {} }).catch((error: Error) => {
      message = error.message;
    });
    expect(message).to.match(/^Invalid request 'dashboard': must be one of rest-overview, .*, got 'constructor'\.$/);
  });
});

import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { sampleMoment } from "../../docs/screenshots/sample-moment";
import { scenes } from "../../docs/screenshots/scenes";
import { customers, planOf } from "../../local/sample/business";
import { type Story, tellStory } from "../../local/sample/story";

const docs = path.join(__dirname, "..", "..", "docs");
const text = readFileSync(path.join(docs, "walkthrough.md"), "utf8");
const number = (value: number) => value.toLocaleString("en-US");
const clock = (at: number | string) => new Date(at).toISOString().slice(11, 16);

/** Every number of the walk, counted from the story itself: neither the handlers, nor the views, nor the page take part. */
describe("the walk through the sample", () => {
  let story: Story;
  before(() => {
    story = tellStory(sampleMoment.getTime());
  });
  type Request = Story["requests"][number];
  const during = (id: string, matches: (request: Request) => boolean = () => true) => {
    const { from, to } = story.incidents.find((incident) => incident.id === id)!;
    return story.requests.filter((request) => request.at >= from && request.at < to && matches(request));
  };
  const count = (requests: readonly Request[], matches: (values: Request["values"]) => boolean) =>
    requests.filter(({ values }) => matches(values)).length;
  const keyOf = (name: string) => customers.find((customer) => customer.name === name)!.keyId;
  const eventAt = (name: string, who: string, parameter = "") => {
    const event = story.events.find(
      (e) =>
        e.eventName === name && JSON.stringify(e.userIdentity).includes(who) && JSON.stringify(e.requestParameters).includes(parameter),
    );
    return clock(String(event!.eventTime));
  };
  const says = (...sentences: string[]) => {
    for (const sentence of sentences) expect(text).to.include(sentence);
  };
  const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.ceil(values.length / 2) - 1]!;

  it("counts the week", () => {
    says(
      `${number(story.requests.length)} requests in all`,
      `${count(story.requests, (v) => Number(v.status) >= 500)} of them failed on our side`,
      `${number(count(story.requests, (v) => v.status === 429))} were throttled`,
    );
  });

  it("counts the bad deployment", () => {
    const prod = during("bad-deployment", ({ api }) => api.name === "orders" && api.stage === "prod");
    const posts = prod.filter(({ values }) => values.httpMethod === "POST" && values.resourcePath === "/orders");
    expect(new Set(prod.map(({ values }) => values.deploymentId))).to.deep.equal(new Set(["dep8bad"]));
    const failed = count(prod, (v) => Number(v.status) >= 500);
    says(
      `${count(posts, (v) => v.status === 502)} of ${posts.length} calls to \`POST /orders\` failed with 502`,
      `\`dep8bad\` served ${prod.length} requests, and ${((100 * failed) / prod.length).toFixed(2)} % of them failed`,
      `\`CreateDeployment\` at ${eventAt("CreateDeployment", "deploy-pipeline")} by \`deploy-pipeline\``,
      `\`UpdateStage\` at ${eventAt("UpdateStage", "maria.oncall", "deploymentId")} by \`maria.oncall\``,
    );
  });

  it("counts the slow integration", () => {
    const isQuote = ({ api, values }: Request) => api.name === "orders" && api.stage === "prod" && values.resourcePath === "/quotes";
    const slow = during("slow-integration", isQuote);
    const { from } = story.incidents.find(({ id }) => id === "slow-integration")!;
    const before = story.requests.filter((request) => isQuote(request) && request.at < from && request.at >= from - 150 * 60_000);
    const latency = (requests: readonly Request[]) => median(requests.map(({ values }) => Number(values.responseLatency)));
    says(
      `it was called ${slow.length} times`,
      `the median went from ${number(latency(before))} ms to ${number(latency(slow))} ms`,
      `${count(slow, (v) => v.status === 504)} calls ran into the 29-second limit`,
      `The triangle at ${eventAt("UpdateStage", "maria.oncall", "pricingEndpoint")} is`,
    );
  });

  it("counts the customer over its quota", () => {
    const key = keyOf("Blue Heron Retail");
    const refused = story.requests.filter(
      ({ values }) => values["identity.apiKeyId"] === key && values["error.responseType"] === "QUOTA_EXCEEDED",
    );
    const quota = planOf(customers.find(({ keyId }) => keyId === key)!).dailyQuota!;
    says(
      `plan's ${number(quota)} requests a day at ${clock(refused[0]!.at)} and was turned away ${number(refused.length)} times`,
      `${number(count(refused, (v) => v.httpMethod === "GET" && v.resourcePath === "/orders"))} of these calls were \`GET /orders\``,
      `next morning at ${eventAt("UpdateUsagePlan", "maria.oncall")} is`,
    );
  });

  it("counts the nightly batch", () => {
    const throttled = story.requests.filter(({ values }) => values["identity.apiKeyId"] === keyOf("Marlow Books") && values.status === 429);
    expect(new Set(throttled.map(({ values }) => values["error.responseType"]))).to.deep.equal(new Set(["THROTTLED"]));
    expect(new Set(throttled.map(({ at }) => new Date(at).toISOString().slice(11, 13)))).to.deep.equal(new Set(["01"]));
    const nights = new Set(throttled.map(({ at }) => new Date(at).toISOString().slice(0, 10)));
    expect(nights.size).to.equal(7);
    says(`${throttled.length} requests in seven nights were throttled`);
  });

  it("counts the stolen passwords", () => {
    const tried = during("credential-stuffing", ({ values }) => values.resourcePath === "/sessions");
    const addresses = new Set(tried.map(({ values }) => String(values["identity.sourceIp"])));
    expect(new Set([...addresses].map((address) => address.split(".").slice(0, 3).join("."))).size).to.equal(3);
    expect(new Set(tried.map(({ values }) => values["identity.userAgent"]))).to.deep.equal(new Set(["python-requests/2.28.1"]));
    says(
      `${number(tried.length)} calls came to \`POST /sessions\` from ${addresses.size} addresses in three networks`,
      `${number(count(tried, (v) => v.status === 401))} were refused with 401`,
      `${count(tried, (v) => v.status === 201)} calls were answered with 201`,
      `changed the web ACL at ${eventAt("UpdateWebACL", "maria.oncall")}`,
    );
  });

  it("counts the scanner", () => {
    const probes = during("scanner", ({ values }) => values["identity.sourceIp"] === "45.155.205.86");
    expect(probes.length).to.equal(count(story.requests, (v) => v["identity.sourceIp"] === "45.155.205.86"));
    expect(count(probes, (v) => Number(v.status) < 400)).to.equal(0);
    says(
      `asked for ${new Set(probes.map(({ values }) => values.path)).size} paths`,
      `${probes.length} times in fifteen minutes`,
      `${count(probes, (v) => v["error.responseType"] === "MISSING_AUTHENTICATION_TOKEN")} calls were refused for want of a token`,
      `${count(probes, (v) => v["error.responseType"] === "WAF_FILTERED")} by the web application firewall`,
    );
  });

  it("counts the new customer", () => {
    const calls = story.requests.filter(({ values }) => values["identity.apiKeyId"] === keyOf("Kestrel Outdoor"));
    // The `tracking` API knows its callers by their tokens.
    const { customerId } = customers.find((customer) => customer.name === "Kestrel Outdoor")!;
    const all = [...calls, ...story.requests.filter(({ values }) => values["authorizer.claims.client_id"] === customerId)];
    const onDay = (day: number) => number(all.filter(({ at }) => new Date(at).getUTCDate() === day).length);
    const first = calls.reduce((earliest, { at }) => Math.min(earliest, at), Number.POSITIVE_INFINITY);
    says(
      `first call with the new key at ${clock(first)}`,
      `at ${eventAt("CreateApiKey", "partner-portal")} the triangle says \`CreateApiKey\``,
      `${onDay(17)} requests came on the first day, ${onDay(18)} on the second, ${onDay(19)} on the third, ${onDay(20)} on the fourth`,
    );
  });

  it("counts the refused changes", () => {
    const failed = story.events.filter((event) => event.errorCode !== undefined);
    const listed = failed.filter((event) => event.eventName === "ListUsers");
    says(
      `There are ${failed.length} failed calls in the week; ${listed.length} of them are the same user's`,
      `at ${eventAt("DeleteRestApi", "jo.contractor")} \`jo.contractor\` called \`DeleteRestApi\``,
    );
  });

  it("has every picture that it shows, and links to what the pictures show", () => {
    const pictures = [...text.matchAll(/\]\((screenshots\/[^)]+)\)/g)].map(([, file]) => file!);
    for (const file of pictures) expect(existsSync(path.join(docs, file)), file).to.equal(true);
    for (const { name, address } of scenes) {
      expect(pictures).to.include(`screenshots/${name}.png`);
      const dashboard = address.split("?")[0]!;
      // The deployments stand on another dashboard of the range that is linked above them.
      if (name !== "walk-deployments") expect(text, name).to.include(`\`#/${address}\``);
      expect(dashboard).to.match(/^[a-z-]+$/);
    }
  });
});

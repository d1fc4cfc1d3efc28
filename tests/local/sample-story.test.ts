import { expect } from "chai";
import { customers, planOf } from "../../local/sample/business";
import { type Story, tellStory } from "../../local/sample/story";

const now = Date.parse("2026-11-21T12:00:00Z");
const day = 86_400_000;

describe("sample story", () => {
  let story: Story;
  before(() => {
    story = tellStory(now);
  });
  const during = (id: string) => {
    const incident = story.incidents.find((candidate) => candidate.id === id)!;
    return story.requests.filter((request) => request.at >= incident.from && request.at < incident.to);
  };
  const share = (requests: Story["requests"], matches: (values: Readonly<Record<string, string | number>>) => boolean) =>
    requests.filter((request) => matches(request.values)).length / requests.length;

  it("is the same for the same time and seed, and another for another seed", () => {
    expect(tellStory(now).requests.slice(0, 500)).to.deep.equal(story.requests.slice(0, 500));
    expect(tellStory(now, 7).requests[1000]!.values.requestId).not.to.equal(story.requests[1000]!.values.requestId);
  });

  it("covers the seven whole days before today and today until now, with nothing from the future", () => {
    expect(story.from).to.equal(Date.parse("2026-11-14T00:00:00Z"));
    expect(Math.min(...story.requests.map((request) => request.at))).to.be.at.least(story.from);
    expect(story.requests.reduce((latest, request) => Math.max(latest, request.at), 0)).to.be.below(now);
    const days = new Set(story.requests.map((request) => Math.floor(request.at / day)));
    expect(days.size).to.equal(8);
  });

  it("puts every incident on a day that is over", () => {
    for (const { id, from, to } of story.incidents) {
      expect(from, id).to.be.at.least(story.from);
      expect(to, id).to.be.at.most(Math.floor(now / day) * day);
    }
  });

  it("breaks POST /orders during the bad deployment and nowhere else", () => {
    const posts = (requests: Story["requests"]) =>
      requests.filter(({ values, api }) => api.stage === "prod" && values.resourcePath === "/orders" && values.httpMethod === "POST");
    expect(share(posts(during("bad-deployment")), (v) => v.status === 502)).to.be.greaterThan(0.6);
    expect(share(posts(story.requests), (v) => v.status === 502)).to.be.lessThan(0.03);
  });

  it("slows GET /quotes down during the slow integration", () => {
    const quotes = during("slow-integration").filter(({ values }) => values.resourcePath === "/quotes");
    expect(share(quotes, (v) => Number(v.responseLatency ?? 0) > 1_000)).to.be.greaterThan(0.8);
    expect(share(quotes, (v) => v.status === 504)).to.be.within(0.04, 0.25);
  });

  it("refuses exactly what a customer sends beyond the plan's daily quota", () => {
    const counts = new Map<string, number>();
    for (const { api, values, at } of story.requests) {
      const key = values["identity.apiKeyId"];
      if (api.kind !== "REST" || key === undefined) continue;
      const id = `${key}/${Math.floor(at / day)}`;
      const count = (counts.get(id) ?? 0) + 1;
      counts.set(id, count);
      const quota = planOf(customers.find((customer) => customer.keyId === key)!).dailyQuota;
      expect(values["error.responseType"] === "QUOTA_EXCEEDED", `${id} request ${count}`).to.equal(quota !== null && count > quota);
    }
    expect(counts.size).to.be.greaterThan(50);
  });

  it("opens and closes every connection around its messages, within the limits of API Gateway", () => {
    const connections = new Map<unknown, Story["requests"][number][]>();
    for (const request of story.requests.filter(({ api }) => api.kind === "WEBSOCKET")) {
      const id = request.values.connectionId;
      connections.set(id, [...(connections.get(id) ?? []), request]);
    }
    const hour = day / 24;
    expect(connections.size).to.be.greaterThan(1000);
    for (const [id, [first, ...rest]] of connections) {
      const types = rest.map(({ values }) => values.eventType);
      expect([first!.values.eventType, first!.values.routeKey], String(id)).to.deep.equal(["CONNECT", "$connect"]);
      expect(types[0], String(id)).to.equal("MESSAGE");
      expect(types.includes("DISCONNECT") ? types.indexOf("DISCONNECT") : types.length - 1, String(id)).to.equal(types.length - 1);
      // Two hours at most, ten minutes of silence at most.
      const times = [first!, ...rest].map(({ at }) => at);
      expect(times.at(-1)! - times[0]!, String(id)).to.be.at.most(2 * hour);
      for (const [i, at] of times.slice(1).entries()) expect(at - times[i]!, String(id)).to.be.at.most(hour / 6 + 2500);
      for (const { values } of rest) expect(values.connectedAt, String(id)).to.equal(first!.at);
    }
  });

  it("carries control-plane events that belong to the incidents", () => {
    const names = story.events.map((event) => event.eventName);
    expect(names).to.include.members([
      "CreateDeployment",
      "UpdateStage",
      "CreateApiKey",
      "CreateUsagePlanKey",
      "UpdateUsagePlan",
      "DeleteRestApi",
    ]);
    const deployment = story.events.find((event) => event.eventName === "CreateDeployment")!;
    const incident = story.incidents.find(({ id }) => id === "bad-deployment")!;
    expect(incident.from - Date.parse(String(deployment.eventTime))).to.be.within(0, 60_000);
  });
});

import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { directoryHistoryColumns } from "../../analytics/schema";
import { ServiceError } from "../../local/stand-ins/sdk-module";
import { changeEvent, refresherRig, refresherText } from "./stand-ins/refresher-rig";
import { onVirtualClock } from "./stand-ins/virtual-clock";

const message = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "no error",
    (error: Error) => error.message,
  );

/** A small account: two REST APIs, one HTTP, one WebSocket; two plans; three keys. */
async function smallRig(missing: 403 | 404 = 404) {
  const rig = await refresherRig(missing);
  const { apis, plans, keys } = rig.world;
  const group = (name: string) => `arn:aws:logs:eu-west-1:111122223333:log-group:${name}`;
  apis.set("rest1", {
    name: "orders",
    kind: "REST",
    stages: {
      prod: { destinationArn: "arn:aws:firehose:eu-west-1:1:deliverystream/amazon-apigateway-logs", format: '{"a":"$context.requestId"}' },
      dev: {},
    },
  });
  apis.set("rest2", {
    name: "orders",
    kind: "REST",
    stages: { prod: { destinationArn: group("/api/rest2"), format: "$context.requestId" } },
  });
  apis.set("http1", {
    name: "web",
    kind: "HTTP",
    stages: { $default: { destinationArn: `${group("/api/shared")}:*`, format: "$context.requestId" } },
  });
  apis.set("ws1", {
    name: "chat",
    kind: "WEBSOCKET",
    stages: { live: { destinationArn: group("/api/shared"), format: "$context.requestId $context.eventType" } },
  });
  plans.set("gold", {
    name: "Gold",
    quota: { limit: 1000, offset: 0, period: "MONTH" },
    throttle: { rateLimit: 10, burstLimit: 20 },
    apiStages: [{ apiId: "rest1", stage: "prod" }],
    keys: ["k1", "k2"],
  });
  plans.set("free", { name: "Free", apiStages: [{ apiId: "rest2", stage: "prod" }], keys: ["k1"] });
  keys.set("k1", { name: "acme", customerId: "c-1", enabled: true, tags: { team: "a" } });
  keys.set("k2", { name: "", enabled: false });
  keys.set("k3", { name: "unused" });
  return rig;
}

describe("refresh-directory", () => {
  it("writes the whole directory in the agreed shape", () =>
    onVirtualClock(async () => {
      const rig = await smallRig();
      const report = await rig.refresh({});
      expect(report).to.include({ status: "changed", keys: 3, plans: 2, apis: 4 });
      const { generatedAt, ...snapshot } = rig.snapshot();
      expect(generatedAt).to.match(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      expect(snapshot).to.deep.equal({
        schemaVersion: 1,
        apis: {
          http1: { name: "web", kind: "HTTP", stages: { $default: { accessLogFormat: "$context.requestId", logGroup: "/api/shared" } } },
          rest1: {
            name: "orders",
            kind: "REST",
            stages: { dev: { accessLogFormat: null }, prod: { accessLogFormat: '{"a":"$context.requestId"}' } },
          },
          rest2: { name: "orders", kind: "REST", stages: { prod: { accessLogFormat: "$context.requestId", logGroup: "/api/rest2" } } },
          ws1: {
            name: "chat",
            kind: "WEBSOCKET",
            stages: { live: { accessLogFormat: "$context.requestId $context.eventType", logGroup: "/api/shared" } },
          },
        },
        logGroups: { "/api/rest2": ["rest2/prod"], "/api/shared": ["http1/$default", "ws1/live"] },
        keys: {
          k1: { name: "acme", customerId: "c-1", enabled: true, tags: { team: "a" }, plans: ["free", "gold"] },
          k2: { name: "", customerId: null, enabled: false, tags: {}, plans: ["gold"] },
          k3: { name: "unused", customerId: null, enabled: true, tags: {}, plans: [] },
        },
        plans: {
          free: { name: "Free", quota: null, throttle: null, stages: ["rest2/prod"] },
          gold: {
            name: "Gold",
            quota: { limit: 1000, offset: 0, period: "MONTH" },
            throttle: { rateLimit: 10, burstLimit: 20 },
            stages: ["rest1/prod"],
          },
        },
      });
    }));

  it("writes history rows in the columns of the table, one per key and stage, plan and stage, and key without a plan", () =>
    onVirtualClock(async () => {
      const rig = await smallRig();
      await rig.refresh({});
      const rows = rig.history();
      for (const row of rows) expect(Object.keys(row)).to.deep.equal(directoryHistoryColumns.map(({ name }) => name));
      expect(rows.map((row) => [row.change, row.api_key_id, row.customer_id, row.usage_plan_id, row.api_id, row.stage])).to.deep.equal([
        ["set", null, null, "free", "rest2", "prod"],
        ["set", null, null, "gold", "rest1", "prod"],
        ["set", "k1", "c-1", "free", "rest2", "prod"],
        ["set", "k1", "c-1", "gold", "rest1", "prod"],
        ["set", "k2", "k2", "gold", "rest1", "prod"],
        ["set", "k3", "k3", null, null, null],
      ]);
      expect(rows[1]).to.include({
        quota_limit: 1000,
        quota_period: "MONTH",
        rate_limit: 10,
        burst_limit: 20,
        api_name: "orders",
        usage_plan: "Gold",
      });
      const [file] = rig.lake.keys("directory/history/");
      expect(file).to.match(/^directory\/history\/dt=\d{4}-\d\d-\d\d\/\d{8}T\d{9}Z-[0-9a-f]{8}\.json$/);
      expect(rows[0].valid_from).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/);
    }));

  it("writes nothing when nothing has changed, and only what changed when something has", () =>
    onVirtualClock(async () => {
      const rig = await smallRig();
      await rig.refresh({});
      const written = rig.lake.text("directory/current.json");
      expect(await rig.refresh({})).to.include({ status: "unchanged", historyRows: 0 });
      expect(rig.lake.text("directory/current.json")).to.equal(written);
      rig.world.plans.get("gold")!.keys = ["k1"];
      expect(await rig.refresh({})).to.include({ status: "changed", historyRows: 2 });
      expect(
        rig
          .history()
          .slice(6)
          .map((row) => [row.change, row.api_key_id, row.usage_plan_id]),
      ).to.deep.equal([
        ["removed", "k2", "gold"],
        ["set", "k2", null],
      ]);
    }));

  it("never keeps a key's value, whatever the service answers", () =>
    onVirtualClock(async () => {
      const rig = await smallRig();
      await rig.refresh({});
      await rig.refresh(changeEvent("UpdateApiKey", { apiKey: "k1" }));
      await rig.refresh(changeEvent("CreateUsagePlan", {}, { id: "gold", value: "PLANTED" }));
      for (const key of rig.lake.keys()) expect(rig.lake.text(key), key).not.to.contain("PLANTED");
    }));

  it("begins where it may not list the bucket, and refuses to overwrite what it may not read", () =>
    onVirtualClock(async () => {
      const rig = await smallRig(403);
      expect(await rig.refresh({})).to.include({ status: "changed" });
      rig.lake.fail = (kind) => (kind === "Get" ? new ServiceError("AccessDenied", 403) : undefined);
      const before = rig.lake.text("directory/current.json");
      rig.world.keys.get("k1")!.name = "renamed";
      expect(await message(rig.refresh({}))).to.equal("PreconditionFailed");
      expect(rig.lake.text("directory/current.json")).to.equal(before);
    }));

  it("replaces a corrupt snapshot, and one of another shape", () =>
    onVirtualClock(async () => {
      const { warn } = console;
      console.warn = () => {};
      try {
        for (const corrupt of ["{", "[]", '"text"', '{"apis":[],"keys":{},"plans":{}}', ""]) {
          const rig = await smallRig();
          rig.lake.objects.set("directory/current.json", Buffer.from(corrupt));
          await rig.refresh(changeEvent("UpdateApiKey", { apiKey: "k1" }));
          expect(Object.keys(rig.snapshot().keys), corrupt).to.deep.equal(["k1", "k2", "k3"]);
        }
      } finally {
        console.warn = warn;
      }
    }));

  it("is small", async () => {
    expect(gzipSync(await refresherText()).length).to.be.below(20000);
  });
});

describe("refresh-directory in a large account", () => {
  it("reads 10,000 keys, 500 plans and 120 APIs with the largest pages, at 3 requests a second, within Lambda's time", () =>
    onVirtualClock(async (clock) => {
      const rig = await refresherRig();
      for (let i = 0; i < 10000; i++) rig.world.keys.set(`key${i}`, { name: `Customer ${i}` });
      for (let i = 0; i < 500; i++) {
        const keys = Array.from({ length: i === 0 ? 1020 : 18 }, (_, k) => `key${(i * 18 + k) % 10000}`);
        rig.world.plans.set(`plan${i}`, { name: `Plan ${i}`, apiStages: [{ apiId: `api${i % 120}`, stage: "prod" }], keys });
      }
      for (let i = 0; i < 120; i++) rig.world.apis.set(`api${i}`, { name: `API ${i}`, kind: "REST", stages: { prod: {} } });
      const report = await rig.refresh({}, { getRemainingTimeInMillis: () => 900000 - clock.elapsedMs() });
      expect(report).to.include({ keys: 10000, plans: 500, apis: 120 });
      // 20 pages of keys, 1 of plans, 499 plans of one page and one of three, 1 page of REST APIs, 1 of others, 120 APIs.
      expect(report.requests).to.equal(20 + 1 + 499 + 3 + 1 + 1 + 120);
      expect(rig.world.throttled).to.equal(0);
      expect(rig.world.busiestSecond()).to.be.at.most(3);
      expect(clock.elapsedMs()).to.be.below(240000);
      expect(rig.snapshot().keys["key17"].plans).to.include("plan0");
      expect(rig.snapshot().keys["key1019"].plans).to.include("plan0");
    })).timeout(20000);

  it("gets through when others use up the account's rate, and slows down", () =>
    onVirtualClock(async () => {
      const rig = await smallRig();
      rig.world.perSecond = 1;
      await rig.refresh({});
      expect(rig.world.throttled).to.be.above(0);
      expect(Object.keys(rig.snapshot().keys)).to.have.length(3);
      expect(rig.world.throttled).to.be.below(rig.world.asked.length);
    }));

  it("gets through faults of the service, but not without permission", () =>
    onVirtualClock(async () => {
      const rig = await smallRig();
      let faults = 0;
      rig.world.fail = (kind) => (kind === "GetApiKeys" && faults++ < 3 ? new ServiceError("ServiceUnavailableException", 503) : undefined);
      expect(await rig.refresh({})).to.include({ status: "changed", keys: 3 });
      rig.world.fail = () => new ServiceError("AccessDeniedException", 403);
      const before = rig.lake.text("directory/current.json");
      expect(await message(rig.refresh({}))).to.equal("AccessDeniedException");
      expect(rig.lake.text("directory/current.json")).to.equal(before);
    }));

  it("writes no partial snapshot when time runs out, and goes on from there", () =>
    onVirtualClock(async (clock) => {
      const rig = await smallRig();
      let end = clock.now() + 22000;
      const context = { getRemainingTimeInMillis: () => end - clock.now() };
      expect(await message(rig.refresh({}, context))).to.match(
        /^The refresh ran out of time after 6 requests; the next one goes on from there\.$/,
      );
      expect(rig.lake.keys("directory/")).to.deep.equal(["directory/unfinished.json"]);
      const asked = rig.world.asked.length;
      end = clock.now() + 60000;
      const report = await rig.fresh()({}, context);
      expect(report).to.include({ status: "changed", keys: 3, apis: 4, requests: 4 });
      expect(rig.world.asked.length).to.equal(asked + 4);
      expect(rig.lake.text("directory/unfinished.json")).to.equal("{}");
      await rig.refresh({}, { getRemainingTimeInMillis: () => 900000 });
      expect(rig.world.asked.length).to.be.above(asked + 12);
    }));
});

describe("refresh-directory after a change", () => {
  it("reads only what the event names, within a minute of it", () =>
    onVirtualClock(async (clock) => {
      const rig = await smallRig();
      await rig.refresh({});
      const cases: [unknown, () => void, string[], (snapshot: any) => unknown, unknown][] = [
        [
          changeEvent("UpdateApiKey", { apiKey: "k1", updateApiKeyInput: {} }),
          () => void (rig.world.keys.get("k1")!.name = "ACME"),
          ["GetApiKey k1", "GetUsagePlans k1"],
          (s) => s.keys.k1.name,
          "ACME",
        ],
        [
          changeEvent("CreateApiKey", { createApiKeyInput: { name: "new" } }, { id: "k4" }),
          () => void rig.world.keys.set("k4", { name: "new" }),
          ["GetApiKey k4", "GetUsagePlans k4"],
          (s) => s.keys.k4.plans,
          [],
        ],
        [
          changeEvent("CreateUsagePlanKey", { usageplanId: "free", createUsagePlanKeyInput: { keyId: "k3" } }),
          () => void rig.world.plans.get("free")!.keys.push("k3"),
          ["GetApiKey k3", "GetUsagePlans k3"],
          (s) => s.keys.k3.plans,
          ["free"],
        ],
        [
          changeEvent("DeleteUsagePlanKey", { usageplanId: "free", keyId: "k3" }),
          () => void rig.world.plans.get("free")!.keys.pop(),
          ["GetApiKey k3", "GetUsagePlans k3"],
          (s) => s.keys.k3.plans,
          [],
        ],
        [
          changeEvent("DeleteApiKey", { apiKey: "k4" }),
          () => void rig.world.keys.delete("k4"),
          ["GetApiKey k4"],
          (s) => s.keys.k4,
          undefined,
        ],
        [
          changeEvent("UpdateUsagePlan", { usageplanId: "gold" }),
          () => void (rig.world.plans.get("gold")!.name = "Platinum"),
          ["GetUsagePlan gold", "GetUsagePlanKeys gold"],
          (s) => s.plans.gold.name,
          "Platinum",
        ],
        [
          changeEvent("DeleteUsagePlan", { usageplanId: "free" }),
          () => void rig.world.plans.delete("free"),
          ["GetUsagePlan free"],
          (s) => [s.plans.free, s.keys.k1.plans],
          [undefined, ["gold"]],
        ],
        [
          changeEvent("UpdateStage", { restApiId: "rest2", stageName: "prod" }),
          () => void (rig.world.apis.get("rest2")!.stages = {}),
          ["GetRestApis", "GetApis", "GetStages rest2"],
          (s) => s.logGroups["/api/rest2"],
          undefined,
        ],
        [
          changeEvent("CreateApi", { name: "n" }, { apiId: "http2" }),
          () => void rig.world.apis.set("http2", { name: "n", kind: "HTTP", stages: {} }),
          ["GetRestApis", "GetApis", "GetStages2 http2"],
          (s) => s.apis.http2.kind,
          "HTTP",
        ],
        [
          changeEvent("DeleteApi", { apiId: "ws1" }),
          () => void rig.world.apis.delete("ws1"),
          ["GetRestApis", "GetApis"],
          (s) => [s.apis.ws1, s.logGroups["/api/shared"]],
          [undefined, ["http1/$default"]],
        ],
        [
          changeEvent("TagResource", { resourceArn: "arn:aws:apigateway:eu-west-1::/apikeys/k2" }),
          () => void (rig.world.keys.get("k2")!.tags = { tier: "1" }),
          ["GetApiKey k2", "GetUsagePlans k2"],
          (s) => s.keys.k2.tags,
          { tier: "1" },
        ],
      ];
      for (const [event, happen, asked, look, expected] of cases) {
        happen();
        const before = rig.world.asked.length;
        const started = clock.now();
        expect(await rig.refresh(event), JSON.stringify(event)).to.include({ status: "changed" });
        expect(rig.world.asked.slice(before)).to.deep.equal(asked);
        expect(look(rig.snapshot())).to.deep.equal(expected);
        expect(clock.now() - started).to.be.within(20000, 60000);
      }
    }));

  it("asks for nothing when the event names nothing", () =>
    onVirtualClock(async () => {
      const rig = await smallRig();
      await rig.refresh({});
      const before = rig.world.asked.length;
      const hostile: unknown[] = [{}, "text", { apiKey: "../../x" }, { apiKey: { $ne: 1 } }, { apiKey: "x".repeat(500) }, null];
      for (const parameters of hostile)
        expect(await rig.refresh(changeEvent("UpdateApiKey", parameters))).to.include({ status: "ignored" });
      const failed = changeEvent("UpdateApiKey", { apiKey: "k1" });
      expect(await rig.refresh({ ...failed, detail: { ...failed.detail, errorCode: "AccessDenied" } })).to.include({ status: "ignored" });
      expect(rig.world.asked.length).to.equal(before);
    }));

  it("reads a burst of events together, once", () =>
    onVirtualClock(async () => {
      const rig = await smallRig();
      await rig.refresh({});
      const before = rig.world.asked.length;
      for (const key of rig.world.keys.values()) key.name = "renamed";
      const reports = await Promise.all(
        Array.from({ length: 30 }, (_, i) => rig.fresh()(changeEvent("UpdateApiKey", { apiKey: `k${(i % 3) + 1}` }))),
      );
      expect(reports.filter(({ status }) => status === "changed")).to.have.length(1);
      expect(reports.filter(({ status }) => status === "queued")).to.have.length(29);
      expect(rig.world.asked.length - before).to.equal(6);
      expect(Object.values(rig.snapshot().keys).map((key: any) => key.name)).to.deep.equal(["renamed", "renamed", "renamed"]);
    }));

  it("also reads what arrives while the leader is at work", () =>
    onVirtualClock(async () => {
      const rig = await smallRig();
      await rig.refresh({});
      let late: Promise<unknown> | undefined;
      rig.world.fail = (kind) => {
        if (kind !== "GetApiKey" || late) return undefined;
        rig.world.keys.get("k2")!.name = "late";
        late = rig.fresh()(changeEvent("UpdateApiKey", { apiKey: "k2" }));
        return undefined;
      };
      await rig.refresh(changeEvent("UpdateApiKey", { apiKey: "k1" }));
      expect(await late).to.include({ status: "queued" });
      expect(rig.snapshot().keys.k2.name).to.equal("late");
    }));

  it("loses no target when the leader fails: the retry of its event, or the next one, sees to it", () =>
    onVirtualClock(async () => {
      const rig = await smallRig();
      await rig.refresh({});
      rig.world.keys.get("k1")!.name = "renamed";
      rig.world.fail = () => new ServiceError("AccessDeniedException", 403);
      const event = changeEvent("UpdateApiKey", { apiKey: "k1" });
      expect(await message(rig.refresh(event))).to.equal("AccessDeniedException");
      rig.world.fail = undefined;
      await rig.fresh()(changeEvent("UpdateApiKey", { apiKey: "k3" }));
      expect(rig.snapshot().keys.k1.name).to.equal("renamed");
      // A leader that is cut off leaves its name; its own event, retried, takes up the lead again.
      rig.world.keys.get("k2")!.name = "again";
      const cutOff = changeEvent("UpdateApiKey", { apiKey: "k2" });
      const until = Date.now() + 900000;
      rig.lake.objects.set(
        "directory/pending.json",
        Buffer.from(JSON.stringify({ leader: cutOff.id, leaderUntil: until, targets: ["key k2"] })),
      );
      expect(await rig.refresh(changeEvent("UpdateApiKey", { apiKey: "k3" }))).to.include({ status: "queued" });
      expect(await rig.refresh(cutOff)).to.include({ status: "changed" });
      expect(rig.snapshot().keys.k2.name).to.equal("again");
    }));

  it("survives a full refresh that began before it and ends after it", () =>
    onVirtualClock(async () => {
      const rig = await smallRig();
      await rig.refresh({});
      let change: Promise<unknown> | undefined;
      rig.world.fail = (kind) => {
        if (kind !== "GetRestApis" || change) return undefined;
        rig.world.keys.get("k1")!.name = "newer";
        // The keys have been read; what was read is old by now.
        change = rig.fresh()(changeEvent("UpdateApiKey", { apiKey: "k1" }));
        return undefined;
      };
      for (let i = 0; i < 90; i++) rig.world.apis.set(`more${i}`, { name: `m${i}`, kind: "REST", stages: {} });
      await rig.refresh({});
      expect(await change).to.include({ status: "changed" });
      expect(rig.snapshot().keys.k1.name).to.equal("newer");
      expect(Object.keys(rig.snapshot().apis)).to.have.length(94);
    }));

  it("reads everything after an import of keys, or where there is no directory yet", () =>
    onVirtualClock(async () => {
      const rig = await smallRig();
      expect(await rig.refresh(changeEvent("UpdateApiKey", { apiKey: "k1" }))).to.include({ keys: 3, apis: 4 });
      rig.world.keys.set("k9", { name: "imported" });
      await rig.refresh(changeEvent("ImportApiKeys", { format: "csv" }));
      expect(rig.snapshot().keys.k9.name).to.equal("imported");
    }));
});

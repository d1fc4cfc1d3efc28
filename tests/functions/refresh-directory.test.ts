import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { directoryHistoryColumns } from "../../analytics/schema";
import { ServiceError } from "../../local/stand-ins/sdk-module";
import { errorOf } from "./stand-ins/error-of";
import { changeEvent, refresherText } from "./stand-ins/refresher-rig";
import { smallRig } from "./stand-ins/small-account";
import { onVirtualClock } from "./stand-ins/virtual-clock";

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
      expect(await errorOf(rig.refresh({}))).to.equal("PreconditionFailed");
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

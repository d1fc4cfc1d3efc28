import { expect } from "chai";
import { ServiceError } from "../../local/stand-ins/sdk-module";
import { errorOf } from "./stand-ins/error-of";
import { changeEvent } from "./stand-ins/refresher-rig";
import { smallRig } from "./stand-ins/small-account";
import { onVirtualClock } from "./stand-ins/virtual-clock";

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
      expect(await errorOf(rig.refresh(event))).to.equal("AccessDeniedException");
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

  it("reads what a leader had taken when it was cut off, the changes of others among it", () =>
    onVirtualClock(async () => {
      for (const follows of ["its own event, retried", "another event, after its time"]) {
        const rig = await smallRig();
        await rig.refresh({});
        for (const key of ["k1", "k2"]) rig.world.keys.get(key)!.name = "changed";
        let left: Buffer | undefined;
        rig.world.fail = () => {
          left ??= rig.lake.objects.get("directory/pending.json");
          return new ServiceError("AccessDeniedException", 403);
        };
        const cutOff = changeEvent("UpdateApiKey", { apiKey: "k1" });
        const leading = errorOf(rig.refresh(cutOff));
        expect(await rig.fresh()(changeEvent("UpdateApiKey", { apiKey: "k2" }))).to.include({ status: "queued" });
        await leading;
        rig.world.fail = undefined;
        rig.lake.objects.set("directory/pending.json", left!); // as one leaves it that has no time for a last word
        if (follows.startsWith("another")) await new Promise((resolve) => setTimeout(resolve, 900001));
        await rig.fresh()(follows.startsWith("another") ? changeEvent("UpdateApiKey", { apiKey: "k3" }) : cutOff);
        const { k1, k2 } = rig.snapshot().keys;
        expect([k1.name, k2.name], follows).to.deep.equal(["changed", "changed"]);
        expect(rig.lake.json("directory/pending.json"), follows).to.deep.equal({});
      }
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

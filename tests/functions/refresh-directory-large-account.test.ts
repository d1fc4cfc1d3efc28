import { expect } from "chai";
import { ServiceError } from "../../local/stand-ins/sdk-module";
import { errorOf } from "./stand-ins/error-of";
import { refresherRig } from "./stand-ins/refresher-rig";
import { smallRig } from "./stand-ins/small-account";
import { onVirtualClock } from "./stand-ins/virtual-clock";

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
      expect(await errorOf(rig.refresh({}))).to.equal("AccessDeniedException");
      expect(rig.lake.text("directory/current.json")).to.equal(before);
    }));

  it("keeps what it has when the service asks it to wait for longer than the function may run", () =>
    onVirtualClock(async (clock) => {
      const rig = await smallRig();
      const end = clock.now() + 45000;
      const busy = Object.assign(new ServiceError("TooManyRequestsException", 429), { retryAfterSeconds: "60" });
      rig.world.fail = (kind) => (kind === "GetStages" ? busy : undefined);
      expect(await errorOf(rig.refresh({}, { getRemainingTimeInMillis: () => end - clock.now() }))).to.contain("ran out of time");
      expect(clock.now()).to.be.below(end);
      expect(rig.lake.keys("directory/")).to.deep.equal(["directory/unfinished.json"]);
    }));

  it("writes no partial snapshot when time runs out, and goes on from there", () =>
    onVirtualClock(async (clock) => {
      const rig = await smallRig();
      let end = clock.now() + 22000;
      const context = { getRemainingTimeInMillis: () => end - clock.now() };
      expect(await errorOf(rig.refresh({}, context))).to.match(
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

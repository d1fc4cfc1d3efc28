import { expect } from "chai";
import { allRules } from "../../policies/all-rules";
import { configurationNames, deployed } from "../deployments";
import { judged } from "./judged";
import { mutations } from "./mutations";

describe("policies", () => {
  for (const name of configurationNames) {
    it(`hold for every resource of the configuration '${name}'`, async () => {
      const resources = judged((await deployed(name)).resources);
      const broken = allRules.flatMap((rule) => rule.check(resources).map(({ urn, message }) => `${rule.name}: ${urn} ${message}`));
      expect(broken).to.deep.equal([]);
    });
  }

  it("each have a name of their own and a reason", () => {
    const names = allRules.map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
    for (const { name, description } of allRules) {
      expect(name).to.match(/^[a-z]+(-[a-z]+)*$/);
      expect(description).to.match(/^[A-Z].{20,}\.$/);
    }
  });

  for (const rule of allRules) {
    it(`${rule.name} catches what it is there for`, async () => {
      const spoils = mutations[rule.name];
      expect(spoils, `a mutation for ${rule.name}`).to.be.an("array").that.is.not.empty;
      const { resources } = await deployed("everything");
      for (const spoil of spoils!) {
        const spoilt = judged(structuredCloneOfInputs(resources));
        const target = spoil(spoilt as any[]);
        expect(
          rule.check(spoilt).map(({ urn }) => urn),
          target,
        ).to.include(target);
      }
    });
  }
});

/** The registrations with inputs that may be spoilt: code archives and uploaded files are left out, since they are promises. */
function structuredCloneOfInputs<T extends { inputs: any }>(resources: readonly T[]): T[] {
  return resources.map((resource) => {
    const { code: _code, source: _source, ...inputs } = resource.inputs ?? {};
    return { ...resource, inputs: structuredClone(inputs) };
  });
}

import { PolicyPack, type PolicyResource } from "@pulumi/policy";
import { allRules } from "./all-rules";
import type { JudgedResource } from "./rule";

const judged = (resource: PolicyResource): JudgedResource => ({
  urn: resource.urn,
  type: resource.type,
  name: resource.name,
  props: resource.props,
  parent: resource.parent && { type: resource.parent.type, name: resource.parent.name },
  madeOf: (property) => (resource.propertyDependencies[property] ?? []).map(({ urn }) => urn),
});

// The same rules that the tests hold every configuration to: `pulumi up --policy-pack policies`.
new PolicyPack("api-usage-analytics", {
  policies: allRules.map((rule) => ({
    name: rule.name,
    description: rule.description,
    enforcementLevel: "mandatory",
    validateStack: ({ resources }, report) => {
      for (const { urn, message } of rule.check(resources.map(judged))) report(message, urn);
    },
  })),
});

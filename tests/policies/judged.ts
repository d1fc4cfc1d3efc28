import type { JudgedResource } from "../../policies/rule";
import type { Registered } from "../harness";

/** Registrations as the rules see them. */
export function judged(resources: readonly Registered[]): JudgedResource[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return resources.map(({ urn, type, name, inputs, parent, propertyDependencies }) => ({
    urn,
    type,
    name,
    props: inputs,
    parent: byUrn.get(parent),
    madeOf: (property) => propertyDependencies[property] ?? [],
  }));
}

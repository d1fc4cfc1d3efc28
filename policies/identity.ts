import { taggedTypes } from "../components/tagged-types";
import { type Rule, ruleOn } from "./rule";

/** How resources are told apart: on the bill, in the console, in the program. */
export const identityRules: readonly Rule[] = [
  {
    name: "tagged",
    description: "Everything that takes tags says which project and stack it belongs to.",
    check: (all) =>
      all
        .filter(({ type }) => taggedTypes.includes(type))
        .filter(({ props }) => !props.tags?.Project || !props.tags?.Stack)
        .map(({ urn }) => ({ urn, message: "has no Project and Stack tags" })),
  },
  {
    name: "named-after-component",
    description: "The name of a resource begins with that of its component, so that no two components can collide.",
    check: (all) =>
      all
        .filter(({ parent, name }) => parent?.type.includes(":components:") && !name.startsWith(`${parent.name}-`))
        .map(({ urn, parent }) => ({ urn, message: `does not begin with '${parent!.name}-'` })),
  },
  {
    name: "belongs-to-component",
    description: "Every resource belongs to a component.",
    check: (all) =>
      all
        .filter(({ type, parent }) => type.startsWith("aws:") && !parent?.type.includes(":components:"))
        .map(({ urn }) => ({ urn, message: "belongs to no component" })),
  },
  ruleOn("aws:lambda/function:Function", "function-name", "Functions are named after project, stack and handler.", ({ props, name }) => {
    const { Project, Stack } = props.tags ?? {};
    const handler = String(props.name ?? "").slice(`${Project}-${Stack}-`.length);
    if (!props.name?.startsWith(`${Project}-${Stack}-`)) return `is named '${props.name}'`;
    return name.endsWith(`-${handler}`) ? undefined : `is '${name}' here and '${props.name}' there`;
  }),
];

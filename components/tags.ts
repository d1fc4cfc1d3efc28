import * as pulumi from "@pulumi/pulumi";
import { taggedTypes } from "./tagged-types";

/** Tags every resource that takes tags with the project and the stack: for the bill, and to tell two stacks of one account apart. */
export function tagEverything(): void {
  const tags = { Project: pulumi.getProject(), Stack: pulumi.getStack() };
  pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
    taggedTypes.includes(type) ? { props: { ...props, tags: { ...tags, ...props["tags"] } }, opts } : undefined,
  );
}

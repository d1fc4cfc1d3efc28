import { definitionMutations } from "./definition-mutations";
import { functionMutations } from "./function-mutations";
import type { Mutation } from "./mutation";
import { resourceMutations } from "./resource-mutations";
import { stackMutations } from "./stack-mutations";
import { templateMutations } from "./template-mutations";
import { viewMutations } from "./view-mutations";

/** Every deliberate mistake, those of slow judges first. */
export const mutations: readonly Mutation[] = [
  ...functionMutations,
  ...viewMutations,
  ...stackMutations,
  ...templateMutations,
  ...resourceMutations,
  ...definitionMutations,
];

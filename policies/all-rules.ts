import { bucketRules } from "./buckets";
import { dataInMotionRules } from "./data-in-motion";
import { functionRules } from "./functions";
import { identityRules } from "./identity";
import { roleRules } from "./roles";
import type { Rule } from "./rule";

/** Every rule, in the order in which they are reported. */
export const allRules: readonly Rule[] = [...bucketRules, ...roleRules, ...functionRules, ...dataInMotionRules, ...identityRules];

import { type Rule, ruleOn } from "./rule";

const fn = "aws:lambda/function:Function";

/** What every function must keep. */
export const functionRules: readonly Rule[] = [
  ruleOn(fn, "function-current-runtime", "Functions run on the newest Node.js runtime, on Arm.", ({ props }) => {
    if (props.runtime !== "nodejs24.x") return `runs on ${props.runtime}`;
    return props.architectures?.join() === "arm64" ? undefined : `runs on ${props.architectures ?? "x86_64, by default"}`;
  }),
  ruleOn(fn, "function-keeps-failures", "Events that a function gave up on are kept.", ({ madeOf, props }) =>
    props.deadLetterConfig?.targetArn && madeOf("deadLetterConfig").length > 0 ? undefined : "has no dead-letter queue",
  ),
  ruleOn(fn, "function-sized", "Functions have a memory size and a timeout that somebody decided on.", ({ props }) => {
    if (!(props.memorySize >= 128)) return "has no memory size";
    return props.timeout >= 30 ? undefined : `stops after ${props.timeout ?? 3} s`;
  }),
  ruleOn(fn, "function-own-role", "Functions share no role.", ({ madeOf, urn }, all) => {
    const roles = all.filter(({ type }) => type === "aws:iam/role:Role").map((role) => role.urn);
    const own = madeOf("role").filter((made) => roles.includes(made));
    const others = all.filter((other) => other.type === fn && other.urn !== urn).flatMap((other) => other.madeOf("role"));
    if (own.length !== 1) return "has no role of this stack";
    return others.includes(own[0]!) ? "shares its role" : undefined;
  }),
  ruleOn(
    fn,
    "function-own-log-group",
    "Functions write to a log group of this stack, so that it has a retention.",
    ({ props, madeOf }, all) => {
      const groups = all.filter(({ type }) => type === "aws:cloudwatch/logGroup:LogGroup").map((group) => group.urn);
      if (!madeOf("loggingConfig").some((made) => groups.includes(made))) return "has no log group of this stack";
      return props.loggingConfig.logGroup === `/aws/lambda/${props.name}` ? undefined : `writes to ${props.loggingConfig.logGroup}`;
    },
  ),
  ruleOn("aws:lambda/permission:Permission", "permission-names-source", "Who may invoke a function is named by ARN.", ({ props }) => {
    if (props.principal === "*") return "allows everybody";
    return props.sourceArn ? undefined : `lets all of ${props.principal} invoke the function`;
  }),
];

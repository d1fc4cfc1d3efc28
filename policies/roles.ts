import { statementsOf } from "./policy-statements";
import { type Rule, ruleOn } from "./rule";

const role = "aws:iam/role:Role";
const rolePolicy = "aws:iam/rolePolicy:RolePolicy";

/** Actions for which the service knows no resource; the first is narrowed by its namespace, which the rule demands. */
const withoutResource = ["cloudwatch:PutMetricData", "athena:ListDataCatalogs", "athena:ListWorkGroups"];

/** Services that send neither the source account nor the source ARN when they assume a role. */
const withoutSource = ["lambda.amazonaws.com", "glue.amazonaws.com", "quicksight.amazonaws.com"];

/** What every role must keep. */
export const roleRules: readonly Rule[] = [
  ruleOn(rolePolicy, "role-names-actions", "Roles are allowed named actions, never all of a service.", ({ props }) => {
    const wide = statementsOf(props.policy)
      .filter(({ effect }) => effect === "Allow")
      .flatMap(({ actions }) => actions)
      .filter((action) => action.includes("*"));
    return wide.length > 0 ? `allows ${wide.join(", ")}` : undefined;
  }),
  ruleOn(rolePolicy, "role-names-resources", "Roles are allowed named resources, where the service knows any.", ({ props }) => {
    const wide = statementsOf(props.policy)
      .filter(({ effect, resources }) => effect === "Allow" && (resources.includes("*") || resources.length === 0))
      .flatMap(({ actions, condition }) =>
        actions.filter(
          (action) =>
            !withoutResource.includes(action) ||
            (action === "cloudwatch:PutMetricData" && condition["StringEquals"]?.["cloudwatch:namespace"] === undefined),
        ),
      );
    return wide.length > 0 ? `allows ${wide.join(", ")} on everything` : undefined;
  }),
  ruleOn(
    role,
    "role-no-managed-policies",
    "Roles have one policy of their own; AWS-managed ones grow and are wide.",
    ({ props, urn }, all) => {
      if ((props.managedPolicyArns ?? []).length > 0 || (props.inlinePolicies ?? []).length > 0)
        return "carries policies in its own arguments";
      const attached = all.filter(
        ({ type, madeOf }) => type === "aws:iam/rolePolicyAttachment:RolePolicyAttachment" && madeOf("role").includes(urn),
      );
      return attached.length > 0 ? "has an attached policy" : undefined;
    },
  ),
  ruleOn(role, "role-trusts-own-account", "Services assume roles for this account only.", ({ props }) => {
    for (const { principal, condition } of statementsOf(props.assumeRolePolicy)) {
      const service = (principal as { Service?: string })?.Service;
      if (service === undefined) return "is assumed by something that is not a service";
      if (withoutSource.includes(service)) continue;
      const keys = Object.values(condition).flatMap((values) => Object.keys(values));
      if (!keys.includes("aws:SourceAccount") && !keys.includes("aws:SourceArn")) return `does not say for whom ${service} assumes it`;
    }
    return undefined;
  }),
];

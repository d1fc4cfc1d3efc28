/** The policies of the API: what its role may read, and from where a private API may be called. */
import { interpolate } from "@pulumi/pulumi";
import { arnOf, type Place } from "../place";
import { allow, type Statement } from "../policy-document";
import type { LogsApiAuthorization } from "./authorization";

/** Most characters of all inline policies of a role together, without white space (IAM). */
export const ROLE_POLICY_LIMIT = 10_240;

/**
 * Exactly the three operations on exactly the listed groups. `logs:Unmask` is not among them, so masked data stays masked.
 *
 * `…:*` after a group is the group itself and each of its streams, and nothing else: no name holds a colon. One ARN for a group instead of
 * two lets twice as many fit into the role.
 */
export function readStatements(logGroups: readonly string[], place: Place): readonly Statement[] {
  const arns = [...new Set(logGroups)].sort().map((group) => interpolate`${arnOf(place, "logs", `log-group:${group}`)}:*`);
  return [allow(["logs:GetLogEvents", "logs:FilterLogEvents", "logs:DescribeLogStreams"], arns)];
}

/** How long the policy of the role can become, in the partition and Region with the longest names. */
export const policySize = (logGroups: readonly string[]): number =>
  [...new Set(logGroups)].reduce((size, group) => size + group.length + 64, 200);

/**
 * The resource policy of a private API: nothing from outside the given VPC endpoints. It is imported with the API (`execute-api:/*` is the
 * API itself there): an import would take away a policy that was attached to it from elsewhere, and without one a private API cannot be
 * deployed.
 *
 * With IAM authorization an allowance in the resource policy is enough by itself within the account, so it is given to the account and
 * not to everybody: the caller's own policies still decide. With an authorizer the policy must allow, and the authorizer decides.
 */
export function vpcEndpointPolicy(args: {
  readonly authorization: LogsApiAuthorization;
  readonly vpcEndpointIds: readonly string[];
  readonly partition: string;
  readonly accountId: string;
}) {
  const call = { Action: "execute-api:Invoke", Resource: "execute-api:/*" };
  const account = { AWS: `arn:${args.partition}:iam::${args.accountId}:root` };
  return {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: args.authorization.kind === "iam" ? account : "*", ...call },
      { Effect: "Deny", Principal: "*", ...call, Condition: { StringNotEquals: { "aws:SourceVpce": args.vpcEndpointIds } } },
    ],
  };
}

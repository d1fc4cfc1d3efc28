/** The policies around the API: who may use its role, what the role may read, from where a private API may be called. */
import type { LogsApiAuthorization } from "./authorization";

/** Where the API is. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | { readonly Service: string } | { readonly AWS: string };
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

const policy = (...Statement: Statement[]): PolicyDocument => ({ Version: "2012-10-17", Statement });

/** Only API Gateway of this account assumes the role (no confused deputy). */
export const trustPolicy = ({ accountId }: Place): PolicyDocument =>
  policy({
    Effect: "Allow",
    Principal: { Service: "apigateway.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "aws:SourceAccount": accountId } },
  });

/** Exactly the three operations on exactly the listed groups. `logs:Unmask` is not among them, so masked data stays masked. */
export function readPolicy(logGroups: readonly string[], { partition, region, accountId }: Place): PolicyDocument {
  const arns = [...new Set(logGroups)].sort().map((group) => `arn:${partition}:logs:${region}:${accountId}:log-group:${group}`);
  return policy(
    { Effect: "Allow", Action: "logs:GetLogEvents", Resource: arns.map((arn) => `${arn}:log-stream:*`) },
    { Effect: "Allow", Action: ["logs:FilterLogEvents", "logs:DescribeLogStreams"], Resource: arns.map((arn) => `${arn}:*`) },
  );
}

/**
 * The resource policy of a private API: nothing from outside the given VPC endpoints.
 *
 * With IAM authorization an allowance in the resource policy is enough by itself within the account, so it is given to the account and
 * not to everybody: the caller's own policies still decide. With an authorizer the policy must allow, and the authorizer decides.
 */
export function resourcePolicy(args: {
  readonly executionArn: string;
  readonly authorization: LogsApiAuthorization;
  readonly vpcEndpointIds: readonly string[];
  readonly place: Place;
}): PolicyDocument {
  const { partition, accountId } = args.place;
  const call = { Action: "execute-api:Invoke", Resource: `${args.executionArn}/*` };
  return policy(
    { Effect: "Allow", Principal: args.authorization.kind === "iam" ? { AWS: `arn:${partition}:iam::${accountId}:root` } : "*", ...call },
    { Effect: "Deny", Principal: "*", ...call, Condition: { StringNotEquals: { "aws:SourceVpce": args.vpcEndpointIds } } },
  );
}

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "./place";
import { type Condition, policyText, type Statement } from "./policy-document";

/** What a {@link createRole} call needs to know. */
export interface RoleArgs {
  /** The service that assumes the role, such as `lambda.amazonaws.com`. */
  readonly service: string;
  /** What the role may do; every statement names its resources. */
  readonly statements: readonly Statement[];
  readonly place: Place;
  /** Why the role exists, for whoever reads the account's list of roles. */
  readonly description: string;
  /** Conditions beside the one that only this account may have the service assume the role. */
  readonly condition?: Condition;
  /** Services that do not send `aws:SourceAccount` when they assume a role. @default true */
  readonly onlyFromThisAccount?: boolean;
}

/** A role with its one policy. */
export interface ServiceRole {
  readonly name: pulumi.Output<string>;
  /** Known as soon as the role exists. */
  readonly arn: pulumi.Output<string>;
  /** Known only once the policy is attached: for services that try the role when they are given it. */
  readonly readyArn: pulumi.Output<string>;
  /** What a resource waits for that uses the role in ways the ARN does not show. */
  readonly policy: aws.iam.RolePolicy;
}

/**
 * Creates a role for one service with one inline policy. `aws:SourceAccount` closes the confused deputy: another account cannot make the
 * service use this role.
 */
export function createRole(name: string, args: RoleArgs, opts: pulumi.CustomResourceOptions): ServiceRole {
  const fromHere: Condition = args.onlyFromThisAccount === false ? {} : { StringEquals: { "aws:SourceAccount": args.place.accountId } };
  const condition: Condition = { ...fromHere, ...args.condition };
  const trust: Statement = {
    Effect: "Allow",
    Principal: { Service: args.service },
    Action: ["sts:AssumeRole"],
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
  const role = new aws.iam.Role(name, { assumeRolePolicy: policyText([trust]), description: args.description }, opts);
  const policy = new aws.iam.RolePolicy(`${name}-policy`, { role: role.name, policy: policyText(args.statements) }, opts);
  return {
    name: role.name,
    arn: role.arn,
    readyArn: pulumi.all([role.arn, policy.id]).apply(([arn]) => arn),
    policy,
  };
}

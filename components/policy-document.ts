import * as pulumi from "@pulumi/pulumi";

/** The values of one condition operator: `{ "aws:SourceAccount": accountId }`. */
export type Condition = Readonly<Record<string, Readonly<Record<string, pulumi.Input<string> | pulumi.Input<string>[]>>>>;

/** One statement of a policy, in the spelling of IAM. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | Readonly<Record<string, pulumi.Input<string> | pulumi.Input<string>[]>>;
  readonly Action: readonly string[];
  readonly Resource?: readonly pulumi.Input<string>[];
  readonly Condition?: Condition;
}

/** A statement that allows the actions on the resources. */
export function allow(
  actions: readonly string[],
  resources: readonly pulumi.Input<string>[],
  details: Omit<Statement, "Effect" | "Action" | "Resource"> = {},
): Statement {
  return { Effect: "Allow", ...details, Action: actions, Resource: resources };
}

/** The policy's text, once everything that it names is known. */
export function policyText(statements: readonly Statement[]): pulumi.Output<string> {
  return pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });
}

/**
 * What a role needs of the customer's key to read and write what one service encrypts with it; nothing without a key.
 * `kms:ViaService` keeps the role from using the key by itself.
 */
export function useKey(kmsKeyArn: pulumi.Input<string> | undefined, region: pulumi.Input<string>, ...services: string[]): Statement[] {
  if (kmsKeyArn === undefined) return [];
  const via = services.map((service) => pulumi.interpolate`${service}.${region}.amazonaws.com`);
  return [allow(["kms:Decrypt", "kms:GenerateDataKey"], [kmsKeyArn], { Condition: { StringEquals: { "kms:ViaService": via } } })];
}

import * as pulumi from "@pulumi/pulumi";

/**
 * The physical name of a resource that others must be able to find or that a policy must name before it exists: `<project>-<stack>-<noun>`.
 * Everything else is named by Pulumi, so that two stacks never collide.
 *
 * @param limit what the service allows; Lambda functions, delivery streams and schedules end at 64 characters
 */
export function physicalName(noun: string, limit = 64): string {
  const name = `${pulumi.getProject()}-${pulumi.getStack()}-${noun}`;
  if (name.length > limit)
    throw new Error(
      `Invalid stack name '${pulumi.getStack()}': must leave room for '${noun}' within ${limit} characters, got ${name.length} characters ('${name}').`,
    );
  return name;
}

/** The same as {@link physicalName} in the characters that Glue databases and Athena accept without quotes. */
export function databaseName(): string {
  return `${pulumi.getProject()}_${pulumi.getStack()}`.toLowerCase().replace(/[^a-z0-9]+/g, "_");
}

/** A delivery stream that API Gateway writes to: it accepts no other beginning of the name. */
export function apiGatewayStreamName(noun: string): string {
  const prefix = "amazon-apigateway-";
  return prefix + physicalName(noun, 64 - prefix.length);
}

/** @throws when the stack's name leaves no room for the longest names made of it, before anything is made */
export function refuseLongStackName(): void {
  physicalName("redrive-failed-records");
  apiGatewayStreamName("logs");
}

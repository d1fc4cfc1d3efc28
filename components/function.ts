import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { compactPackage } from "./compact-package";
import type { Foundation } from "./foundation";
import { createLogGroup } from "./log-group";
import { physicalName } from "./names";
import { arnOf } from "./place";
import { allow, type Statement } from "./policy-document";
import { createFailureQueue } from "./queue";
import { createRole } from "./role";

/** What a {@link createFunction} call needs to know. */
export interface FunctionArgs {
  /** Name of the handler, such as `track-api-calls`; the physical name is `<project>-<stack>-<handler>`. */
  readonly handler: string;
  readonly description: string;
  /** What `makeX(config)` returned: Pulumi serializes it, so it holds nothing but JSON configuration. */
  readonly factory: aws.lambda.CallbackFactory<any, any>;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** What the function may do, beside writing its own log and giving up an event to its queue. */
  readonly statements: readonly Statement[];
  readonly foundation: Foundation;
}

/** A function with everything that it needs to be operated. */
export interface OperatedFunction {
  readonly name: string;
  readonly arn: pulumi.Output<string>;
  readonly roleName: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;
  readonly failureQueueArn: pulumi.Output<string>;
  readonly failureQueueName: pulumi.Output<string>;
  /** The resource itself, for permissions and subscriptions that must come after it. */
  readonly resource: aws.lambda.CallbackFunction<any, any>;
}

/**
 * Creates a Lambda function the one way this product does: its own role, its own log group with a retention, a queue for the events it gave
 * up on, the current runtime on Arm, and nothing in the package but the handler.
 *
 * @param name logical name of the parent component; children are `<name>-<handler>…`
 */
export function createFunction(name: string, args: FunctionArgs, opts: { readonly parent: pulumi.Resource }): OperatedFunction {
  const logicalName = `${name}-${args.handler}`;
  const functionName = physicalName(args.handler);
  const { foundation } = args;
  const logGroup = createLogGroup(`${logicalName}-logs`, { logGroupName: `/aws/lambda/${functionName}`, foundation }, opts);
  const failures = createFailureQueue(`${logicalName}-failures`, opts);
  const role = createRole(
    `${logicalName}-role`,
    {
      service: "lambda.amazonaws.com",
      description: `Lets the function ${functionName} do its work`,
      place: foundation.place,
      // Lambda assumes execution roles without a source account.
      onlyFromThisAccount: false,
      statements: [
        allow(
          ["logs:CreateLogStream", "logs:PutLogEvents"],
          [arnOf(foundation.place, "logs", `log-group:/aws/lambda/${functionName}:log-stream:*`)],
        ),
        allow(["sqs:SendMessage"], [failures.arn]),
        ...args.statements,
      ],
    },
    opts,
  );
  const resource = new aws.lambda.CallbackFunction(
    logicalName,
    {
      name: functionName,
      description: args.description,
      callbackFactory: args.factory,
      role: role.readyArn,
      runtime: aws.lambda.Runtime.NodeJS24dX,
      architectures: ["arm64"],
      memorySize: args.memoryMb,
      timeout: args.timeoutSeconds,
      environment: { variables: { ...args.environment } },
      deadLetterConfig: { targetArn: failures.arn },
      loggingConfig: { logFormat: "Text", logGroup: logGroup.name },
      codePathOptions: onlyTheHandler(),
    },
    { ...opts, transformations: [compactPackage] },
  );
  return {
    name: functionName,
    arn: resource.arn,
    roleName: role.name,
    roleArn: role.arn,
    logGroupName: logGroup.name,
    failureQueueArn: failures.arn,
    failureQueueName: failures.name,
    resource,
  };
}

/** The runtime carries the AWS SDK, so no package is uploaded. A fresh object each time, because the SDK adds to it. */
const onlyTheHandler = (): pulumi.runtime.CodePathOptions => ({
  extraExcludePackages: Object.keys((require("../package.json") as { dependencies: object }).dependencies),
});

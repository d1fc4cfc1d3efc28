import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { makeTransformer } from "../functions/transform-access-logs";
import type { TransformerConfig } from "../functions/transform-access-logs/transformer-config";
import { createDeliveryStream } from "./delivery-stream";
import type { Foundation } from "./foundation";
import { createFunction, type OperatedFunction } from "./function";
import type { GlueTable } from "./glue-table";
import { createSubscriptionRole } from "./log-subscription";
import { apiGatewayStreamName, physicalName } from "./names";
import { allow, useKey } from "./policy-document";

/** What an {@link AccessLogFirehose} needs to know. */
export interface AccessLogFirehoseArgs {
  readonly foundation: Foundation;
  /** How lines become rows; which of the two sources they come from is decided here. */
  readonly transformation: Omit<TransformerConfig, "source">;
  readonly accessLogs: GlueTable;
  readonly lakeName: pulumi.Input<string>;
  readonly lakeArn: pulumi.Input<string>;
  /** Key of the directory snapshot in the lake. */
  readonly directoryKey: string;
  /** Seconds that rows wait for company before they are written. */
  readonly deliverySeconds: number;
  /** Existing log groups of HTTP and WebSocket stages to read. @default none */
  readonly accessLogGroups: readonly string[];
  /** Secret with the pseudonymisation key; only where principals or addresses are pseudonymised. */
  readonly pseudonymKeySecretArn?: pulumi.Input<string>;
}

/** Takes the access logs of every kind of API and keeps them as rows: REST stages write to a stream, the others by way of a log group. */
export class AccessLogFirehose extends pulumi.ComponentResource {
  /** Destination for REST stages. */
  declare readonly streamArn: pulumi.Output<string>;
  declare readonly streamName: pulumi.Output<string>;
  /** Destination for subscription filters on the log groups of HTTP and WebSocket stages. */
  declare readonly bridgeStreamArn: pulumi.Output<string>;
  declare readonly bridgeStreamName: pulumi.Output<string>;
  /** Role with which a subscription filter puts into the bridge stream. */
  declare readonly subscriptionRoleArn: pulumi.Output<string>;
  declare readonly functionNames: readonly string[];

  constructor(name: string, args: AccessLogFirehoseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("api-usage-analytics:components:AccessLogFirehose", name, {}, opts);
    const { foundation, accessLogs: table, lakeArn, deliverySeconds } = args;
    const direct = this.createTransformer(name, "direct", args);
    const stream = createDeliveryStream(
      `${name}-stream`,
      {
        streamName: apiGatewayStreamName("logs"),
        table,
        lakeArn,
        partitions: { transformerArn: direct.arn },
        deliverySeconds,
        foundation,
      },
      { parent: this },
    );
    const unpacking = this.createTransformer(name, "bridge", args);
    const bridge = createDeliveryStream(
      `${name}-bridge`,
      {
        streamName: physicalName("bridge"),
        table,
        lakeArn,
        // Records are gzip batches that grow about tenfold, and an answer must stay below 6 MB: so as few as Firehose allows.
        partitions: { transformerArn: unpacking.arn, bufferMb: 0.2 },
        deliverySeconds,
        foundation,
      },
      { parent: this },
    );
    const subscriptionRole = createSubscriptionRole(
      `${name}-subscription-role`,
      { streamArn: bridge.arn, place: foundation.place },
      { parent: this },
    );
    const filterNames = nounsOf(args.accessLogGroups);
    for (const [i, logGroup] of args.accessLogGroups.entries()) {
      new aws.cloudwatch.LogSubscriptionFilter(
        `${name}-lines-${filterNames[i]}`,
        { logGroup, filterPattern: "", destinationArn: bridge.arn, roleArn: subscriptionRole.readyArn },
        { parent: this },
      );
    }
    this.streamArn = stream.arn;
    this.streamName = stream.name;
    this.bridgeStreamArn = bridge.arn;
    this.bridgeStreamName = bridge.name;
    this.subscriptionRoleArn = subscriptionRole.readyArn;
    this.functionNames = [direct.name, unpacking.name];
    this.registerOutputs({
      streamArn: this.streamArn,
      bridgeStreamArn: this.bridgeStreamArn,
      subscriptionRoleArn: this.subscriptionRoleArn,
    });
  }

  /** Of the formats of others, only those of REST stages come by the direct stream. */
  private templates(source: TransformerConfig["source"], { transformation }: AccessLogFirehoseArgs): TransformerConfig["templates"] {
    return transformation.templates.filter(({ own, kind }) => own || source === "bridge" || kind === "REST");
  }

  private createTransformer(name: string, source: TransformerConfig["source"], args: AccessLogFirehoseArgs): OperatedFunction {
    const { foundation, pseudonymKeySecretArn, lakeArn } = args;
    return createFunction(
      name,
      {
        // Two functions of one handler: what they are given differs, and so do their failures.
        handler: source === "bridge" ? "transform-bridge-logs" : "transform-access-logs",
        description:
          source === "bridge"
            ? "Unpacks and reads access logs that CloudWatch Logs delivers"
            : "Reads access logs that API Gateway delivers",
        factory: makeTransformer({ ...args.transformation, templates: this.templates(source, args), source }),
        memoryMb: 512,
        // Firehose gives up after five minutes; a batch takes well under a second.
        timeoutSeconds: 120,
        environment: {
          LAKE_BUCKET: args.lakeName,
          DIRECTORY_KEY: args.directoryKey,
          ...(pseudonymKeySecretArn !== undefined && { PSEUDONYM_KEY_SECRET: pseudonymKeySecretArn }),
        },
        statements: [
          allow(["s3:GetObject"], [pulumi.interpolate`${lakeArn}/${args.directoryKey}`]),
          // A bad line of a good batch is kept before the batch is answered for.
          allow(["s3:PutObject"], [pulumi.interpolate`${lakeArn}/failed/*`]),
          ...(pseudonymKeySecretArn === undefined ? [] : [allow(["secretsmanager:GetSecretValue"], [pseudonymKeySecretArn])]),
          ...useKey(foundation.kmsKeyArn, foundation.place.region, "s3"),
        ],
        foundation,
      },
      { parent: this },
    );
  }
}

/** Names of log groups as parts of resource names; groups that differ in their punctuation only after the first bear a hash as well. */
function nounsOf(logGroups: readonly string[]): string[] {
  const nouns = logGroups.map((logGroup) => logGroup.replace(/^\/+/, "").replace(/[^A-Za-z0-9]+/g, "-"));
  return nouns.map((noun, i) =>
    nouns.indexOf(noun) === i ? noun : `${noun}-${createHash("sha256").update(logGroups[i]!).digest("hex").slice(0, 8)}`,
  );
}

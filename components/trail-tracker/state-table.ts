import * as aws from "@pulumi/aws";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import type { Foundation } from "../foundation";

/** Creates the table of claims and series slots: a few items that expire by themselves, so it is paid by use and needs no backup. */
export function createStateTable(name: string, foundation: Foundation, opts: CustomResourceOptions): aws.dynamodb.Table {
  return new aws.dynamodb.Table(
    name,
    {
      billingMode: "PAY_PER_REQUEST",
      hashKey: "pk",
      attributes: [{ name: "pk", type: "S" }],
      ttl: { attributeName: "expires", enabled: true },
      // Without a key of their own, tables are encrypted by an AWS-owned key already.
      serverSideEncryption: foundation.kmsKeyArn === undefined ? undefined : { enabled: true, kmsKeyArn: foundation.kmsKeyArn },
    },
    opts,
  );
}

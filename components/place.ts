import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Where the stack is deployed: what every ARN is made of. */
export interface Place {
  readonly accountId: pulumi.Output<string>;
  readonly region: pulumi.Output<string>;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: pulumi.Output<string>;
}

/** Asks the provider once which account and Region the stack is deployed to. */
export function findPlace(): Place {
  return {
    accountId: aws.getCallerIdentityOutput().accountId,
    region: aws.getRegionOutput().region,
    partition: aws.getPartitionOutput().partition,
  };
}

/** The ARN of something in this account and Region: `arnOf(place, "logs", "log-group:name")`. */
export function arnOf(place: Place, service: string, resource: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.interpolate`arn:${place.partition}:${service}:${place.region}:${place.accountId}:${resource}`;
}

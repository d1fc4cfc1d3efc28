import type * as pulumi from "@pulumi/pulumi";
import type { Place } from "./place";

/** What every component stands on, decided once in the composition root. */
export interface Foundation {
  readonly place: Place;
  /** Days that the log groups of functions and delivery streams are kept. */
  readonly logRetentionDays: number;
  /** The customer's own key for buckets, log groups and state. @default AWS-owned keys */
  readonly kmsKeyArn?: pulumi.Input<string>;
  /** Whether buckets and keys outlive `pulumi destroy`. */
  readonly keepData: boolean;
}

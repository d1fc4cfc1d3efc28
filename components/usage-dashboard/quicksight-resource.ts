import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { refuseBeyondLimits } from "../../analytics/dashboards/quicksight/limits";
import { physicalName } from "../names";

/** Kinds of QuickSight resources that are made through Cloud Control, because the provider has no complete ones of its own. */
export type QuickSightKind = "DataSource" | "DataSet" | "Theme" | "Dashboard";

/** An id that is unique among the stacks of an account, in the characters that QuickSight takes. */
export const quickSightId = (noun: string): string => physicalName(noun, 512).replace(/[^\w-]/g, "-");

/** Who may do what: every principal the same. */
export const permissions = (principals: readonly string[], actions: readonly string[]) =>
  principals.map((Principal) => ({ Principal, Actions: actions.map((action) => `quicksight:${action}`) }));

/** Makes a resource from its state, which is held against the services' limits in the preview. */
export function createQuickSight(
  name: string,
  kind: QuickSightKind,
  state: pulumi.Input<Readonly<Record<string, unknown>>>,
  opts: pulumi.CustomResourceOptions,
): aws.cloudcontrol.Resource {
  const typeName = `AWS::QuickSight::${kind}`;
  const desiredState = pulumi.output(state).apply((known) => {
    refuseBeyondLimits(typeName, known);
    return JSON.stringify(known);
  });
  return new aws.cloudcontrol.Resource(name, { typeName, desiredState }, opts);
}

import type { RecordedResource } from "../recording/recording";

/** Arguments of @pulumi/aws 7 that provider 5.100.0 is too old to know, by Pulumi type, with what else checks them. */
const NEWER: Record<string, Record<string, string>> = {};

/** Whether an unknown argument is merely newer than the provider. */
export function allowNewer(resource: RecordedResource, property: string): boolean {
  return property in (NEWER[resource.type] ?? {});
}

import type { RecordedResource, Recording } from "../recording/recording";
import { convertResource } from "./convert-resource";
import { PROVIDER_VERSION } from "./provider-version";
import { type ReferenceText, referencesAsText } from "./references";
import { renderJson } from "./render-json";

export interface ProviderFinding {
  severity: "error" | "warning" | "note";
  phase: string;
  resource?: RecordedResource;
  /** Pulumi property, with the path inside it. */
  property?: string;
  message: string;
}

export interface ConvertOptions {
  region: string;
  /** Resources that are left out; references to them become plausible text. */
  skip?: (resource: RecordedResource) => boolean;
  /** Properties that are no finding. */
  allow?: (resource: RecordedResource, property: string) => boolean;
}

export interface Converted {
  /** File name → Terraform JSON, one file per resource. */
  files: Map<string, string>;
  findings: ProviderFinding[];
  /** Resource and Pulumi property of a line in a file. */
  locate(file: string | undefined, line: number): { resource?: RecordedResource; property?: string };
  propertyOf(address: string, tfPath: string): string;
  byAddress: Map<string, RecordedResource>;
}

/** Recorded registrations as Terraform JSON, with a way back from every line to the Pulumi property. */
export function convertRecording(recording: Recording, schema: any, options: ConvertOptions): Converted {
  const { region, skip = () => false, allow = () => false } = options;
  const findings: ProviderFinding[] = [];
  const lines = new Map<string, { resource: RecordedResource; paths: string[][]; names: Map<string, string> }>();
  const files = new Map<string, string>();
  const regions = new Set<string>();
  const mapped = recording.resources.filter((r) => r.address && !skip(r));
  const present = new Map(mapped.map((r) => [r.address!, r]));
  const text: ReferenceText = referencesAsText(recording.expressions, present);
  const providers = new Map(recording.resources.filter((r) => r.type === "pulumi:providers:aws").map((r) => [r.urn, r.inputs]));

  for (const resource of mapped) {
    const { body, names, findings: own } = convertResource(resource, schema[resource.tfType!].block, { text, allow });
    findings.push(...own);
    const dependsOn = resource.dependsOn.filter((address) => present.has(address));
    if (dependsOn.length) body.depends_on = dependsOn;
    const providerRegion = providers.get(resource.provider.split("::").slice(0, -1).join("::"))?.region;
    const wanted = resource.inputs.region ?? providerRegion;
    if (wanted && wanted !== region) {
      regions.add(wanted);
      body.provider = `aws.${wanted}`;
    }
    const [type, name] = resource.address!.split(".") as [string, string];
    const file = `${resource.address}.tf.json`;
    const { text: rendered, paths } = renderJson({ resource: { [type]: { [name]: body } } });
    files.set(file, rendered);
    lines.set(file, { resource, paths: paths.map((p) => p.slice(3)), names });
  }
  files.set("main.tf.json", providerBlock(region, regions));

  return {
    files,
    findings,
    byAddress: present,
    locate(file, line) {
      const found = lines.get(file?.split("/").pop() ?? "");
      if (!found) return {};
      const path = [...(found.paths[line - 1] ?? [])];
      while (path.length && !found.names.has(path.join("."))) path.pop(); // the nearest known ancestor
      return { resource: found.resource, property: found.names.get(path.join(".")) };
    },
    propertyOf: (address, tfPath) => lines.get(`${address}.tf.json`)?.names.get(tfPath) ?? tfPath,
  };
}

function providerBlock(region: string, regions: Set<string>): string {
  const settings = {
    access_key: "test",
    secret_key: "test",
    skip_credentials_validation: true,
    skip_metadata_api_check: true,
    skip_region_validation: true,
    s3_use_path_style: true,
    max_retries: 3,
    skip_requesting_account_id: "${var.offline}",
  };
  return JSON.stringify({
    terraform: { required_providers: { aws: { source: "hashicorp/aws", version: PROVIDER_VERSION } } },
    variable: { offline: { default: true } },
    provider: { aws: [{ region, ...settings }, ...[...regions].map((r) => ({ region: r, alias: r, ...settings }))] },
  });
}

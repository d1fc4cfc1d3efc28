// Child process: runs the Pulumi program under mocks and sends back everything it registered.
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { answerInvoke } from "./invokes";
import { materialise } from "./materialise";
import { autoname, References } from "./naming";
import { plainState } from "./plain-state";
import type { RecordedResource, Recording, RecordingJob } from "./recording";
import { terraformTypes } from "./terraform-types";

const errors = new Set<string>();

function reply(result: Partial<Recording>): void {
  process.send!({ resources: [], expressions: [], outputs: {}, unanswered: [], ...result, errors: [...errors] }, () => process.exit(0));
}

process.once("message", async (job: RecordingJob) => {
  process.once("beforeExit", () => {
    errors.add("the program never finished: a registration or a promise is still waiting");
    reply({});
  });
  reply((await record(job).catch((error) => void errors.add(String(error?.stack ?? error)))) ?? {});
});

async function record(job: RecordingJob): Promise<Partial<Recording>> {
  const { program, region, account, invokes } = job;
  process.chdir(program);
  const load = createRequire(path.join(program, "package.json"));
  const pulumi = load("@pulumi/pulumi");
  const { MockMonitor } = load("@pulumi/pulumi/runtime/mocks");
  const { ResourceMonitorFeature } = load("@pulumi/pulumi/proto/resource_pb");

  const schema = job.schemaFile ? JSON.parse(fs.readFileSync(job.schemaFile, "utf8")) : {};
  const terraformType = terraformTypes(Object.keys(schema));
  const references = new References(region, account);
  const resources: any[] = [];
  const addresses = new Set<string>();
  const byUrn = new Map<string, any>();
  const unanswered = new Set<string>();

  function uniqueAddress(type: string, name: string): string {
    const clean = name.replace(/[^\w-]/g, "_").replace(/^(?=[^a-z_])/i, "_");
    let unique = `${type}.${clean}`;
    for (let n = 2; addresses.has(unique); n++) unique = `${type}.${clean}_${n}`;
    addresses.add(unique);
    return unique;
  }

  class RecordingMonitor extends MockMonitor {
    declare request: any;
    async registerResource(request: any, callback: (error: any, response: any) => void) {
      this.request = request; // newResource() below is called before anything else can run
      await super.registerResource(request, (error: any, response: any) => {
        if (error) errors.add(`${request.getName()} (${request.getType()}): ${error.message}`);
        else {
          const entry = resources.find((r) => r.request === request);
          const urn = response.getUrn();
          if (byUrn.has(urn)) errors.add(`duplicate URN ${urn}`);
          byUrn.set(urn, Object.assign(entry, { urn }));
        }
        callback(error, response);
      });
    }
    // Without resource references the SDK sends the id of a resource, as the engine does for this provider.
    supportsFeature(request: any, callback: any) {
      if (request.getId() === "resourceReferences") return callback(null, { getHassupport: () => false });
      return super.supportsFeature(request, callback);
    }
    getDeploymentInfo(request: any, callback: any) {
      const references = ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES;
      return super.getDeploymentInfo(request, (error: any, info: any) => {
        info?.setSupportedfeaturesList(info.getSupportedfeaturesList().filter((feature: any) => feature !== references));
        callback(error, info);
      });
    }
    async readResource(request: any, callback: any) {
      this.request = undefined;
      await super.readResource(request, callback);
    }
  }

  const monitor: any = new (RecordingMonitor as any)({
    call: ({ token, inputs }: any) => {
      const known = answerInvoke(token, inputs, { region, account }, invokes);
      if (!known) unanswered.add(token);
      return known ?? inputs;
    },
    newResource: ({ type, name, id, custom, inputs: given }: any) => {
      const inputs = unwrap(given);
      const { request } = monitor;
      const tfType = custom === false ? undefined : terraformType(type);
      const entry: any = { request, type, name, custom: custom !== false, read: !request, tfType, inputs };
      resources.push(entry);
      if (!tfType) return plainState(type, name, id, inputs, { region, account });
      if (!request) return { id, state: { arn: `arn:aws:${tfType.split("_")[1]}:${region}:${account}:${id}`, name: id, ...inputs } };
      const { block } = schema[tfType];
      entry.inputs = { ...inputs, ...autoname(tfType, block, name, inputs) };
      entry.address = uniqueAddress(tfType, name);
      const state = references.state(entry.address, tfType, block, entry.inputs);
      return { id: references.token(entry.address, "id", tfType.split("_")[1]!), state };
    },
  });

  const isAsset = (value: unknown) => pulumi.asset.Asset.isInstance(value) || pulumi.asset.Archive.isInstance(value);

  /** Drops secret wrappers: the engines need the values. */
  function unwrap(value: any): any {
    if (value === null || typeof value !== "object" || isAsset(value)) return value;
    if (Array.isArray(value)) return value.map(unwrap);
    if (pulumi.runtime.isRpcSecret?.(value)) return unwrap(pulumi.runtime.unwrapRpcSecret(value));
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, unwrap(v)]));
  }

  process.on("unhandledRejection", (reason) => errors.add(reason instanceof Error ? reason.message : String(reason)));
  pulumi.runtime.setMockOptions(monitor, job.project, job.stack, false, "organization");
  pulumi.runtime.setAllConfig(job.config, job.secretKeys);
  const outputs: Record<string, unknown> = {};
  try {
    const exported = await pulumi.runtime.runInPulumiStack(async () => {
      const loaded = load(path.join(program, "index.ts"));
      return typeof loaded === "function" ? loaded() : loaded;
    });
    await pulumi.runtime.disconnect(); // waits for every registration
    await new Promise((resolve) => setImmediate(resolve));
    for (const [name, value] of Object.entries(exported ?? {})) outputs[name] = await pulumi.output(value).promise();
  } catch (error: any) {
    errors.add(error?.stack ?? String(error));
  }

  /** Replaces assets by the files they were written to. */
  async function settle(value: any, label: string): Promise<any> {
    if (value === null || typeof value !== "object") return value;
    if (isAsset(value)) return materialise(value, pulumi.asset.Archive.isInstance(value), job.assets, label);
    if (Array.isArray(value)) return Promise.all(value.map((item, i) => settle(item, `${label}.${i}`)));
    return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([k, v]) => [k, await settle(v, `${label}.${k}`)])));
  }
  const clean: RecordedResource[] = [];
  for (const { request, ...resource } of resources)
    clean.push({
      ...resource,
      inputs: await settle(resource.inputs, resource.address ?? resource.name),
      parent: request?.getParent() ?? "",
      provider: request?.getProvider() ?? "",
      protect: request?.getProtect() ?? false,
      retainOnDelete: request?.getRetainondelete() ?? false,
      ignoreChanges: request?.getIgnorechangesList() ?? [],
      dependsOn: [...new Set([...(request?.getDependenciesList() ?? []), request?.getParent()])]
        .map((urn) => byUrn.get(urn)?.address)
        .filter(Boolean),
    });
  return {
    resources: clean,
    expressions: references.expressions,
    outputs: await settle(unwrap(outputs), "output"),
    unanswered: [...unanswered],
  };
}

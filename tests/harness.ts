import Module = require("node:module");

import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

/** One resource as the program registered it. */
export interface Registered {
  urn: string;
  type: string;
  name: string;
  parent: string;
  provider: string;
  protect: boolean;
  retainOnDelete: boolean;
  dependsOn: string[];
  ignoreChanges: string[];
  aliases: unknown[];
  inputs: any;
}

export interface Deployment {
  resources: Registered[];
  outputs: Record<string, any>;
}

class RecordingMonitor extends MockMonitor {
  readonly recorded: Registered[] = [];

  override async registerResource(req: any, callback: (err: any, resp: any) => void): Promise<void> {
    const inputs = pulumi.runtime.deserializeProperties(req.getObject());
    await super.registerResource(req, (err, resp) => {
      if (!err)
        this.recorded.push({
          urn: resp.getUrn(),
          type: req.getType(),
          name: req.getName(),
          parent: req.getParent(),
          provider: req.getProvider(),
          protect: req.getProtect() ?? false,
          retainOnDelete: req.getRetainondelete() ?? false,
          dependsOn: req.getDependenciesList(),
          ignoreChanges: req.getIgnorechangesList(),
          aliases: req.getAliasesList(),
          inputs,
        });
      callback(err, resp);
    });
  }
}

/** What the provider answers when the program asks where it is. */
const INVOKES: Record<string, object> = {
  "aws:index/getCallerIdentity:getCallerIdentity": {
    accountId: "123456789012",
    arn: "arn:aws:iam::123456789012:user/tester",
    userId: "AIDAEXAMPLE",
  },
  "aws:index/getRegion:getRegion": { region: "eu-west-1", name: "eu-west-1", description: "Europe (Ireland)" },
  "aws:index/getPartition:getPartition": { partition: "aws", dnsSuffix: "amazonaws.com" },
};

/** Runs a program against an in-process engine and returns everything it registered. Any failure on the way rejects. */
export async function deploy(
  program: () => Promise<unknown> | unknown,
  options: { config?: Record<string, string>; preview?: boolean } = {},
): Promise<Deployment> {
  const failures = new Set<unknown>();
  const collect = (reason: unknown) => {
    failures.add(reason);
  };
  // Errors in outputs never reject; they surface as unhandled rejections, one for every property.
  const theirs = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection").on("unhandledRejection", collect);
  try {
    const monitor = new RecordingMonitor({
      call: ({ token, inputs }) => ({ ...inputs, ...INVOKES[token] }),
      newResource: ({ name, type, inputs }) => ({
        id: `${name}-id`,
        state: { arn: `arn:aws:mock:eu-west-1:123456789012:${type.split("/").pop()}/${name}`, name, bucket: name, ...inputs },
      }),
    });
    pulumi.runtime.setMockOptions(monitor, "api-usage-analytics", "test", options.preview ?? false, "org");
    pulumi.runtime.setAllConfig(options.config ?? {});
    const outputs = await pulumi.runtime.runInPulumiStack(async () => program());
    await pulumi.runtime.disconnect();
    await new Promise((resolve) => setImmediate(resolve));
    const messages = [...new Set([...failures].map((f) => (f instanceof Error ? f.message : String(f))))];
    if (messages.length) throw new Error(messages.join("\n"));
    const urns = monitor.recorded.map((r) => r.urn);
    const duplicate = urns.find((urn, i) => urns.indexOf(urn) !== i);
    if (duplicate) throw new Error(`duplicate URN ${duplicate}`);
    const resolved = await Promise.all(
      Object.entries(outputs ?? {}).map(async ([k, v]) => [k, await (pulumi.output(v) as any).promise()] as const),
    );
    return { resources: monitor.recorded, outputs: Object.fromEntries(resolved) };
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of theirs) process.on("unhandledRejection", listener);
  }
}

/** Loads the module Pulumi would upload, with `stubs` standing in for packages. */
export async function loadHandler(
  fn: Registered,
  stubs: Record<string, unknown>,
  env: Record<string, string> = {},
): Promise<(event: any, context?: any) => Promise<any>> {
  const text: string = await (await fn.inputs.code.assets)["__index.js"].text;
  const loaded = new Module(path.join("/var/task", "__index.js"));
  loaded.require = ((id: string) => {
    if (id in stubs) return stubs[id];
    if (Module.isBuiltin(id)) return require(id);
    throw new Error(`not available in Lambda: ${id}`);
  }) as NodeJS.Require;
  Object.assign(process.env, env);
  (loaded as any)._compile(text, path.join("/var/task", "__index.js"));
  return loaded.exports.handler;
}

import Module = require("node:module");

import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

/** One resource as the engine was asked for it. */
export interface Registered {
  urn: string;
  type: string;
  name: string;
  parent: string;
  provider: string;
  protect: boolean;
  retainOnDelete: boolean;
  dependsOn: string[];
  /** URNs that each property is made of. */
  propertyDependencies: Record<string, string[]>;
  ignoreChanges: string[];
  aliases: unknown[];
  inputs: any;
}

/** What a program registered and answered. */
export interface Deployment {
  resources: Registered[];
  outputs: Record<string, any>;
  /** Resources of one type, such as `aws:s3/bucket:Bucket`. */
  ofType(type: string): Registered[];
  /** The one resource of this name. @throws when there is none, or more than one of the type */
  named(name: string, type?: string): Registered;
}

export interface DeployOptions {
  /** Keys without a namespace belong to the project. */
  config?: Record<string, string>;
  preview?: boolean;
  /** Sees every resource at the moment of its registration, even where the program fails afterwards. */
  watch?: (type: string, name: string) => void;
  stack?: string;
}

const project = "api-usage-analytics";
const place = { accountId: "123456789012", region: "eu-west-1", partition: "aws" };

/** Requests of the engine carry more than Pulumi's mocks show: parents, dependencies, options. */
class RecordingMonitor extends MockMonitor {
  readonly recorded: Registered[] = [];

  override async registerResource(request: any, callback: (error: any, response: any) => void): Promise<void> {
    const inputs = pulumi.runtime.deserializeProperties(request.getObject());
    await super.registerResource(request, (error, response) => {
      if (!error)
        this.recorded.push({
          urn: response.getUrn(),
          type: request.getType(),
          name: request.getName(),
          parent: request.getParent(),
          provider: request.getProvider(),
          protect: request.getProtect() ?? false,
          retainOnDelete: request.getRetainondelete() ?? false,
          dependsOn: request.getDependenciesList(),
          propertyDependencies: Object.fromEntries(
            request
              .getPropertydependenciesMap()
              .toArray()
              .map(([property, dependencies]: [string, any]) => [property, dependencies.getUrnsList?.() ?? dependencies[0] ?? []]),
          ),
          ignoreChanges: request.getIgnorechangesList(),
          aliases: request.getAliasesList(),
          inputs,
        });
      callback(error, response);
    });
  }
}

/** What AWS would compute: an ARN that says what it belongs to, and names where none was given. */
function created({ name, type, inputs }: pulumi.runtime.MockResourceArgs): { id: string; state: Record<string, any> } {
  const kind = type.split("/").pop()!.split(":").pop()!;
  const service = type.split(":")[1]?.split("/")[0] ?? "mock";
  const arn = `arn:aws:${service}:${place.region}:${place.accountId}:${kind.toLowerCase()}/${inputs.name ?? name}`;
  const computed: Record<string, any> = {
    arn,
    name,
    keyId: `${name}-key-id`,
    invokeUrl: `https://${name}.execute-api.eu-west-1.amazonaws.com`,
    url: `https://sqs.eu-west-1.amazonaws.com/${place.accountId}/${name}`,
  };
  if (type === "aws:s3/bucket:Bucket") return { id: name, state: { ...computed, arn: `arn:aws:s3:::${name}`, bucket: name, ...inputs } };
  return { id: `${name}-id`, state: { ...computed, ...inputs } };
}

/**
 * Runs a program against an in-process engine and returns everything it registered.
 *
 * Pulumi reports failures inside outputs as unhandled rejections only, and accepts the same name twice; both fail here.
 */
export async function deploy(program: () => unknown, options: DeployOptions = {}): Promise<Deployment> {
  const failures = new Set<unknown>();
  const collect = (reason: unknown) => {
    failures.add(reason);
  };
  const theirs = process.listeners("unhandledRejection");
  // Pulumi takes a stack trace for every promise; mapping each of them to TypeScript would take more time than everything else.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  process.removeAllListeners("unhandledRejection").on("unhandledRejection", collect);
  try {
    const monitor = new RecordingMonitor({
      call: ({ inputs }) => ({ ...place, ...place, dnsSuffix: "amazonaws.com", id: place.accountId, ...inputs }),
      newResource: (args) => {
        options.watch?.(args.type, args.name);
        return created(args);
      },
    });
    pulumi.runtime.setMockOptions(monitor, project, options.stack ?? "test", options.preview ?? false, "org");
    pulumi.runtime.setAllConfig(
      Object.fromEntries(
        Object.entries(options.config ?? {}).map(([key, value]) => [key.includes(":") ? key : `${project}:${key}`, value]),
      ),
    );
    const outputs = await pulumi.runtime.runInPulumiStack(async () => program());
    await pulumi.runtime.disconnect();
    await new Promise((resolve) => setImmediate(resolve));
    const messages = [...new Set([...failures].map((failure) => (failure instanceof Error ? failure.message : String(failure))))];
    if (messages.length > 0) throw new Error(messages.join("\n"));
    const resources = monitor.recorded;
    const urns = resources.map(({ urn }) => urn);
    const duplicate = urns.find((urn, index) => urns.indexOf(urn) !== index);
    if (duplicate) throw new Error(`duplicate URN ${duplicate}`);
    const ofType = (type: string) => resources.filter((resource) => resource.type === type);
    return {
      resources,
      outputs: Object.fromEntries(
        await Promise.all(Object.entries(outputs ?? {}).map(async ([key, value]) => [key, await (pulumi.output(value) as any).promise()])),
      ),
      ofType,
      named: (name, type) => {
        const found = resources.filter((resource) => resource.name === name && (type === undefined || resource.type === type));
        if (found.length !== 1)
          throw new Error(`${found.length} resources are named '${name}'; there are ${resources.map((r) => r.name).join(", ")}`);
        return found[0]!;
      },
    };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    process.removeAllListeners("unhandledRejection");
    for (const listener of theirs) process.on("unhandledRejection", listener);
  }
}

/** Runs the stack's own program afresh. */
export function deployStack(config: Record<string, string> = {}, options: Omit<DeployOptions, "config"> = {}): Promise<Deployment> {
  return deploy(
    () => {
      const entry = require.resolve("../index");
      delete require.cache[entry];
      return require(entry);
    },
    { ...options, config },
  );
}

/** The text that is uploaded for a function. */
export async function handlerText(fn: Registered): Promise<string> {
  return (await fn.inputs.code.assets)["__index.js"].text;
}

/** Loads the module that is uploaded, with `stubs` standing in for packages. */
export async function loadHandler(
  fn: Registered,
  stubs: Record<string, unknown>,
  env: Record<string, string> = {},
): Promise<(event: any, context?: any) => Promise<any>> {
  const text = await handlerText(fn);
  const module = new Module(path.join("/var/task", "__index.js"));
  module.require = ((id: string) => {
    if (id in stubs) return stubs[id];
    if (Module.isBuiltin(id)) return require(id);
    throw new Error(`not available in Lambda: ${id}`);
  }) as NodeJS.Require;
  Object.assign(process.env, env);
  (module as any)._compile(text, path.join("/var/task", "__index.js"));
  return module.exports.handler;
}

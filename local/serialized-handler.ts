import Module = require("node:module");

import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { compactHandlerText } from "../functions/compact-handler-text";

/** What a Lambda handler is to its caller. */
export type Handler<Event, Answer> = (event: Event) => Promise<Answer>;

/**
 * Serializes a handler factory exactly as `pulumi up` would and loads the text in this process.
 * Only Node's own modules and the given stand-ins can be required, as in Lambda.
 */
export async function loadSerialized<Event, Answer>(
  factory: () => Handler<Event, Answer>,
  standIns: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<Handler<Event, Answer>> {
  const { text } = await pulumi.runtime.serializeFunction(factory, { isFactoryFunction: true });
  return loadText(compactHandlerText(text), standIns, environment);
}

/** Loads the text of a serialized handler; see {@link loadSerialized}. */
export function loadText<Event, Answer>(
  text: string,
  standIns: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string>> = {},
): Handler<Event, Answer> {
  const file = path.join(process.cwd(), "__index.js");
  const loaded = new Module(file);
  loaded.require = ((id: string) => {
    if (id in standIns) return standIns[id];
    if (Module.isBuiltin(id)) return require(id);
    throw new Error(`Cannot load '${id}' in a handler: must be a module of Node or of the AWS SDK that Lambda carries.`);
  }) as NodeJS.Require;
  Object.assign(process.env, environment);
  (loaded as unknown as { _compile(text: string, file: string): void })._compile(text, file);
  return (loaded.exports as { handler: Handler<Event, Answer> }).handler;
}

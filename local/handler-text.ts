import * as pulumi from "@pulumi/pulumi";
import { compactHandlerText } from "../functions/compact-handler-text";

/** What this process has serialized, by what it was made of: a test file runs many imports, with few configurations. */
const known = new Map<string, Promise<string>>();

/** The text of a handler exactly as `pulumi up` uploads it. */
export function handlerText<Config>(make: (config: Config) => () => (event: never) => unknown, config: Config): Promise<string> {
  const key = `${make.name}\n${JSON.stringify(config)}`;
  const text =
    known.get(key) ??
    pulumi.runtime.serializeFunction(make(config), { isFactoryFunction: true }).then((handler) => compactHandlerText(handler.text));
  known.set(key, text);
  return text;
}

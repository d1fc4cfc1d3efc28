import { members } from "../recording/naming";
import type { RecordedResource } from "../recording/recording";
import type { ProviderFinding } from "./convert";
import { NEWER_VALUES, PROVIDER_VERSION } from "./provider-version";
import type { ReferenceText } from "./references";

interface Context {
  text: ReferenceText;
  allow: (resource: RecordedResource, property: string) => boolean;
}

/** The Terraform body of one resource, and the Pulumi property of every Terraform path in it. An argument that the provider lacks is a finding. */
export function convertResource(resource: RecordedResource, block: any, { text, allow }: Context) {
  const names = new Map<string, string>();
  const findings: ProviderFinding[] = [];
  const complain = (property: string, message: string) => {
    if (!allow(resource, property)) findings.push({ severity: "error", phase: "convert", resource, property, message });
  };

  function fields(value: object, owner: any, tfPath: string, path: string): Record<string, any> {
    const out: Record<string, any> = {};
    const known = members(owner, tfPath ? "" : resource.tfType);
    for (const [key, item] of Object.entries<any>(value)) {
      const at = path ? `${path}.${key}` : key;
      if (item === undefined || item === null || (!path && key === "region")) continue;
      const entry = known.get(key);
      if (!entry) {
        complain(at, `${resource.tfType} has no such argument in provider ${PROVIDER_VERSION}`);
        continue;
      }
      const to = tfPath ? `${tfPath}.${entry.tf}` : entry.tf;
      names.set(to, at);
      out[entry.tf] = entry.block ? blocks(item, entry.block, to, at) : attribute(item, entry.attribute, to, at);
    }
    return out;
  }

  function blocks(value: any, nested: any, tfPath: string, path: string): unknown {
    const { block: inner, nesting_mode: mode, max_items: max } = nested;
    if (mode === "single") return fields(value, inner, tfPath, path);
    const items = Array.isArray(value) ? value : [value]; // an object where at most one block is allowed
    if (max && items.length > max) complain(path, `at most ${max} allowed, ${items.length} given`);
    return items.map((item, i) => {
      const to = `${tfPath}.${i}`;
      const at = Array.isArray(value) ? `${path}[${i}]` : path;
      names.set(to, at);
      return fields(item ?? {}, inner, to, at);
    });
  }

  function attribute(value: any, declared: any, tfPath: string, path: string): unknown {
    const { type, nested_type: nested } = declared;
    if (!nested) return typed(value, type, tfPath, path);
    if (nested.nesting_mode === "single") return fields(value, nested, tfPath, path);
    if (nested.nesting_mode === "map")
      return Object.fromEntries(Object.entries<any>(value).map(([k, v]) => [text(k), fields(v, nested, `${tfPath}.${k}`, `${path}.${k}`)]));
    return [value].flat().map((item, i) => fields(item, nested, `${tfPath}.${i}`, `${path}[${i}]`));
  }

  function typed(value: any, type: any, tfPath: string, path: string): unknown {
    names.set(tfPath, path);
    if (value?.__file) return text(value.__file);
    if (typeof type === "string") {
      if (typeof value === "object" && type === "string") return text(JSON.stringify(value)); // a policy document given as an object
      return typeof value === "string" ? text(value) : value;
    }
    const [kind, inner] = type;
    if (kind === "map")
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [text(k), typed(v, inner, `${tfPath}.${k}`, `${path}.${k}`)]));
    if (kind === "object") {
      const declared = { attributes: Object.fromEntries(Object.entries(inner).map(([k, t]) => [k, { type: t }])) };
      return { ...Object.fromEntries(Object.keys(inner).map((k) => [k, null])), ...fields(value, declared, tfPath, path) };
    }
    return [value].flat().map((item, i) => typed(item, inner, `${tfPath}.${i}`, `${path}[${i}]`));
  }

  const body = fields(resource.inputs, block, "", "");
  for (const [argument, values] of Object.entries(NEWER_VALUES[resource.tfType!] ?? {}))
    body[argument] = values[body[argument]] ?? body[argument];
  const ignored = resource.ignoreChanges
    .map((property) => members(block, resource.tfType).get(property.split(/[.[]/)[0]!)?.tf)
    .filter(Boolean);
  if (ignored.length) body.lifecycle = { ignore_changes: [...new Set(ignored)] };
  return { body, names, findings };
}

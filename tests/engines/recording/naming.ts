import { createHash } from "node:crypto";

/** Pulumi property names that no rule can guess, by Terraform type. */
const RENAMES: Record<string, Record<string, string>> = {
  aws_api_gateway_stage: { deployment: "deployment_id" },
  aws_api_gateway_vpc_link: { targetArn: "target_arns" },
  aws_cloudwatch_log_subscription_filter: { logGroup: "log_group_name" },
  aws_cloudwatch_metric_alarm: { name: "alarm_name" },
  aws_lambda_function: { name: "function_name", code: "filename" },
  aws_lambda_layer_version: { code: "filename" },
  aws_lambda_permission: { function: "function_name" },
  aws_sns_topic_subscription: { topic: "topic_arn" },
};
/** Renames that hold for every type with this prefix. */
const FAMILY: Record<string, Record<string, string>> = { aws_api_gateway_: { restApi: "rest_api_id" } };

export interface Member {
  /** The Terraform name. */
  tf: string;
  attribute?: any;
  block?: any;
}

const camel = (name: string) => name.replace(/_([a-z0-9])/g, (_, c) => c.toUpperCase());
const plurals = (name: string) => [`${name}s`, `${name}es`, name.replace(/y$/, "ies"), name.replace(/x$/, "ices")];
const cache = new WeakMap<object, Map<string, Member>>();

/** Pulumi property name → attribute or nested block, for one block of the provider's schema. */
export function members(block: any, tfType = ""): Map<string, Member> {
  const known = cache.get(block);
  if (known) return known;
  const entries: Member[] = [
    ...Object.entries(block.attributes ?? {}).map(([tf, attribute]) => ({ tf, attribute })),
    ...Object.entries(block.block_types ?? {}).map(([tf, nested]) => ({ tf, block: nested })),
  ];
  const map = new Map(entries.map((entry) => [camel(entry.tf), entry]));
  // lists are pluralised, unless at most one item is allowed
  for (const entry of entries) for (const name of plurals(camel(entry.tf))) if (!map.has(name)) map.set(name, entry);
  const family = Object.entries(FAMILY).find(([prefix]) => tfType.startsWith(prefix))?.[1];
  for (const [name, tf] of Object.entries({ ...family, ...RENAMES[tfType] })) {
    const entry = entries.find((e) => e.tf === tf);
    if (entry) map.set(name, entry);
  }
  cache.set(block, map);
  return map;
}

/** The name that Pulumi would invent: logical name, dash, seven hexadecimal digits (fixed here, random there). */
export function autoname(tfType: string, block: any, logicalName: string, inputs: any): Record<string, string> {
  const property = tfType === "aws_s3_bucket" ? "bucket" : "name";
  const attribute = members(block, tfType).get(property)?.attribute;
  const settable = attribute?.type === "string" && (attribute.required || attribute.optional);
  if (!settable || inputs[property] !== undefined || inputs[`${property}Prefix`] !== undefined) return {};
  const suffix = createHash("sha256")
    .update(tfType + logicalName)
    .digest("hex")
    .slice(0, 7);
  const fifo = inputs.fifoQueue || inputs.fifoTopic ? ".fifo" : "";
  const name = `${tfType === "aws_kms_alias" ? "alias/" : ""}${logicalName}-${suffix}${fifo}`;
  return { [property]: /s3_bucket|glue_catalog_database|athena_database/.test(tfType) ? name.toLowerCase() : name };
}

/** A register of references. A token is plain text that survives JSON, URLs and string building until it is put back. */
export class References {
  readonly expressions: string[] = [];
  constructor(
    private readonly region: string,
    private readonly account: string,
  ) {}

  token(address: string, attribute: string, service: string): string {
    const n = this.expressions.push(`${address}.${attribute}`) - 1;
    if (/(^|[._])arn$/.test(attribute)) return `arn:aws:${service}:${this.region}:${this.account}:tfarn${n}z`; // can be split on colons
    return /url$|api_endpoint$/.test(attribute) ? `https://tfurl${n}z` : `tfref${n}z`;
  }

  /** State of a resource: its inputs, and references for what the provider computes. */
  state(address: string, tfType: string, block: any, inputs: any): Record<string, unknown> {
    const service = tfType.split("_")[1]!;
    const value = (type: any, attribute: string): unknown => {
      if (type === "string") return this.token(address, attribute, service);
      if (type === "number") return 1;
      if (type === "bool") return false;
      const [kind, inner] = type;
      if (kind === "map") return {};
      if (kind === "object") return Object.fromEntries(Object.entries(inner).map(([k, t]) => [camel(k), value(t, `${attribute}.${k}`)]));
      return kind === "list" ? [value(inner, `${attribute}[0]`)] : [];
    };
    const state: Record<string, unknown> = { region: this.region, ...inputs };
    for (const [name, { attribute, tf }] of members(block, tfType))
      if (attribute?.computed && attribute.type && state[name] === undefined)
        state[name] = name === "tagsAll" ? { ...inputs.tags } : value(attribute.type, tf);
    return state;
  }
}

/** Pulumi module → Terraform prefixes, where they differ. */
const MODULES: Record<string, string[]> = {
  cfg: ["config"],
  cloudcontrol: ["cloudcontrolapi"],
  s3: ["s3_bucket"],
};

/** Names that no rule can guess. Everything is written without the leading `aws:` and `aws_`. */
const IRREGULAR: Record<string, string> = {
  "apigateway/response": "api_gateway_gateway_response",
  "cloudtrail/trail": "cloudtrail",
  "s3/bucketObjectv2": "s3_object",
};

const squash = (name: string) => name.replace(/_/g, "").toLowerCase();

/** A function from a Pulumi type token to the Terraform type of one provider schema, or undefined where it has none. */
export function terraformTypes(resourceTypes: string[]): (token: string) => string | undefined {
  const known = new Set(resourceTypes);
  const bySquashed = new Map(resourceTypes.map((type) => [squash(type.slice("aws_".length)), type]));
  return (token) => {
    const [, module, file, type] = token.match(/^aws:(\w+)\/(\w+):(\w+)$/) ?? [];
    if (!module || !type) return undefined;
    const irregular = IRREGULAR[`${module}/${file}`];
    if (irregular) return known.has(`aws_${irregular}`) ? `aws_${irregular}` : undefined;
    const names = module === "s3" ? [type, type.replace(/V2$/, "")] : [type]; // s3.BucketVersioningV2 is a deprecated twin
    for (const name of names)
      for (const prefix of [module, ...(MODULES[module] ?? [])]) {
        const found = bySquashed.get(squash(prefix + name));
        if (found) return found;
      }
    return undefined;
  };
}

/** What a call was about. */
export interface AuditedResource {
  apiId: string | null;
  apiName: string | null;
  stage: string | null;
  /** Readable, such as `stage a1b2c3/prod` or `usage plan p1`. */
  resource: string | null;
}

/**
 * Tells from a CloudTrail event which API, stage or other thing it was about: from the request parameters, for created things from
 * the answer's `id` and `name`, for tags from the ARN. The REST API writes `restApiId` and nests its inputs (`createStageInput`); the
 * HTTP API writes `apiId`. Of other services the first ARN, name or id that the event holds is given. `parameters` are those of the event without secrets.
 */
export function makeResourceReader() {
  const isArray = Array.isArray;
  const entriesOf = Object.entries;
  const restArn = /\/(?:restapis|apis)\/([\w-]+)(?:\/stages\/([^/]+))?/;
  const otherArn = /::\/(usageplans|apikeys|domainnames|vpclinks|clientcertificates)\/([^/]+)/;
  const words: Record<string, string> = {
    usageplans: "usage plan",
    apikeys: "API key",
    domainnames: "domain",
    vpclinks: "VPC link",
    clientcertificates: "client certificate",
  };
  const things: [string, string][] = [
    ["usageplanid", "usage plan"],
    ["apikey", "API key"],
    ["apikeyid", "API key"],
    ["domainname", "domain"],
    ["vpclinkid", "VPC link"],
    ["clientcertificateid", "client certificate"],
  ];
  const parts: [string, string][] = [
    ["authorizerid", "authorizer"],
    ["deploymentid", "deployment"],
    ["integrationid", "integration"],
    ["routeid", "route"],
    ["modelname", "model"],
    ["responsetype", "gateway response"],
    ["requestvalidatorid", "request validator"],
  ];
  const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value.slice(0, 256) : null);

  /** Every text of the parameters under its key in lower case, the outermost first. */
  const flatten = (value: unknown): Record<string, string> => {
    const found: Record<string, string> = Object.create(null);
    let level: unknown[] = [value];
    for (let depth = 0; depth < 4 && level.length > 0; depth++) {
      const next: unknown[] = [];
      for (const item of level) {
        if (item === null || typeof item !== "object") continue;
        for (const [key, inner] of entriesOf(item).slice(0, 100)) {
          const lower = key.toLowerCase();
          if (typeof inner === "string" && inner !== "" && inner !== "(removed)" && !isArray(item)) found[lower] ??= inner.slice(0, 256);
          else if (typeof inner === "object") next.push(inner);
        }
      }
      level = next;
    }
    return found;
  };

  const ofApiGateway = (event: any, parameters: unknown): AuditedResource => {
    const name = String(event.eventName ?? "");
    const asked = flatten(parameters);
    const answer = event.responseElements ?? {};
    const arn = asked["resourcearn"] ?? "";
    const fromArn = restArn.exec(arn);
    const createsApi = /^(Create|Import)(RestApi|Api)$/.test(name);
    const apiId = asked["restapiid"] ?? asked["apiid"] ?? fromArn?.[1] ?? (createsApi ? text(answer.id ?? answer.apiId) : null);
    const apiName = /^(Create|Import|Update|Put|Reimport|Get)(RestApi|Api)$/.test(name)
      ? (text(answer.name) ?? (createsApi ? (asked["name"] ?? null) : null))
      : null;
    const stage = asked["stagename"] ?? fromArn?.[2] ?? null;
    const result = { apiId, apiName, stage };
    const createsThing = /^(Create|Import)(UsagePlan|ApiKey|DomainName|VpcLink|ClientCertificate)$/.exec(name);
    if (createsThing) {
      const kind = words[`${createsThing[2]!.toLowerCase()}s`]!;
      const label = text(answer.name) ?? asked["name"] ?? asked["domainname"];
      return { ...result, resource: [kind, text(answer.id) ?? text(answer.vpcLinkId), label && `(${label})`].filter(Boolean).join(" ") };
    }
    const other = otherArn.exec(arn);
    if (other) return { ...result, resource: `${words[other[1]!]} ${other[2]}` };
    if (apiId) {
      const part = parts.find(([key]) => asked[key]);
      if (part && part[0] !== "deploymentid") return { ...result, resource: `${part[1]} ${asked[part[0]]} of API ${apiId}` };
      if (asked["httpmethod"])
        return { ...result, resource: `method ${asked["httpmethod"]} ${asked["resourceid"] ?? ""} of API ${apiId}`.replace("  ", " ") };
      if (asked["resourceid"]) return { ...result, resource: `resource ${asked["resourceid"]} of API ${apiId}` };
      if (stage) return { ...result, resource: `stage ${apiId}/${stage}` };
      if (part) return { ...result, resource: `${part[1]} ${asked[part[0]]} of API ${apiId}` };
      return { ...result, resource: `API ${apiId}` };
    }
    for (const [key, word] of things) if (asked[key]) return { ...result, resource: `${word} ${asked[key]}` };
    return { ...result, resource: null };
  };

  const ofAnother = (event: any, parameters: unknown): AuditedResource => {
    const listed = isArray(event.resources) ? text(event.resources[0]?.ARN) : null;
    if (listed) return { apiId: null, apiName: null, stage: null, resource: listed };
    const asked = flatten(parameters);
    const secret = /token|secretstring|passw|value/;
    const key = Object.keys(asked).find((one) => /(name|arn|id)$/.test(one) && !secret.test(one));
    return { apiId: null, apiName: null, stage: null, resource: key ? `${key} ${asked[key]}` : null };
  };

  return (event: any, parameters: unknown): AuditedResource =>
    event.eventSource === "apigateway.amazonaws.com" ? ofApiGateway(event, parameters) : ofAnother(event, parameters);
}

/** What a change makes necessary: `all`, or `key <id>`, `plan <id>`, `api <id>`. */
export type RefreshTarget = string;

/**
 * Tells from an EventBridge event of CloudTrail (`AWS API Call via CloudTrail`) which entries of the directory may have changed.
 *
 * The REST API nests inputs (`createUsagePlanKeyInput.keyId`) and spells `usageplanId`; the HTTP API writes `apiId`. What is created
 * has its id in the answer. Ids are taken only if they look like ids, since they end up in requests. An event that names nothing
 * recognisable changes nothing that the directory holds, except an import of keys, whose ids come in a list that may be cut short.
 */
export function makeTargetReader() {
  const id = /^[A-Za-z0-9][\w-]{0,63}$/;
  const arn = /:apigateway:[\w-]*:\d*:\/(apikeys|usageplans|restapis|apis)\/([\w-]+)/;
  const kinds: Record<string, string> = { apikeys: "key", usageplans: "plan", restapis: "api", apis: "api" };

  const find = (value: any, names: string[]): string | undefined => {
    let level: any[] = [value];
    for (let depth = 0; depth < 3; depth++) {
      const next: any[] = [];
      for (const item of level) {
        if (item === null || typeof item !== "object") continue;
        for (const key of Object.keys(item)) {
          const inner = item[key];
          if (typeof inner === "string" && names.includes(key.toLowerCase()) && id.test(inner)) return inner;
          if (typeof inner === "object") next.push(inner);
        }
      }
      level = next;
    }
    return undefined;
  };

  return (event: any): RefreshTarget[] => {
    const detail = event?.detail;
    const name = String(detail?.eventName ?? "");
    const asked = detail?.requestParameters;
    const answer = detail?.responseElements;
    if (detail?.errorCode) return [];
    if (name === "ImportApiKeys") return ["all"];
    if (name === "TagResource" || name === "UntagResource") {
      const found = arn.exec(String(asked?.resourceArn ?? asked?.resourcearn ?? ""));
      return found ? [`${kinds[found[1]!]} ${found[2]}`] : [];
    }
    if (/UsagePlanKey$/.test(name)) {
      const key = find(asked, ["keyid"]);
      const plan = find(asked, ["usageplanid"]);
      return key ? [`key ${key}`] : plan ? [`plan ${plan}`] : [];
    }
    if (/ApiKey$/.test(name)) {
      const key = find(asked, ["apikey", "apikeyid"]) ?? find(answer, ["id"]);
      return key ? [`key ${key}`] : [];
    }
    if (/UsagePlan$/.test(name)) {
      const plan = find(asked, ["usageplanid"]) ?? find(answer, ["id"]);
      return plan ? [`plan ${plan}`] : [];
    }
    const api =
      find(asked, ["restapiid", "apiid"]) ?? (/^(Create|Import)(RestApi|Api)$/.test(name) ? find(answer, ["id", "apiid"]) : undefined);
    return api ? [`api ${api}`] : [];
  };
}

import { ServiceError, sdkModule } from "../../../local/stand-ins/sdk-module";

interface Key {
  name: string;
  customerId?: string;
  enabled?: boolean;
  tags?: Record<string, string>;
}
interface Plan {
  name: string;
  quota?: object;
  throttle?: object;
  apiStages: { apiId: string; stage: string }[];
  keys: string[];
}
interface Api {
  name: string;
  kind: "REST" | "HTTP" | "WEBSOCKET";
  stages: Record<string, { destinationArn?: string; format?: string }>;
}

export const plantedValue = (keyId: string) => `PLANTED-VALUE-OF-${keyId}`;

/**
 * API Gateway's control plane as the account sees it: 10 requests in any second, pages of 25 unless asked for more and of 500 at most
 * (HTTP and WebSocket APIs: 100), and secret values of keys wherever the service answers them.
 */
export function gateway() {
  const world = { keys: new Map<string, Key>(), plans: new Map<string, Plan>(), apis: new Map<string, Api>() };
  const times: number[] = [];
  const rig = {
    ...world,
    times,
    asked: [] as string[],
    throttled: 0,
    perSecond: 10,
    fail: undefined as ((kind: string, input: any) => Error | undefined) | undefined,
    /** The most requests that fell into one second. */
    busiestSecond: () =>
      Math.max(
        0,
        ...times
          .map((from, i) => times.slice(i).findIndex((at) => at >= from + 1000))
          .map((count, i) => (count < 0 ? times.length - i : count)),
      ),
  };
  const request =
    <T>(kind: string, answer: (input: any) => T) =>
    (input: any): T => {
      const now = Date.now();
      if (times.filter((at) => at > now - 1000).length >= rig.perSecond) {
        rig.throttled++;
        times.push(now);
        throw new ServiceError("TooManyRequestsException", 429);
      }
      times.push(now);
      rig.asked.push(`${kind} ${input.apiKey ?? input.usagePlanId ?? input.restApiId ?? input.ApiId ?? input.keyId ?? ""}`.trim());
      const error = rig.fail?.(kind, input);
      if (error) throw error;
      return answer(input);
    };
  const absent = () => new ServiceError("NotFoundException", 404);
  const page = (items: unknown[], input: any) => {
    const limit = input.limit ?? 25;
    if (limit > 500) throw new ServiceError("BadRequestException", 400);
    const start = Number(input.position ?? 0);
    return { items: items.slice(start, start + limit), position: start + limit < items.length ? String(start + limit) : undefined };
  };
  const page2 = (items: unknown[], input: any) => {
    const limit = Number(input.MaxResults ?? 25);
    if (limit > 100) throw new ServiceError("BadRequestException", 400);
    const start = Number(input.NextToken ?? 0);
    return { Items: items.slice(start, start + limit), NextToken: start + limit < items.length ? String(start + limit) : undefined };
  };
  const key = (id: string, withValue: boolean) => ({ id, ...world.keys.get(id), ...(withValue ? { value: plantedValue(id) } : {}) });
  const plan = (id: string) => {
    const { keys: _keys, ...rest } = world.plans.get(id)!;
    return { id, ...rest };
  };
  const kinds = (rest: boolean) => [...world.apis].filter(([, api]) => (api.kind === "REST") === rest);
  const v1 = sdkModule("APIGatewayClient", {
    GetApiKeys: request("GetApiKeys", (input) =>
      page(
        [...world.keys.keys()].map((id) => key(id, input.includeValues)),
        input,
      ),
    ),
    GetApiKey: request("GetApiKey", (input) => {
      if (!world.keys.has(input.apiKey)) throw absent();
      return key(input.apiKey, input.includeValue);
    }),
    GetUsagePlans: request("GetUsagePlans", (input) =>
      page(
        [...world.plans].filter(([, one]) => !input.keyId || one.keys.includes(input.keyId)).map(([id]) => plan(id)),
        input,
      ),
    ),
    GetUsagePlan: request("GetUsagePlan", (input) => {
      if (!world.plans.has(input.usagePlanId)) throw absent();
      return plan(input.usagePlanId);
    }),
    GetUsagePlanKeys: request("GetUsagePlanKeys", (input) => {
      const found = world.plans.get(input.usagePlanId);
      if (!found) throw absent();
      return page(
        found.keys.map((id) => ({ id, type: "API_KEY", value: plantedValue(id), name: world.keys.get(id)?.name })),
        input,
      );
    }),
    GetRestApis: request("GetRestApis", (input) =>
      page(
        kinds(true).map(([id, { name }]) => ({ id, name })),
        input,
      ),
    ),
    GetStages: request("GetStages", (input) => {
      const api = world.apis.get(input.restApiId);
      if (!api) throw absent();
      return {
        item: Object.entries(api.stages).map(([stageName, accessLogSettings]) => ({
          stageName,
          accessLogSettings,
          variables: { db: plantedValue("stage") },
        })),
      };
    }),
  });
  const v2 = sdkModule("ApiGatewayV2Client", {
    GetApis: request("GetApis", (input) =>
      page2(
        kinds(false).map(([ApiId, { name, kind }]) => ({ ApiId, Name: name, ProtocolType: kind })),
        input,
      ),
    ),
    GetStages: request("GetStages2", (input) => {
      const api = world.apis.get(input.ApiId);
      if (!api) throw absent();
      const stages = Object.entries(api.stages);
      return page2(
        stages.map(([StageName, { destinationArn, format }]) => ({
          StageName,
          AccessLogSettings: { DestinationArn: destinationArn, Format: format },
        })),
        input,
      );
    }),
  });
  return Object.assign(rig, { modules: { "@aws-sdk/client-api-gateway": v1, "@aws-sdk/client-apigatewayv2": v2 } });
}

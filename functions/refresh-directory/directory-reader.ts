import type { ControlPlane } from "./control-plane";
import type { Directory, DirectoryApi, DirectoryKey, DirectoryPlan, DirectoryStage } from "./directory";

/** Results of requests that an earlier, unfinished reading has made already, by name. */
export type Remembered = Record<string, unknown>;

/**
 * Reads the directory from API Gateway, with the largest pages there are: 500 of the REST API's resources, 100 of the HTTP API's.
 *
 * GetUsagePlanKeys answers the keys' secret values unasked. Of every answer only the named fields are taken, so no value gets any
 * further than the SDK's own objects.
 *
 * What a page or a list comes to is put into `remembered`, so that a reading that runs out of time goes on where it stopped.
 */
export function makeDirectoryReader(
  sdk: typeof import("@aws-sdk/client-api-gateway"),
  sdkV2: typeof import("@aws-sdk/client-apigatewayv2"),
  clients: { v1: { send(command: any): Promise<any> }; v2: { send(command: any): Promise<any> } },
) {
  const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

  const keyOf = (item: any): DirectoryKey => ({
    name: text(item.name) ?? "",
    customerId: text(item.customerId),
    enabled: item.enabled !== false,
    tags: { ...item.tags },
    plans: [],
  });
  const planOf = (item: any): DirectoryPlan => ({
    name: text(item.name) ?? "",
    quota: item.quota
      ? { limit: Number(item.quota.limit ?? 0), offset: Number(item.quota.offset ?? 0), period: String(item.quota.period ?? "") }
      : null,
    throttle: item.throttle ? { rateLimit: Number(item.throttle.rateLimit ?? 0), burstLimit: Number(item.throttle.burstLimit ?? 0) } : null,
    stages: (item.apiStages ?? []).map((one: any) => `${one.apiId}/${one.stage}`).sort(),
  });
  const stageOf = (settings: any): DirectoryStage => {
    const arn = String(settings?.destinationArn ?? settings?.DestinationArn ?? "");
    const logGroup = /^arn:[\w-]+:logs:[\w-]*:\d*:log-group:([^:]+)/.exec(arn)?.[1];
    return { accessLogFormat: text(settings?.format ?? settings?.Format), ...(logGroup ? { logGroup } : {}) };
  };

  return (plane: ControlPlane, remembered: Remembered) => {
    const once = async <T>(name: string, read: () => Promise<T>): Promise<T> => {
      if (remembered[name] === undefined) remembered[name] = await read();
      return remembered[name] as T;
    };
    /** Reads all pages of a list, each remembered by the position that leads to it. */
    const pages = async <T>(name: string, send: (position: string | undefined) => Promise<any>, take: (item: any) => T): Promise<T[]> => {
      const all: T[] = [];
      let position: string | undefined;
      do {
        const page: { items: T[]; position?: string } = await once(`${name} ${position ?? ""}`, async () => {
          const answer = await plane.ask(() => send(position));
          const items = (answer?.items ?? answer?.Items ?? []).map(take);
          return { items, position: text(answer?.position ?? answer?.NextToken) ?? undefined };
        });
        for (const item of page.items) all.push(item);
        // A list that leads to itself would never end.
        position = page.position === position ? undefined : page.position;
      } while (position !== undefined);
      return all;
    };

    const restStages = (restApiId: string) =>
      once(`stages of ${restApiId}`, async () => {
        const answer = await plane.ask(() => clients.v1.send(new sdk.GetStagesCommand({ restApiId })));
        const stages: Record<string, DirectoryStage> = {};
        for (const stage of answer?.item ?? []) stages[stage.stageName] = stageOf(stage.accessLogSettings);
        return stages;
      });
    const otherStages = async (ApiId: string) => {
      const send = (NextToken: string | undefined) => clients.v2.send(new sdkV2.GetStagesCommand({ ApiId, NextToken, MaxResults: "100" }));
      const list = await pages(
        `stages of ${ApiId}`,
        send,
        (stage) => [stage.StageName, stageOf(stage.AccessLogSettings)] as [string, DirectoryStage],
      );
      return Object.fromEntries(list);
    };
    const planKeyIds = (usagePlanId: string) =>
      pages(
        `keys of ${usagePlanId}`,
        (position) => clients.v1.send(new sdk.GetUsagePlanKeysCommand({ usagePlanId, position, limit: 500 })),
        (item) => String(item.id),
      );
    const listApis = async () => {
      const rest = await pages(
        "REST APIs",
        (position) => clients.v1.send(new sdk.GetRestApisCommand({ position, limit: 500 })),
        (item) => ({ id: String(item.id), name: text(item.name) ?? "", kind: "REST" as DirectoryApi["kind"] }),
      );
      const others = await pages(
        "other APIs",
        (NextToken) => clients.v2.send(new sdkV2.GetApisCommand({ NextToken, MaxResults: "100" })),
        (item) => ({
          id: String(item.ApiId),
          name: text(item.Name) ?? "",
          kind: (item.ProtocolType === "WEBSOCKET" ? "WEBSOCKET" : "HTTP") as DirectoryApi["kind"],
        }),
      );
      return [...rest, ...others];
    };
    const stagesOf = (api: { id: string; kind: string }) => (api.kind === "REST" ? restStages(api.id) : otherStages(api.id));
    const plan = async (usagePlanId: string) => {
      const answer = await plane.ask(() => clients.v1.send(new sdk.GetUsagePlanCommand({ usagePlanId })));
      return answer === null ? null : planOf(answer);
    };
    const plansOfKey = (keyId: string) =>
      pages(
        `plans of ${keyId}`,
        (position) => clients.v1.send(new sdk.GetUsagePlansCommand({ keyId, position, limit: 500 })),
        (item) => String(item.id),
      );

    return {
      planKeyIds,
      plan,
      /** One key with its plans; null where it is gone. */
      key: async (apiKey: string): Promise<DirectoryKey | null> => {
        const answer = await plane.ask(() => clients.v1.send(new sdk.GetApiKeyCommand({ apiKey, includeValue: false })));
        return answer === null ? null : { ...keyOf(answer), plans: (await plansOfKey(apiKey)).sort() };
      },
      /** One API with its stages; null where it is gone. */
      api: async (apiId: string): Promise<DirectoryApi | null> => {
        const api = (await listApis()).find(({ id }) => id === apiId);
        return api ? { name: api.name, kind: api.kind, stages: await stagesOf(api) } : null;
      },
      /** Everything. */
      all: async (): Promise<Pick<Directory, "apis" | "keys" | "plans">> => {
        const keys: Directory["keys"] = {};
        const plans: Directory["plans"] = {};
        const apis: Directory["apis"] = {};
        const listed = await pages(
          "keys",
          (position) => clients.v1.send(new sdk.GetApiKeysCommand({ position, limit: 500, includeValues: false })),
          (item) => [String(item.id), keyOf(item)] as [string, DirectoryKey],
        );
        for (const [id, key] of listed) keys[id] = { ...key, plans: [] };
        const planned = await pages(
          "plans",
          (position) => clients.v1.send(new sdk.GetUsagePlansCommand({ position, limit: 500 })),
          (item) => [String(item.id), planOf(item)] as [string, DirectoryPlan],
        );
        for (const [id, one] of planned) {
          plans[id] = one;
          for (const key of await planKeyIds(id)) keys[key]?.plans.push(id);
        }
        for (const api of await listApis()) apis[api.id] = { name: api.name, kind: api.kind, stages: await stagesOf(api) };
        return { apis, keys, plans };
      },
    };
  };
}

/** `directory/current.json`: who the customers are and what is there to call. Transformers read it; SQL reads its history. Never a key's value. */
export interface Directory {
  schemaVersion: number;
  /** When this state was first written, ISO 8601, UTC. */
  generatedAt: string;
  apis: Record<string, DirectoryApi>;
  /** Log group name → stages (`apiId/stage`) that write access logs to it. */
  logGroups: Record<string, string[]>;
  keys: Record<string, DirectoryKey>;
  plans: Record<string, DirectoryPlan>;
}

export interface DirectoryApi {
  name: string;
  kind: "REST" | "HTTP" | "WEBSOCKET";
  stages: Record<string, DirectoryStage>;
}

export interface DirectoryStage {
  accessLogFormat: string | null;
  /** Log group that the stage writes access logs to; absent where it writes none, or to a stream. */
  logGroup?: string;
}

export interface DirectoryKey {
  name: string;
  customerId: string | null;
  enabled: boolean;
  tags: Record<string, string>;
  /** Ids of the key's usage plans, in order. */
  plans: string[];
}

export interface DirectoryPlan {
  name: string;
  quota: { limit: number; offset: number; period: string } | null;
  throttle: { rateLimit: number; burstLimit: number } | null;
  /** `apiId/stage` of every stage in the plan, in order. */
  stages: string[];
}

/** What one part of the directory has become: an entry by its id, null where it is gone. */
export interface DirectoryChange {
  apis?: Record<string, DirectoryApi | null>;
  plans?: Record<string, DirectoryPlan | null>;
  keys?: Record<string, DirectoryKey | null>;
  /** Plan id → ids of all its keys; other keys are no longer in the plan. */
  members?: Record<string, string[]>;
}

/** Puts directories together. All of it is pure, and what is equal is written equally: keys of objects are sorted. */
export function makeDirectoryWriter() {
  const schemaVersion = 1;
  const keysOf = Object.keys;
  const stringify = JSON.stringify;

  const sorted = <T>(record: Record<string, T>): Record<string, T> => {
    const result: Record<string, T> = {};
    for (const key of keysOf(record).sort()) result[key] = record[key]!;
    return result;
  };
  const empty = (): Directory => ({ schemaVersion, generatedAt: "", apis: {}, logGroups: {}, keys: {}, plans: {} });

  /** Completes a directory: order, log groups, and no membership in a plan that is gone. */
  const complete = (parts: Pick<Directory, "apis" | "keys" | "plans">): Directory => {
    const logGroups: Record<string, string[]> = {};
    const apis = sorted(parts.apis);
    for (const apiId of keysOf(apis)) {
      const api = apis[apiId]!;
      apis[apiId] = { name: api.name, kind: api.kind, stages: sorted(api.stages) };
      for (const stage of keysOf(apis[apiId]!.stages)) {
        const group = api.stages[stage]!.logGroup;
        if (group) (logGroups[group] ??= []).push(`${apiId}/${stage}`);
      }
    }
    const plans = sorted(parts.plans);
    const keys = sorted(parts.keys);
    for (const id of keysOf(keys)) keys[id] = { ...keys[id]!, plans: keys[id]!.plans.filter((plan) => plans[plan]).sort() };
    return { schemaVersion, generatedAt: "", apis, logGroups: sorted(logGroups), keys, plans };
  };

  const changed = <T>(record: Record<string, T>, changes: Record<string, T | null> | undefined): Record<string, T> => {
    const result = { ...record };
    for (const [id, value] of Object.entries(changes ?? {})) {
      if (value === null) delete result[id];
      else result[id] = value;
    }
    return result;
  };

  /** Takes for every entry what somebody else made of it since `base`, else what `fresh` says. */
  const merged = <T>(base: Record<string, T>, current: Record<string, T>, fresh: Record<string, T>): Record<string, T> => {
    const result: Record<string, T> = {};
    for (const id of new Set([...keysOf(base), ...keysOf(current), ...keysOf(fresh)])) {
      const theirs = stringify(base[id]) !== stringify(current[id]);
      const value = theirs ? current[id] : fresh[id];
      if (value !== undefined) result[id] = value;
    }
    return result;
  };

  return {
    empty,
    complete,
    /** The directory after single changes. */
    apply: (directory: Directory, change: DirectoryChange): Directory => {
      const keys = changed(directory.keys, change.keys);
      for (const [plan, members] of Object.entries(change.members ?? {})) {
        const inPlan = new Set(members);
        for (const id of keysOf(keys)) {
          const others = keys[id]!.plans.filter((one) => one !== plan);
          keys[id] = { ...keys[id]!, plans: inPlan.has(id) ? [...others, plan] : others };
        }
      }
      return complete({ apis: changed(directory.apis, change.apis), plans: changed(directory.plans, change.plans), keys });
    },
    /** A full reading took minutes: what single refreshes wrote meanwhile is newer than it, and wins. */
    merge: (base: Directory, current: Directory, fresh: Directory): Directory =>
      complete({
        apis: merged(base.apis, current.apis, fresh.apis),
        plans: merged(base.plans, current.plans, fresh.plans),
        keys: merged(base.keys, current.keys, fresh.keys),
      }),
    /** Whether two directories say the same, whenever they were written. */
    same: (left: Directory, right: Directory): boolean =>
      stringify({ ...left, generatedAt: "" }) === stringify({ ...right, generatedAt: "" }),
  };
}

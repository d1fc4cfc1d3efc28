/** One stage as the directory knows it. */
export interface StageEntry {
  /** `apiId/stage`. */
  readonly id: string;
  readonly apiId: string;
  readonly stage: string;
  readonly apiName: string | null;
  readonly kind: "REST" | "HTTP" | "WEBSOCKET" | null;
  /** The format that the stage logs with now, trimmed. */
  readonly template: string | null;
}

/** A customer behind an API key. */
export interface KeyOwner {
  readonly customerId: string;
  readonly customer: string | null;
}

/** The directory in the shape in which rows ask for it. */
export interface DirectoryIndex {
  /** Milliseconds since 1970; null when there is no directory, or it does not say. */
  readonly generatedAt: number | null;
  readonly stages: ReadonlyMap<string, StageEntry>;
  readonly apis: ReadonlyMap<string, { readonly name: string | null; readonly kind: StageEntry["kind"] }>;
  readonly logGroups: ReadonlyMap<string, readonly StageEntry[]>;
  /** Every distinct format of a stage. */
  readonly templates: readonly { readonly template: string; readonly kind: StageEntry["kind"]; readonly stage: string }[];
  readonly keys: ReadonlyMap<string, KeyOwner>;
  /** Customer id → name, for customers that the authorizer names. */
  readonly customers: ReadonlyMap<string, string>;
  /** Plan id → name. */
  readonly planNames: ReadonlyMap<string, string>;
  planOf(keyId: string, stageId: string): { readonly id: string; readonly name: string | null } | null;
}

/**
 * Reads a directory snapshot. `index(text)` throws an error that says what is wrong with it; a part that has not the expected shape is
 * skipped, so that one odd entry costs its own names and no others. `empty` is what holds before any snapshot was read.
 *
 * The customer of a key is its `customerId`, else the key's id: names are not unique. The plan of a request is the one of the key's plans
 * that holds its stage: a key can be in several plans, but in one only per stage.
 */
export function makeDirectoryIndexer() {
  const MapOf = Map;
  const parse = JSON.parse;
  const entries = Object.entries as (value: object) => [string, unknown][];
  const isArray = Array.isArray;
  const timeOf = Date.parse;
  const ErrorOf = Error;

  const object = (value: unknown): Record<string, unknown> =>
    typeof value === "object" && value !== null && !isArray(value) ? (value as Record<string, unknown>) : {};
  const text = (value: unknown): string | null => (typeof value === "string" && value !== "" && value !== "-" ? value : null);
  const texts = (value: unknown): string[] => (isArray(value) ? value.filter((item) => typeof item === "string") : []);
  const kindOf = (value: unknown): StageEntry["kind"] => (value === "REST" || value === "HTTP" || value === "WEBSOCKET" ? value : null);

  const build = (snapshot: Record<string, unknown>): DirectoryIndex => {
    const stages = new MapOf<string, StageEntry>();
    const apis = new MapOf<string, { name: string | null; kind: StageEntry["kind"] }>();
    const templates = new MapOf<string, { template: string; kind: StageEntry["kind"]; stage: string }>();
    const logGroups = new MapOf<string, StageEntry[]>();
    const keys = new MapOf<string, KeyOwner>();
    const keyPlans = new MapOf<string, string[]>();
    const plans = new MapOf<string, { id: string; name: string | null; stages: Map<string, true> }>();
    const customers = new MapOf<string, string>();
    const planNames = new MapOf<string, string>();

    for (const [apiId, value] of entries(object(snapshot["apis"]))) {
      const api = object(value);
      const name = text(api["name"]);
      const kind = kindOf(api["kind"]);
      apis.set(apiId, { name, kind });
      for (const [stage, about] of entries(object(api["stages"]))) {
        const template = text(object(about)["accessLogFormat"])?.trim() || null;
        const id = `${apiId}/${stage}`;
        stages.set(id, { id, apiId, stage, apiName: name, kind, template });
        if (template !== null && !templates.has(template)) templates.set(template, { template, kind, stage: id });
      }
    }
    for (const [name, value] of entries(object(snapshot["logGroups"]))) {
      const found: StageEntry[] = [];
      for (const id of texts(value)) if (stages.has(id)) found.push(stages.get(id)!);
      if (found.length > 0) logGroups.set(name, found);
    }
    for (const [id, value] of entries(object(snapshot["plans"]))) {
      const plan = object(value);
      const name = text(plan["name"]);
      if (name !== null) planNames.set(id, name);
      plans.set(id, { id, name, stages: new MapOf(texts(plan["stages"]).map((stage) => [stage, true])) });
    }
    for (const [id, value] of entries(object(snapshot["keys"]))) {
      const key = object(value);
      const customerId = text(key["customerId"]) ?? id;
      const customer = text(key["name"]);
      keys.set(id, { customerId, customer });
      keyPlans.set(id, texts(key["plans"]));
      if (customer !== null && !customers.has(customerId)) customers.set(customerId, customer);
    }
    const generated = timeOf(text(snapshot["generatedAt"]) ?? "");
    return {
      generatedAt: generated > 0 ? generated : null,
      stages,
      apis,
      logGroups,
      templates: [...templates.values()],
      keys,
      customers,
      planNames,
      planOf: (keyId, stageId) => {
        const ids = keyPlans.get(keyId);
        if (!ids) return null;
        for (let i = 0; i < ids.length; i++) {
          const plan = plans.get(ids[i]!);
          if (plan?.stages.has(stageId)) return plan;
        }
        return null;
      },
    };
  };
  const index = (json: string): DirectoryIndex => {
    let snapshot: unknown;
    try {
      snapshot = parse(json);
    } catch {
      throw new ErrorOf("the directory is not JSON");
    }
    const read = object(snapshot);
    if (typeof read["apis"] !== "object" || typeof read["keys"] !== "object" || typeof read["plans"] !== "object")
      throw new ErrorOf("the directory has no 'apis', 'keys' and 'plans'");
    return build(read);
  };
  return { index, empty: build({}) };
}

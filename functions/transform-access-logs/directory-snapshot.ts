/** `directory/current.json`: what `refresh-directory` writes and the transformer reads. It never holds a key's value. */
export interface DirectorySnapshot {
  readonly schemaVersion: number;
  /** ISO 8601, UTC. */
  readonly generatedAt: string;
  readonly apis: Readonly<Record<string, DirectoryApi>>;
  /** Log group name → the stages (`apiId/stage`) that write to it. */
  readonly logGroups: Readonly<Record<string, readonly string[]>>;
  readonly keys: Readonly<Record<string, DirectoryKey>>;
  readonly plans: Readonly<Record<string, DirectoryPlan>>;
}

export interface DirectoryApi {
  readonly name: string;
  readonly kind: "REST" | "HTTP" | "WEBSOCKET";
  readonly stages: Readonly<Record<string, { readonly accessLogFormat?: string | null }>>;
}

export interface DirectoryKey {
  readonly name?: string | null;
  readonly customerId?: string | null;
  readonly plans: readonly string[];
}

export interface DirectoryPlan {
  readonly name?: string | null;
  /** `apiId/stage` of every stage in the plan. */
  readonly stages: readonly string[];
}

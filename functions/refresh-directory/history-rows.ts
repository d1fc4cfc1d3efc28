import type { Directory } from "./directory";

/**
 * Writes what changed between two directories as rows of `directory_history`: one per key and stage of its plans, one without a key
 * per stage of a plan, and one without a stage per key that has no plan. `set` rows hold from `validFrom` on, `removed` rows ended then.
 */
export function makeHistory() {
  const stringify = JSON.stringify;
  const keysOf = Object.keys;

  const states = (directory: Directory): Map<string, Record<string, unknown>> => {
    const rows = new Map<string, Record<string, unknown>>();
    const add = (keyId: string | null, planId: string | null, stagePath: string | null) => {
      const key = keyId === null ? undefined : directory.keys[keyId];
      const plan = planId === null ? undefined : directory.plans[planId];
      const slash = stagePath === null ? -1 : stagePath.indexOf("/");
      const apiId = stagePath === null ? null : stagePath.slice(0, slash);
      rows.set(stringify([keyId, keyId === null ? planId : null, stagePath]), {
        api_key_id: keyId,
        customer_id: keyId === null ? null : (key?.customerId ?? keyId),
        customer: key?.name || null,
        enabled: key === undefined ? null : key.enabled,
        usage_plan_id: planId,
        usage_plan: plan?.name || null,
        api_id: apiId,
        api_name: apiId === null ? null : directory.apis[apiId]?.name || null,
        stage: stagePath === null ? null : stagePath.slice(slash + 1),
        quota_limit: plan?.quota?.limit ?? null,
        quota_period: plan?.quota?.period ?? null,
        rate_limit: plan?.throttle?.rateLimit ?? null,
        burst_limit: plan?.throttle?.burstLimit ?? null,
      });
    };
    for (const planId of keysOf(directory.plans)) for (const stage of directory.plans[planId]!.stages) add(null, planId, stage);
    for (const keyId of keysOf(directory.keys)) {
      const plans = directory.keys[keyId]!.plans;
      const stages = plans.flatMap((planId) => (directory.plans[planId]?.stages ?? []).map((stage): [string, string] => [planId, stage]));
      for (const [planId, stage] of stages) add(keyId, planId, stage);
      if (stages.length === 0) add(keyId, plans[0] ?? null, null);
    }
    return rows;
  };

  return (before: Directory, after: Directory, validFrom: string): string[] => {
    const old = states(before);
    const current = states(after);
    const rows: string[] = [];
    for (const [id, row] of old) if (!current.has(id)) rows.push(stringify({ valid_from: validFrom, change: "removed", ...row }));
    for (const [id, row] of current) {
      const known = old.get(id);
      if (!known || stringify(known) !== stringify(row)) rows.push(stringify({ valid_from: validFrom, change: "set", ...row }));
    }
    return rows;
  };
}

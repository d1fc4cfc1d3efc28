import type { Change, Scope } from "../contract";

/** Changes that belong on a chart of this scope: of the APIs and stages that are looked at, and of no API in particular, such as a usage plan. */
export function changesFor(changes: readonly Change[], { range, filters }: Scope): readonly Change[] {
  const { api, stage } = filters;
  return changes.filter(
    (change) =>
      change.time >= range.from &&
      change.time < range.to &&
      (!api?.length || change.api === null || api.includes(change.api)) &&
      (!stage?.length || change.stage === null || stage.includes(change.stage)),
  );
}

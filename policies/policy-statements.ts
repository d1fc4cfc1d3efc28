/** A statement of a policy with its lists always lists. */
export interface PolicyStatement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principal: unknown;
  readonly condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const listed = (value: unknown): string[] => (value === undefined ? [] : Array.isArray(value) ? value : [value as string]);

/** Reads a policy, given as text or as an object. */
export function statementsOf(policy: unknown): PolicyStatement[] {
  const document = typeof policy === "string" ? JSON.parse(policy) : policy;
  const statements: any[] =
    document?.Statement === undefined ? [] : Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  return statements.map(({ Effect, Action, Resource, Principal, Condition }) => ({
    effect: Effect,
    actions: listed(Action),
    resources: listed(Resource),
    principal: Principal,
    condition: Condition ?? {},
  }));
}

/** Whether everybody is refused who does not use TLS. */
export const refusesPlainHttp = (statements: readonly PolicyStatement[]): boolean =>
  statements.some(
    ({ effect, principal, condition }) => effect === "Deny" && principal === "*" && condition["Bool"]?.["aws:SecureTransport"] === "false",
  );

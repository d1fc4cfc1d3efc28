import type { DirectoryIndex } from "./directory-index";
import type { BoundLine, LineBinder } from "./line-binder";

type Source = "api-key" | { readonly column: number; readonly names: readonly string[]; readonly personal: boolean };

/**
 * Names the customer and the plan of a request.
 *
 * Customer: the configured sources in order. What the line itself says (`subscription_id` of the compact formats) comes after the authorizer
 * and the claims, and before the API key, from which it can only be inferred. A key that the directory does not know still names a customer, by its id, so that usage can be
 * attributed afterwards; a customer named by the authorizer takes its name from a key with that customer id, else the value is the name.
 * Plan: what the line says, else the key's plan that holds the stage.
 *
 * Under pseudonyms, a customer taken from a claim or from a column that the setting `principals` governs is a person, and so is whatever has an `@`.
 */
export function makeAttribution(customerSource: readonly string[], binder: LineBinder) {
  const { indexOf, normalise, targetOf } = binder;
  const customerId = indexOf("customer_id");
  const customer = indexOf("customer");
  const keyId = indexOf("api_key_id");
  const planId = indexOf("usage_plan_id");
  const plan = indexOf("usage_plan");
  const sources: Source[] = [];
  for (const source of customerSource) {
    const colon = source.indexOf(":");
    const name = source.slice(colon + 1);
    if (colon < 0) sources.push("api-key");
    else {
      const claim = source.slice(0, colon) === "claim";
      const column = targetOf((claim ? "authorizer.claims." : "authorizer.") + name);
      const key = normalise(name);
      const names = claim ? [key, `claims${key}`, `authorizerclaims${key}`] : [key, `authorizer${key}`];
      sources.push({ column, names, personal: column >= 0 ? binder.governed[column] !== "" : claim });
    }
  }
  const extraOf = (line: BoundLine, names: readonly string[]): string | null => {
    for (let i = 0; i < line.extras.length; i += 2) if (names.indexOf(normalise(line.extras[i]!)) >= 0) return line.extras[i + 1]!;
    return null;
  };
  /** Fills the customer and plan columns. Answers whether the key is one that the directory does not know. */
  return (line: BoundLine, stageId: string, directory: DirectoryIndex, pseudonym: ((text: string) => string) | null): boolean => {
    const cells = line.cells;
    const key = cells[keyId]!;
    const said = cells[customerId]!;
    let found = false;
    let unknownKey = false;
    for (let i = 0; i < sources.length && !found; i++) {
      const source = sources[i]!;
      if (source === "api-key") {
        if (said !== null || key === null) continue;
        const owner = directory.keys.get(key);
        unknownKey = owner === void 0;
        cells[customerId] = owner === void 0 ? key : owner.customerId;
        if (owner !== void 0 && cells[customer] === null) cells[customer] = owner.customer;
        found = true;
      } else {
        const value = (source.column >= 0 ? cells[source.column]! : null) ?? extraOf(line, source.names);
        if (value === null) continue;
        const hidden = pseudonym !== null && (source.personal || value.indexOf("@") >= 0);
        cells[customerId] = hidden ? pseudonym(value) : value;
        cells[customer] = directory.customers.get(value) ?? (hidden ? null : (cells[customer] ?? value));
        found = true;
      }
    }
    if (!found && said !== null) {
      if (pseudonym !== null && said.indexOf("@") >= 0) cells[customerId] = pseudonym(said);
      if (cells[customer] === null) cells[customer] = directory.customers.get(said) ?? null;
    }
    if (cells[planId] !== null) {
      if (cells[plan] === null) cells[plan] = directory.planNames.get(cells[planId]!) ?? null;
    } else if (key !== null) {
      const held = directory.planOf(key, stageId);
      if (held !== null) {
        cells[planId] = held.id;
        if (cells[plan] === null) cells[plan] = held.name;
      }
    }
    return unknownKey;
  };
}

import type { TransformPlan } from "./transformer-config";

/**
 * The plan in few bytes, since it is written into the function's text: a line per column of name, type (empty: string), what governs it (`i` or `p`),
 * variables (`~` before those that only say the same as others less exactly) and aliases that are not simply one of these names in other letters.
 * The last line names keys that must not be taken for an alias, because two columns could claim them. Runs at deployment only.
 */
export function compactPlan(plan: TransformPlan): string {
  const normalise = (key: string) => key.toLowerCase().replace(/[^a-z0-9]/g, "");
  const exactly = new Set(Object.values(plan.variableToColumn).flatMap((variables) => Object.keys(variables)));
  const refused = new Set<string>();
  const lines = Object.entries(plan.columnTypes).map(([name, type]) => {
    const variables = Object.keys(plan.otherVariables).filter((variable) => plan.otherVariables[variable] === name);
    const derived = [name, ...variables].map(normalise);
    for (const key of derived) if (plan.aliasToColumn[key] !== name) refused.add(key);
    const aliases = Object.keys(plan.aliasToColumn).filter((key) => plan.aliasToColumn[key] === name && !derived.includes(key));
    const governed = { clientIp: "i", principals: "p", none: "" }[plan.governedBy[name] ?? "none"];
    const marked = variables.map((variable) => (exactly.has(variable) ? variable : `~${variable}`));
    return [name, type === "string" ? "" : type, governed, marked.join(" "), aliases.join(" ")].join("|").replace(/\|+$/, "");
  });
  return [...lines, [...refused].join(" ")].join("\n");
}

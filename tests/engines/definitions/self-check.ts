import type { Finding } from "../engine";
import { compileEventPattern, EVENT_EXAMPLES, REFUSED_EVENTS } from "./event-pattern";
import { compileFilterPattern } from "./filter-pattern";
import { FILTER_EXAMPLES, REFUSED_FILTERS } from "./filter-pattern-examples";
import { FORMAT_EXAMPLES, formatVariables } from "./log-format";

/** Our own parsers against the documentation's examples: a parser that misreads them may not judge the program. */
export function checkParsers(): { checked: number; findings: Finding[] } {
  const findings: Finding[] = [];
  const refuses = (compile: () => unknown) => {
    try {
      compile();
      return false;
    } catch {
      return true;
    }
  };
  for (const { pattern, event, matches } of FILTER_EXAMPLES) {
    const got = compileFilterPattern(pattern)(typeof event === "string" ? event : JSON.stringify(event));
    if (got !== matches) findings.push({ where: `parser of filter patterns: ${pattern}`, message: `must ${matches ? "" : "not "}match` });
  }
  for (const { pattern, event, matches } of EVENT_EXAMPLES)
    if (compileEventPattern(pattern)(event) !== matches)
      findings.push({ where: `parser of event patterns: ${JSON.stringify(pattern)}`, message: `must ${matches ? "" : "not "}match` });
  for (const pattern of REFUSED_FILTERS)
    if (!refuses(() => compileFilterPattern(pattern)))
      findings.push({ where: "parser of filter patterns", message: `must refuse ${pattern}` });
  for (const pattern of REFUSED_EVENTS)
    if (!refuses(() => compileEventPattern(pattern)))
      findings.push({ where: "parser of event patterns", message: `must refuse ${JSON.stringify(pattern)}` });
  for (const { format, variables } of FORMAT_EXAMPLES) {
    const found = formatVariables(format).length;
    if (found !== variables)
      findings.push({ where: "parser of log formats", message: `must find ${variables} variables, found ${found} in ${format}` });
  }
  const checked = FILTER_EXAMPLES.length + EVENT_EXAMPLES.length + REFUSED_FILTERS.length + REFUSED_EVENTS.length + FORMAT_EXAMPLES.length;
  return { checked, findings };
}

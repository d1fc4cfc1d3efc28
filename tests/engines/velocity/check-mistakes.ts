/** The judge judged: templates with a mistake in them, each of which a check must find. */
import type { Finding } from "../engine";
import { checkAnswers } from "./check-answers";
import { checkPaging } from "./check-paging";
import { checkRequests, tableCases } from "./check-requests";
import type { Renderer } from "./renderer";
import { document } from "./subject";

interface Mistake {
  readonly what: string;
  readonly found: "requests" | "answers" | "paging";
  /** Text of the document, and what stands there instead. */
  readonly from: string | RegExp;
  readonly to: string;
}

const withoutQuotes = `.replaceAll("\\\\'", "'")`;
const escaped = /\$util\.escapeJavaScript\((\$\w+)\)\.replaceAll\("[^"]*", "'"\)/g;

const mistakes: readonly Mistake[] = [
  { what: "single quotes stay as JavaScript escapes them", found: "requests", from: withoutQuotes, to: "" },
  { what: "texts are not escaped", found: "requests", from: escaped, to: "$1" },
  { what: "a number is not checked", found: "requests", from: /&& !\$limit\.matches\('[^']*'\)/g, to: "&& false" },
  { what: "leading zeros are let through", found: "requests", from: "0|[1-9][0-9]{0,12}", to: "[0-9]{1,13}" },
  { what: "an end before the start is let through", found: "requests", from: /\$span\.matches\('[^']*'\)/g, to: "false" },
  { what: "newest first from any time on", found: "requests", from: '$order != "oldest" && $start != ""', to: "false" },
  { what: "a refusal names the group", found: "requests", from: '{"limit":0', to: '{"logGroupName":"/x","limit":0' },
  { what: "headers are read as parameters", found: "requests", from: "$!query.get('filter')", to: "$!input.params('filter')" },
  { what: "the group's name starts a directive", found: "requests", from: "\\u0023end", to: "#end" },
  { what: "the search starts at the head", found: "requests", from: "true#{else}false", to: "true#{else}true" },
  { what: "one header is missing", found: "requests", from: "'application/x-amz-json-1.1'", to: "'application/json'" },
  { what: "the refused parameter is not named", found: "requests", from: '"parameter":"$refused",', to: "" },
  { what: "the service's words go through", found: "answers", from: '"message":"$message"', to: '"message":"$said"' },
  { what: "every exception is 400", found: "answers", from: "#set($status = 404)", to: "#set($status = 400)" },
  { what: "an answer without a page is a page", found: "answers", from: /#if\(\$found[^\n]*\)/g, to: "#if(true)" },
  { what: "stream names are not escaped", found: "answers", from: escaped, to: "$1" },
  { what: "the last token is passed on", found: "paging", from: " || $next == $sent", to: "" },
  { what: "a page ends the reading", found: "paging", from: '#if($next == "" ', to: "#if(true " },
];

/** The document with every text in it changed. */
function changed<T>(node: T, mistake: Pick<Mistake, "from" | "to">): T {
  if (typeof node === "string") return node.replaceAll(mistake.from, mistake.to) as T;
  if (Array.isArray(node)) return node.map((one) => changed(one, mistake)) as T;
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, one]) => [key, changed(one, mistake)])) as T;
}

export async function checkMistakes(renderer: Renderer): Promise<{ count: number; findings: Finding[] }> {
  const findings: Finding[] = [];
  const table = tableCases().filter(({ headers }, i) => headers || i % 7 === 0);
  const checks = {
    requests: (judged: typeof document) => checkRequests(renderer, table, judged),
    answers: (judged: typeof document) => checkAnswers(renderer, { judged, among: [{ missing: "empty", bareAnswers: false }] }),
    paging: (judged: typeof document) => checkPaging(renderer, 900, judged),
  };
  for (const mistake of mistakes) {
    const where = `mistake: ${mistake.what}`;
    const judged = changed(document, mistake);
    if (JSON.stringify(judged) === JSON.stringify(document))
      findings.push({ where, message: "the text to change is not in the templates any more" });
    else if (!(await finds(checks[mistake.found](judged)))) findings.push({ where, message: "no check found it" });
  }
  return { count: mistakes.length - findings.length, findings };
}

/** A template that does not even render is found, too. */
const finds = (check: Promise<{ findings: Finding[] }>): Promise<boolean> =>
  check.then(
    ({ findings }) => findings.length > 0,
    () => true,
  );

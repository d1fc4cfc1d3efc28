/**
 * The mapping templates of the answers. Whatever the service (or a proxy before it) says, the caller gets a page or `{ code, message }`;
 * no word of the service's own errors goes through, because they name log groups, roles and accounts.
 */
import { exceptions, methodStatuses, type Problem, problems } from "./answers";
import { refusalMessage } from "./parameters";
import { checks } from "./request-template";
import type { Route } from "./routes";

/** The selection patterns of the three answers: for an AWS service they are held against the HTTP status of the service, whole. */
export const selectionPatterns = { page: "", refused: "4\\d{2}", failed: "5\\d{2}" } as const;

// requestId can be set by the caller; the extended one cannot, and it is the row key of the lake.
const requestId = '"requestId":"$context.extendedRequestId"';

/** The body of an answer that is not a page. */
export const problemBody = ({ code, message }: Problem, parameter?: string): string =>
  `{"code":"${code}",${parameter ? `"parameter":"${parameter}",` : ""}"message":"${message}",${requestId}}`;

// Something that is no JSON object (HTML of a proxy) must not reach $input.path, which fails on it. Asked the other way round (an empty
// $raw goes on), so that nothing depends on $input.body, which is documented for requests.
const notJson = "#set($raw = \"$!input.body\")\n#if($raw.matches('\\s*[^\\s{][\\s\\S]*'))";

const override = (status: number) => `#set($context.responseOverride.status = ${status})`;

/** The template for HTTP 200 of the service: a page, or 502 where there is none in it. */
export function pageTemplate(route: Route): string {
  return [
    '#set($found = "")',
    notJson,
    "#else",
    `#set($found = "$!input.path('$.${route.list}')")`,
    "#end",
    // A list prints in brackets. (Wrong headers give 200 with an exception in it.)
    "#if($found.matches('\\[[\\s\\S]*'))",
    `#set($next = "$!input.path('$.${route.token}')")`,
    "#set($sent = \"$!input.params().querystring.get('next')\")",
    `{${route.list === "events" ? `"events":$input.json('$.events')` : streams},`,
    // At the end GetLogEvents gives back the token it was sent; a token that leads nowhere new is the end everywhere.
    `"next":#if($next == "" || $next == $sent)null#{else}$input.json('$.${route.token}')#end}`,
    "#else",
    override(problems.badGateway.status),
    problemBody(problems.badGateway),
    "#end",
    "",
  ].join("\n");
}

/** DescribeLogStreams tells ARNs and tokens too; only what a caller needs is passed on. At most 50 rounds; a #foreach ends after 1,000. */
const streams = [
  "\"streams\":[#foreach($s in $input.path('$.logStreams'))",
  '#set($name = "$!s.logStreamName")',
  '{"name":"$util.escapeJavaScript($name).replaceAll("\\\\\'", "\'")"',
  ...["creationTime", "firstEventTimestamp", "lastEventTimestamp", "lastIngestionTime"].map(
    (member) => `#set($at = "$!s.${member}")\n,"${member}":#if($at.matches('[0-9]{1,16}'))$at#{else}null#end`,
  ),
  "}#if($foreach.hasNext),#end\n#end]",
].join("\n");

/** The template for 4xx of the service: its exception becomes a status and a code of ours, a refused parameter is named. */
export function refusedTemplate(route: Route): string {
  const set = ({ status, code, message }: Problem) => `#set($status = ${status})#set($code = "${code}")#set($message = "${message}")`;
  const contains = (types: readonly string[]) => types.map((type) => `$type.contains("${type}")`).join(" || ");
  return [
    '#set($type = "")#set($said = "")#set($refused = "")',
    set(problems.badGateway),
    notJson,
    "#else",
    "#set($type = \"$!input.path('$.__type')\")",
    "#set($said = \"$!input.path('$.message')$!input.path('$.Message')\")",
    "#end",
    ...exceptions.map(({ types, problem }, i) => `#${i === 0 ? "if" : "elseif"}(${contains(types)})\n${set(problem)}`),
    "#end",
    `#if($status == ${problems.invalidParameter.status})`,
    whichParameter(route),
    "#end",
    ...route.parameters.map(
      ({ parameter }, i) => `#${i === 0 ? "if" : "elseif"}($refused == "${parameter.name}")#set($message = "${refusalMessage(parameter)}")`,
    ),
    "#end",
    "#set($context.responseOverride.status = $status)",
    `{"code":"$code",#if($refused != "")"parameter":"$refused",#end"message":"$message",${requestId}}`,
    "",
  ].join("\n");
}

/**
 * Leaves the name of the refused parameter in `$refused`, "" where nobody can tell.
 *
 * The checks of the request run again on the same query string: exact, and no text of the service can mislead them. That
 * `$input.params()` reads the *request* in an answer's template is how the CORS templates of AWS CDK work, but the reference of the
 * variables does not say so. So where they find nothing wrong, which is also what they find in an empty query string, the service's
 * sentence is asked: its validation names the member it refused, and that also covers what only the service can judge (an expired token,
 * the syntax of a filter pattern).
 */
function whichParameter(route: Route): string {
  const required = route.parameters.filter(({ parameter }) => parameter.required).map(({ parameter: { name } }) => name);
  const members = route.parameters.flatMap(({ parameter, member, refusal }) =>
    [...new Set([refusal.member, ...(member ? [member] : [])])].map((m) => [m, parameter.name] as const),
  );
  const said = [
    // The form of a validation, member in quotes; a caller's own words in a sentence of the service do not look like it by chance.
    ...members.map(([member, name]) => [`at '${member}' failed`, name] as const),
    ...(route.action === "FilterLogEvents" ? ["ilter pattern", "in term"].map((words) => [words, "filter"] as const) : []),
    ...members,
  ];
  return [
    checks(route),
    // A blank one never comes this far (request validator): then there is no query string to read.
    ...required.map((name) => `#if($${name} == "")#set($refused = "")#end`),
    '#if($refused == "")',
    ...said.map(([word, name], i) => `#${i === 0 ? "if" : "elseif"}($said.contains("${word}"))#set($refused = "${name}")`),
    "#end",
    "#end",
  ].join("\n");
}

/** The template for 5xx of the service. It reads nothing, so it cannot fail. */
export const failedTemplate = problemBody(problems.badGateway);

/** The three answers of an integration, by the status that the service gave. */
export function integrationResponses(
  route: Route,
): readonly { readonly selectionPattern: string; readonly status: number; readonly template: string }[] {
  const [page] = methodStatuses;
  return [
    { selectionPattern: selectionPatterns.page, status: page!, template: pageTemplate(route) },
    { selectionPattern: selectionPatterns.refused, status: problems.invalidParameter.status, template: refusedTemplate(route) },
    { selectionPattern: selectionPatterns.failed, status: problems.badGateway.status, template: failedTemplate },
  ];
}

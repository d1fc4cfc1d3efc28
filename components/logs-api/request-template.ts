/**
 * The mapping template of a request: query string in, request of CloudWatch Logs out.
 *
 * A template cannot abort. So it checks every parameter first, and where one is wrong it writes a request that names no log group and
 * breaks one documented constraint of the service, which then refuses it.
 */

import { atLeast, firstIsGreater } from "./number-patterns";
import { EARLIEST_NEWEST_FIRST_MS, type ParameterName } from "./parameters";
import type { Route } from "./routes";

/** Reads the query string and leaves the name of the first wrong parameter, or "", in `$refused`. Used in requests and in answers. */
export function checks(route: Route): string {
  const has = (name: ParameterName) => route.parameters.some(({ parameter }) => parameter.name === name);
  const wrong: [condition: string, name: ParameterName][] = route.parameters.map(({ parameter }) => [
    parameter.required
      ? `!$${parameter.name}.matches('${parameter.pattern}')`
      : `$${parameter.name} != "" && !$${parameter.name}.matches('${parameter.pattern}')`,
    parameter.name,
  ]);
  if (has("order")) {
    wrong.push([`$order != "oldest" && $start != "" && !$start.matches('${atLeast(EARLIEST_NEWEST_FIRST_MS)}')`, "start"]);
    wrong.push([`$order != "oldest" && $end != "" && !$end.matches('${atLeast(EARLIEST_NEWEST_FIRST_MS)}')`, "end"]);
  }
  if (has("start") && has("end"))
    // One text, so that one regular expression can compare two numbers; Velocity compares numbers only, and these are texts.
    wrong.push([`$start != "" && $end != "" && $span.matches('${firstIsGreater}')`, "end"]);
  return [
    "#set($query = $input.params().querystring)",
    // Only the query string: $input.params(name) would also read a header of that name. "$!…" makes null and absent the same: "".
    ...route.parameters.map(({ parameter: { name } }) => `#set($${name} = "$!query.get('${name}')")`),
    ...(has("start") && has("end") ? ['#set($span = "$start,$end")'] : []),
    '#set($refused = "")',
    ...wrong.map(([condition, name], i) => `#${i === 0 ? "if" : "elseif"}(${condition})#set($refused = "${name}")`),
    "#end",
  ].join("\n");
}

/** A text from outside as the inside of a JSON string. escapeJavaScript writes `\'`, which JSON does not know. */
const escaped = (name: string) => `$util.escapeJavaScript($${name}).replaceAll("\\\\'", "'")`;

/** JSON in which Velocity sees nothing of its own: `#` and `$` start directives and references there, and JSON can spell them in digits. */
export const literal = (value: unknown): string =>
  JSON.stringify(value).replace(/[#$]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

/**
 * The template of a route for one log group.
 *
 * @param logGroup name of the group that every accepted request names; no value of the caller can change it
 */
export function requestTemplate(route: Route, logGroup: string): string {
  const members = route.parameters.flatMap(({ parameter, member }) => {
    if (!member) return [];
    const line = `"${member}":${parameter.type === "integer" ? `$${parameter.name}` : `"${escaped(parameter.name)}"`},`;
    if (parameter.required) return [line];
    const otherwise = member === "startTime" && route.action === "FilterLogEvents" ? earliestWhenNewestFirst : "";
    return [`#if($${parameter.name} != "")${line}${otherwise}#end`];
  });
  return [
    checks(route),
    '#if($refused == "")',
    "{",
    ...members,
    ...(route.action === "FilterLogEvents" ? ['"startFromHead":#if($order == "oldest")true#{else}false#end,'] : []),
    ...Object.entries(route.fixed).map(([member, value]) => `${literal(member)}:${literal(value)},`),
    `"logGroupName":${literal(logGroup)}`,
    "}",
    ...route.parameters.map(({ parameter, refusal }) => `#elseif($refused == "${parameter.name}")${literal(refusal.body)}`),
    "#end",
    "",
  ].join("\n");
}

const earliestWhenNewestFirst = `#elseif($order != "oldest")"startTime":${EARLIEST_NEWEST_FIRST_MS},`;

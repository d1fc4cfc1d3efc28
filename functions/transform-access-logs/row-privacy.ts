import type { KeptAddress } from "../client-address";
import type { BoundLine, LineBinder } from "./line-binder";

/**
 * Applies `clientIp` and `principals` to a row: to the columns they govern, to the same values wherever an error message repeats them
 * (API Gateway writes the caller's ARN into `error.message`), and to the extras that become `attributes`.
 *
 * Extras under pseudonyms: addresses are treated as `clientIp` says; documented variables that say nothing about a person stay; short numbers
 * and booleans of authorizer properties stay, since token counts are to be summed (a telephone number has more than nine digits);
 * properties that name the customer stay, because the customer column shows them; everything else becomes a pseudonym.
 */
export function makeRowPrivacy(config: { clientIp: string; principals: string; customerSource: readonly string[] }, binder: LineBinder) {
  const { indexOf, normalise, targetOf } = binder;
  const { isIP } = require("node:net") as typeof import("node:net");
  const hidesIp = config.clientIp !== "keep";
  const hidesPrincipals = config.principals !== "keep";
  const ip = indexOf("source_ip");
  const ipKey = indexOf("source_ip_key");
  const governed = binder.columns.map((_, i) => i).filter((i) => binder.governed[i] === "p" && binder.columns[i] !== "attributes");
  const messages = binder.columns.filter((name) => /(?:_error|_message)$/.test(name)).map(indexOf);
  const customerKeys = config.customerSource
    .filter((source) => source.startsWith("authorizer:"))
    .map((source) => normalise(source.slice(11)));
  const arn = /\barn:[\w-]+:(?:iam|sts)::[^\s"',;]+/g;
  const address = /^[0-9a-f.:]+(?:\s*,\s*[0-9a-f.:]+)*$/i;
  const withPort = /^\[(.*)\](?::\d+)?$|^([\d.]+):\d+$/;
  const shortNumber = /^-?\d{1,9}(?:\.\d{1,9})?$|^(?:true|false)$/i;
  const harmless =
    /^(?:resourceId|domainPrefix|endpointType|customDomain\.\w+|identity\.vpcId|identity\.clientCert\.validity\.\w+|integration\.\w+|awsEndpointRequestId2?|authorizer\.requestId|responseOverride\.status)$/;

  const hideAddresses = (value: string, keepAddress: (text: string) => KeptAddress): string =>
    value
      .split(",")
      .map((part) => keepAddress(part.trim().replace(withPort, "$1$2")).text)
      .join(", ");

  return (line: BoundLine, keepAddress: (text: string) => KeptAddress, pseudonym: ((text: string) => string) | null): void => {
    const { cells, extras } = line;
    const clear = cells[ip]!;
    if (clear !== null) {
      const kept = keepAddress(clear);
      // Behind proxies some log a list, or the port as well.
      cells[ip] = hidesIp && kept.text === clear ? hideAddresses(clear, keepAddress) : kept.text;
      cells[ipKey] = kept.key;
    }
    if (!hidesIp && !hidesPrincipals) return;
    const replaced: [string, string][] = [];
    if (hidesIp && clear !== null && cells[ip] !== clear) replaced.push([clear, cells[ip]!]);
    if (hidesPrincipals && pseudonym !== null) {
      for (const column of governed) {
        const value = cells[column]!;
        if (value === null) continue;
        cells[column] = pseudonym(value);
        if (value.length > 3) replaced.push([value, cells[column]!]);
      }
    }
    replaced.sort((a, b) => b[0].length - a[0].length);
    for (const column of messages) {
      let message = cells[column]!;
      if (message === null) continue;
      for (const [from, to] of replaced) message = message.split(from).join(to);
      cells[column] = hidesPrincipals && pseudonym !== null ? message.replace(arn, (found) => pseudonym(found)) : message;
    }
    for (let i = 0; i < extras.length; i += 2) {
      const name = extras[i]!;
      const value = extras[i + 1]!;
      const target = targetOf(name);
      if (target === ip || (address.test(value) && isIP(value.split(",")[0]!.trim()) !== 0)) {
        if (hidesIp) extras[i + 1] = hideAddresses(value, keepAddress);
      } else if (hidesPrincipals && pseudonym !== null) {
        const key = normalise(name);
        const property = name.startsWith("authorizer.") && !name.startsWith("authorizer.claims.");
        if (governed.indexOf(target) >= 0) {
          extras[i + 1] = pseudonym(value);
          continue;
        }
        if (harmless.test(name) || (shortNumber.test(value) && !/claims?\W/.test(name))) continue;
        if (value.indexOf("@") < 0 && customerKeys.indexOf(property ? normalise(name.slice(11)) : key) >= 0) continue;
        extras[i + 1] = pseudonym(value);
      }
    }
  };
}

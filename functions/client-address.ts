/** What is kept of a client's address. `key`: 32 hex digits, IPv4 mapped into IPv6; null where the text is no address. */
export interface KeptAddress {
  text: string;
  key: string | null;
}

/**
 * Reads addresses as API Gateway and CloudTrail write them, and keeps what the setting `clientIp` allows.
 *
 * `keep`: all of it. `truncate`: the network, /24 of IPv4 and /48 of IPv6. `pseudonymise`: the answer of `pseudonym`, without a key,
 * since a key would give the address away. What is no address, such as the name of an AWS service, is kept as it is.
 */
export function makeAddressKeeper(mode: "keep" | "truncate" | "pseudonymise", pseudonym: (text: string) => string) {
  const { isIP } = require("node:net") as typeof import("node:net");
  const toNumber = Number;
  const parseHex = parseInt;
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, "0");
  const zeros = "00000000000000000000000000000000";

  const ofIPv4 = (text: string): string => {
    const [a = "0", b = "0", c = "0", d = "0"] = text.split(".");
    return `00000000000000000000ffff${hex(toNumber(a), 2)}${hex(toNumber(b), 2)}${hex(toNumber(c), 2)}${hex(toNumber(d), 2)}`;
  };
  const ofIPv6 = (text: string): string => {
    let plain = text.split("%")[0]!;
    const dotted = plain.lastIndexOf(":");
    if (plain.includes(".")) {
      const v4 = ofIPv4(plain.slice(dotted + 1));
      plain = `${plain.slice(0, dotted)}:${v4.slice(24, 28)}:${v4.slice(28)}`;
    }
    const [left = "", right] = plain.split("::");
    const groups = (part: string) => (part === "" ? [] : part.split(":")).map((group) => group.padStart(4, "0"));
    const head = groups(left).join("");
    const tail = right === undefined ? "" : groups(right).join("");
    return (head + zeros.slice(head.length + tail.length) + tail).toLowerCase();
  };
  const written = (key: string): string => {
    if (key.startsWith("00000000000000000000ffff")) {
      return [24, 26, 28, 30].map((at) => parseHex(key.slice(at, at + 2), 16)).join(".");
    }
    return `${[0, 4, 8].map((at) => parseHex(key.slice(at, at + 4), 16).toString(16)).join(":")}::`;
  };

  return (text: string): KeptAddress => {
    const version = isIP(text);
    if (version === 0) return { text, key: null };
    if (mode === "pseudonymise") return { text: pseudonym(text), key: null };
    const key = version === 4 ? ofIPv4(text) : ofIPv6(text);
    if (mode === "keep") return { text, key };
    const network = key.startsWith("00000000000000000000ffff") ? `${key.slice(0, 30)}00` : key.slice(0, 12) + zeros.slice(12);
    return { text: written(network), key: network };
  };
}

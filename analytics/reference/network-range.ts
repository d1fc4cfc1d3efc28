import { isIP } from "node:net";

/** First and last address in the form of `source_ip_key`: 32 hexadecimal digits, IPv4 mapped into IPv6. Text order is address order. */
export interface AddressRange {
  readonly start: string;
  readonly end: string;
}

const mapped = "00000000000000000000ffff";
const byte = (part: string): string => Number(part).toString(16).padStart(2, "0");

/** Whether a key is one of an IPv4 address. */
export const isIPv4Key = (key: string): boolean => key.startsWith(mapped);

/** The key of an address; undefined for any other text. */
export function addressKey(text: string): string | undefined {
  const version = isIP(text);
  if (version === 0 || text.includes("%")) return undefined;
  const ofIPv4 = (dotted: string): string => dotted.split(".").map(byte).join("");
  if (version === 4) return mapped + ofIPv4(text);
  const lastColon = text.lastIndexOf(":");
  const tail = text.slice(lastColon + 1);
  const digits = tail.includes(".") ? ofIPv4(tail) : undefined;
  const plain = digits === undefined ? text : `${text.slice(0, lastColon + 1)}${digits.slice(0, 4)}:${digits.slice(4)}`;
  const [left = "", right] = plain.split("::");
  const groups = (part: string): string[] => (part === "" ? [] : part.split(":").map((group) => group.padStart(4, "0")));
  const head = groups(left);
  const end = right === undefined ? [] : groups(right);
  return [...head, ...Array<string>(8 - head.length - end.length).fill("0000"), ...end].join("").toLowerCase();
}

/** All addresses of a network in CIDR notation, or of a single address; undefined for any other text. */
export function networkRange(text: string): AddressRange | undefined {
  const [address = "", length, ...more] = text.split("/");
  const key = addressKey(address);
  if (key === undefined || more.length > 0) return undefined;
  const own = address.includes(":") ? 128 : 32;
  if (length !== undefined && (!/^\d{1,3}$/.test(length) || Number(length) > own)) return undefined;
  const bits = 128 - own + Number(length ?? own);
  const value = BigInt(`0x${key}`);
  const free = (1n << BigInt(128 - bits)) - 1n;
  const keyOf = (number: bigint): string => number.toString(16).padStart(32, "0");
  return { start: keyOf(value & ~free), end: keyOf(value | free) };
}

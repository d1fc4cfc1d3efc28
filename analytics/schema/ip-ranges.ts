import type { Column } from "./column";

/**
 * Which country an address range belongs to: the user's own table in a stack, a public-domain one on a laptop, empty where there is none.
 * Addresses are the 32 digits of `source_ip_key`, so that one comparison of text serves IPv4 and IPv6.
 */
export const ipRangeColumns: readonly Column[] = [
  {
    name: "range_start",
    type: "string",
    description: "First address of the range, as 32 hexadecimal digits in lower case.",
    privacy: "none",
  },
  { name: "range_end", type: "string", description: "Last address of the range, as 32 hexadecimal digits in lower case.", privacy: "none" },
  { name: "country", type: "string", description: "Country of the range, as its two-letter ISO 3166 code.", privacy: "none" },
];

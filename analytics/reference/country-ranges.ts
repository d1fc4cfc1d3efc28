import { numericCountryCode } from "../visuals/country-codes";
import { csvLines, InvalidLine, isName, tableText } from "./csv-table";
import { type AddressRange, addressKey, isIPv4Key, networkRange } from "./network-range";

/** A range of addresses of one country. */
export interface CountryRange extends AddressRange {
  readonly country: string;
}

/** Ranges that a file may have: the tables of all registrations have half as many. */
const mostRanges = 1_000_000;
/** A country's range is looked up by its buckets of 2^104 addresses; one of a thousand times as many is no country's. */
const widestIPv6 = 12;

/** Codes of tables for addresses that belong to no country. */
const nowhere = ["", "-", "ZZ"];
/** In the tables of registries, though not or no longer in the standard; maps do not draw them, lists name them. */
const besideTheStandard = ["AN", "AP", "EU", "SU", "UK", "XK"];

const form = "a range and a country such as '192.0.2.0,192.0.2.255,NL' or '2001:db8::/32,NL'";

function rangeOf(fields: readonly string[]): AddressRange | undefined {
  if (fields.length === 2) return networkRange(fields[0]!);
  const start = addressKey(fields[0] ?? "");
  const end = addressKey(fields[1] ?? "");
  return fields.length === 3 && start !== undefined && end !== undefined ? { start, end } : undefined;
}

const tooWide = ({ start, end }: AddressRange): boolean =>
  !isIPv4Key(start) && start.slice(0, 3) !== end.slice(0, 3) && BigInt(`0x${end}`) - BigInt(`0x${start}`) >= 1n << BigInt(128 - widestIPv6);

/**
 * Reads a CSV file of address ranges and their countries: `start,end,country` or `network,country`, in any order, IPv4 and IPv6. A first line
 * without an address is a heading. Ranges without a country (`-`, `ZZ` or nothing) are left out: their addresses stay unknown. Ranges that
 * overlap come back apart.
 *
 * @throws InvalidLine with file and line, where a range cannot be read
 */
export function parseCountryRanges(text: string, file: string): CountryRange[] {
  const ranges: (CountryRange & { readonly line: number })[] = [];
  let first = true;
  for (const line of csvLines(text, file)) {
    const refuse = (must: string) => new InvalidLine(file, line.number, must, line.text);
    const isHeading = first && isName(line.fields[0]!);
    first = false;
    if (isHeading) continue;
    const range = rangeOf(line.fields);
    if (range === undefined) throw refuse(form);
    const country = line.fields.at(-1)!.toUpperCase();
    if (nowhere.includes(country)) continue;
    if (numericCountryCode(country) === undefined && !besideTheStandard.includes(country))
      throw refuse("a range and a country by its two letters of ISO 3166");
    if (isIPv4Key(range.start) !== isIPv4Key(range.end)) throw refuse("a range within IPv4 or within IPv6");
    if (range.start > range.end) throw refuse("a range that starts before it ends");
    if (tooWide(range)) throw refuse(`a range of IPv6 that is no wider than /${widestIPv6}: split it`);
    ranges.push({ ...range, country, line: line.number });
    if (ranges.length > mostRanges) throw refuse(`the end of at most ${mostRanges} ranges`);
  }
  ranges.sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : a.end > b.end ? -1 : a.end < b.end ? 1 : a.line - b.line));
  return apart(ranges);
}

const shifted = (key: string, by: bigint): string => (BigInt(`0x${key}`) + by).toString(16).padStart(32, "0");

/**
 * The same countries in ranges that do not overlap. Public tables give a country's range whole and a foreign office inside it as one more: where
 * ranges meet, the one that starts later holds, of those that start together the narrower one, of equal ones the one that stands later in the file.
 *
 * @param sorted by start, wider ones first, equal ones as in the file
 */
function apart(sorted: readonly CountryRange[]): CountryRange[] {
  const cut: CountryRange[] = [];
  const open: CountryRange[] = [];
  let from = "";
  const close = ({ country }: CountryRange, last: string): void => {
    if (from > last) return;
    cut.push({ start: from, end: last, country });
    if (open.length > 0) from = shifted(last, 1n);
  };
  const end = (range: CountryRange): void => close(range, range.end);
  for (const range of sorted) {
    while (open.length > 0 && open.at(-1)!.end < range.start) end(open.pop()!);
    if (open.length > 0 && from < range.start) close(open.at(-1)!, shifted(range.start, -1n));
    from = range.start;
    open.push(range);
  }
  while (open.length > 0) end(open.pop()!);
  return cut;
}

/** The rows of table `ip_ranges`. */
export const countryRangesTable = (ranges: readonly CountryRange[]): string =>
  tableText(ranges.map(({ start, end, country }) => [start, end, country]));

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
/** In use everywhere, though not in the standard. */
const besideTheStandard = ["XK"];

const form = "a range and a country such as '192.0.2.0,192.0.2.255,NL' or '2001:db8::/32,NL'";

function rangeOf(fields: readonly string[]): AddressRange | undefined {
  if (fields.length === 2) return networkRange(fields[0]!);
  const start = addressKey(fields[0] ?? "");
  const end = addressKey(fields[1] ?? "");
  return fields.length === 3 && start !== undefined && end !== undefined ? { start, end } : undefined;
}

const tooWide = ({ start, end }: AddressRange): boolean =>
  !isIPv4Key(start) && BigInt(`0x${end}`) - BigInt(`0x${start}`) >= 1n << BigInt(128 - widestIPv6);

/**
 * Reads a CSV file of address ranges and their countries: `start,end,country` or `network,country`, in any order, IPv4 and IPv6. A first line
 * without an address is a heading. Ranges without a country (`-`, `ZZ` or nothing) are left out: their addresses stay unknown.
 *
 * @throws InvalidLine with file and line, where a range cannot be read or meets another one
 */
export function parseCountryRanges(text: string, file: string): CountryRange[] {
  const ranges: (CountryRange & { readonly line: number; readonly text: string })[] = [];
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
    ranges.push({ ...range, country, line: line.number, text: line.text });
    if (ranges.length > mostRanges) throw refuse(`the end of at most ${mostRanges} ranges`);
  }
  ranges.sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  for (let at = 1; at < ranges.length; at++) {
    const [before, after] = [ranges[at - 1]!, ranges[at]!];
    if (after.start > before.end) continue;
    const [earlier, later] = before.line < after.line ? [before, after] : [after, before];
    throw new InvalidLine(file, later.line, `apart from the range of line ${earlier.line}`, later.text);
  }
  return ranges.map(({ start, end, country }) => ({ start, end, country }));
}

/** The rows of table `ip_ranges`. */
export const countryRangesTable = (ranges: readonly CountryRange[]): string =>
  tableText(ranges.map(({ start, end, country }) => [start, end, country]));

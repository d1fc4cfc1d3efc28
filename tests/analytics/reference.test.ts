import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { IPv4, parse, parseCIDR } from "ipaddr.js";
import { countryRangesTable, parseCountryRanges } from "../../analytics/reference/country-ranges";
import { addressKey, networkRange } from "../../analytics/reference/network-range";
import { parseThreatNetworks, threatNetworksTable } from "../../analytics/reference/threat-networks";
import { makeAddressKeeper } from "../../functions/client-address";
import { openTestLake } from "./lake";

const v4 = (digits: string) => `00000000000000000000ffff${digits}`;

describe("addresses of reference tables", () => {
  const keep = makeAddressKeeper("keep", () => "");

  it("have the keys that the functions give to callers, and that an independent library computes", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        expect(addressKey(text)).to.equal(keep(text).key);
        // The library takes ::1.2.3.4, which is IPv6, for IPv4.
        if (text.includes(":") && text.includes(".")) return;
        const address = parse(text);
        const bytes = (address instanceof IPv4 ? address.toIPv4MappedAddress() : address).toByteArray();
        expect(addressKey(text)).to.equal(Buffer.from(bytes).toString("hex"));
      }),
    );
  });

  it("make the networks that an independent library makes", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (text, length) => {
        const first = IPv4.networkAddressFromCIDR(`${text}/${length}`).toIPv4MappedAddress().toByteArray();
        const last = IPv4.broadcastAddressFromCIDR(`${text}/${length}`).toIPv4MappedAddress().toByteArray();
        expect(networkRange(`${text}/${length}`)).to.deep.equal({
          start: Buffer.from(first).toString("hex"),
          end: Buffer.from(last).toString("hex"),
        });
      }),
    );
    expect(parseCIDR("2001:db8::/32")[1]).to.equal(32);
    expect(networkRange("2001:db8::/32")).to.deep.equal({
      start: "20010db8000000000000000000000000",
      end: "20010db8ffffffffffffffffffffffff",
    });
    expect(networkRange("198.51.100.7")).to.deep.equal({ start: v4("c6336407"), end: v4("c6336407") });
  });

  it("are no addresses otherwise", () => {
    for (const text of [
      "",
      "nobody",
      "1.2.3",
      "1.2.3.4.5",
      "300.1.1.1",
      "1.2.3.4/33",
      "::/129",
      "1.2.3.4/",
      "1.2.3.4/8/8",
      "fe80::1%eth0",
      "10/8",
    ])
      expect(networkRange(text), text).to.equal(undefined);
  });
});

describe("file of country ranges", () => {
  const refused = (text: string, reason: string) => expect(() => parseCountryRanges(text, "ranges.csv")).to.throw(`Invalid ${reason}`);

  it("is read with and without heading, as ranges and as networks, in any order", () => {
    const text =
      '\uFEFFstart,end,country\r\n# ours\r\n\r\n2001:db8::/32,fr\r\n"192.0.2.0", 192.0.2.127 ,NL\r\n192.0.2.128,192.0.2.255,-\r\n';
    expect(parseCountryRanges(text, "ranges.csv")).to.deep.equal([
      { start: v4("c0000200"), end: v4("c000027f"), country: "NL" },
      { start: "20010db8000000000000000000000000", end: "20010db8ffffffffffffffffffffffff", country: "FR" },
    ]);
  });

  it("may overlap: what starts later holds, and of what starts together the narrower", () => {
    const country = (file: string) => (address: string) => {
      const key = addressKey(address)!;
      return parseCountryRanges(file, "ranges.csv")
        .filter(({ start, end }) => start <= key && key <= end)
        .map((range) => range.country);
    };
    const nested = country("10.0.0.0/8,US\n10.1.0.0/16,NL\n10.1.2.3,10.1.2.3,BE\n10.0.0.0/24,DE\n10.0.0.0/8,US");
    expect(
      ["10.0.0.0", "10.0.1.0", "10.1.0.0", "10.1.2.3", "10.1.2.4", "10.2.0.0", "10.255.255.255", "11.0.0.0"].flatMap(nested),
    ).to.deep.equal(["DE", "US", "NL", "BE", "NL", "US", "US"]);
    expect(country("10.0.0.0/8,US\n10.0.0.0/8,CA")("10.0.0.1")).to.deep.equal(["CA"]);
    const crossing = country("1.0.0.0,1.0.0.9,AU\n1.0.0.5,1.0.0.20,CN\n1.0.0.15,1.0.0.15,JP");
    expect(["1.0.0.4", "1.0.0.5", "1.0.0.9", "1.0.0.15", "1.0.0.16", "1.0.0.20", "1.0.0.21"].flatMap(crossing)).to.deep.equal([
      "AU",
      "CN",
      "CN",
      "JP",
      "CN",
      "CN",
    ]);
  });

  it("is read where it is the public table of registrations, and every address keeps the country of the narrowest of its ranges", () => {
    const folder = path.dirname(require.resolve("@ip-location-db/geo-whois-asn-country/package.json"));
    // Some that hold overlaps of every form.
    const all = readFileSync(path.join(folder, "geo-whois-asn-country-ipv4.csv"), "utf8").split("\n");
    const lines = [...all.slice(700, 850), ...all.slice(156_800, 156_900)];
    const ranges = parseCountryRanges(lines.join("\n"), "ipv4.csv");
    for (let at = 1; at < ranges.length; at++) expect(ranges[at]!.start > ranges[at - 1]!.end, ranges[at]!.start).to.equal(true);
    const given = lines
      .map((line) => line.split(","))
      .map(([first, last, country]) => ({ first: addressKey(first!)!, last: addressKey(last!)!, country }));
    expect(given.filter(({ first }, at) => at > 0 && first <= given[at - 1]!.last)).not.to.deep.equal([]);
    for (const key of given.flatMap(({ first, last }) => [first, last])) {
      const latest = given.filter(({ first, last }) => first <= key && key <= last).at(-1)!;
      expect(ranges.find((range) => range.start <= key && key <= range.end)?.country, key).to.equal(latest.country);
    }
  });

  it("is refused by line where it cannot be true", () => {
    const fine = "192.0.2.0,192.0.2.255,NL\n";
    refused(
      `${fine}nonsense`,
      "line 2 of 'ranges.csv' must be a range and a country such as '192.0.2.0,192.0.2.255,NL' or '2001:db8::/32,NL', got 'nonsense'.",
    );
    refused(
      `${fine}1.1.1.0,1.1.1.255,XX`,
      "line 2 of 'ranges.csv' must be a range and a country by its two letters of ISO 3166, got '1.1.1.0,1.1.1.255,XX'.",
    );
    refused("1.1.1.9,1.1.1.1,AU", "line 1 of 'ranges.csv' must be a range that starts before it ends");
    refused("1.1.1.1,2001:db8::,AU", "line 1 of 'ranges.csv' must be a range within IPv4 or within IPv6");
    refused('"1.1.1.0,AU', "line 1 of 'ranges.csv' must be fields separated by commas, with closed quotes");
    refused("2000::/3,US", "line 1 of 'ranges.csv' must be a range of IPv6 that is no wider than /12: split it, got '2000::/3,US'.");
    expect(parseCountryRanges("2600::/12,US\n0.0.0.0/0,US", "ranges.csv")).to.have.length(2);
  });

  it("gives the rows by which the views know countries", async () => {
    const lake = await openTestLake("2026-11-20 12:00:00");
    const ranges = parseCountryRanges("192.0.2.0/25,NL\n2600::/12,US", "ranges.csv");
    const rows = countryRangesTable(ranges)
      .trim()
      .split("\n")
      .map((line) => JSON.parse(`[${line}]`) as string[]);
    await lake.insert(
      "ip_ranges",
      rows.map(([range_start, range_end, country]) => ({ range_start, range_end, country })),
    );
    await lake.insert(
      "access_logs",
      ["192.0.2.127", "192.0.2.128", "260f:ffff::1", "2610::"].map((source_ip, at) => ({
        request_time: "2026-11-20 10:00:00",
        dt: "2026-11-20",
        row_key: `row-${at}`,
        source_ip,
        source_ip_key: addressKey(source_ip),
      })),
    );
    expect(await lake.query("SELECT source_ip, country FROM geo ORDER BY source_ip")).to.deep.equal([
      { source_ip: "192.0.2.127", country: "NL" },
      { source_ip: "192.0.2.128", country: null },
      { source_ip: "260f:ffff::1", country: "US" },
      { source_ip: "2610::", country: null },
    ]);
    lake.close();
  });
});

describe("file of threat networks", () => {
  it("is read with names, without, and with overlaps, each row once", () => {
    const text = 'network,name\n198.51.100.0/24,"a \\ ""b"", c"\n198.51.100.7\n198.51.100.7\n';
    const networks = parseThreatNetworks(text, "threats.csv");
    expect(networks).to.deep.equal([
      { start: v4("c6336400"), end: v4("c63364ff"), name: 'a \\ "b", c' },
      { start: v4("c6336407"), end: v4("c6336407"), name: "198.51.100.7" },
    ]);
    expect(threatNetworksTable(networks).split("\n")[0]).to.equal(`"${v4("c6336400")}","${v4("c63364ff")}","a \\\\ \\"b\\", c"`);
  });

  it("is refused by line where it cannot be read", () => {
    expect(() => parseThreatNetworks("10/8,inside", "threats.csv")).to.throw(
      "Invalid line 1 of 'threats.csv' must be a network and a name such as '198.51.100.0/24,botnet', got '10/8,inside'.",
    );
    expect(() => parseThreatNetworks(`1.1.1.1,${"x".repeat(257)}`, "threats.csv")).to.throw("a name of at most 256 characters");
    const many = Array.from({ length: 20_001 }, (_, at) => `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`).join("\n");
    expect(() => parseThreatNetworks(many, "threats.csv")).to.throw(
      "line 20001 of 'threats.csv' must be the end of at most 20000 networks",
    );
  });
});

import { csvLines, InvalidLine, isName, tableText } from "./csv-table";
import { type AddressRange, networkRange } from "./network-range";

/** A network whose calls deserve a look. */
export interface ThreatNetwork extends AddressRange {
  readonly name: string;
}

/** Every address that called is compared with every network. */
const mostNetworks = 20_000;
const longestName = 256;

/**
 * Reads a CSV file of networks: `network,name`, or the network alone, which is then its own name. A network is in CIDR notation or a single
 * address; networks may overlap, and the narrowest gives the name. A first line without an address is a heading.
 *
 * @throws InvalidLine with file and line, where a network cannot be read
 */
export function parseThreatNetworks(text: string, file: string): ThreatNetwork[] {
  const networks = new Map<string, ThreatNetwork>();
  let first = true;
  for (const line of csvLines(text, file)) {
    const refuse = (must: string) => new InvalidLine(file, line.number, must, line.text);
    const [network = "", name = ""] = line.fields;
    const isHeading = first && isName(network);
    first = false;
    if (isHeading) continue;
    const range = networkRange(network);
    if (range === undefined || line.fields.length > 2) throw refuse("a network and a name such as '198.51.100.0/24,botnet'");
    if (name.length > longestName) throw refuse(`a network and a name of at most ${longestName} characters`);
    networks.set(`${range.start} ${range.end} ${name}`, { ...range, name: name === "" ? network : name });
    if (networks.size > mostNetworks) throw refuse(`the end of at most ${mostNetworks} networks`);
  }
  return [...networks.values()];
}

/** The rows of table `threat_networks`. */
export const threatNetworksTable = (networks: readonly ThreatNetwork[]): string =>
  tableText(networks.map(({ start, end, name }) => [start, end, name]));

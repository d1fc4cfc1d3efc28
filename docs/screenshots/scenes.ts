/** One picture of the walk through the sample: an address of the page, and the card that is cut out of it. */
export interface Scene {
  readonly name: string;
  /** What stands after `#/`; the walk links there too. */
  readonly address: string;
  /** Id of the visual. */
  readonly card: string;
  /** Moment in UTC over which the pointer rests, on a chart of time. */
  readonly pointAt?: string;
}

const between = (from: string, to: string) => `from=${encodeURIComponent(`${from}:00.000Z`)}&to=${encodeURIComponent(`${to}:00.000Z`)}`;

/** The pictures of `docs/walkthrough.md`, beside those of the dashboards, in its order. */
export const scenes: readonly Scene[] = [
  {
    name: "walk-bad-deployment",
    address: `errors?${between("2026-11-18T12:00", "2026-11-18T17:00")}&api=orders`,
    card: "errors-by-status",
    pointAt: "2026-11-18T14:45:00Z",
  },
  { name: "walk-deployments", address: `traffic?${between("2026-11-18T12:00", "2026-11-18T17:00")}&api=orders`, card: "deployments" },
  {
    name: "walk-slow-integration",
    address: `latency?${between("2026-11-16T06:00", "2026-11-16T14:00")}&api=orders&stage=prod`,
    card: "integration-over-time",
    pointAt: "2026-11-16T11:20:00Z",
  },
  {
    name: "walk-over-quota",
    address: `quota?${between("2026-11-19T00:00", "2026-11-20T12:00")}`,
    card: "throttled-over-time",
    pointAt: "2026-11-19T23:00:00Z",
  },
  { name: "walk-nightly-batch", address: "quota?customer=Marlow+Books", card: "throttled-over-time" },
  { name: "walk-credential-stuffing", address: `authentication?${between("2026-11-20T01:00", "2026-11-20T04:00")}`, card: "suspects" },
  { name: "walk-scanner", address: `clients?${between("2026-11-15T22:00", "2026-11-15T23:00")}`, card: "scanners" },
  { name: "walk-new-customer", address: "customers?customer=Kestrel+Outdoor", card: "usage-by-customer" },
  { name: "walk-refused-change", address: `audit?${between("2026-11-16T09:00", "2026-11-16T12:00")}`, card: "failed-list" },
];

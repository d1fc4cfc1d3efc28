import type { Row } from "../../lake";
import { failures } from "./failures";
import { identities } from "./identities";
import { ordinaryDays } from "./ordinary-days";
import { refusals } from "./refusals";
import { type Told, told } from "./told";

/** What the views take for the present: a Friday. */
export const now = "2026-11-20 12:00:00";

/** Days that the nightly roll-up has been over; the rest is read from the raw rows. */
export const rolledUpDays: readonly string[] = ["2026-11-05", "2026-11-08", "2026-11-13", "2026-11-19"];

const later = (time: string, seconds: number): string =>
  new Date(Date.parse(`${time.replace(" ", "T")}Z`) + seconds * 1000).toISOString().replace("T", " ").replace(".000Z", "");

/** Every request once. */
export const requests: readonly (Told & { readonly time: string })[] = [...ordinaryDays, ...refusals, ...identities, ...failures].map(
  ([time, ...parts], at) => {
    const id = String(at).padStart(3, "0");
    const { row, truth } = told(...parts);
    const base = {
      request_time: time,
      ingested_at: later(time, 30 + at),
      dt: time.slice(0, 10),
      request_id: `r${id}`,
      row_key: `row-${id}`,
    };
    return { time, row: { ...base, ...row }, truth };
  },
);

/** What was delivered: every request, and every fifth of them a second time. */
export const accessLogs: readonly Row[] = requests.flatMap(({ row }, at) => (at % 5 === 0 ? [row, row] : [row]));

export { ipRanges, threatNameOf, threatNetworks } from "./callers";
export { apiCalls, auditEvents } from "./control-plane";
export { directory, directoryCustomers, plans } from "./customers";

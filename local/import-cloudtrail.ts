import { gzipSync } from "node:zlib";
import type { TrackerReport } from "../functions/track-api-calls";
import { failureReasons } from "./failure-reasons";
import type { ImportBalance } from "./import-summary";
import type { SourceEvent } from "./read-trail-file";
import type { Handler } from "./serialized-handler";

/** What CloudWatch Logs hands to a subscribed function. */
export interface SubscriptionEvent {
  readonly awslogs: { readonly data: string };
}

export type Tracker = Handler<SubscriptionEvent, TrackerReport>;

/** A delivery from CloudWatch Logs is at most 6 MB; these are smaller, so that the progress can be seen. */
const chunkEvents = 1000;
const chunkBytes = 1024 * 1024;

/**
 * Runs events through the serialized tracker in deliveries as CloudWatch Logs makes them.
 * @param known ids of events that are in the lake already: importing a file twice counts nothing twice.
 */
export async function trackEvents(
  events: AsyncIterable<SourceEvent> | Iterable<SourceEvent>,
  track: Tracker,
  known: Set<string>,
  onProgress: (events: number) => void,
): Promise<ImportBalance> {
  const reasons = failureReasons();
  const balance = { read: 0, stored: 0, duplicates: 0, dropped: 0, failed: 0 };
  let chunk: SourceEvent[] = [];
  let bytes = 0;
  let sent = 0;

  const flush = async () => {
    if (chunk.length === 0) return;
    const batch = chunk;
    chunk = [];
    bytes = 0;
    const envelope = {
      messageType: "DATA_MESSAGE",
      owner: "111122223333",
      logGroup: "local-cloudtrail",
      logStream: "local",
      subscriptionFilters: ["local"],
      logEvents: batch.map((event, i) => ({ id: `${sent + i}`.padStart(56, "0"), timestamp: Date.now(), message: event.text })),
    };
    sent += batch.length;
    const report = await track({ awslogs: { data: gzipSync(JSON.stringify(envelope), { level: 1 }).toString("base64") } });
    balance.stored += report.counted;
    balance.duplicates += report.duplicates;
    balance.dropped += report.ignored;
    balance.failed += report.unreadable;
    if (report.unreadable > 0)
      reasons.add("not a CloudTrail event", batch.find((event) => !isEvent(event.text))?.where ?? batch[0]!.where, report.unreadable);
    onProgress(balance.read);
  };

  for await (const event of events) {
    balance.read++;
    if (event.id !== undefined) {
      // The lake keeps no longer ids.
      const id = event.id.slice(0, 128);
      if (known.has(id)) {
        balance.duplicates++;
        continue;
      }
      known.add(id);
    }
    if (chunk.length === chunkEvents || bytes + event.text.length > chunkBytes) await flush();
    chunk.push(event);
    bytes += event.text.length;
  }
  await flush();
  return { ...balance, reasons: reasons.list() };
}

/** Only used to name the place of what the tracker could not read. */
function isEvent(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "eventName" in value;
  } catch {
    return false;
  }
}

import type { AlarmedCall } from "./metric-series";
import type { LogEvent } from "./subscription-chunk";

/** Which events are counted and which are kept. */
export interface CountedCalls {
  /** Event sources to count. @default all */
  eventSources?: string[];
  /** Event sources not to count; stronger than `eventSources`. */
  ignoredEventSources: string[];
  /** Event sources kept as audit rows. */
  auditEventSources: string[] | "*";
  alarms: AlarmedCall[];
}

/** `call`: by Region and source. `error`: by source and error code. `alarm`: by event name, and source where the alarm names one. */
export type CountKind = "call" | "error" | "alarm";

/** A number of calls in one minute, before it is decided under which series it is published. */
export interface Count {
  kind: CountKind;
  /** Start of the minute, ms since 1970. */
  minute: number;
  /** `call`: event name; `error`: `Errors`; `alarm`: event name. */
  name: string;
  /** `call`: Region; `error`: source; `alarm`: source or empty. */
  first: string;
  /** `call`: source; `error`: error code; `alarm`: empty. */
  second: string;
  calls: number;
}

/** Where every log event of a batch went: events = counted + duplicates + ignored + unreadable. `counted` includes what is out of CloudWatch's window. */
export interface Tally {
  events: number;
  counted: number;
  duplicates: number;
  ignored: number;
  unreadable: number;
}

/** A CloudTrail event to be kept as audit row, with the arrival time that stands in for a missing event time. */
export interface AuditedEvent {
  event: any;
  time: number;
  arrival: number;
}

/**
 * Counts the CloudTrail events of one batch per minute and series.
 *
 * - An event without a usable time is counted at the time its line arrived, else now: CloudWatch refuses a whole call for one bad time.
 * - Missing fields become `-`, since CloudWatch refuses empty values. Values are cut to what it takes: printable ASCII, at most 1,024
 *   characters (255 for a name), no leading colon.
 * - The same `eventID` twice in a batch is one call. Events without an id are never merged.
 * - Recursion: where a trail also records data events, this function's own calls and invocations come back as events. Data events of
 *   a session that bears this function's name, or that invoke it, are ignored. Management events never are, so that nobody hides a
 *   change behind a session name of their choice.
 * - An alarm counts its call even where the source is ignored: ignoring saves money on noise, an alarm is asked for by name.
 *
 * Counts come in an order that depends on the batch alone. The publisher relies on it when a retry goes on where an attempt stopped.
 */
export function makeCallCounter(config: CountedCalls, ownName: string) {
  const parse = JSON.parse;
  const isArray = Array.isArray;
  const floor = Math.floor;
  const parseTime = Date.parse;
  const included = config.eventSources && config.eventSources.length > 0 ? new Set(config.eventSources) : undefined;
  const ignored = new Set(config.ignoredEventSources);
  const audited = config.auditEventSources === "*" ? undefined : new Set(config.auditEventSources);
  const alarms = new Map<string, AlarmedCall[]>();
  for (const alarm of config.alarms) alarms.set(alarm.event, [...(alarms.get(alarm.event) ?? []), alarm]);
  const notPrintable = /[^\x20-\x7e]/g;
  const blank = /^[\s:]*$/;
  const leadingColons = /^[\s:]+/;
  const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
  const NewMap = Map;
  const NewSet = Set;
  const now = Date.now;

  const cleaned = new NewMap<string, string>();
  const clean = (value: unknown): string => {
    if (typeof value !== "string") return "-";
    const known = cleaned.get(value);
    if (known !== undefined) return known;
    const visible = value.replace(notPrintable, "?");
    const text = blank.test(visible) ? "-" : visible.replace(leadingColons, "").slice(0, 1024);
    // A hostile stream of ever new values must not fill the memory of a warm function.
    if (cleaned.size > 5000) cleaned.clear();
    cleaned.set(value, text);
    return text;
  };

  const isOwn = (event: any): boolean => {
    if (ownName === "" || !(event.eventCategory === "Data" || event.managementEvent === false)) return false;
    const arn = event.userIdentity?.arn;
    if (typeof arn === "string" && arn.endsWith(`/${ownName}`)) return true;
    const invoked = event.requestParameters?.functionName;
    return typeof invoked === "string" && (invoked === ownName || `${invoked}:`.includes(`:function:${ownName}:`));
  };

  const timeOf = (event: any, arrival: number): number => {
    const text = event.eventTime;
    const time = typeof text === "string" && isoTime.test(text) ? parseTime(text) : Number.NaN;
    return time >= 0 ? time : arrival;
  };

  return (logEvents: LogEvent[]) => {
    const tally: Tally = { events: 0, counted: 0, duplicates: 0, ignored: 0, unreadable: 0 };
    const counts = new NewMap<string, Count>();
    const alarmCounts = new NewMap<string, Count>();
    const kept: AuditedEvent[] = [];
    const seen = new NewSet<string>();

    const add = (to: Map<string, Count>, kind: CountKind, minute: number, name: string, first: string, second: string) => {
      const key = `${kind}\n${minute}\n${name}\n${first}\n${second}`;
      const count = to.get(key);
      if (count) count.calls++;
      else to.set(key, { kind, minute, name, first, second, calls: 1 });
    };

    const record = (event: any, arrival: number) => {
      const id = event.eventID;
      if (typeof id === "string" && id !== "") {
        if (seen.has(id)) {
          tally.duplicates++;
          return;
        }
        seen.add(id);
      }
      const time = timeOf(event, arrival);
      const minute = floor(time / 60000) * 60000;
      const source = event.eventSource;
      const own = isOwn(event);
      const watched = own ? undefined : alarms.get(event.eventName);
      if (watched)
        for (const alarm of watched) {
          if (!alarm.source || alarm.source === source) add(alarmCounts, "alarm", minute, alarm.event, alarm.source ?? "", "");
        }
      if (!own && (!audited || audited.has(source))) kept.push({ event, time, arrival });
      if (own || ignored.has(source) || (included && !included.has(source))) {
        tally.ignored++;
        return;
      }
      tally.counted++;
      const cleanSource = clean(source);
      add(counts, "call", minute, clean(event.eventName).slice(0, 255), clean(event.awsRegion), cleanSource);
      if (event.errorCode) add(counts, "error", minute, "Errors", cleanSource, clean(event.errorCode));
    };

    for (const line of logEvents) {
      tally.events++;
      let event: any;
      try {
        event = parse(line.message as string);
      } catch {
        event = undefined;
      }
      if (event === null || typeof event !== "object" || isArray(event)) {
        tally.unreadable++;
        continue;
      }
      record(event, typeof line.timestamp === "number" && line.timestamp > 0 ? line.timestamp : now());
    }
    return { tally, counts: [...counts.values(), ...alarmCounts.values()], audited: kept };
  };
}

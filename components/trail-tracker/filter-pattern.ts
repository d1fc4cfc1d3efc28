/** What decides which events the subscription hands to the tracker. */
export interface EventFilter {
  /** Event sources that are counted. @default all */
  readonly eventSources: readonly string[];
  readonly ignoredEventSources: readonly string[];
  /** `*`: every event is kept. */
  readonly auditEventSources: readonly string[] | "*";
  readonly alarms: readonly { readonly event: string; readonly source?: string }[];
}

/** CloudWatch Logs takes no longer pattern. */
const longestPattern = 1024;

/** Publishing a metric is an event itself where a trail records data events: counting it would make the next one, without end. */
const notOurOwn = '($.eventName != "PutMetricData")';

/**
 * The filter pattern of the tracker's subscription: saves invocations for events that would not be counted, kept or alarmed on. Beside
 * PutMetricData, whoever calls it, it only ever leaves out what the tracker would ignore as well; when that does not fit the service's limit,
 * the tracker filters alone.
 */
export function filterPattern({ eventSources, ignoredEventSources, auditEventSources, alarms }: EventFilter): string {
  if (auditEventSources === "*") return `{ ${notOurOwn} }`;
  const kept = new Set([...auditEventSources, ...alarms.flatMap(({ source }) => source ?? [])]);
  const anywhere = alarms.filter(({ source }) => source === undefined).map(({ event }) => `($.eventName = "${event}")`);
  const ignored = new Set(ignoredEventSources);
  const wanted = [...new Set([...eventSources.filter((source) => !ignored.has(source)), ...kept])];
  const included = eventSources.length > 0 ? [...wanted.map((source) => `($.eventSource = "${source}")`), ...anywhere].join(" || ") : "";
  const leftOut = ignoredEventSources.filter((source) => !kept.has(source)).map((source) => `($.eventSource != "${source}")`);
  const excluded = leftOut.length > 0 && eventSources.length === 0 ? [`(${leftOut.join(" && ")})`, ...anywhere].join(" || ") : "";
  const narrowed = included || excluded;
  const pattern = narrowed ? `{ ${notOurOwn} && (${narrowed}) }` : `{ ${notOurOwn} }`;
  return pattern.length <= longestPattern ? pattern : `{ ${notOurOwn} }`;
}

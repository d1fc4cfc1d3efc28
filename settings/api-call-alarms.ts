import { invalidSetting } from "./reader";

/** A single API call that deserves a message. */
export interface ApiCallAlarm {
  /** CloudTrail's event name, such as `DeleteStage`. */
  readonly event: string;
  /** CloudTrail's event source, such as `apigateway.amazonaws.com`. @default any */
  readonly source?: string;
  /** Calls within the window that set the alarm off. */
  readonly threshold: number;
  /** Length of the window in minutes. */
  readonly minutes: number;
}

const key = "apiCallAlarms";
const allowed = "a list of { event, source?, threshold, minutes }";
const names = ["event", "source", "threshold", "minutes"];

/** Checks the list of alarms on single API calls. A metric's name and dimensions hold what a name of the service can be, nothing else. */
export function readApiCallAlarms(value: unknown): readonly ApiCallAlarm[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw invalidSetting(key, allowed, value);
  const alarms = value.map((item) => readAlarm(item));
  const ids = alarms.map(({ event, source }) => `${event} ${source ?? ""}`);
  const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (twice >= 0) throw invalidSetting(key, "a list without the same event and source twice", value[twice]);
  return alarms;
}

function readAlarm(item: unknown): ApiCallAlarm {
  if (typeof item !== "object" || item === null || Array.isArray(item)) throw invalidSetting(key, allowed, item);
  const { event, source, threshold, minutes, ...others } = item as Record<string, unknown>;
  if (Object.keys(others).length > 0) throw invalidSetting(key, `${allowed} and nothing else (${names.join(", ")})`, item);
  if (typeof event !== "string" || !/^[A-Za-z0-9_]{1,128}$/.test(event))
    throw invalidSetting(`${key}.event`, "an event name such as 'DeleteStage'", event);
  // The subscription leaves it out, since counting it would make the next one: its alarm would never ring.
  if (event === "PutMetricData")
    throw invalidSetting(`${key}.event`, "an event name that is counted, as all are but 'PutMetricData'", event);
  if (source !== undefined && (typeof source !== "string" || !/^[a-z0-9][a-z0-9.-]*\.amazonaws\.com$/.test(source)))
    throw invalidSetting(`${key}.source`, "an event source such as 'apigateway.amazonaws.com'", source);
  // Three windows are looked at, and CloudWatch looks back one day at most.
  return {
    event,
    ...(source !== undefined && { source }),
    threshold: integer("threshold", threshold, 1_000_000),
    minutes: integer("minutes", minutes, 480),
  };
}

function integer(name: string, value: unknown, max: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw invalidSetting(`${key}.${name}`, `an integer from 1 to ${max}`, value === undefined ? "" : value);
}

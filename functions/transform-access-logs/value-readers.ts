/**
 * Reads the texts of access-log lines as the types of columns, and writes what the lake's types want.
 *
 * Times: `requestTimeEpoch` is in milliseconds, some people log seconds; `requestTime` is the Common Log Format's text with a zone; ISO 8601
 * comes from other tools, and without a zone it means UTC. Numbers: only plain digits are one, so that an id such as `007` in a number column
 * shows up as what it is. All functions answer null for what they do not understand.
 */
export function makeValueReaders() {
  const parse = Date.parse;
  const DateOf = Date;
  const floor = Math.floor;
  const digits = /^-?(?:0|[1-9]\d{0,17})$/;
  const fraction = /^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,17})?$/;
  const epoch = /^\d{9,13}(?:\.\d{1,9})?$/;
  const commonLog = /^\[?(\d\d)\/([A-Za-z]{3})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-])(\d\d)(\d\d)\]?$/;
  const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):?(\d\d))?$/;
  const months = "janfebmaraprmayjunjulaugsepoctnovdec";
  let textSecond = -1;
  let text = "";
  let day = -1;
  let dayText = "";

  /** From the parts of an ISO time, which must be a day and an hour that exist. */
  const moment = (day: string, clock: string, ms: string, sign: string | undefined, hours: string, minutes: string) => {
    const text = `${day}T${clock}.${ms}Z`;
    const at = parse(text);
    if (!(at > -1e15) || new DateOf(at).toISOString() !== text) return null;
    const zone = sign === void 0 ? 0 : (+hours * 60 + +minutes) * 60000;
    return sign === "-" ? at + zone : at - zone;
  };
  const integer = (value: string): string | null => {
    if (!digits.test(value)) return null;
    const n = +value;
    return n <= 2147483647 && n >= -2147483648 ? value : null;
  };
  const bigint = (value: string): string | null => (digits.test(value) ? value : null);
  const double = (value: string): string | null => (fraction.test(value) ? value : null);
  const flag = (value: string): string | null => {
    const lower = value.toLowerCase();
    return lower === "true" || lower === "false" ? lower : null;
  };
  const time = (value: string): number | null => {
    if (epoch.test(value)) {
      const n = +value;
      return floor(n < 1e11 ? n * 1000 : n);
    }
    const clf = commonLog.exec(value);
    if (clf !== null) {
      const month = months.indexOf(clf[2]!.toLowerCase()) / 3 + 101;
      return moment(`${clf[3]}-${`${month}`.slice(1)}-${clf[1]}`, clf[4]!, "000", clf[5], clf[6]!, clf[7]!);
    }
    const parts = iso.exec(value);
    return parts && moment(parts[1]!, parts[2]!, `${parts[3] ?? ""}000`.slice(0, 3), parts[4], parts[5]!, parts[6]!);
  };
  /** `yyyy-MM-dd HH:mm:ss.SSS`: what Firehose's OpenX reader and DuckDB both take. */
  const timestamp = (at: number): string => {
    const second = floor(at / 1000);
    if (second !== textSecond) {
      const isoText = new DateOf(second * 1000).toISOString();
      text = `${isoText.slice(0, 10)} ${isoText.slice(11, 19)}.`;
      textSecond = second;
    }
    const ms = at - second * 1000;
    return text + (ms < 10 ? `00${ms}` : ms < 100 ? `0${ms}` : ms);
  };
  /** `yyyy-MM-dd` of a moment, in UTC. */
  const dayOf = (at: number): string => {
    const number = floor(at / 86400000);
    if (number !== day) {
      dayText = new DateOf(number * 86400000).toISOString().slice(0, 10);
      day = number;
    }
    return dayText;
  };
  return { integer, bigint, double, flag, time, timestamp, dayOf };
}

export type ValueReaders = ReturnType<typeof makeValueReaders>;

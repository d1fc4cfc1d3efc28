/**
 * Reads the texts of access-log lines as the types of columns, and writes what the lake's types want.
 *
 * Times: `requestTimeEpoch` is in milliseconds, some people log seconds; `requestTime` is the Common Log Format's text with a zone; ISO 8601
 * comes from other tools, and without a zone it means UTC. Numbers: only plain digits are one, so that an id such as `007` in a number column
 * shows up as what it is. All functions answer null for what they do not understand.
 */
export function makeValueReaders() {
  const utc = Date.UTC;
  const DateOf = Date;
  const floor = Math.floor;
  const digits = /^-?(?:0|[1-9]\d{0,17})$/;
  const fraction = /^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,17})?$/;
  const epoch = /^\d{9,13}(?:\.\d{1,9})?$/;
  const commonLog = /^\[?(\d{1,2})\/([A-Za-z]{3})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)\]?$/;
  const iso = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):?(\d\d))?$/;
  const months = "janfebmaraprmayjunjulaugsepoctnovdec";
  let textSecond = -1;
  let text = "";
  let day = -1;
  let dayText = "";

  const moment = (y: number, month: number, d: number, h: number, min: number, s: number, ms: number, sign: string, zone: number) => {
    const at = utc(y, month, d, h, min, s, ms);
    const check = new DateOf(at);
    if (check.getUTCDate() !== d || check.getUTCMonth() !== month || check.getUTCHours() !== h || min > 59 || s > 59) return null;
    return at - (sign === "-" ? -zone : zone) * 60000;
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
      const month = months.indexOf(clf[2]!.toLowerCase());
      if (month % 3 !== 0) return null;
      return moment(+clf[3]!, month / 3, +clf[1]!, +clf[4]!, +clf[5]!, +clf[6]!, 0, clf[7]!, +clf[8]! * 60 + +clf[9]!);
    }
    const parts = iso.exec(value);
    if (parts === null) return null;
    const ms = +`${parts[7] ?? ""}000`.slice(0, 3);
    const zone = parts[8] ? +parts[9]! * 60 + +parts[10]! : 0;
    return moment(+parts[1]!, +parts[2]! - 1, +parts[3]!, +parts[4]!, +parts[5]!, +parts[6]!, ms, parts[8] ?? "+", zone);
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

import type { Range } from "../contract";

const local = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(undefined, { hourCycle: "h23", ...options });
const minuteFormat = local({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const yearFormat = local({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
const secondFormat = local({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" });
const yearSecondFormat = local({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dayFormat = local({ weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
const yearDayFormat = local({ weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** The viewer's time zone, in its own words. */
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const thisYear = (time: Date) => time.getFullYear() === new Date().getFullYear();

/** A moment in the viewer's zone, to the minute; the year only where it is another one. */
export const localMinute = (iso: string) => {
  const time = new Date(iso);
  return (thisYear(time) ? minuteFormat : yearFormat).format(time);
};

/** A moment in the viewer's zone, to the second; the year only where it is another one. */
export const localSecond = (iso: string) => {
  const time = new Date(iso);
  return (thisYear(time) ? secondFormat : yearSecondFormat).format(time);
};

/** A UTC day; the year only where it is another one. */
export const utcDay = (iso: string) => {
  const day = new Date(iso);
  return (day.getUTCFullYear() === new Date().getUTCFullYear() ? dayFormat : yearDayFormat).format(day);
};

/** The same moment in UTC, for hovering over. */
export const utc = (iso: string) => `${new Date(iso).toISOString().replace("T", " ").slice(0, 19)} UTC`;

/** A range in the viewer's zone, the second day only where it is another one. */
export function localRange({ from, to }: Range): string {
  const end = new Date(to);
  const sameDay = new Date(from).toDateString() === end.toDateString();
  const clock = local({ hour: "2-digit", minute: "2-digit" }).format(end);
  return `${localMinute(from)} – ${sameDay ? clock : localMinute(to)}`;
}

/** Length of a range in words: `7 days`, `36 hours`, `20 minutes`. */
export function lengthOf({ from, to }: Range): string {
  const minutes = Math.round((Date.parse(to) - Date.parse(from)) / 60_000);
  const [count, unit] = minutes >= 2 * 1440 ? [minutes / 1440, "day"] : minutes >= 120 ? [minutes / 60, "hour"] : [minutes, "minute"];
  const rounded = Math.round(count * 10) / 10;
  return `${rounded} ${unit}${rounded === 1 ? "" : "s"}`;
}

/** How long ago, in one unit. */
export function ago(iso: string, now: number): string {
  const minutes = Math.round((now - Date.parse(iso)) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)} h ago`;
  return `${Math.round(minutes / 1440).toLocaleString()} days ago`;
}

/** What a `datetime-local` input wants: the viewer's clock without a zone. */
export function inputValue(iso: string): string {
  const time = new Date(iso);
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

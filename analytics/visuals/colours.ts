import type { Meaning, Scale } from "./visual";

export type Theme = "light" | "dark";

/**
 * One meaning, one colour, in all charts and both themes. Success and failure differ in hue and in lightness, so they stay apart for readers
 * who do not tell red from green, and on a grey print.
 */
export const meaningColours: Readonly<Record<Theme, Readonly<Record<Meaning, string>>>> = {
  light: {
    success: "#12878a",
    redirect: "#8b96a1",
    "client-error": "#dc9a00",
    "server-error": "#b3212f",
    throttled: "#7048c4",
    neutral: "#3b6fb6",
    median: "#7fb2e0",
    slow: "#3b6fb6",
    slowest: "#1c3766",
    now: "#3b6fb6",
    before: "#97a8bb",
    "long-before": "#c9b27a",
  },
  dark: {
    success: "#2fb3ae",
    redirect: "#8593a1",
    "client-error": "#ffc247",
    "server-error": "#ee5560",
    throttled: "#a585f2",
    neutral: "#6ea3e6",
    median: "#3f6ea8",
    slow: "#6ea3e6",
    slowest: "#cfe3fb",
    now: "#6ea3e6",
    before: "#66788b",
    "long-before": "#8f7f52",
  },
};

/** For things that mean nothing but themselves, such as customers; the last is for the rest. None of them is a status's colour. */
export const categoryColours: Readonly<Record<Theme, readonly string[]>> = {
  light: ["#3b6fb6", "#c8602f", "#4f9d4f", "#c65a93", "#1c3766", "#9a8a1c", "#5fb4dd", "#7a4b3a", "#86a5c9", "#a3adb7"],
  dark: ["#6ea3e6", "#e98a5a", "#79c279", "#e58bbb", "#a9c4ee", "#cdbd4e", "#8fd3f2", "#bd8f7d", "#5c7fae", "#77838f"],
};

const statusMeanings: Readonly<Record<string, Meaning>> = {
  "1": "redirect",
  "2": "success",
  "3": "redirect",
  "4": "client-error",
  "5": "server-error",
};

const sourceMeanings: Readonly<Record<string, Meaning>> = {
  Limit: "throttled",
  Validation: "client-error",
  Integration: "server-error",
};

/** What a value of a scale means; undefined where it means nothing but itself. */
export function meaningOf(scale: Scale | undefined, value: string): Meaning | undefined {
  switch (scale) {
    case "status":
      return value === "429" ? "throttled" : /^[1-5]\d\d$/.test(value) ? statusMeanings[value[0]!] : undefined;
    case "status-class":
      return value === "throttled" ? "throttled" : /^[1-5]xx$/.test(value) ? statusMeanings[value[0]!] : undefined;
    case "outcome":
      return value === "Success" ? "success" : value === "Failure" ? "server-error" : undefined;
    case "error-source":
      return sourceMeanings[value];
    default:
      return undefined;
  }
}

/** A colour between two, `share` of the way from the first to the second. */
export function mix(first: string, second: string, share: number): string {
  const part = (colour: string, at: number) => Number.parseInt(colour.slice(at, at + 2), 16);
  const channel = (at: number) =>
    Math.round(part(first, at) * (1 - share) + part(second, at) * share)
      .toString(16)
      .padStart(2, "0");
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}

import { meaningColours, meaningOf } from "../../visuals";
import { categoryColours, mix } from "../../visuals/colours";
import type { Meaning, Scale } from "../../visuals/visual";

/** The service takes colours in upper case only. */
export const hex = (colour: string): string => colour.toUpperCase();

/** Colour of a meaning; dashboards are light. */
export const colourOf = (meaning: Meaning): string => hex(meaningColours.light[meaning]);

/** Colours of things that mean nothing but themselves. */
export const palette: readonly string[] = categoryColours.light.map(hex);

// One class, one hue: codes of a class that are often seen side by side are shades of it. A column takes 50 colours.
const codes = [
  ["200", "201", "204", "202", "206"],
  ["304", "301", "302", "307", "308"],
  ["400", "404", "403", "401", "429", "402", "405", "409", "413", "415", "422"],
  ["500", "502", "503", "504", "501"],
].flatMap((members) => members.map((value, position) => ({ value, shade: Math.min(0.6, (position % 4) * 0.2) })));

const plain = (values: readonly string[]) => values.map((value) => ({ value, shade: 0 }));
const valuesOf: Readonly<Record<Scale, readonly { readonly value: string; readonly shade: number }[]>> = {
  status: codes,
  "status-class": plain(["2xx", "3xx", "4xx", "5xx", "throttled"]),
  outcome: plain(["Success", "Failure"]),
  "error-source": plain(["Limit", "Validation", "Integration"]),
};

/** The colours of a column's values, in the service's form: the same meaning has the same colour in every visual. */
export function customColours(scale: Scale): { FieldValue: string; Color: string }[] {
  return valuesOf[scale].flatMap(({ value, shade }) => {
    const meaning = meaningOf(scale, value);
    return meaning === undefined ? [] : [{ FieldValue: value, Color: hex(mix(meaningColours.light[meaning], "#ffffff", shade)) }];
  });
}

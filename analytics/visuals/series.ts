import { categoryColours, meaningColours, meaningOf, mix, type Theme } from "./colours";
import { comparedNames, rest } from "./query";
import type { Meaning, Visual } from "./visual";

/** A row of an answer, by result column. Times are ISO 8601 text in UTC. */
export type Row = Readonly<Record<string, unknown>>;

/** A line, a stack or a slice: what it is called and how it is coloured. */
export interface Series {
  readonly name: string;
  readonly colour: string;
  /** `dashed` for what was before. */
  readonly dashed: boolean;
}

/** The place in the palette that a value of a dimension would like, so that it has one colour in every chart; taken places go to who is larger. */
export type ColourWish = (dimension: string, value: string) => number;

const order: readonly (Meaning | undefined)[] = ["success", "redirect", "throttled", "client-error", "server-error"];

/** The column that tells a chart's series or slices apart; undefined where its measures do. */
export function seriesColumn(visual: Visual): string | undefined {
  if (visual.compare) return "day_shown";
  if (visual.series !== undefined) return visual.series.name;
  return visual.chart === "pie" && visual.x !== undefined && visual.x !== "time" ? visual.x.name : undefined;
}

const scaleOf = (visual: Visual) => visual.series?.scale ?? (visual.x !== undefined && visual.x !== "time" ? visual.x.scale : undefined);

function namesIn(visual: Visual, rows: readonly Row[], column: string): string[] {
  const measure = visual.measures[0]!.name;
  const totals = new Map<string, number>();
  for (const row of rows) {
    const name = String(row[column]);
    totals.set(name, (totals.get(name) ?? 0) + Number(row[measure] ?? 0));
  }
  const place = (name: string) => order.indexOf(meaningOf(scaleOf(visual), name));
  return [...totals.keys()].sort(
    (a, b) =>
      Number(a === rest) - Number(b === rest) ||
      place(a) - place(b) ||
      // Codes of one class stand in their own order, everything else by size.
      (scaleOf(visual) === "status" ? a.localeCompare(b) : totals.get(b)! - totals.get(a)! || a.localeCompare(b)),
  );
}

/** Codes of one meaning are shades of its colour: 500 and 503 look alike, but not the same. */
function shade(colour: string, position: number, theme: Theme): string {
  return position === 0 ? colour : mix(colour, theme === "light" ? "#ffffff" : "#000000", Math.min(0.6, position * 0.22));
}

/** Gives names without a meaning their places in the palette: the wished one where it is free, else the next free one. */
function placesOf(names: readonly string[], places: number, wish: (name: string) => number | undefined): Map<string, number> {
  const given = new Map<string, number>();
  const taken = new Set<number>();
  let next = 0;
  for (const name of names) {
    let place = (wish(name) ?? next++) % places;
    for (let tries = 0; taken.has(place) && tries < places; tries++) place = (place + 1) % places;
    taken.add(place);
    given.set(name, place);
  }
  return given;
}

/** The series of a chart, in the order of its legend and its stacks, each with its colour; "Other" last. */
export function seriesOf(visual: Visual, rows: readonly Row[], theme: Theme, wish?: ColourWish): Series[] {
  const column = seriesColumn(visual);
  const meanings = meaningColours[theme];
  const palette = categoryColours[theme];
  if (visual.compare) {
    const compared: readonly Meaning[] = ["now", "before", "long-before"];
    return comparedNames.map((name, at) => ({ name, colour: meanings[compared[at]!], dashed: at > 0 }));
  }
  if (column === undefined) {
    let next = 0;
    return visual.measures.map((measure) => ({
      name: measure.title,
      colour: measure.meaning ? meanings[measure.meaning] : (palette[next++ % (palette.length - 1)] as string),
      dashed: false,
    }));
  }
  const used = new Map<Meaning, number>();
  const names = namesIn(visual, rows, column);
  const plain = names.filter((name) => name !== rest && meaningOf(scaleOf(visual), name) === undefined);
  const places = placesOf(plain, palette.length - 1, (name) => wish?.(column, name));
  return names.map((name) => {
    const meaning = meaningOf(scaleOf(visual), name);
    if (meaning !== undefined) {
      const position = used.get(meaning) ?? 0;
      used.set(meaning, position + 1);
      return { name, colour: shade(meanings[meaning], position, theme), dashed: false };
    }
    const colour = name === rest ? palette.at(-1)! : palette[places.get(name)!]!;
    return { name, colour, dashed: false };
  });
}

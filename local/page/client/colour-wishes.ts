import { type ColourWish, dashboards, sources } from "../../../analytics/visuals";
import type { About } from "../contract";

/** Charts of different views call the same thing by the same column, so a column's values share one memory. */
const remembered = new Map<string, Map<string, number>>();

const placesOf = (column: string) => {
  const known = remembered.get(column) ?? new Map<string, number>();
  remembered.set(column, known);
  return known;
};

/** The colour a value had when it was first drawn, whatever is filtered away around it later. */
export const wishedColour: ColourWish = (column, value) => {
  const known = placesOf(column);
  const place = known.get(value) ?? known.size;
  known.set(value, place);
  return place;
};

/** The busiest APIs, customers, plans and so on come first, so that a link shows the same colours whichever dashboard it opens. */
export function expectValues({ filters }: Pick<About, "filters">): void {
  for (const { visuals } of dashboards) {
    for (const { series, x, view } of visuals) {
      for (const dimension of [series, typeof x === "object" ? x : undefined]) {
        if (!dimension?.filter || sources[view]?.filters[dimension.filter] === undefined) continue;
        const values = filters.find(({ field }) => field === dimension.filter)?.values ?? [];
        for (const { value } of values) if (value !== null) wishedColour(dimension.name, value);
      }
    }
  }
}

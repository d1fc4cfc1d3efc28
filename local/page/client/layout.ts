import { time, type Visual } from "../../../analytics/visuals";

/** One row of cards on the twelve-column grid. */
export interface Placed {
  readonly visual: Visual;
  readonly columns: number;
}

const full = 12;

/** Columns that a card wants: as much as it takes to read it, no more. */
function wish(visual: Visual): number {
  if (visual.chart === "table") return (visual.columns?.length ?? 0) + visual.measures.length > 5 ? full : 6;
  if (visual.chart === "heatmap" || visual.chart === "map") return 6;
  if (visual.chart === "pie") return 4;
  if (visual.x === time) return 6;
  return 6;
}

/** Fills rows from left to right in the dashboard's own order; what is left of a row is shared out, so that there are no holes. */
export function placeCards(visuals: readonly Visual[]): Placed[] {
  const rows: { visual: Visual; columns: number }[][] = [];
  let room = 0;
  for (const visual of visuals) {
    const columns = wish(visual);
    if (columns > room) {
      rows.push([]);
      room = full;
    }
    rows.at(-1)!.push({ visual, columns });
    room -= columns;
  }
  for (const row of rows) {
    let spare = full - row.reduce((sum, card) => sum + card.columns, 0);
    for (let i = 0; spare > 0; i = (i + 1) % row.length) {
      row[i]!.columns += 1;
      spare -= 1;
    }
  }
  return rows.flat();
}

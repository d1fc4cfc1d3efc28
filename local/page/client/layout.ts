import { time, type Visual } from "../../../analytics/visuals";

/** One row of cards on the twelve-column grid. */
export interface Placed {
  readonly visual: Visual;
  readonly columns: number;
}

const full = 12;

/** Columns that a card wants: as much as it takes to read it, no more. */
function wish(visual: Visual): number {
  if (visual.chart === "table") {
    const count = (visual.columns?.length ?? 0) + visual.measures.length;
    return count > 5 ? full : count > 4 ? 7 : 6;
  }
  if (visual.chart === "heatmap" || visual.chart === "map") return 6;
  if (visual.chart === "pie") return 4;
  if (visual.x === time) return 6;
  return 6;
}

/** Columns below which a card cannot be read. Charts give way to a table beside them; a table cannot. */
function least(visual: Visual): number {
  return visual.chart === "table" ? wish(visual) : Math.min(wish(visual), 5);
}

/** Shares a row out: first every card gets what it wants, in turn, then all of them grow, so that there are no holes. */
function widths(row: readonly Visual[]): Placed[] {
  const cards = row.map((visual) => ({ visual, columns: least(visual) }));
  let spare = full - cards.reduce((sum, card) => sum + card.columns, 0);
  for (let i = 0; spare > 0; i = (i + 1) % cards.length) {
    const card = cards[i]!;
    if (card.columns >= wish(card.visual) && cards.some((other) => other.columns < wish(other.visual))) continue;
    card.columns += 1;
    spare -= 1;
  }
  return cards;
}

/** Fills rows from left to right in the dashboard's own order. */
export function placeCards(visuals: readonly Visual[]): Placed[] {
  const rows: Visual[][] = [];
  let room = 0;
  for (const visual of visuals) {
    if (least(visual) > room) {
      rows.push([]);
      room = full;
    }
    rows.at(-1)!.push(visual);
    room -= least(visual);
  }
  return rows.flatMap(widths);
}

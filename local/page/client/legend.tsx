import { type FilterField, formatValue, type Series, seriesColumn, time, type Visual } from "../../../analytics/visuals";
import type { Answer } from "../contract";

interface LegendProps {
  readonly visual: Visual;
  readonly series: readonly Series[];
  readonly answer: Answer;
  readonly onFilter: (field: FilterField, value: string | null) => void;
}

/** The filter that a value of a chart means; undefined for "Other" and for dimensions that do not filter. */
export function filterOf(visual: Visual, name: string): { readonly field: FilterField; readonly value: string | null } | undefined {
  const dimension = visual.series ?? (visual.x === time ? undefined : visual.x);
  if (!dimension?.filter || name === "Other" || visual.compare) return undefined;
  return { field: dimension.filter, value: name === (dimension.none ?? "(none)") ? null : name };
}

/** What part each slice is of the whole, in percent. */
function sharesOf(visual: Visual, { columns, rows }: Answer): Map<string, number> {
  const at = (name: string) => columns.findIndex((c) => c.name === name);
  const [nameAt, valueAt] = [at(seriesColumn(visual)!), at(visual.measures[0]!.name)];
  const total = rows.reduce((sum, row) => sum + Number(row[valueAt] ?? 0), 0);
  const shares = new Map<string, number>();
  for (const row of rows)
    shares.set(String(row[nameAt]), (shares.get(String(row[nameAt])) ?? 0) + (100 * Number(row[valueAt] ?? 0)) / total);
  return shares;
}

/** What the colours mean; a click filters where the dimension can. */
export function Legend({ visual, series, answer, onFilter }: LegendProps) {
  if ((series.length < 2 && visual.chart !== "pie") || (visual.chart === "bar" && !visual.series)) return null;
  const shares = visual.chart === "pie" ? sharesOf(visual, answer) : undefined;
  return (
    <ul class="legend">
      {series.map(({ name, colour, dashed }) => {
        const filter = filterOf(visual, name);
        const shown = (
          <>
            <i class={dashed ? "dashed" : ""} style={{ "--mark": colour }} />
            <span class="name">{name}</span>
            {shares && <b>{formatValue(shares.get(name) ?? 0, "%")}</b>}
          </>
        );
        return (
          <li key={name} title={name}>
            {filter ? (
              <button type="button" onClick={() => onFilter(filter.field, filter.value)}>
                {shown}
              </button>
            ) : (
              <span>{shown}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

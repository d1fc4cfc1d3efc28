import { useMemo, useState } from "preact/hooks";
import { type FilterField, formatValue } from "../../../analytics/visuals";
import type { LakeValue } from "../../lake";
import type { Answer } from "../contract";
import { colourOfStatus } from "./colours";
import { none } from "./filter-menu";
import type { ShownColumn } from "./table-columns";
import { localMinute, localSecond, utc, utcDay } from "./times";

interface DataTableProps {
  readonly columns: readonly ShownColumn[];
  readonly answer: Answer;
  readonly label: string;
  readonly onFilter?: (field: FilterField, value: string | null) => void;
}

interface Sorting {
  readonly name: string;
  readonly falling: boolean;
}

const isNumeric = (column: ShownColumn) => column.kind === "number";
const regions = new Intl.DisplayNames(undefined, { type: "region", fallback: "code" });

function compare(a: LakeValue, b: LakeValue): number {
  if (a === b) return 0;
  // Missing values stay at the end, whichever way the column is sorted.
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), undefined, { numeric: true });
}

function sorted(rows: Answer["rows"], place: number, falling: boolean): Answer["rows"] {
  return [...rows].sort((left, right) => {
    const a = left[place] ?? null;
    const b = right[place] ?? null;
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return falling ? compare(b, a) : compare(a, b);
  });
}

/** Rows with numbers to the right, times in the viewer's zone, and headers that sort. */
export function DataTable({ columns, answer, label, onFilter }: DataTableProps) {
  const [sorting, setSorting] = useState<Sorting>();
  const places = columns.map((column) => answer.columns.findIndex((c) => c.name === column.name));
  const rows = useMemo(
    () =>
      sorting
        ? sorted(
            answer.rows,
            answer.columns.findIndex((c) => c.name === sorting.name),
            sorting.falling,
          )
        : answer.rows,
    [answer, sorting],
  );
  const largest = columns.map((column, i) => (column.bar ? Math.max(1, ...answer.rows.map((row) => Number(row[places[i]!]) || 0)) : 0));
  const clocks = columns.map((column, i) =>
    column.kind === "time" ? clockOf(answer.rows.map((row) => row[places[i]!] ?? null)) : localSecond,
  );
  const sort = (column: ShownColumn) =>
    setSorting((last) => ({ name: column.name, falling: last?.name === column.name ? !last.falling : isNumeric(column) }));
  return (
    <table aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th
              key={column.name}
              scope="col"
              class={isNumeric(column) ? "number" : ""}
              aria-sort={sorting?.name !== column.name ? undefined : sorting.falling ? "descending" : "ascending"}
            >
              <button type="button" onClick={() => sort(column)}>
                {column.title}
              </button>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          // Rows have no identity of their own; their place in the answer is one.
          <tr key={`${i}${row[0]}`}>
            {columns.map((column, j) => (
              <Cell
                key={column.name}
                column={column}
                value={row[places[j]!] ?? null}
                largest={largest[j]!}
                clock={clocks[j]!}
                onFilter={onFilter}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** As exact as the column's values are: whole UTC days, whole minutes, or seconds. */
function clockOf(values: readonly LakeValue[]): (iso: string) => string {
  const texts = values.filter((value) => value !== null).map(String);
  if (texts.every((text) => /T00:00:00(\.0+)?Z$|^\d{4}-\d\d-\d\d$/.test(text))) return utcDay;
  return texts.every((text) => /:00(\.0+)?Z$/.test(text)) ? localMinute : localSecond;
}

interface CellProps {
  readonly column: ShownColumn;
  readonly value: LakeValue;
  readonly largest: number;
  readonly clock: (iso: string) => string;
  readonly onFilter: DataTableProps["onFilter"];
}

function Cell({ column, value, largest, clock, onFilter }: CellProps) {
  const text = textOf(column, value, clock);
  if (isNumeric(column)) {
    const share = largest > 0 && typeof value === "number" ? value / largest : 0;
    const loud = column.meaning && typeof value === "number" && value > 0 ? ` loud ${column.meaning}` : "";
    return (
      <td
        class={`number${share > 0 ? " barred" : ""}${value === null || value === 0 ? " null" : loud}`}
        style={share > 0 ? { "--share": share } : undefined}
      >
        {text}
      </td>
    );
  }
  const title = column.kind === "time" && value !== null ? utc(String(value)) : text;
  const look = `${value === null ? "null" : ""}${column.kind === "code" ? " code" : ""}`;
  const shown =
    column.kind === "status" && value !== null ? (
      <span class="status" style={{ "--mark": colourOfStatus(value) }}>
        {text}
      </span>
    ) : (
      text
    );
  return (
    <td class={look} title={title}>
      {column.filter && onFilter ? (
        <button type="button" class="cell-filter" onClick={() => onFilter(column.filter!, value === null ? null : String(value))}>
          {shown}
        </button>
      ) : (
        shown
      )}
    </td>
  );
}

function textOf(column: ShownColumn, value: LakeValue, clock: (iso: string) => string): string {
  if (value === null) return column.filter ? none : "–";
  if (column.kind === "number") return typeof value === "number" ? formatValue(value, column.unit ?? "rows") : String(value);
  if (column.kind === "time") return clock(String(value));
  if (column.kind === "boolean") return value ? "yes" : "no";
  if (column.kind === "country" && /^[A-Z]{2}$/.test(String(value))) return regions.of(String(value)) ?? String(value);
  return String(value);
}

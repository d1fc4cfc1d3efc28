import type { Chart } from "./chart";

/** Columns of the service's grid. */
const gridWidth = 36;

const sizes: Readonly<Record<Chart["shape"], { readonly width: number; readonly height: number }>> = {
  tile: { width: 6, height: 4 },
  numbers: { width: 18, height: 5 },
  pie: { width: 12, height: 10 },
  chart: { width: 18, height: 10 },
  map: { width: 18, height: 12 },
  table: { width: 36, height: 12 },
};

/** Small beside small, large beside large: a row never has gaps below its smaller members. */
const kindOfRow = ({ shape }: Chart): string => (shape === "tile" || shape === "numbers" || shape === "table" ? shape : "chart");

function rowsOf(charts: readonly Chart[]): Chart[][] {
  const rows: Chart[][] = [];
  let width = gridWidth;
  for (const chart of charts) {
    const row = rows.at(-1);
    const wanted = sizes[chart.shape].width;
    if (row === undefined || width + wanted > gridWidth || kindOfRow(row[0]!) !== kindOfRow(chart)) {
      rows.push([chart]);
      width = wanted;
    } else {
      row.push(chart);
      width += wanted;
    }
  }
  return rows;
}

/** Places visuals in rows, in their order; each row is filled to its end and as high as its highest member. */
export function gridElements(charts: readonly Chart[]) {
  let rowIndex = 0;
  return rowsOf(charts).flatMap((row) => {
    const height = Math.max(...row.map(({ shape }) => sizes[shape].height));
    const top = rowIndex;
    rowIndex += height;
    let left = 0;
    const tiles = row[0]!.shape === "tile";
    return row.map((chart, at) => {
      const width = !tiles && at === row.length - 1 ? gridWidth - left : sizes[chart.shape].width;
      left += width;
      return {
        ElementId: chart.id,
        ElementType: "VISUAL",
        ColumnIndex: left - width,
        ColumnSpan: width,
        RowIndex: top,
        RowSpan: height,
      };
    });
  });
}

/** One measured figure, beside what no implementation could beat. */
export interface Measurement {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The same work without what the product adds to it; null where there is no such thing. */
  readonly floor: number | null;
  /** What the floor does. */
  readonly floorIs?: string;
}

const shown = (value: number) => value.toLocaleString("en", { maximumFractionDigits: value < 100 ? 2 : 0 });

/** The measurements as aligned lines: figure, unit, floor, and how many times the floor it takes (or what share of it is reached). */
export function measurementLines(measurements: readonly Measurement[]): string[] {
  const width = Math.max(...measurements.map(({ what }) => what.length));
  return measurements.map(({ what, value, unit, floor, floorIs }) => {
    const figure = `  ${what.padEnd(width)}  ${shown(value).padStart(12)} ${unit}`;
    return floor === null ? figure : `${figure.padEnd(width + 34)}floor ${shown(floor)} ${unit}${floorIs ? ` (${floorIs})` : ""}`;
  });
}

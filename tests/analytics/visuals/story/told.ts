import type { Row } from "../../lake";

/** One request of the story: the row that was logged, and what a reader who knows the story would say of it. Both are written by hand. */
export interface Told {
  /** Columns of `access_logs`. */
  readonly row: Row;
  /** What must be known besides: customer and plan, the way it authenticated, whose fault it was. */
  readonly truth: Row;
}

/** A request of the story: its moment, and what is to be told of it. */
export type Line = readonly [time: string, ...parts: Told[]];

/** The same told with more, or otherwise. */
const but = (told: Told, row: Row, truth: Row = {}): Told => ({ row: { ...told.row, ...row }, truth: { ...told.truth, ...truth } });

/** Everything told of a request, put together; what is told later counts. */
export const told = (...parts: Told[]): Told => parts.reduce((all, part) => but(all, part.row, part.truth));

/** How a request went: the row's figures, and what they mean. */
export const went = (row: Row, truth: Row = {}): Told => ({ row, truth });

/** An IPv4 address as 32 hex digits. */
export const addressKey = (address: string): string =>
  `00000000000000000000ffff${address
    .split(".")
    .map((part) => Number(part).toString(16).padStart(2, "0"))
    .join("")}`;

import type { Meaning } from "../../analytics/visuals/visual";

/** What the page asks of the preview, checked. */
export interface PreviewRequest {
  /** Name of a dashboard, such as `rest-overview`. */
  readonly dashboard: string;
  /** Chosen values by the id of their variable; what is left out is chosen as CloudWatch would. */
  readonly choices: Readonly<Record<string, string>>;
  /** Length of the range in hours; absent: the dashboard's own. */
  readonly hours?: number;
}

/** Ranges that can be chosen, as CloudWatch offers them. */
export const previewRanges = [
  { hours: 1, label: "1 hour" },
  { hours: 3, label: "3 hours" },
  { hours: 12, label: "12 hours" },
  { hours: 24, label: "1 day" },
  { hours: 72, label: "3 days" },
  { hours: 168, label: "1 week" },
] as const;

/** A choice at the top of a dashboard. */
export interface PreviewVariable {
  readonly id: string;
  readonly label: string;
  readonly choices: readonly string[];
  readonly chosen: string;
}

/** Something that a widget asks for and that CloudWatch would not show. */
export interface PreviewProblem {
  readonly asked: string;
  readonly exists: string;
}

export interface PreviewLine {
  readonly label: string;
  readonly meaning?: Meaning;
  /** Starts of periods in milliseconds and the value there. */
  readonly points: readonly (readonly [at: number, value: number])[];
}

/** A widget with what it would show, at its place on the grid of 24 columns. */
export interface PreviewPanel {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly type: "metric" | "text" | "log" | "alarm";
  readonly title: string;
  /** Whatever CloudWatch would not show; nothing else matters then. */
  readonly problems: readonly PreviewProblem[];
  /** Why there is nothing to see although nothing is wrong. */
  readonly quiet?: string;
  readonly notes: readonly string[];
  readonly metric?: {
    readonly view: string;
    readonly stacked: boolean;
    readonly unit?: string;
    readonly from: number;
    readonly to: number;
    /** Length of a period in milliseconds; null: one value for the whole range. */
    readonly period: number | null;
    readonly lines: readonly PreviewLine[];
    readonly band?: { readonly label: string; readonly points: readonly (readonly [at: number, low: number, high: number])[] };
  };
  readonly text?: string;
  readonly query?: { readonly text: string; readonly view: string };
  readonly alarms?: readonly string[];
}

/** A dashboard as its readers would see it. */
export interface Preview {
  readonly dashboard: string;
  readonly title: string;
  /** Every dashboard there is, in groups as they stand together. */
  readonly dashboards: readonly { readonly group: string; readonly name: string; readonly title: string }[];
  readonly region: string;
  readonly hours: number;
  readonly from: number;
  readonly to: number;
  readonly variables: readonly PreviewVariable[];
  readonly panels: readonly PreviewPanel[];
}

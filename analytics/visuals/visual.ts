/** Where a visual can be shown. */
export type Surface = "page" | "quicksight" | "cloudwatch";

/**
 * How a visual is drawn. `line`, `area`, `stacked-bar` and `heatmap` run over `x`; with `x: time` they are charts of time.
 * `map` takes two-letter country codes in `x`.
 */
export type Chart = "kpi" | "line" | "area" | "stacked-bar" | "bar" | "pie" | "table" | "heatmap" | "map";

/** What a number counts. `%` values run from 0 to 100. */
export type Unit =
  | "requests"
  | "calls"
  | "events"
  | "customers"
  | "APIs"
  | "routes"
  | "addresses"
  | "tokens"
  | "ms"
  | "s"
  | "days"
  | "bytes"
  | "rows"
  | "tables"
  | "time"
  | "%";

/** What a value means, for its colour: the same meaning has the same colour everywhere. */
export type Meaning =
  | "success"
  | "redirect"
  | "client-error"
  | "server-error"
  | "throttled"
  | "neutral"
  | "median"
  | "slow"
  | "slowest"
  | "now"
  | "before"
  | "long-before";

/** How the values of a dimension get their meaning: by themselves (`status` 404, `status-class` 4xx, `outcome` Success), or not at all. */
export type Scale = "status" | "status-class" | "outcome" | "error-source";

/** A number that a chart shows. */
export interface Measure {
  /** Name of the column in the result. */
  readonly name: string;
  readonly title: string;
  /** Aggregate over the view's rows, in the SQL that Athena and DuckDB share. */
  readonly sql: string;
  readonly unit: Unit;
  /** Sums of parts are the whole, as with counts; not so with averages, shares, percentiles and distinct counts. */
  readonly additive?: boolean;
  readonly meaning?: Meaning;
}

/** Something that a chart groups by. */
export interface Dimension {
  /** Name of the column in the result. */
  readonly name: string;
  readonly title: string;
  /** Expression over the view's columns; null becomes `none`. */
  readonly sql: string;
  /** What null is called. @default "(none)" */
  readonly none?: string;
  readonly scale?: Scale;
  /** Clicking a value filters by this field. */
  readonly filter?: FilterField;
}

/** The x axis of a chart of time: buckets of the query's grain over the view's time. The result column is `time`. */
export const time = "time";

/** How a table shows a column. `time` is UTC in the data and the viewer's zone on the page. */
export type ColumnKind = "time" | "text" | "code" | "number" | "status" | "country" | "boolean";

/** A column of a table. */
export interface TableColumn {
  /** Name of the column in the result. */
  readonly name: string;
  readonly title: string;
  /** Expression over the view's columns. @default the name */
  readonly sql?: string;
  readonly kind: ColumnKind;
  readonly unit?: Unit;
  readonly filter?: FilterField;
  /** The value may identify a person. */
  readonly personal?: boolean;
}

/** What the filter bar acts on. */
export type FilterField =
  | "api"
  | "stage"
  | "customer"
  | "plan"
  | "statusClass"
  | "route"
  | "method"
  | "domain"
  | "key"
  | "sourceIp"
  | "principal"
  | "status"
  | "requestId";

/** Values by field; null stands for rows without a value. Fields combine with AND, values of one field with OR. */
export type Filters = Partial<Record<FilterField, readonly (string | null)[]>>;

/** Width of a time bucket. */
export type Grain = "minute" | "5 minutes" | "hour" | "day";

/** A question and how it is answered: the one description from which every surface draws. */
export interface Visual {
  readonly id: string;
  /** Short name, for lists and tabs. */
  readonly title: string;
  /** What a reader asks; the title of the card. */
  readonly question: string;
  readonly chart: Chart;
  /** The view that answers; `sources.ts` says what it can be filtered by. */
  readonly view: string;
  /** Aggregates. A chart with `series` has one; a table without any lists rows. */
  readonly measures: readonly Measure[];
  readonly x?: Dimension | typeof time;
  /** At most ten are drawn; what is less becomes "Other". */
  readonly series?: Dimension;
  /** Columns of a table; with measures the table groups by them. */
  readonly columns?: readonly TableColumn[];
  /** Condition over the view's columns that belongs to the question. */
  readonly where?: string;
  /** Result column to sort by. @default the first measure, falling; charts of time by time */
  readonly order?: { readonly by: string; readonly direction: "ASC" | "DESC" };
  /** Rows of a table (100 unless told), bars of a chart (10 unless told). */
  readonly limit?: number;
  /** The day of the range's end against the day before and the same day a week before, one above the other. */
  readonly compare?: boolean;
  /** Draw control-plane changes of the APIs shown as marks on the time axis. */
  readonly marks?: boolean;
  /** What to say when there is nothing. @default "Nothing in this range." */
  readonly empty?: string;
  /** What a reader must know to read it right. */
  readonly note?: string;
  readonly surfaces: readonly Surface[];
  /** Ids of `features.md` that it answers, such as `V1`, `K1`, `D2.top-users`. */
  readonly answers: readonly string[];
}

/** A page of visuals that belong together. */
export interface Dashboard {
  readonly id: string;
  readonly title: string;
  /** Who it is for and what it tells, in one sentence. */
  readonly purpose: string;
  readonly visuals: readonly Visual[];
  /** Only the local run has its data. */
  readonly localOnly?: boolean;
}

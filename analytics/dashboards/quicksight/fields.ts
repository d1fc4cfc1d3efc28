import { type Dimension, type Measure, none, sources, type TableColumn, type Unit, type Visual } from "../../visuals";
import { type Aggregate, everyRow, readAggregate } from "./aggregate";
import { type ColumnType, type DataSetBuilder, inputType, type Json, viewColumnType } from "./data-set";

/** A field in a visual's wells, with what other parts of the visual say about it. */
export interface Field {
  readonly id: string;
  readonly title: string;
  readonly column: Json;
  /** What stands in the field well. */
  readonly well: Json;
  /** How an expression of the visual, such as a condition for a colour, names the value. */
  readonly expression: string;
}

/** Name of the parameter for the width of time buckets. */
export const grainParameter = "Grain";
/** Widths that a reader can choose. */
export const grains = ["day", "hour", "minute"] as const;

const labels: Readonly<Record<string, string>> = {
  customer: "(unknown)",
  country: "(unknown)",
  usage_plan: "(no plan)",
  agent_family: "(not given)",
};

/** SQL of a text that a reader sees: what is missing has a name, so that it can be chosen in a list. */
export const shownText = (name: string, sql: string): string => `coalesce(CAST(${sql} AS varchar), '${labels[name] ?? none}')`;

const suffixes: Partial<Record<Unit, string>> = { ms: " ms", s: " s", days: " d", bytes: " B", "%": " %" };

/** How a number is written. Counts are left to the service, which writes whole numbers with separators: a definition has a limit of length. */
function numbers(unit: Unit | undefined): Json | undefined {
  const Suffix = unit && suffixes[unit];
  if (Suffix === undefined) return undefined;
  return {
    NumberFormatConfiguration: {
      FormatConfiguration: {
        NumberDisplayFormatConfiguration: {
          Suffix,
          DecimalPlacesConfiguration: { DecimalPlaces: unit === "%" || unit === "s" || unit === "days" ? 1 : 0 },
          SeparatorConfiguration: { ThousandsSeparator: { Visibility: "VISIBLE" } },
          ...(unit === "bytes" && { NumberScale: "AUTO" }),
        },
      },
    },
  };
}
const times = (name: string): Json => ({
  DateTimeFormatConfiguration: { DateTimeFormat: name === "day" ? "YYYY-MM-DD" : "YYYY-MM-DD HH:mm:ss" },
});

/** Makes the fields of one visual. */
export interface FieldMaker {
  /** Buckets of the view's time, as wide as the reader chooses. */
  time(): Field;
  dimension(dimension: Dimension): Field;
  measure(measure: Measure): Field;
  /** A table's column; `grouped` where the table adds up. */
  column(column: TableColumn, grouped: boolean): Field;
}

const formatted = (format: Json | undefined) => format && { format };
const quoted = (name: string): string => `{${name}}`;

/** Fields of a visual, whose columns are entered into the data sets as they are made. How values are written is said once a column, not in every visual. */
export function makeFields({ view }: Visual, builder: DataSetBuilder): FieldMaker {
  const field = (title: string, name: string, kind: string, more: Json = {}, expression = quoted(name)): Field => {
    const id = builder.fieldId();
    const column = { DataSetIdentifier: view, ColumnName: name };
    return { id, title, column, expression, well: { [kind]: { FieldId: id, Column: column, ...more } } };
  };
  const measured = (aggregate: Aggregate, { name, unit, title }: Measure): Field => {
    const isTime = unit === "time";
    const input = (sql: string): string =>
      builder.column(
        view,
        sql === everyRow ? "row_count" : /^\w+$/.test(sql) && aggregate.kind !== "distinct" ? sql : name,
        sql,
        inputType(view, aggregate, isTime),
        aggregate.kind === "distinct" ? undefined : formatted(isTime ? times(name) : numbers(unit)),
      );
    const numerical = (how: Json, of: string, expression: (column: string) => string): Field => {
      const column = input(of);
      return field(title, column, "NumericalMeasureField", { AggregationFunction: how }, expression(quoted(column)));
    };
    const simple = (how: string, of: string): Field => numerical({ SimpleNumericalAggregation: how }, of, (column) => `${how}(${column})`);
    const computed = (expression: string): Field =>
      field(title, builder.calculated(view, title, expression, numbers(unit)), "NumericalMeasureField");
    const grouped = (within: readonly string[]): string =>
      `[${within.map((column) => quoted(builder.column(view, column, shownText(column, column), "STRING"))).join(", ")}]`;
    switch (aggregate.kind) {
      case "sum":
        return simple("SUM", aggregate.of);
      case "average":
        return simple("AVERAGE", aggregate.of);
      case "minimum":
      case "maximum": {
        const how = aggregate.kind === "minimum" ? "MIN" : "MAX";
        if (!isTime) return simple(how, aggregate.of);
        const column = input(aggregate.of);
        return field(title, column, "DateMeasureField", { AggregationFunction: how }, `${how}(${quoted(column)})`);
      }
      case "percentile":
        return numerical(
          { PercentileAggregation: { PercentileValue: aggregate.percent } },
          aggregate.of,
          (column) => `percentile(${column}, ${aggregate.percent})`,
        );
      case "distinct": {
        const column = input(aggregate.of);
        const how = { AggregationFunction: "DISTINCT_COUNT" };
        return field(title, column, "CategoricalMeasureField", how, `distinct_count(${quoted(column)})`);
      }
      case "share":
      case "quotient": {
        const whole = `sum(${quoted(input(aggregate.whole))})`;
        const part = `sum(${quoted(input(aggregate.part))})`;
        return computed(`ifelse(${whole} = 0, NULL, ${aggregate.kind === "share" ? "100.0 * " : "1.0 * "}${part} / ${whole})`);
      }
      case "share-within":
        return computed(`percentOfTotal(sum(${quoted(input(aggregate.of))}), ${grouped(aggregate.within)})`);
      case "place":
        return computed(`rank([sum(${quoted(input(everyRow))}) DESC], ${grouped(aggregate.within)})`);
    }
  };
  return {
    time() {
      const source = sources[view]!;
      const column = quoted(builder.column(view, "time", source.time!, "DATETIME"));
      const chosen = `\${${grainParameter}}`;
      const fine = source.grain === "hour" ? "HH" : "MI";
      const bucket = builder.calculated(
        view,
        "Time (UTC)",
        `ifelse(${chosen} = 'minute', truncDate('${fine}', ${column}), ${chosen} = 'hour', truncDate('HH', ${column}), truncDate('DD', ${column}))`,
      );
      return field("Time (UTC)", bucket, "DateDimensionField", { DateGranularity: "MINUTE" });
    },
    dimension({ name, title, sql, scale }) {
      const column = builder.column(view, name, shownText(name, sql), "STRING", scale && { scale });
      return field(title, column, "CategoricalDimensionField");
    },
    measure: (measure) => measured(readAggregate(measure.sql), measure),
    column({ name, title, sql = name, kind, unit }, grouped) {
      const type: ColumnType = kind === "time" ? "DATETIME" : kind === "number" ? (viewColumnType(view, sql) ?? "DECIMAL") : "STRING";
      // A date without a time becomes the start of its day.
      const text = type === "STRING" ? shownText(name, sql) : kind === "time" && name === "day" ? `CAST(${sql} AS timestamp)` : sql;
      const format = type === "DATETIME" ? times(name) : type === "STRING" ? undefined : numbers(unit);
      const column = builder.column(view, name, text, type, formatted(format));
      if (!grouped) {
        const made = field(title, column, "Field");
        return { ...made, well: made.well["Field"] as Json };
      }
      if (type === "DATETIME") return field(title, column, "DateDimensionField", { DateGranularity: name === "day" ? "DAY" : "SECOND" });
      return field(title, column, type === "STRING" ? "CategoricalDimensionField" : "NumericalDimensionField");
    },
  };
}

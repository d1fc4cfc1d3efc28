import type { FilterField, Meaning, TableColumn, Visual } from "../../../analytics/visuals";

/** A column as the table draws it: a dimension or a measure. */
export interface ShownColumn extends Omit<TableColumn, "sql"> {
  readonly meaning?: Meaning;
  /** Draw a bar behind the number: the measure that the table is sorted by. */
  readonly bar?: boolean;
  readonly filter?: FilterField;
}

/** Columns of a table visual: what it groups by, then its numbers. */
export function tableColumns(visual: Visual): ShownColumn[] {
  const sortedBy = visual.order?.by ?? visual.measures[0]?.name;
  return [
    ...(visual.columns ?? []),
    ...visual.measures.map((measure) => ({
      name: measure.name,
      title: measure.title,
      kind: measure.unit === "time" ? ("time" as const) : ("number" as const),
      unit: measure.unit,
      ...(measure.meaning ? { meaning: measure.meaning } : {}),
      bar: measure.name === sortedBy && measure.additive === true,
    })),
  ];
}

import type { Measure, TableColumn, Visual } from "../../visuals";
import { colourOf } from "./colours";
import type { Json } from "./data-set";
import type { Field, FieldMaker } from "./fields";

const coloured = (field: Field, condition: string, colour: string): Json => ({
  Cell: { FieldId: field.id, TextFormat: { TextColor: { Solid: { Expression: condition, Color: colour } } } },
});

/** Status codes in the colours of their classes; turned away by a limit is a class of its own. */
function statusColours(field: Field): Json[] {
  const starts = (digit: string) => `startsWith(${field.expression}, "${digit}", CASE_SENSITIVE)`;
  return [
    coloured(field, `${field.expression} = "429"`, colourOf("throttled")),
    coloured(field, starts("2"), colourOf("success")),
    coloured(field, starts("4"), colourOf("client-error")),
    coloured(field, starts("5"), colourOf("server-error")),
  ];
}

const worrying = ["client-error", "server-error", "throttled"];

/** Numbers that are bad news stand out where they are not zero. */
function measureColours({ meaning }: Measure, field: Field): Json[] {
  if (meaning === undefined || !worrying.includes(meaning)) return [];
  return [coloured(field, `${field.expression} > 0`, colourOf(meaning))];
}

function sorted({ order, measures, columns = [] }: Visual, fields: readonly Field[], values: readonly Field[]): Json[] {
  const by = order?.by ?? measures[0]?.name;
  const field = fields[columns.findIndex(({ name }) => name === by)] ?? values[measures.findIndex(({ name }) => name === by)];
  return field === undefined ? [] : [{ FieldSort: { FieldId: field.id, Direction: order?.direction ?? "DESC" } }];
}

/** A table: rows as they are, rows added up by the columns, or one row of large numbers where there are no columns. */
export function tableVisual(visual: Visual, make: FieldMaker, values: readonly Field[]): Json {
  const columns: readonly TableColumn[] = visual.columns ?? [];
  const grouped = visual.measures.length > 0;
  const fields = columns.map((column) => make.column(column, grouped));
  const formats = [
    ...columns.flatMap(({ kind }, at) => (kind === "status" ? statusColours(fields[at]!) : [])),
    ...visual.measures.flatMap((measure, at) => measureColours(measure, values[at]!)),
  ];
  const wells = (list: readonly Field[]) => list.map(({ well }) => well);
  return {
    TableVisual: {
      ChartConfiguration: {
        FieldWells: grouped
          ? { TableAggregatedFieldWells: { GroupBy: wells(fields), Values: wells(values) } }
          : { TableUnaggregatedFieldWells: { Values: wells(fields) } },
        FieldOptions: { SelectedFieldOptions: [...fields, ...values].map(({ id, title }) => ({ FieldId: id, CustomLabel: title })) },
        SortConfiguration: columns.length === 0 ? {} : { RowSort: sorted(visual, fields, values) },
        ...(columns.length === 0 && { TableOptions: { CellStyle: { FontConfiguration: { FontSize: { Relative: "EXTRA_LARGE" } } } } }),
      },
      ...(formats.length > 0 && { ConditionalFormatting: { ConditionalFormattingOptions: formats } }),
    },
  };
}

import type { Scale } from "../../visuals";
import type { Aggregate } from "./aggregate";
import { type DataSetSqlOptions, dataSetParameters, dataSetSql } from "./data-set-sql";

/** Types of data set columns, in the service's words. */
export type ColumnType = "STRING" | "INTEGER" | "DECIMAL" | "DATETIME";

/** A column of a data set. */
export interface DataSetColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Expression over the view's columns. */
  readonly sql: string;
  readonly format?: Json;
  /** Colours of the values that mean something. */
  readonly scale?: Scale;
}

/** Something computed from columns, in QuickSight's own language. */
export interface CalculatedField {
  readonly name: string;
  readonly expression: string;
  readonly format?: Json;
}

/** JSON of the service. */
export type Json = Readonly<Record<string, unknown>>;

/** What is known of a column beside its values; the first that says something is heard. */
interface Details {
  readonly format?: Json;
  readonly scale?: Scale;
}

/** What the visuals of a dashboard need of one view. Its identifier in the dashboard is the view's name. */
export interface DataSet {
  readonly view: string;
  readonly columns: readonly DataSetColumn[];
  readonly calculated: readonly CalculatedField[];
}

const columnsOfViews = require("../../views/columns.generated.json") as Readonly<Record<string, readonly { name: string; type: string }[]>>;

const typeOfView = (type: string): ColumnType => {
  if (/^(tinyint|smallint|integer|bigint)$/.test(type)) return "INTEGER";
  if (/^(double|real|decimal.*)$/.test(type)) return "DECIMAL";
  return /^(timestamp|date)/.test(type) ? "DATETIME" : "STRING";
};

/** Type of a column of a view; undefined for an expression. */
export function viewColumnType(view: string, name: string): ColumnType | undefined {
  const columns = columnsOfViews[view];
  if (columns === undefined) throw new Error(`View '${view}' is not in analytics/views/columns.generated.json: generate it again.`);
  const column = columns.find((candidate) => candidate.name === name);
  return column && typeOfView(column.type);
}

/** The columns that visuals turn out to need, gathered while they are built. */
export interface DataSetBuilder {
  /** The column of an expression. It is named as preferred, unless that name already stands for another. */
  column(view: string, preferred: string, sql: string, type: ColumnType, details?: Details): string;
  /** The calculated field of an expression, named in the same way. */
  calculated(view: string, preferred: string, expression: string, format?: Json): string;
  dataSets(): DataSet[];
  /** A field's id, unique in the whole dashboard, and short: a definition names most of them three times, and has a limit of length. */
  fieldId(): string;
}

/** Gathers columns per view: one expression, one column, however many visuals read it. */
export function makeDataSetBuilder(): DataSetBuilder {
  const columns = new Map<string, DataSetColumn[]>();
  const fields = new Map<string, CalculatedField[]>();
  let fieldCount = 0;
  const listOf = <Item>(lists: Map<string, Item[]>, view: string): Item[] => {
    const list = lists.get(view) ?? [];
    lists.set(view, list);
    return list;
  };
  const freeName = (view: string, preferred: string): string => {
    const taken = new Set([...listOf(columns, view), ...listOf(fields, view)].map(({ name }) => name));
    let name = preferred;
    for (let number = 2; taken.has(name); number++) name = `${preferred}_${number}`;
    return name;
  };
  return {
    column(view, preferred, sql, type, details = {}) {
      const list = listOf(columns, view);
      const found = list.findIndex((column) => column.sql === sql && column.type === type);
      if (found >= 0) {
        const column = list[found]!;
        list[found] = { ...details, ...column };
        return column.name;
      }
      const name = freeName(view, preferred);
      list.push({ name, sql, type, ...details });
      return name;
    },
    calculated(view, preferred, expression, format) {
      const list = listOf(fields, view);
      const found = list.find((field) => field.expression === expression);
      if (found !== undefined) return found.name;
      const name = freeName(view, preferred);
      list.push({ name, expression, ...(format && { format }) });
      return name;
    },
    fieldId: () => `f${(fieldCount++).toString(36)}`,
    dataSets: () => [...columns].map(([view, list]) => ({ view, columns: list, calculated: fields.get(view) ?? [] })),
  };
}

/** Type of what an aggregate is made of. */
export function inputType(view: string, aggregate: Aggregate, isTime: boolean): ColumnType {
  if (aggregate.kind === "distinct") return "STRING";
  if (isTime) return "DATETIME";
  return ("of" in aggregate ? viewColumnType(view, aggregate.of) : undefined) ?? "INTEGER";
}

/** Where a data set lies and how it is filled. */
export interface DataSetPlace extends DataSetSqlOptions {
  readonly dataSourceArn: string;
}

/** The part of `AWS::QuickSight::DataSet` that follows from its columns. */
export function dataSetDefinition({ view, columns }: DataSet, { dataSourceArn, ...options }: DataSetPlace) {
  const SqlQuery = dataSetSql(view, columns, options);
  const parameters = dataSetParameters(SqlQuery);
  const table = view.replaceAll("_", "-");
  const places = columns.filter(({ name }) => name === "country");
  return {
    ImportMode: options.mode === "spice" ? "SPICE" : "DIRECT_QUERY",
    PhysicalTableMap: {
      [table]: {
        CustomSql: {
          DataSourceArn: dataSourceArn,
          Name: view,
          SqlQuery,
          Columns: columns.map(({ name, type }) => ({ Name: name, Type: type })),
        },
      },
    },
    // Maps take a column only when it is known to hold countries.
    ...(places.length > 0 && {
      LogicalTableMap: {
        [table]: {
          Alias: view,
          Source: { PhysicalTableId: table },
          DataTransforms: places.map(({ name }) => ({
            TagColumnOperation: { ColumnName: name, Tags: [{ ColumnGeographicRole: "COUNTRY" }] },
          })),
        },
      },
    }),
    ...(parameters.length > 0 && { DatasetParameters: parameters }),
  };
}

import type { Column } from "./column";

/** A column as AWS Glue describes it. */
export interface GlueColumn {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
}

/** Glue has all types of the schema under the same names; a comment holds at most 255 characters. */
export const glueColumn = ({ name, type, description }: Column): GlueColumn => ({ name, type, comment: description.slice(0, 255) });

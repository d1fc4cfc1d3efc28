/** What a reader asks for by typing a value: who or what exactly. A list of the values would show everybody's addresses and names. */
export interface Ask {
  /** Name of the dashboard's and of the data sets' parameter: letters and digits only. */
  readonly parameter: string;
  readonly title: string;
  /** Columns of a base view, any of which may hold the value. */
  readonly columns: Readonly<Record<BaseView, readonly string[]>>;
}

/** The views that all others are made of: narrowed here, everything above them is narrowed too. */
export const baseViews = ["requests", "audit"] as const;
export type BaseView = (typeof baseViews)[number];

/** The value that stands for all. QuickSight gives a data set an emptied parameter's default, which is this. */
export const anyValue = "*";

/** The text boxes, in their order. */
export const asks: readonly Ask[] = [
  { parameter: "Address", title: "Address", columns: { requests: ["source_ip"], audit: ["source_ip"] } },
  { parameter: "IamUser", title: "IAM user", columns: { requests: ["iam_user", "principal_arn"], audit: ["user_name", "user_arn"] } },
  { parameter: "UserId", title: "User id", columns: { requests: ["jwt_subject", "principal", "cognito_identity_id"], audit: [] } },
  {
    parameter: "RequestId",
    title: "Request id",
    columns: { requests: ["request_id", "extended_request_id"], audit: ["request_id", "event_id"] },
  },
];

const asksAny = ({ parameter }: Ask): string => `'${anyValue}' IN (<<$${parameter}>>)`;

/** Condition over a base view: rows that hold what is asked for. Constant where nothing is, so that Athena plans without it. */
export const narrowing = (view: BaseView): string =>
  asks
    .filter(({ columns }) => columns[view].length > 0)
    .map((ask) => `(${asksAny(ask)} OR ${ask.columns[view].map((column) => `${column} IN (<<$${ask.parameter}>>)`).join(" OR ")})`)
    .join(" AND ");

/** Condition that holds where nothing in particular is asked for. */
export const nothingAsked: string = asks.map(asksAny).join(" AND ");

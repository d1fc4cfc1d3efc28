import type { Json } from "./data-set";

/** A number that the services count, and how many they take. */
interface Limit {
  readonly what: string;
  readonly count: number;
  readonly most: number;
}

const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value : []);

/** Longest state that Cloud Control takes: `Properties` of its API model, "up to 256K length of Resource properties". */
const longestState = 262_144;
/** API reference of `ResourcePermission`: `Permissions` has 1 to 64 members. */
const mostPermissions = 64;

/** Limits of every resource. */
const common = (state: Json): Limit[] => [
  { what: "characters of its desired state", count: JSON.stringify(state).length, most: longestState },
  { what: "principals", count: list(state["Permissions"]).length, most: mostPermissions },
];

/** API reference of `DashboardVersionDefinition` and `SheetDefinition`; where the registry's schema allows fewer, that number. */
function ofDashboard({ Definition }: Json): Limit[] {
  const definition = Definition as Json;
  const count = (name: string) => list(definition[name]).length;
  const sheetLimits = list(definition["Sheets"]).flatMap((sheet): Limit[] => {
    const on = (name: string) => list(sheet[name]).length;
    const at = (what: string) => `${what} on sheet '${sheet["SheetId"]}'`;
    return [
      { what: at("visuals"), count: on("Visuals"), most: 50 },
      { what: at("parameter controls"), count: on("ParameterControls"), most: 200 },
      { what: at("filter controls"), count: on("FilterControls"), most: 200 },
      { what: at("text boxes"), count: on("TextBoxes"), most: 100 },
    ];
  });
  return [
    { what: "sheets", count: count("Sheets"), most: 20 },
    { what: "data sets", count: count("DataSetIdentifierDeclarations"), most: 50 },
    { what: "calculated fields", count: count("CalculatedFields"), most: 500 },
    { what: "parameters", count: count("ParameterDeclarations"), most: 400 },
    { what: "filter groups", count: count("FilterGroups"), most: 2000 },
    { what: "column configurations", count: count("ColumnConfigurations"), most: 2000 },
    ...sheetLimits,
  ];
}

/** API reference of `CreateDataSet` and `CustomSql`, the latter in the registry's narrower form. */
function ofDataSet({ PhysicalTableMap, DatasetParameters }: Json): Limit[] {
  return [
    { what: "data set parameters", count: list(DatasetParameters).length, most: 32 },
    ...Object.values(PhysicalTableMap as Json).flatMap((table): Limit[] => {
      const sql = (table as Json)["CustomSql"] as Json;
      return [
        { what: "characters of SQL", count: String(sql["SqlQuery"]).length, most: 65_536 },
        { what: "columns", count: list(sql["Columns"]).length, most: 2048 },
      ];
    }),
  ];
}

/**
 * Every limit of the services that a resource may meet, with what it has of it.
 *
 * @param typeName the CloudFormation type, such as `AWS::QuickSight::Dashboard`
 */
export function limitsOf(typeName: string, state: Json): Limit[] {
  if (typeName === "AWS::QuickSight::Dashboard") return [...common(state), ...ofDashboard(state)];
  if (typeName === "AWS::QuickSight::DataSet") return [...common(state), ...ofDataSet(state)];
  return common(state);
}

/**
 * Fails the preview where the services would fail the deployment half-way.
 *
 * @throws Error `Invalid AWS::QuickSight::…: must have at most … , got ….`
 */
export function refuseBeyondLimits(typeName: string, state: Json): void {
  for (const { what, count, most } of limitsOf(typeName, state))
    if (count > most) throw new Error(`Invalid ${typeName}: must have at most ${most} ${what}, got ${count}.`);
}

export interface DanglingReference {
  path: string;
  message: string;
}

type Visit = (node: Record<string, any>, path: string) => void;

/** Visits every object of a tree. */
function walk(node: any, visit: Visit, path = ""): void {
  if (node === null || typeof node !== "object") return;
  if (!Array.isArray(node)) visit(node, path);
  for (const [key, value] of Object.entries(node))
    walk(value, visit, Array.isArray(node) ? `${path}[${key}]` : path ? `${path}.${key}` : key);
}

const listOf = (values: any): any[] => (Array.isArray(values) ? values : []); // a wrong type is for the schema to tell
const namesOf = (values: any, key: string) => new Set(listOf(values).map((value) => value[key]));

const UNIQUE_KEYS = ["SheetId", "VisualId", "FilterGroupId", "FilterId", "ParameterControlId", "FilterControlId"];
const ELEMENT_KEYS = ["VisualId", "ParameterControlId", "FilterControlId", "SheetTextBoxId", "SheetImageId"];

/** What the registry schemas cannot say about a QuickSight definition: names must point to something that is there. */
export function danglingReferences(typeName: string, { Definition: definition }: any = {}): DanglingReference[] {
  if (!/^AWS::QuickSight::(Dashboard|Analysis|Template)$/.test(typeName) || !definition) return [];
  const found: DanglingReference[] = [];
  const tell = (path: string, message: string) => found.push({ path, message });
  const sets = namesOf(definition.DataSetIdentifierDeclarations, "Identifier");
  const parameters = new Set(listOf(definition.ParameterDeclarations).flatMap((p) => Object.values<any>(p).map((v) => v.Name)));
  const sheets = namesOf(definition.Sheets, "SheetId");

  const seen: Record<string, Set<string>> = {};
  walk(definition, (node, path) => {
    const at = (key: string) => `Definition.${path ? `${path}.` : ""}${key}`;
    if ("DataSetIdentifier" in node && !sets.has(node.DataSetIdentifier))
      tell(at("DataSetIdentifier"), `'${node.DataSetIdentifier}' is not declared`);
    if ("SourceParameterName" in node && !parameters.has(node.SourceParameterName))
      tell(at("SourceParameterName"), `'${node.SourceParameterName}' is not declared`);
    if (/SheetVisualScopingConfigurations\[\d+\]$/.test(path) && !sheets.has(node.SheetId))
      tell(at("SheetId"), `'${node.SheetId}' is no sheet`);
    if (path.includes("ScopingConfigurations") || /Layouts|Actions|ColumnConfigurations/.test(path)) return;
    for (const key of UNIQUE_KEYS.filter((unique) => unique in node)) {
      if ((seen[key] ??= new Set()).has(node[key])) tell(at(key), `'${node[key]}' is used twice`);
      seen[key].add(node[key]);
    }
  });
  for (const [i, sheet] of listOf(definition.Sheets).entries()) {
    const elements = new Set<string>();
    walk([sheet.Visuals, sheet.ParameterControls, sheet.FilterControls, sheet.TextBoxes, sheet.Images], (node) => {
      for (const key of ELEMENT_KEYS) if (key in node) elements.add(node[key]);
    });
    walk(sheet.Layouts, (node, path) => {
      if ("ElementId" in node && "ElementType" in node && !elements.has(node.ElementId))
        tell(`Definition.Sheets[${i}].Layouts${path}.ElementId`, `'${node.ElementId}' is nothing on this sheet`);
    });
  }
  return found;
}

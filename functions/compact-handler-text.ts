import { transformSync } from "esbuild";
import * as ts from "typescript";

/** The names that `with({ … })` brings into scope, as Pulumi writes it around every function; undefined for any other statement. */
function captured(statement: ts.WithStatement): readonly ts.PropertyAssignment[] | undefined {
  if (!ts.isObjectLiteralExpression(statement.expression) || !ts.isBlock(statement.statement)) return undefined;
  const properties = statement.expression.properties.filter(ts.isPropertyAssignment);
  if (properties.length !== statement.expression.properties.length || !properties.every(({ name }) => ts.isIdentifier(name)))
    return undefined;
  // The function inside has its own `this` and `arguments`: Pulumi names them only where they are undefined.
  return properties.filter(({ name }) => !["this", "arguments"].includes((name as ts.Identifier).text));
}

/** `with({ a: x }) { … }` as `{ let a = x; … }`: the same scope, but one that engines can look through. */
const scopesAsVariables: ts.TransformerFactory<ts.SourceFile> = ({ factory, ...context }) => {
  const visit = (node: ts.Node): ts.Node => {
    const inside = ts.visitEachChild(node, visit, { factory, ...context });
    if (!ts.isWithStatement(inside)) return inside;
    const properties = captured(inside);
    if (!properties) return inside;
    const variables = properties.map(({ name, initializer }) =>
      factory.createVariableDeclaration(name as ts.Identifier, undefined, undefined, initializer),
    );
    const scope = factory.createVariableStatement(undefined, factory.createVariableDeclarationList(variables, ts.NodeFlags.Let));
    return factory.createBlock([...(variables.length > 0 ? [scope] : []), ...(inside.statement as ts.Block).statements], true);
  };
  return (file) => ts.visitEachChild(file, visit, { factory, ...context });
};

/**
 * Makes a handler's serialized text small, at deployment, so that a package starts fast: captured values become variables where Pulumi hands
 * them in by `with` (which hides every name behind a look-up), then white space and long names go.
 *
 * What the handler does stays the same; tests run this text, and so does the local run.
 */
export function compactHandlerText(text: string): string {
  const file = ts.createSourceFile("handler.js", text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);
  const { transformed } = ts.transform(file, [scopesAsVariables]);
  // Inside a function, names of the top level are local and may be short as well.
  const { code } = transformSync(`(() => {${ts.createPrinter().printFile(transformed[0]!)}})();`, { minify: true });
  // Once more, since the shortest names go to what is named most often, and the first pass has changed that.
  return transformSync(code, { minify: true }).code;
}

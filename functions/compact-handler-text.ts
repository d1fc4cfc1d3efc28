import { transformSync } from "esbuild";

/**
 * Takes white space and long local names out of a handler's serialized text, at deployment, so that a package stays small and starts fast.
 *
 * Nothing else is changed: no syntax is rewritten, and names that `with` (Pulumi's way to hand captured values in) or the runtime look up by
 * name are left alone. A handler that does what it should before does so after; tests run this text.
 */
export const compactHandlerText = (text: string): string => transformSync(text, { minifyWhitespace: true, minifyIdentifiers: true }).code;

import { expect } from "chai";
import * as fc from "fast-check";
import { knownFormats } from "../../analytics/schema/known-formats";
import { makeFormatCompiler } from "../../functions/access-log-format";
import * as documented from "../data/context-variables.json";
import { type ContextValues, cutFormat, type Escaping, renderLine } from "./access-log-renderer";
import { writtenFormats } from "./access-log-templates";
import { textsOf } from "./access-log-values";

const ownNames = ["authorizer.tenant_id", "authorizer.plan-id", "authorizer.claims.sub", "authorizer.claims.iss", "authorizer.claims.aud"];
const moreNames = [
  "authorizer.claims.email",
  "authorizer.claims.client_id",
  "authorizer.apiable_subscription_id",
  "authorizer.apiable_plan_id",
];
const names = [...new Set([...documented.REST, ...documented.HTTP, ...documented.WS, ...ownNames, ...moreNames])];
const secrets = ["identity.apiKey", "identity.clientCert.clientCertPem"];
const formats = [
  ...writtenFormats.map(({ what, template, refused }) => ({ what, template, refused })),
  ...knownFormats.map(({ id, template }) => ({ what: id, template, refused: undefined })),
];
const compiler = makeFormatCompiler();

/** What must come back: every variable but the secrets, and null for what a reader cannot tell from unset. */
const expected = (variables: readonly string[], values: ContextValues): Record<string, string | null> => {
  const wanted: Record<string, string | null> = {};
  for (const name of variables)
    if (!secrets.includes(name)) wanted[name] = [undefined, "", "-"].includes(values[name]) ? null : values[name]!;
  return wanted;
};

const valuesFor = (variables: readonly string[], hostile: boolean): fc.Arbitrary<ContextValues> =>
  fc.record(
    Object.fromEntries(variables.map((name) => [name, textsOf(name, hostile)])) as Record<string, fc.Arbitrary<string | undefined>>,
  );

/**
 * The one thing taken on trust: where every backslash of a JSON line begins a JSON escape, the line was escaped. A writer that does not escape leaves such
 * a line behind only by chance, and then nobody could tell.
 */
const looksEscaped = (template: string, line: string, escaping: Escaping): boolean =>
  escaping === "none" && /^\s*[[{]/.test(template) && line.includes("\\") && /^(?:[^\\]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*$/.test(line);

describe("access-log formats as people write them", () => {
  it("are many, and different", () => {
    expect(new Set(writtenFormats.map(({ template }) => template)).size)
      .to.equal(writtenFormats.length)
      .and.to.be.greaterThan(50);
  });

  for (const { what, template, refused } of formats) {
    const pieces = cutFormat(template, names);
    const { decode, variables, refused: reason } = compiler.compileFormat(template);

    if (refused !== undefined) {
      it(`${what}: refused when it is compiled`, () => {
        expect(reason).to.contain(refused);
        expect(decode("anything")).to.deep.equal({ reason });
      });
      continue;
    }

    it(`${what}: ordinary requests come back as they went in`, () => {
      expect(reason).to.equal(undefined);
      expect(variables).to.deep.equal([...new Set(pieces.variables)]);
      fc.assert(
        fc.property(valuesFor(pieces.variables, false), (values) => {
          const decoded = decode(renderLine(pieces, values, "json"));
          expect(decoded).to.have.property("values");
          expect((decoded as { values: object }).values).to.include(expected(pieces.variables, values));
        }),
        { numRuns: 15 },
      );
    });

    it(`${what}: hostile values come back as they went in, or the line is refused`, () => {
      fc.assert(
        fc.property(valuesFor(pieces.variables, true), fc.constantFrom<Escaping>("none", "quotes", "json"), (values, escaping) => {
          const line = renderLine(pieces, values, escaping);
          const decoded = decode(line);
          if ("reason" in decoded || looksEscaped(template, line, escaping)) return;
          expect(decoded.values, line).to.include(expected(pieces.variables, values));
          for (const secret of secrets) expect(decoded.values).not.to.have.property(secret);
        }),
        { numRuns: Number(process.env.FORMAT_RUNS ?? 60) },
      );
    });
  }
});

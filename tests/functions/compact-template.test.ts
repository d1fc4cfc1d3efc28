import { expect } from "chai";
import fc from "fast-check";
import { knownFormats } from "../../analytics/schema/known-formats";
import { compactTemplate, makeTemplateExpander } from "../../functions/transform-access-logs/compact-template";

describe("compact-template", () => {
  const expand = makeTemplateExpander();

  for (const { id, template } of knownFormats) {
    it(`brings ${id} back letter by letter`, () => {
      expect(expand(compactTemplate(template))).to.equal(template);
    });
  }

  it("halves vendors' JSON", () => {
    const { template } = knownFormats.find(({ id }) => id === "sumologic-rest")!;
    expect(compactTemplate(template).length).to.be.lessThan(template.length / 2);
  });

  it("brings any text back, but for white space around it", () => {
    const word = fc.constantFrom(
      '"',
      "“",
      "”",
      "{",
      "}",
      ":",
      ", ",
      "=",
      "|",
      "\n",
      " ",
      "a",
      "ip",
      "$context.identity.sourceIp",
      "$context.status",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(word).map((words) => words.join("")),
          fc.string(),
        ),
        (template) => {
          expect(expand(compactTemplate(template))).to.equal(template.trim());
        },
      ),
      { numRuns: 2000 },
    );
  });
});

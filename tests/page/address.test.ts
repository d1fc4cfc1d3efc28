import { expect } from "chai";
import { readAddress, writeAddress } from "../../local/page/client/address";
import { checkVisualRequest, isFilterField } from "../../local/page/request-checks";

const read = (hash: string) => readAddress(hash, "overview", isFilterField);

describe("the page's address", () => {
  it("comes back as it was written", () => {
    for (const address of [
      { dashboard: "errors", span: { preset: "24h" as const }, filters: { api: ["a&b=c #1", null], customer: ["Änne", "='x\""] } },
      { dashboard: "raw", span: { from: "2026-11-19T00:00:00.000Z", to: "2026-11-19T00:00:00.500Z" }, filters: {} },
    ]) {
      expect(read(writeAddress(address))).to.deep.equal(address);
    }
  });

  const hostile = [
    ["a year of five digits", "#/overview?from=1&to=99999"],
    ["a range of two thousand years", "#/overview?from=0001-01-01&to=2026-11-20"],
    ["the ends of time", "#/overview?from=-271821-04-20&to=275760-09-13"],
    ["a range backwards", "#/overview?from=2026-11-20&to=2026-11-19"],
    ["a NUL", "#/overview?api=%00"],
    ["a value without end", `#/overview?api=${"x".repeat(5000)}`],
    ["values without end", `#/overview?${Array.from({ length: 300 }, (_, i) => `api=a${i}`).join("&")}`],
    ["parts of every object", "#/__proto__?__proto__=1&constructor=2&range=toString"],
    ["text that is no text", "#/%E0%A4%A?stage=%ED%A0%80"],
  ] as const;
  for (const [what, hash] of hostile) {
    it(`with ${what} asks only what the server answers`, () => {
      const { span, filters } = read(hash);
      const range = "preset" in span ? { from: "2026-11-19T00:00:00Z", to: "2026-11-20T00:00:00Z" } : span;
      expect(checkVisualRequest({ id: "requests", range, filters }).id).to.equal("requests");
      expect(span).to.deep.equal({ preset: "all" });
    });
  }

  it("keeps the parts that are understood", () => {
    const { span, filters } = read(`#/overview?from=2026-11-19&to=2026-11-20&stage=prod&api=${"x".repeat(5000)}`);
    expect(span).to.deep.equal({ from: "2026-11-19T00:00:00.000Z", to: "2026-11-20T00:00:00.000Z" });
    expect(filters).to.deep.equal({ stage: ["prod"] });
  });
});

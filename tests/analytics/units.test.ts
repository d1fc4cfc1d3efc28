import { expect } from "chai";
import { formatValue } from "../../analytics/visuals/units";

describe("units", () => {
  it("are written as people read them", () => {
    const shown = (
      [
        [null, "requests"],
        [1234567, "requests"],
        [12.345, "%"],
        [0.123, "%"],
        [9.94, "ms"],
        [12_345, "ms"],
        [59.5, "s"],
        [-90, "s"],
        [7_200, "s"],
        [277_450, "s"],
        [1, "days"],
        [1_234_567, "bytes"],
      ] as const
    ).map(([value, unit]) => formatValue(value, unit));
    expect(shown).to.deep.equal([
      "–",
      "1,234,567",
      "12.3 %",
      "0.12 %",
      "9.9 ms",
      "12.3 s",
      "59.5 s",
      "-90 s",
      "2 h",
      "3.2 d",
      "1 day",
      "1.2 MB",
    ]);
  });
});

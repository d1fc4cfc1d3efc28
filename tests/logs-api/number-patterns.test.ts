import { expect } from "chai";
import * as fc from "fast-check";
import { atLeast, firstIsGreater } from "../../components/logs-api/number-patterns";

const whole = (pattern: string, text: string) => new RegExp(`^(?:${pattern})$`).test(text);

describe("logs-api number patterns", () => {
  it("atLeast agrees with the number line", () => {
    for (const minimum of [1, 9, 10, 99, 190, 1_704_067_200_000]) {
      const digits = String(minimum).length;
      const near = [minimum - 1, minimum, minimum + 1, 10 ** digits - 1].filter((n) => n >= 0 && String(n).length <= digits);
      for (const n of near) expect(whole(atLeast(minimum), String(n)), `${n} against ${minimum}`).to.equal(n >= minimum);
    }
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9_999_999_999_999 }),
        (n) => whole(atLeast(1_704_067_200_000), String(n)) === n >= 1_704_067_200_000,
      ),
    );
  });

  it("firstIsGreater agrees with the number line", () => {
    const time = fc.oneof(fc.integer({ min: 0, max: 9_999_999_999_999 }), fc.integer({ min: 0, max: 120 }));
    fc.assert(
      fc.property(time, time, (a, b) => whole(firstIsGreater, `${a},${b}`) === a > b),
      { numRuns: 2000 },
    );
    fc.assert(fc.property(time, (a) => !whole(firstIsGreater, `${a},${a}`) && (a === 0 || whole(firstIsGreater, `${a},${a - 1}`))));
  });
});

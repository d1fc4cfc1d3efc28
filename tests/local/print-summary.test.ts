import { expect } from "chai";
import { emptyBalance, emptySummary } from "../../local/import-summary";
import { summaryLines } from "../../local/print-summary";

describe("what the command line says of an import", () => {
  const unreadable = (count: number) => Array.from({ length: count }, (_, i) => ({ file: `${i}.log`, reason: "the file is empty" }));

  it("names twenty files that could not be read, and counts the others, so that the balance stays in sight", () => {
    const summary = { ...emptySummary(), accessLogs: { ...emptyBalance(), read: 5, stored: 5 } };
    const few = summaryLines({ ...summary, unreadable: unreadable(20) });
    expect(few).to.have.length(21);
    expect(few.at(-1)).to.equal("Not readable   19.log: the file is empty");
    const many = summaryLines({ ...summary, unreadable: unreadable(3020) });
    expect(many.slice(0, 21)).to.deep.equal(few);
    expect(many.slice(21)).to.deep.equal(["Not readable   3,000 more: summary.json names them"]);
  });
});

import { expect } from "chai";
import { toCsv } from "../../local/page/client/csv";

describe("CSV of an answer", () => {
  const lineOf = (value: string | number | boolean | null) =>
    toCsv({ columns: [{ name: "a", type: "varchar" }], rows: [[value]] }).slice("a\r\n".length, -"\r\n".length);

  it("runs nothing in a spreadsheet, whatever a caller called itself", () => {
    for (const formula of ["=1+1", "+1", "-1+cmd|'/C calc'!A0", "@SUM(1)", "\t=1", "＝1+1", "＋1", "－1", "＠SUM(1)"]) {
      expect(lineOf(formula), formula).to.equal(`'${formula}`);
    }
    expect(lineOf("\r=1")).to.equal(`"'\r=1"`);
    expect(lineOf("\n=1")).to.equal(`"'\n=1"`);
    expect(lineOf('=HYPERLINK("x","y")')).to.equal(`"'=HYPERLINK(""x"",""y"")"`);
  });

  it("keeps numbers, quotes, commas, line breaks and every script", () => {
    expect([-5, 0.5, true, null].map(lineOf)).to.deep.equal(["-5", "0.5", "true", ""]);
    expect(lineOf('a "b", c\nd')).to.equal('"a ""b"", c\nd"');
    expect(lineOf("شركة 😀 Ünï")).to.equal("شركة 😀 Ünï");
  });
});

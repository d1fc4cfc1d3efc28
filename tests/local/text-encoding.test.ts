import { expect } from "chai";
import { asUtf8 } from "../../local/text-encoding";

const text = `{"one":"é€😀"}\r\n${"line of text ".repeat(300)}\n`;
const bigEndian = (value: string) => Buffer.from(value, "utf16le").swap16();

async function decoded(bytes: Buffer, size = 333) {
  const reasons: string[] = [];
  const chunks: Buffer[] = [];
  async function* cut() {
    for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
  }
  for await (const chunk of asUtf8(cut(), "f", ({ reason }) => reasons.push(reason))) chunks.push(chunk);
  return { bytes: Buffer.concat(chunks), text: Buffer.concat(chunks).toString("utf8"), reasons };
}

describe("text of files", () => {
  it("is decoded from UTF-16 with a mark, wherever the chunks end", async () => {
    for (const size of [1, 2, 3, 1023, 1024, 100_000]) {
      const little = await decoded(Buffer.from(`\ufeff${text}`, "utf16le"), size);
      expect({ text: little.text, reasons: little.reasons }).to.deep.equal({ text, reasons: [] });
      const big = await decoded(bigEndian(`\ufeff${text}`), size);
      expect({ text: big.text, reasons: big.reasons }).to.deep.equal({ text, reasons: [] });
    }
  });

  it("loses the mark of UTF-8, and nothing else of it", async () => {
    expect((await decoded(Buffer.from(`\ufeff${text}`))).text).to.equal(text);
    expect((await decoded(Buffer.from("\ufeff"))).bytes).to.have.length(0);
    const bytes = Buffer.from([0x61, 0xff, 0x00, 0x62, 0x0a]);
    expect((await decoded(bytes)).bytes.equals(bytes)).to.equal(true);
  });

  it("takes bytes that only look like a mark for what they are", async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x80, 0x0a, 0x61]);
    expect((await decoded(bytes)).bytes.equals(bytes)).to.equal(true);
  });

  it("refuses UTF-16 without a mark, and says so", async () => {
    for (const bytes of [Buffer.from(text, "utf16le"), bigEndian(text)]) {
      const { bytes: given, reasons } = await decoded(bytes);
      expect(given).to.have.length(0);
      expect(reasons).to.deep.equal(["UTF-16 text without a byte-order mark: write it with the mark, or as UTF-8"]);
    }
  });

  it("reports UTF-16 that is broken, once, and gives what can be read", async () => {
    const whole = Buffer.from(`\ufeff${text}`, "utf16le");
    const cut = await decoded(whole.subarray(0, -1));
    expect(cut.text).to.equal(`${text.slice(0, -1)}\ufffd`);
    expect(cut.reasons).to.deep.equal(["broken UTF-16: parts of it cannot be read"]);
    const half = await decoded(Buffer.from(`\ufeffa\ud800b${text}\udc00`, "utf16le"));
    expect(half.text).to.equal(`a\ufffdb${text}\ufffd`);
    expect(half.reasons).to.have.length(1);
  });
});

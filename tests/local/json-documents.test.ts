import { expect } from "chai";
import * as fc from "fast-check";
import { makeDocumentSplitter } from "../../local/json-documents";

const lists = new Set(["events", "Records"]);

/** Cuts a text that comes in chunks of one size. */
function split(text: string | Buffer, size = 7, longest = 1000) {
  const splitter = makeDocumentSplitter(lists, longest);
  const bytes = Buffer.from(text as string, "utf8");
  const pieces = [];
  for (let i = 0; i < bytes.length; i += size) pieces.push(...splitter.push(bytes.subarray(i, i + size)));
  pieces.push(...splitter.end());
  return { pieces, texts: pieces.map(({ bytes: piece }) => piece.toString("utf8")), damage: splitter.damage() };
}

describe("JSON documents", () => {
  it("gives the elements and the rest of any documents, however they are indented and wherever the chunks end", () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const document = fc.oneof(
      fc.array(value, { maxLength: 5 }),
      fc.record({ before: value, events: fc.array(value, { maxLength: 5 }), after: value }),
      fc.record({ one: value, two: value }),
    );
    fc.assert(
      fc.property(
        fc.array(document, { maxLength: 4 }),
        fc.constantFrom("", " ", "\n", "\r\n\n"),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 1, max: 40 }),
        (documents, between, indent, size) => {
          const text = documents.map((one) => JSON.stringify(one, null, indent).replaceAll("\n", "\r\n")).join(between);
          const { pieces, damage } = split(text, size, 1e9);
          expect(damage).to.equal(undefined);
          const expected = documents.flatMap<{ list: string | null; value: unknown }>((one) => {
            if (Array.isArray(one)) return one.map((element) => ({ list: "", value: element }));
            if (!("events" in one)) return [{ list: null, value: one }];
            return [...one.events.map((element) => ({ list: "events", value: element })), { list: null, value: { ...one, events: [] } }];
          });
          const found = pieces.map(({ list, bytes }) => ({ list, value: JSON.parse(bytes.toString("utf8")) as unknown }));
          // What JSON cannot say, such as -0, is made equal on both sides.
          expect(found).to.deep.equal(JSON.parse(JSON.stringify(expected)));
          for (const { bytes } of pieces) expect(bytes.includes(0x0a)).to.equal(false);
        },
      ),
      { numRuns: 300, seed: 11 },
    );
  });

  it("keeps the text as it stands: numbers, escapes, keys that stand twice, and spaces within texts", () => {
    const { texts, pieces } = split('[\n  {"n": 1.0,\n   "n": 12345678901234567890, "t": "\\u00e9 \\" , ] \\\\"},\n\n  -,\n "a  b"\n]');
    expect(texts).to.deep.equal(['{"n":1.0,"n":12345678901234567890,"t":"\\u00e9 \\" , ] \\\\"}', "-", '"a  b"']);
    expect(pieces.map(({ line }) => line)).to.deep.equal([2, 5, 6]);
  });

  it("gives text between documents by lines", () => {
    const { pieces } = split('{"a":1}\nsome text { [\n[2]\nthe end');
    expect(pieces.map(({ kind, bytes, line }) => [kind, bytes.toString(), line])).to.deep.equal([
      ["document", '{"a":1}', 1],
      ["line", "some text { [", 2],
      ["element", "2", 3],
      ["line", "the end", 4],
    ]);
  });

  it("does not take a text or a deeper member for a list", () => {
    expect(split('{"a":"events","b":{"events":[1]},"events":{"events":[2]}}').pieces).to.have.length(1);
    expect(split('{"events":"[1]"}').texts).to.deep.equal(['{"events":"[1]"}']);
    expect(split('{"x":"events:","y":[3]}').texts).to.deep.equal(['{"x":"events:","y":[3]}']);
  });

  it("gives what is whole before the damage, and says what it is", () => {
    const cases: [string, string[], string][] = [
      ['{"events":[{"a":1},{"a":2', ['{"a":1}'], "it ends in the middle"],
      ['[{"a":1},\n{"a":2},\n{"a":"b\n"}]', ['{"a":1}', '{"a":2}'], "a text is not closed in line 3"],
      ['{"events":[{"a":1},{"a":2]]}', ['{"a":1}'], "brackets do not match in line 1"],
      [`[1,${"[".repeat(2000)}`, ["1"], "it nests deeper than 1,000"],
    ];
    for (const [text, texts, damage] of cases) {
      for (const size of [1, 3, 1000]) {
        const found = split(text, size);
        expect({ texts: found.texts, damage: found.damage }).to.deep.equal({ texts, damage });
      }
    }
  });

  it("keeps no piece longer than the limit, tells its length, and goes on", () => {
    const { pieces } = split(`[1,"${"x".repeat(1000)}",2]{"a":"${"y".repeat(2000)}"}[3]`, 64);
    expect(pieces.map(({ kind, bytes, length }) => [kind, bytes.toString(), length])).to.deep.equal([
      ["element", "1", 1],
      ["too long", "", 1002],
      ["element", "2", 1],
      ["too long", "", 2008],
      ["element", "3", 1],
    ]);
  });

  it("passes bytes that are not UTF-8 as they are", () => {
    const splitter = makeDocumentSplitter(lists, 1000);
    const [piece] = splitter.push(Buffer.from('["a\xff\xfe"]', "latin1"));
    expect(piece!.bytes.toString("latin1")).to.equal('"a\xff\xfe"');
  });
});

import { runtime } from "@pulumi/pulumi";
import { expect } from "chai";
import { compactHandlerText } from "../../functions/compact-handler-text";

const limits = { most: 3, word: "with({ a: 1 }) {" };

/** The handler that a text exports. */
function handlerOf(text: string): (...args: unknown[]) => unknown {
  const module = { exports: {} as { handler?: (...args: unknown[]) => unknown } };
  new Function("exports", "require", "module", text)(module.exports, require, module);
  return module.exports.handler!;
}

function makeCounter() {
  let calls = 0;
  return (step: number) => {
    calls += step;
    return Math.min(calls, limits.most);
  };
}

describe("compact-handler-text", () => {
  it("keeps what the handler answers, its captured values and its state", async () => {
    const factory = () => {
      const count = makeCounter();
      return (step: number) => ({ count: count(step), word: limits.word, of: [...arguments_(step)] });
    };
    function* arguments_(step: number) {
      for (let i = 0; i < step; i++) yield `${limits.word}${i}`;
    }
    const { text } = await runtime.serializeFunction(factory, { isFactoryFunction: true });
    const compact = compactHandlerText(text);
    const [before, after] = [handlerOf(text), handlerOf(compact)];
    for (const step of [1, 0, 5]) expect(after(step)).to.deep.equal(before(step));
    expect(compact.length).to.be.lessThan(text.length / 2);
  });

  it("leaves no look-up by `with` behind, and none of its own making", async () => {
    const { text } = await runtime.serializeFunction(makeCounter, { isFactoryFunction: true });
    expect(text).to.match(/\bwith\s*\(/);
    expect(compactHandlerText(text)).not.to.match(/\bwith\s*\(/);
    expect(compactHandlerText("exports.handler = (o) => { with (o) { return a + 1; } };")).to.match(/with\s*\(/);
  });

  it("refuses a text that is no script", () => {
    expect(() => compactHandlerText("exports.handler = (")).to.throw(/Expected|Unexpected/);
  });
});

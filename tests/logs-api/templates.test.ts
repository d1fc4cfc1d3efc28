import { expect } from "chai";
import { whichCommand } from "../engines/command";
import { isBuilt } from "../engines/velocity/build";
import { checkAnswers } from "../engines/velocity/check-answers";
import { checkPaging } from "../engines/velocity/check-paging";
import { checkRequests, tableCases } from "../engines/velocity/check-requests";
import { Renderer } from "../engines/velocity/renderer";

// A sample of what `npm run verify -- --only velocity` does in full; Velocity is Java, which not everybody has.
describe("logs-api templates under Apache Velocity", () => {
  if (!whichCommand("java") || !isBuilt("1.7")) {
    console.warn("SKIPPED: logs-api templates under Velocity (npm run verify -- --only velocity builds it; it needs a JDK and Maven)");
    return;
  }
  let renderer: Renderer;
  before(async () => {
    renderer = await Renderer.start("1.7");
  });
  after(() => renderer.close());

  it("turn requests into the right body or into a refusal that names its parameter", async () => {
    const { count, refused, findings } = await checkRequests(
      renderer,
      tableCases().filter(({ headers }, i) => headers || i % 23 === 0),
    );
    expect(findings).to.deep.equal([]);
    expect([count, refused].map((n) => n > 50)).to.deep.equal([true, true]);
  });

  it("turn whatever the service says into a page or a problem", async () => {
    const { count, findings } = await checkAnswers(renderer, { among: [{ missing: "null", bareAnswers: false }], every: 5 });
    expect(findings).to.deep.equal([]);
    expect(count).to.be.above(40);
  });

  it("let a client page to the end, once", async () => {
    expect((await checkPaging(renderer, 2000)).findings).to.deep.equal([]);
  });
});

import { gzipSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { formatFor } from "../../analytics/schema/log-format";
import { type FormatCompiler, makeFormatCompiler } from "../../functions/access-log-format";

describe("access-log format, as Lambda runs it", () => {
  let text: string;
  let compiler: FormatCompiler;

  before(async () => {
    ({ text } = await pulumi.runtime.serializeFunction(() => makeFormatCompiler(), {}));
    const exports = {} as { handler: () => FormatCompiler };
    new Function("exports", "require", text)(exports, require);
    compiler = exports.handler();
  });

  it("needs nothing but itself, and leaves room for the transformer", () => {
    expect(text).not.to.match(/require\(/);
    expect(gzipSync(text, { level: 9 }).length).to.be.below(7000);
  });

  it("reads strict JSON, broken JSON and text, and refuses what is ambiguous", () => {
    const rest = compiler.compileFormat(formatFor("REST").template);
    const line = formatFor("REST")
      .template.replace("$context.status", "200")
      .replace(/\$context\.[\w.]+/g, "-");
    const decoded = rest.decode(line);
    expect(decoded).to.have.property("values").that.includes({ status: "200", requestId: null });
    expect(compiler.compileFormat('{"a":"$context.requestId" "b":$context.status}').decode('{"a":"r-1" "b":-}')).to.deep.equal({
      values: { requestId: "r-1", status: null },
    });
    expect(compiler.compileFormat("$context.requestId,$context.identity.userAgent").decode("r-1,a, b")).to.deep.equal({
      values: { requestId: "r-1", "identity.userAgent": "a, b" },
    });
    expect(compiler.compileFormat("$context.error.message,$context.identity.userAgent").decode("a,b,c")).to.have.property("reason");
  });
});

import { expect } from "chai";
import { knownFormats } from "../../analytics/schema/known-formats";
import { makeFormatCompiler } from "../../functions/access-log-format";
import { agent, id, recordedLines } from "./recorded-lines";

const { compileFormat } = makeFormatCompiler();
describe("access-log lines as they were recorded", () => {
  for (const { format, line, says } of recordedLines) {
    it(`${format}`, () => {
      const decoded = compileFormat(knownFormats.find((known) => known.id === format)!.template).decode(line);
      expect(decoded).to.have.property("values").that.includes(says);
      expect(JSON.stringify(decoded)).not.to.contain("0123456789012345678901234567890123456789");
    });

    it(`${format}: whatever other known format fits the line reads the same from it`, () => {
      const kinds = knownFormats.find((known) => known.id === format)!.kinds;
      for (const other of knownFormats.filter((known) => known.kinds.some((kind) => kinds.includes(kind)))) {
        const decoded = compileFormat(other.template).decode(line);
        if ("values" in decoded) expect(decoded.values, other.id).to.include(says);
      }
    });
  }

  it("reads a user agent with quotes and backslashes as REST has escaped it since 2024", () => {
    const template =
      '{"requestId": "$context.requestId", "identity_userAgent": "$context.identity.userAgent", "status": "$context.status"}';
    const line = `{"requestId": "${id}", "identity_userAgent": "\\"\\"\\\\\\"a special user-agent\\\\\\"\\"\\"", "status": "200"}`;
    expect(compileFormat(template).decode(line)).to.deep.equal({
      values: { requestId: id, "identity.userAgent": '""\\"a special user-agent\\"""', status: "200" },
    });
  });

  it("reads a validation error with quotes in it, escaped or not", () => {
    const template = '{"id":"$context.requestId","error":"$context.error.validationErrorString","agent":"$context.identity.userAgent"}';
    const message = '[object has missing required properties (["petId"])]';
    for (const written of [message, message.replaceAll('"', '\\"')])
      expect(compileFormat(template).decode(`{"id":"${id}","error":"${written}","agent":"${agent}"}`)).to.deep.equal({
        values: { requestId: id, "error.validationErrorString": message, "identity.userAgent": agent },
      });
  });
});

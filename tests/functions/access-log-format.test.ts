import { expect } from "chai";
import { makeFormatCompiler } from "../../functions/access-log-format";

const { compileFormat } = makeFormatCompiler();
const decode = (template: string, line: string) => compileFormat(template).decode(line);
const valuesOf = (template: string, line: string) => (decode(template, line) as { values?: Record<string, string | null> }).values;
const reasonOf = (template: string, line: string) => (decode(template, line) as { reason?: string }).reason;

const json = '{"id":"$context.requestId","agent":"$context.identity.userAgent","status":"$context.status"}';
const row = (agent: string | null, status = "200") => ({ requestId: "r-1", "identity.userAgent": agent, status });

describe("access-log format: JSON", () => {
  it("gives null for what API Gateway had no value for", () => {
    expect(valuesOf(json, '{"id":"r-1","agent":"-","status":""}')).to.deep.equal({ ...row(null), status: null });
  });

  it("undoes the escapes of quotes and backslashes", () => {
    expect(valuesOf(json, '{"id":"r-1","agent":"say \\"hi\\" to C:\\\\x","status":"200"}')).to.deep.equal(row('say "hi" to C:\\x'));
  });

  it("reads a value whose quotes nobody escaped", () => {
    expect(valuesOf(json, '{"id":"r-1","agent":"say "hi"","status":"200"}')).to.deep.equal(row('say "hi"'));
  });

  it("reads a backslash that cannot be an escape as itself", () => {
    expect(valuesOf(json, '{"id":"r-1","agent":"ACME\\user","status":"200"}')).to.deep.equal(row("ACME\\user"));
  });

  it("refuses a backslash that may be a tab or a folder", () => {
    expect(reasonOf(json, '{"id":"r-1","agent":"C:\\temp","status":"200"}')).to.contain("backslash");
  });

  it("is not fooled by a client that writes a second status", () => {
    const forged = '{"status":"500","agent":"x","status":"200","id":"r-1"}';
    const template = '{"status":"$context.status","agent":"$context.identity.userAgent","id":"$context.requestId"}';
    expect(valuesOf(template, forged)).to.deep.equal(row('x","status":"200', "500"));
  });

  it("refuses a line in which the forged status could be the real one", () => {
    const template = '{"agent":"$context.identity.userAgent","error":"$context.error.message"}';
    expect(reasonOf(template, '{"agent":"a","error":"b","error":"c"}')).to.contain("more than one reading");
  });

  it("reads a line that somebody has written anew, with other spaces and in another order", () => {
    expect(valuesOf(json, '{ "status": 200, "agent": "x", "id": "r-1" }')).to.deep.equal(row("x"));
  });

  it("refuses a line with more keys, with fewer keys, and of another kind", () => {
    for (const line of [
      '{"id":"r-1","agent":"x","status":"200","more":1}',
      '{"id":"r-1","agent":"x"}',
      '["r-1","x","200"]',
      "null",
      "",
      "{",
    ])
      expect(reasonOf(json, line), line).to.contain("does not fit");
  });

  it("keeps every digit of a bare number", () => {
    const template = '{"n":$context.responseLength,"id":"$context.requestId"}';
    expect(valuesOf(template, '{"n":12345678901234567890,"id":"a\\"b"}')).to.equal(undefined);
    expect(valuesOf(template, '{"n":12345678901234567890,"id":"r-1"}')).to.deep.equal({
      responseLength: "12345678901234567890",
      requestId: "r-1",
    });
    expect(valuesOf(template, '{"n":-,"id":"r-1"}')).to.deep.equal({ responseLength: null, requestId: "r-1" });
  });

  it("reports literal text under its key, dotted where nested, and never over a variable", () => {
    const template = '{"service":"orders","meta":{"team":"a","none":"-"},"version":3,"status":"literal","code":"$context.status"}';
    const line = '{"service":"orders","meta":{"team":"a","none":"-"},"version":3,"status":"literal","code":"200"}';
    expect(valuesOf(template, line)).to.deep.equal({ service: "orders", "meta.team": "a", "meta.none": null, version: "3", status: "200" });
    expect(reasonOf(template, line.replace("orders", "payments"))).to.contain("does not fit");
  });

  it("wants one variable under two keys to say the same", () => {
    const template = '{"a":"$context.requestId","b":"$context.requestId"}';
    expect(valuesOf(template, '{"a":"r-1","b":"r-1"}')).to.deep.equal({ requestId: "r-1" });
    expect(reasonOf(template, '{"a":"r-1","b":"r-2"}')).to.contain("does not fit");
  });

  it("refuses whole JSON with more keys than the format's, although its text would fit into the last value", () => {
    const template = '{"id":"$context.requestId","plan":"$context.authorizer.plan"}';
    expect(reasonOf(template, '{"id":"r-1","plan":"gold","tokens":"12"}')).to.equal("the line does not fit the format: it has other keys");
    expect(reasonOf('["$context.requestId","$context.authorizer.plan"]', '["r-1","gold","12"]')).to.contain("other keys");
  });

  it("never returns the API key's value or the client's certificate", () => {
    const template = '{"id":"$context.requestId","key":"$context.identity.apiKey","pem":"$context.identity.clientCert.clientCertPem"}';
    const format = compileFormat(template);
    const line = '{"id":"r-1","key":"s3cr3t","pem":"-----BEGIN\\nMII"}';
    expect(format.variables).to.deep.equal(["requestId", "identity.apiKey", "identity.clientCert.clientCertPem"]);
    expect(format.decode(line)).to.deep.equal({ values: { requestId: "r-1" } });
    expect(format.decodeTexts(line)).to.deep.equal(["r-1", null, null]);
  });

  it("tells text time from epoch time, which two formats in the wild write under the same keys", () => {
    const text = '{"id":"$context.requestId","time":"$context.requestTime"}';
    const epoch = '{"id":"$context.requestId","time":$context.requestTimeEpoch}';
    expect(reasonOf(text, '{"id":"r-1","time":1767225600000}')).to.contain("does not fit");
    expect(valuesOf(epoch, '{"id":"r-1","time":1767225600000}')).to.deep.equal({ requestId: "r-1", requestTimeEpoch: "1767225600000" });
    expect(reasonOf(epoch, '{"id":"r-1","time":"01/Jan/2026:00:00:00 +0000"}')).to.contain("does not fit");
  });
});

describe("access-log format: text", () => {
  const clf =
    '$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.path $context.protocol" $context.status $context.responseLength $context.requestId';

  it("reads the Common Log Format", () => {
    const line = '203.0.113.7 - - [01/Jan/2026:10:00:00 +0000] "GET /prod/a b HTTP/1.1" 200 - r-1';
    expect(valuesOf(clf, line)).to.deep.equal({
      "identity.sourceIp": "203.0.113.7",
      "identity.caller": null,
      "identity.user": null,
      requestTime: "01/Jan/2026:10:00:00 +0000",
      httpMethod: "GET",
      path: "/prod/a b",
      protocol: "HTTP/1.1",
      status: "200",
      responseLength: null,
      requestId: "r-1",
    });
  });

  it("finds the one reading that the values allow", () => {
    expect(valuesOf("$context.identity.userAgent $context.status", "curl 8 (x86) 200")).to.deep.equal({
      "identity.userAgent": "curl 8 (x86)",
      status: "200",
    });
    expect(valuesOf("$context.error.message,$context.status,$context.identity.userAgent", "No, never,403,curl")).to.deep.equal({
      "error.message": "No, never",
      status: "403",
      "identity.userAgent": "curl",
    });
  });

  it("refuses a line with two possible readings instead of choosing one", () => {
    expect(reasonOf("$context.identity.userAgent $context.error.message", "a b c")).to.contain("more than one reading");
    expect(reasonOf("$context.error.message,$context.status,$context.identity.userAgent", "a,200,b,200,c")).to.contain(
      "more than one reading",
    );
  });

  it("refuses variables that nothing separates, unless their values do", () => {
    expect(compileFormat("$context.status$context.responseLength").refused).to.contain(
      "nothing separates $context.status from $context.responseLength",
    );
    expect(compileFormat("$context.error.message$context.status").refused).to.contain("nothing separates");
    expect(valuesOf("$context.httpMethod$context.path", "GET/a/b")).to.deep.equal({ httpMethod: "GET", path: "/a/b" });
    expect(valuesOf("$context.httpMethod$context.path", "--")).to.deep.equal({ httpMethod: null, path: null });
  });

  it("reads a unit that directly follows a variable as text", () => {
    expect(valuesOf("$context.responseLatencyms $context.requestId", "57ms r-1")).to.deep.equal({
      responseLatency: "57",
      requestId: "r-1",
    });
    expect(compileFormat("$context.responseLengthTotal").variables).to.deep.equal(["responseLengthTotal"]);
  });

  it("refuses an escape outside JSON, where it may be the client's own", () => {
    const template = '"$context.identity.userAgent" $context.status';
    expect(reasonOf(template, '"say \\"hi\\"" 200')).to.contain("backslash");
    expect(valuesOf(template, '"say "hi"" 200')).to.deep.equal({ "identity.userAgent": 'say "hi"', status: "200" });
    expect(valuesOf(template, '"ACME\\user" 200')).to.deep.equal({ "identity.userAgent": "ACME\\user", status: "200" });
  });

  it("takes the quotes off the message string, which brings its own", () => {
    expect(valuesOf('{"m":"$context.error.messageString","s":"$context.status"}', '{"m":""Forbidden"","s":"403"}')).to.deep.equal({
      "error.messageString": "Forbidden",
      status: "403",
    });
    expect(valuesOf("$context.error.messageString $context.status", "- 200")).to.deep.equal({ "error.messageString": null, status: "200" });
  });

  it("ignores the line break at the end of a format and of a line, expanded or not", () => {
    for (const template of [`${clf}\n`, `${clf}\\n`, clf])
      for (const end of ["", "\n", "\r\n"])
        expect(valuesOf(template, `203.0.113.7 - - [-] "- - -" 404 0 r-1${end}`), JSON.stringify([template.slice(-4), end])).to.include({
          status: "404",
          requestId: "r-1",
        });
    expect(valuesOf(`${clf}\\n`, '203.0.113.7 - - [-] "- - -" 404 0 r-1\\n')).to.include({ requestId: "r-1" });
  });

  it("refuses a value that the variable cannot have", () => {
    expect(reasonOf("$context.status|$context.requestId", "OK|r-1")).to.contain("does not fit");
    expect(reasonOf("$context.path|$context.requestId", "no slash|r-1")).to.contain("does not fit");
  });

  it("refuses a format without a variable, and what is no text at all", () => {
    expect(compileFormat("hello").refused).to.contain("no $context variable");
    expect(compileFormat("").refused).to.contain("no $context variable");
    expect(compileFormat(undefined as unknown as string).refused).to.contain("no $context variable");
  });
});

describe("access-log format: lines made to be expensive", () => {
  it("refuses many readings within a bounded amount of work", () => {
    const { decode } = compileFormat("$context.error.message $context.identity.userAgent $context.integration.error $context.routeKey");
    const started = process.hrtime.bigint();
    expect(decode("a ".repeat(200_000)))
      .to.have.property("reason")
      .that.contains("ambiguous");
    expect(Number(process.hrtime.bigint() - started) / 1e6).to.be.below(2000);
  });

  it("reads a line as long as Firehose delivers, refuses one of 10 MB and one nested 100,000 deep", () => {
    const long = "x".repeat(1_000_000);
    expect(valuesOf(json, `{"id":"r-1","agent":"${long}","status":"200"}`)).to.deep.equal(row(long));
    expect(valuesOf("$context.path $context.status", `/${long} 200`)).to.deep.equal({ path: `/${long}`, status: "200" });
    expect(reasonOf(json, `{"id":"r-1","agent":"${"x".repeat(10_000_000)}"`)).to.contain("longer than 1048576 characters");
    expect(reasonOf(json, `{"id":${"[".repeat(100_000)}${"]".repeat(100_000)},"agent":"x","status":"200"}`)).to.contain("does not fit");
  });
});

import { expect } from "chai";
import { type ApiKind, accessLogColumns, apiKinds } from "../../analytics/schema";
import { knownFormats } from "../../analytics/schema/known-formats";
import { formatFor, formatLimit } from "../../analytics/schema/log-format";
import { makeFormatCompiler } from "../../functions/access-log-format";
import * as documented from "../data/context-variables.json";

const documentedFor: Record<ApiKind, readonly string[]> = { REST: documented.REST, HTTP: documented.HTTP, WEBSOCKET: documented.WS };
const { compileFormat } = makeFormatCompiler();
const many = (count: number, length: number) => Array.from({ length: count }, (_, i) => `property_${i}_${"x".repeat(length)}`);

describe("the project's log formats", () => {
  for (const kind of apiKinds) {
    const { template, logged, leftOut } = formatFor(kind);
    const variables = compileFormat(template).variables;

    it(`${kind}: fits the service's limit, on one line of plain JSON`, () => {
      expect(Buffer.byteLength(template)).to.equal(template.length).and.to.be.at.most(formatLimit[kind]);
      expect(template).not.to.contain("\n");
      expect(JSON.parse(template)).to.be.an(kind === "REST" ? "object" : "array");
    });

    it(`${kind}: carries the ids, every column of the first two priorities, and only variables of its kind`, () => {
      expect(variables).to.include.members(["requestId", "extendedRequestId"]);
      const first = accessLogColumns.filter(({ variables, priority }) => variables?.[kind] && (priority ?? 5) <= 2);
      expect(logged).to.include.members(first.map(({ name }) => name));
      for (const variable of variables)
        expect(documentedFor[kind].includes(variable) || /^authorizer\.claims\.\w+$/.test(variable), variable).to.equal(true);
    });

    it(`${kind}: says for every column whether it is logged or why not`, () => {
      const all = accessLogColumns.filter(({ variables }) => variables?.[kind]).map(({ name }) => name);
      expect([...logged, ...leftOut.map(({ column }) => column)]).to.have.members(all);
    });

    it(`${kind}: is read back to its columns`, () => {
      const line = variables.reduceRight(
        (text, name, i) => text.replace(`$context.${name}"`, `${name === "requestTimeEpoch" ? 1767225600000 + i : `v${i}`}"`),
        template,
      );
      const texts = compileFormat(template).decodeTexts(line);
      expect(texts).to.deep.equal(variables.map((name, i) => (name === "requestTimeEpoch" ? `${1767225600000 + i}` : `v${i}`)));
    });
  }

  it("uses the columns' names as keys on REST", () => {
    const { template, logged } = formatFor("REST");
    expect(Object.keys(JSON.parse(template))).to.deep.equal(logged);
  });

  it("names the kind and the variables' fingerprint where there are no keys, so that no other version's line fits", () => {
    const old = formatFor("HTTP", { authorizerProperties: ["tenant"] }).template;
    const now = formatFor("HTTP", { authorizerProperties: ["account"] }).template;
    expect(JSON.parse(old)).to.have.length(JSON.parse(now).length);
    const line = old.replace("$context.requestTimeEpoch", "1767225600000").replace(/\$context\.[\w.]+/g, "-");
    expect(compileFormat(old).decode(line)).to.have.property("values");
    expect(compileFormat(now).decode(line)).to.have.property("reason");
  });

  it("adds authorizer properties and claims, in each kind", () => {
    for (const kind of apiKinds) {
      const { template } = formatFor(kind, { authorizerProperties: ["tenant", "plan-id", "tenant"], jwtClaims: ["email"] });
      expect(compileFormat(template).variables.slice(-3)).to.deep.equal([
        "authorizer.tenant",
        "authorizer.plan-id",
        "authorizer.claims.email",
      ]);
      expect(template.length).to.be.at.most(formatLimit[kind]);
    }
  });

  it("adds no variable twice that a column already logs", () => {
    const { template } = formatFor("REST", { jwtClaims: ["sub"], authorizerProperties: ["principalId"] });
    expect(template.split("$context.authorizer.claims.sub")).to.have.length(2);
    expect(template.split("$context.authorizer.principalId")).to.have.length(2);
  });

  it("does not log dropped columns, but always the ids", () => {
    const { template, leftOut } = formatFor("REST", { droppedColumns: ["user_agent", "source_ip", "request_id"] });
    const { variables } = compileFormat(template);
    expect(variables).not.to.include.members(["identity.userAgent", "identity.sourceIp"]);
    expect(variables).to.include("requestId");
    expect(leftOut).to.deep.include({ column: "user_agent", reason: "dropped by the setting droppedColumns" });
  });

  it("refuses settings that overflow the limit, in the usual form", () => {
    expect(() => formatFor("HTTP", { authorizerProperties: many(12, 40) })).to.throw(
      /^Invalid setting 'api-usage-analytics:authorizerProperties': must be short enough for the HTTP access-log format of at most 1024 characters, got 'authorizer\.property_0_/,
    );
    expect(() => formatFor("WEBSOCKET", { jwtClaims: many(12, 40) })).to.throw("Invalid setting 'api-usage-analytics:jwtClaims'");
    expect(() => formatFor("REST", { authorizerProperties: many(60, 40) })).to.throw("at most 3072 characters");
  });

  it("refuses names that a format cannot hold", () => {
    for (const name of ["", "a b", 'a"', "cognito:username", "1a", "a.b", "$context"])
      expect(() => formatFor("REST", { jwtClaims: [name] }), name).to.throw(
        `Invalid setting 'api-usage-analytics:jwtClaims': must be a list of names of letters, digits, '_' and '-' that start with a letter, got '${name}'.`,
      );
  });

  it("never logs a secret variable, however it is asked for", () => {
    for (const kind of apiKinds) expect(formatFor(kind).template).not.to.match(/identity\.apiKey"|clientCertPem/);
  });
});

describe("known formats", () => {
  it("have names and texts of their own, and can be read", () => {
    expect(new Set(knownFormats.map(({ id }) => id)).size).to.equal(knownFormats.length);
    expect(new Set(knownFormats.map(({ template }) => template)).size).to.equal(knownFormats.length);
    for (const { id, template } of knownFormats) expect(compileFormat(template).refused, id).to.equal(undefined);
  });

  it("have the sizes of the published ones", () => {
    const byId = (id: string) => compileFormat(knownFormats.find((format) => format.id === id)!.template).variables.length;
    expect(
      ["aws-samples-46", "portal-13", "portal-13-typographic", "portal-15", "sumologic-rest", "sumologic-http", "datadog"].map(byId),
    ).to.deep.equal([46, 13, 13, 15, 62, 52, 12]);
    expect(knownFormats.find(({ id }) => id === "aws-samples-46")!.template).to.have.length(2127);
  });

  it("hold what AWS documents and the Serverless Framework writes, letter by letter", () => {
    const template = (id: string) => knownFormats.find((format) => format.id === id)!.template;
    expect(template("docs-rest-clf")).to.equal(
      '$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime]"$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId $context.extendedRequestId',
    );
    expect(template("docs-rest-xml")).to.match(
      /^<request id="\$context\.requestId"> <extendedRequestId>\$context\.extendedRequestId<\/extendedRequestId> <ip>/,
    );
    expect(template("serverless-rest")).to.equal(
      "requestId: $context.requestId, ip: $context.identity.sourceIp, caller: $context.identity.caller, user: $context.identity.user, requestTime: $context.requestTime, httpMethod: $context.httpMethod, resourcePath: $context.resourcePath, status: $context.status, protocol: $context.protocol, responseLength: $context.responseLength",
    );
  });

  it("read the examples of the console", () => {
    const template = (id: string) => knownFormats.find((format) => format.id === id)!.template;
    expect(template("console-rest-clf")).to.equal(
      '$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId $context.extendedRequestId',
    );
    expect(template("console-websocket-csv-2021")).to.equal(
      "$context.identity.sourceIp,$context.identity.caller,$context.identity.user,$context.requestTime,$context.eventType,$context.routeKey,$context.connectionId,$context.status,$context.requestId",
    );
  });
});

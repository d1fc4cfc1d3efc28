import { expect } from "chai";
import { problems } from "../../components/logs-api/answers";
import { importDocument } from "../../components/logs-api/import-document";
import { routes } from "../../components/logs-api/routes";

const groups = { orders: "/aws/lambda/orders#end", "pay-1": "payments" };
const args = {
  title: "logs",
  groups,
  authorization: { kind: "iam" },
  partition: "aws",
  region: "eu-west-1",
  accountId: "123456789012",
  roleArn: "arn:aws:iam::1:role/r",
} as const;
const document = importDocument(args);
const methods = Object.entries(document.paths).map(([path, { get }]) => ({
  path,
  get,
  integration: get["x-amazon-apigateway-integration"],
}));

describe("logs-api import document", () => {
  it("has a resource of its own for every alias and route, and nothing with a variable path", () => {
    expect(Object.keys(document.paths)).to.have.members(
      Object.keys(groups).flatMap((alias) => [`/groups/${alias}/streams`, `/groups/${alias}/stream-events`, `/groups/${alias}/events`]),
    );
  });

  it("sends every route to one operation with the headers and the role, and passes nothing through", () => {
    const actions = { streams: "DescribeLogStreams", "stream-events": "GetLogEvents", events: "FilterLogEvents" } as Record<string, string>;
    for (const { path, integration } of methods) {
      const action = actions[path.split("/").pop()!]!;
      expect(integration).to.deep.include({
        type: "aws",
        httpMethod: "POST",
        uri: `arn:aws:apigateway:eu-west-1:logs:action/${action}`,
        credentials: "arn:aws:iam::1:role/r",
        passthroughBehavior: "never",
        timeoutInMillis: 29_000,
        requestParameters: {
          "integration.request.header.Content-Type": "'application/x-amz-json-1.1'",
          "integration.request.header.X-Amz-Target": `'Logs_20140328.${action}'`,
        },
      });
      expect(Object.keys(integration.requestTemplates)).to.deep.equal(["application/json"]);
    }
  });

  it("fixes the log group in the template, in a spelling that Velocity leaves alone, and never sends unmask", () => {
    for (const { path, integration } of methods) {
      const template = integration.requestTemplates["application/json"]!;
      const names = [...template.matchAll(/"logGroupName":("[^"]*")/g)].map((m) => JSON.parse(m[1]!));
      expect(names, path).to.deep.equal([path.includes("/orders/") ? groups.orders : groups["pay-1"]]);
      expect(template).not.to.contain("#end.").and.not.to.contain("orders#");
      expect(template).not.to.match(/unmask|logGroupIdentifier/);
      expect(template.length).to.be.below(300 * 1024);
    }
  });

  it("reads parameters from the query string only", () => {
    for (const { integration } of methods) {
      const template = integration.requestTemplates["application/json"]!;
      expect(template.match(/\$input\.\w+/g)).to.deep.equal(["$input.params"]);
      expect(template).to.contain("$input.params().querystring");
    }
  });

  it("has a method response for every status that a template can set", () => {
    for (const { path, get, integration } of methods) {
      const all = Object.values(integration.responses);
      const set = all.flatMap(({ statusCode, responseTemplates }) => [
        statusCode,
        ...[...responseTemplates["application/json"]!.matchAll(/#set\(\$(?:context\.responseOverride\.)?status = (\d+)\)/g)].map(
          (m) => m[1]!,
        ),
      ]);
      expect([...new Set(set)].sort(), path).to.deep.equal(Object.keys(get.responses).sort());
      expect(Object.keys(get.responses)).to.include.members(["200", "400", "403", "404", "413", "429", "502"]);
    }
  });

  it("chooses the answer by the status of the service, each status by one pattern", () => {
    for (const { integration } of methods) {
      const patterns = Object.keys(integration.responses).filter((key) => key !== "default");
      const chosen = (status: string) => patterns.filter((pattern) => new RegExp(`^(?:${pattern})$`).test(status));
      for (const status of ["400", "403", "413", "429", "500", "503"]) expect(chosen(status), status).to.have.length(1);
      expect(chosen("200")).to.deep.equal([]);
      expect(integration.responses["default"]!.statusCode).to.equal("200");
    }
  });

  it("has the validator require what is required, and keeps answers out of caches", () => {
    for (const { path, get, integration } of methods) {
      expect(get["x-amazon-apigateway-request-validator"]).to.equal("parameters");
      const required = get.parameters.filter((p) => p.required).map((p) => p.name);
      expect(required, path).to.deep.equal(path.endsWith("/stream-events") ? ["stream"] : []);
      for (const { responseParameters } of Object.values(integration.responses))
        expect(responseParameters).to.deep.equal({ "method.response.header.Cache-Control": "'no-store'" });
    }
    expect(document["x-amazon-apigateway-request-validators"].parameters).to.deep.equal({
      validateRequestParameters: true,
      validateRequestBody: false,
    });
  });

  it("answers for API Gateway itself in the same form", () => {
    const responses = document["x-amazon-apigateway-gateway-responses"];
    for (const [type, { statusCode, responseTemplates }] of Object.entries(responses)) {
      const body = JSON.parse(responseTemplates["application/json"]!);
      expect(body, type)
        .to.include({ requestId: "$context.extendedRequestId" })
        .and.to.have.keys("parameter" in body ? ["code", "parameter", "message", "requestId"] : ["code", "message", "requestId"]);
      if (type !== "DEFAULT_4XX")
        expect(
          Object.values(problems)
            .filter((p) => String(p.status) === statusCode)
            .map((p) => p.code as string),
          type,
        ).to.include(body.code);
    }
    const status = (type: string) => responses[type]?.statusCode;
    expect(
      [
        "BAD_REQUEST_PARAMETERS",
        "UNAUTHORIZED",
        "ACCESS_DENIED",
        "REQUEST_TOO_LARGE",
        "UNSUPPORTED_MEDIA_TYPE",
        "THROTTLED",
        "INTEGRATION_TIMEOUT",
      ].map(status),
    ).to.deep.equal(["400", "401", "403", "413", "415", "429", "502"]);
    expect(JSON.parse(responses["BAD_REQUEST_PARAMETERS"]!.responseTemplates["application/json"]!).parameter).to.equal("stream");
  });

  it("asks every caller who it is", () => {
    for (const { get } of methods) expect(get.security).to.deep.equal([{ caller: [] }]);
    expect(document.components.securitySchemes.caller).to.deep.include({ "x-amazon-apigateway-authtype": "awsSigv4" });
    const scheme = (authorization: Parameters<typeof importDocument>[0]["authorization"]) =>
      importDocument({ ...args, authorization }).components.securitySchemes.caller;
    expect(scheme({ kind: "cognito", userPoolArn: "arn:pool" })).to.deep.include({
      "x-amazon-apigateway-authtype": "cognito_user_pools",
      "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: ["arn:pool"] },
    });
    expect(scheme({ kind: "lambda", functionArn: "arn:fn" })).to.deep.include({
      "x-amazon-apigateway-authtype": "custom",
      "x-amazon-apigateway-authorizer": {
        type: "request",
        authorizerUri: "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:fn/invocations",
        identitySource: "method.request.header.Authorization",
        authorizerResultTtlInSeconds: 0,
      },
    });
  });

  it("refuses each parameter by a request that names no group and breaks one constraint of one member", () => {
    for (const route of routes) {
      const members = route.parameters.map(({ refusal }) => refusal.member);
      expect(new Set(members).size, "which member was refused tells the parameter").to.equal(members.length);
      for (const { refusal } of route.parameters) {
        expect(Object.keys(refusal.body)).to.include(refusal.member).and.not.to.include.oneOf(["logGroupName", "logGroupIdentifier"]);
      }
    }
  });

  it("fits seventy groups into one import (6 MB)", () => {
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`a${i}`.padEnd(64, "x"), "g".repeat(512)]));
    expect(JSON.stringify(importDocument({ ...args, groups: many })).length).to.be.below(6 * 1024 * 1024);
  });
});

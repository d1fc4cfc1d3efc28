import * as fs from "node:fs";
import * as path from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect } from "chai";
import { problems } from "../../components/logs-api/answers";
import { importDocument } from "../../components/logs-api/import-document";
import { openApiDocument } from "../../components/logs-api/open-api";
import { type ParameterName, refusalMessage } from "../../components/logs-api/parameters";
import { routes } from "../../components/logs-api/routes";

const FILE = path.join(__dirname, "../../docs/logs-api.openapi.json");
const described = openApiDocument({
  url: "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/logs",
  aliases: ["my-service"],
  authorization: { kind: "iam" },
});

/** The part of JSON Schema that the document uses. */
function violations(value: unknown, schema: any, at = "$"): string[] {
  if (schema.$ref)
    return violations(
      value,
      schema.$ref
        .split("/")
        .slice(1)
        .reduce((node: any, key: string) => node[key], described),
      at,
    );
  const type = value === null ? "null" : Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value;
  if (schema.type && ![schema.type].flat().includes(type)) return [`${at} is ${type}`];
  const wrong: string[] = [];
  if (schema.enum && !schema.enum.includes(value)) wrong.push(`${at} is not in the enum`);
  if (typeof value === "number" && (value < (schema.minimum ?? value) || value > (schema.maximum ?? value)))
    wrong.push(`${at} is out of range`);
  if (typeof value === "string" && schema.pattern && !new RegExp(schema.pattern, "u").test(value)) wrong.push(`${at} does not match`);
  if (typeof value === "string" && (value.length < (schema.minLength ?? 0) || value.length > (schema.maxLength ?? value.length)))
    wrong.push(`${at} has a wrong length`);
  if (Array.isArray(value)) return [...wrong, ...value.flatMap((item, i) => violations(item, schema.items, `${at}[${i}]`))];
  if (type !== "object") return wrong;
  const object = value as Record<string, unknown>;
  for (const key of schema.required ?? []) if (!(key in object)) wrong.push(`${at}.${key} is missing`);
  for (const [key, one] of Object.entries(object))
    wrong.push(...(schema.properties[key] ? violations(one, schema.properties[key], `${at}.${key}`) : [`${at}.${key} is not described`]));
  return wrong;
}

describe("logs-api OpenAPI document", () => {
  it("is the one in docs/ (UPDATE_DOCS=1 writes it)", () => {
    const text = `${JSON.stringify(described, null, 2)}\n`;
    if (process.env.UPDATE_DOCS) fs.writeFileSync(FILE, text);
    expect(fs.readFileSync(FILE, "utf8")).to.equal(text);
  });

  it("keeps the schema of the specification: 3.1 what people read, 3.0 what API Gateway imports", async () => {
    const verdict = async (given: object) => {
      const validator = new Validator();
      const { valid } = await validator.validate(JSON.parse(JSON.stringify(given)));
      return `${validator.version} ${valid ? "valid" : "invalid"}`;
    };
    const place = { partition: "aws", region: "eu-west-1", accountId: "123456789012", roleArn: "arn:aws:iam::123456789012:role/r" };
    for (const authorization of [
      { kind: "iam" },
      { kind: "cognito", userPoolArn: "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbC123" },
      { kind: "lambda", functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:who" },
    ] as const) {
      expect(await verdict(openApiDocument({ url: "https://api.example/logs", aliases: ["a", "b-2"], authorization }))).to.equal(
        "3.1 valid",
      );
      const groups = { a: "g", "b-2": "/aws/lambda/x#y" };
      expect(
        await verdict(importDocument({ title: "t", groups, authorization, privateVpcEndpointIds: ["vpce-0123456789abcdef0"], ...place })),
      ).to.equal("3.0 valid");
    }
    const { paths, ...rest } = described;
    expect(await verdict({ ...rest, paths: { "groups/{alias}/events": paths["/groups/{alias}/events"] } })).to.equal("3.1 invalid");
    expect(await verdict({ ...described, servers: [{}] })).to.equal("3.1 invalid");
  });

  it("describes exactly the routes and parameters that are deployed", () => {
    const deployed = importDocument({
      title: "t",
      groups: { "my-service": "g" },
      authorization: { kind: "iam" },
      partition: "aws",
      region: "r",
      accountId: "1",
      roleArn: "a",
    });
    const shape = (paths: Record<string, { get: { parameters: { name: string; in: string; required: boolean }[] } }>) =>
      Object.entries(paths).map(([route, { get }]) => [
        route.replace("{alias}", "my-service"),
        get.parameters.filter((p) => p.in === "query").map(({ name, required }) => [name, required]),
      ]);
    expect(shape(described.paths)).to.deep.equal(shape(deployed.paths));
  });

  it("describes every answer that a method or the gateway can give", () => {
    const deployed = importDocument({
      title: "t",
      groups: { a: "g" },
      authorization: { kind: "iam" },
      partition: "aws",
      region: "r",
      accountId: "1",
      roleArn: "a",
    });
    const byGateway = Object.values(deployed["x-amazon-apigateway-gateway-responses"]).flatMap(({ statusCode }) =>
      statusCode ? [statusCode] : [],
    );
    for (const { get } of Object.values(described.paths)) {
      const own = Object.values(deployed.paths).flatMap((one) => Object.keys(one.get.responses));
      expect(Object.keys(get.responses)).to.have.members([...new Set([...own, ...byGateway])]);
    }
  });

  it("has no answer that the page of documentation does not list", () => {
    const page = fs.readFileSync(path.join(__dirname, "../../docs/logs-api.md"), "utf8");
    const rows = page.split("\n").filter((line) => /^\| \d{3}/.test(line));
    for (const { status, code } of Object.values(problems))
      expect(
        rows.some((row) => row.split("|")[1]!.includes(String(status)) && row.includes(`\`${code}\``)),
        `${status} ${code}`,
      ).to.equal(true);
  });

  it("has examples that keep its own schemas", () => {
    for (const [route, { get }] of Object.entries(described.paths)) {
      for (const parameter of get.parameters)
        expect(violations((parameter as any).example, parameter.schema), `${route} ${parameter.name}`).to.deep.equal([]);
      for (const [status, { content }] of Object.entries(get.responses)) {
        const { schema, example } = content["application/json"] as { schema: object; example: unknown };
        expect(example, `${route} ${status}`).to.be.an("object");
        expect(violations(example, schema), `${route} ${status}`).to.deep.equal([]);
      }
    }
    expect(
      violations(
        { events: [{}], next: 1 },
        (described.paths["/groups/{alias}/events"] as any).get.responses["200"].content["application/json"].schema,
      ),
    ).to.have.length.above(1);
  });

  it("has schemas that agree with what the templates check", () => {
    for (const { parameters } of routes)
      for (const { parameter } of parameters) {
        const accepts = (text: string) => new RegExp(`^(?:${parameter.pattern})$`, "u").test(text);
        const probes = [
          "",
          "0",
          "1",
          "50",
          "51",
          "10000",
          "10001",
          "9999999999999",
          "newest",
          "oldest",
          "other",
          "a:b",
          "a b",
          "x".repeat(512),
          "x".repeat(513),
          "x".repeat(1025),
          "x".repeat(4097),
        ];
        for (const text of probes) {
          const value = parameter.type === "integer" ? (/^\d+$/.test(text) ? Number(text) : text) : text;
          // A blank value counts as absent, except where one is required.
          if (text === "" && !parameter.required) continue;
          expect(accepts(text), `${parameter.name}=${text.slice(0, 20)}`).to.equal(violations(value, parameter.schema).length === 0);
        }
        expect(accepts(parameter.example)).to.equal(true);
        expect(refusalMessage(parameter))
          .to.match(new RegExp(`^Parameter '${parameter.name satisfies ParameterName}' must be .+\\.$`))
          .and.not.match(/["\\#$]/);
      }
  });
});

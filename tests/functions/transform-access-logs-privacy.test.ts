import { createHmac } from "node:crypto";
import { expect } from "chai";
import { ServiceError } from "../../local/stand-ins/sdk-module";
import { fill, logBatch, record, request, restFormat, rowsOf, transformerRig } from "./stand-ins/transformer-rig";

const key = "0123456789abcdef0123456789abcdef";
const pseudonym = (text: string) => `p-${createHmac("sha256", key).update(text).digest("hex").slice(0, 32)}`;
const line = (values: Record<string, string> = {}) => fill(restFormat, request(values));
const ip = (address: string) => line({ "identity.sourceIp": address });

describe("transform-access-logs keeps addresses as the setting says", () => {
  const cases: [string, string, string, string, string][] = [
    ["203.0.113.255", "203.0.113.255", "00000000000000000000ffffcb0071ff", "203.0.113.0", "00000000000000000000ffffcb007100"],
    [
      "2001:DB8:85a3::8a2e:370:7334",
      "2001:DB8:85a3::8a2e:370:7334",
      "20010db885a3000000008a2e03707334",
      "2001:db8:85a3::",
      "20010db885a300000000000000000000",
    ],
    ["::ffff:192.0.2.129", "::ffff:192.0.2.129", "00000000000000000000ffffc0000281", "192.0.2.0", "00000000000000000000ffffc0000200"],
    [
      "2001:db8:1:2:3:4:5:6",
      "2001:db8:1:2:3:4:5:6",
      "20010db8000100020003000400050006",
      "2001:db8:1::",
      "20010db8000100000000000000000000",
    ],
  ];
  it("keep and truncate: /24 and /48, with the key made after truncation", async () => {
    const kept = await (await transformerRig()).rows(...cases.map(([address]) => ip(address)));
    expect(kept.map((row) => [row["source_ip"], row["source_ip_key"]])).to.deep.equal(cases.map(([, text, full]) => [text, full]));
    const cut = await (await transformerRig({ config: { clientIp: "truncate" } })).rows(...cases.map(([address]) => ip(address)));
    expect(cut.map((row) => [row["source_ip"], row["source_ip_key"]])).to.deep.equal(cases.map(([, , , text, network]) => [text, network]));
  });

  it("gives no key to what is no address", async () => {
    const rows = await (await transformerRig()).rows(
      ...["test-invoke-source-ip", "1.2.3.256", "010.1.1.1", "1::2::3", ":::", "12345::"].map(ip),
    );
    for (const row of rows) expect(row).to.include.keys("source_ip").and.not.to.have.property("source_ip_key");
  });

  it("hides every address of a list, and one with its port", async () => {
    const told = ["203.0.113.7, 2001:db8:1:2::5", "203.0.113.7:443", "[2001:db8:1:2::5]:443", "test-invoke-source-ip"].map((text) =>
      JSON.stringify({ apiId: "a1", status: "200", ip: text }),
    );
    const kept = async (clientIp: "truncate" | "pseudonymise") =>
      (await (await transformerRig({ config: { clientIp } })).rows(...told)).map((row) => row["source_ip"]);
    expect(await kept("truncate")).to.deep.equal(["203.0.113.0, 2001:db8:1::", "203.0.113.0", "2001:db8:1::", "test-invoke-source-ip"]);
    const [v4, v6] = ["203.0.113.7", "2001:db8:1:2::5"].map(pseudonym);
    expect(await kept("pseudonymise")).to.deep.equal([`${v4}, ${v6}`, v4, v6, "test-invoke-source-ip"]);
  });

  it("pseudonymises: one address, one name per version of the key, and no key", async () => {
    const rig = await transformerRig({ config: { clientIp: "pseudonymise" } });
    const [row, again] = await rig.rows(ip("203.0.113.7"), ip("203.0.113.7"));
    expect(row)
      .to.include({ source_ip: pseudonym("203.0.113.7"), privacy_key_version: "v7" })
      .and.not.to.have.property("source_ip_key");
    expect(again!["source_ip"]).to.equal(row!["source_ip"]);
  });

  it("drops columns, the key of a dropped address with it, and never the keys of the lake", async () => {
    const rig = await transformerRig({ config: { droppedColumns: ["source_ip", "user_agent", "row_key", "request_time"] } });
    const [row, keyed] = await rig.rows(
      line(),
      '{"status":"200","ip":"203.0.113.7","sourceIp":"203.0.113.8","userAgent":"x","identity.userAgent":"y"}',
    );
    expect(row).to.include.keys("row_key", "request_time").and.not.to.have.any.keys("source_ip", "source_ip_key", "user_agent");
    expect(JSON.stringify(keyed)).not.to.match(/203\.0\.113|userAgent/);
  });

  it("cuts user agents at the configured length, other texts at 4,096 characters, and says which", async () => {
    const rig = await transformerRig({ config: { maxUserAgentLength: 40 } });
    const [row] = await rig.rows(line({ "identity.userAgent": "u".repeat(5000), path: `/${"p".repeat(5000)}` }));
    expect(row!["user_agent"]).to.equal("u".repeat(40));
    expect(row!["path"]).to.have.length(4096);
    expect(JSON.parse(row!["attributes"])).to.deep.equal({ truncated_columns: ["path"] });
  });
});

describe("transform-access-logs under pseudonyms", () => {
  const format = restFormat.replace(
    /}$/,
    ',"authorizer.email":"$context.authorizer.email","authorizer.tokens":"$context.authorizer.tokens","authorizer.claims.email":"$context.authorizer.claims.email","authorizer.claims.phone":"$context.authorizer.claims.phone","authorizer.forwarded":"$context.authorizer.forwarded","resourceId":"$context.resourceId"}',
  );
  const templates = [{ name: "own", kind: "REST", template: format, own: true }] as const;
  const arn = "arn:aws:sts::111122223333:assumed-role/dev/ada";
  const values = request({
    "authorizer.principalId": "ada@example.com",
    "identity.userArn": arn,
    "authorizer.claims.sub": "123456",
    "authorizer.email": "ada@example.com",
    "authorizer.tokens": "1200",
    "authorizer.claims.email": "ada@example.com",
    "authorizer.claims.phone": "4915112345",
    "authorizer.forwarded": "203.0.113.7, 198.51.100.9",
    resourceId: "r1",
    "error.message": `User: ${arn} is not authorized to perform: execute-api:Invoke from 203.0.113.7`,
  });

  it("hides principals in their columns, in error messages that repeat them, and in attributes; counts stay", async () => {
    const rig = await transformerRig({ config: { templates, principals: "pseudonymise", clientIp: "truncate" } });
    const [row] = await rig.rows(fill(format, values));
    expect(row).to.include({
      principal: pseudonym("ada@example.com"),
      principal_arn: pseudonym(arn),
      jwt_subject: pseudonym("123456"),
      error_message: `User: ${pseudonym(arn)} is not authorized to perform: execute-api:Invoke from 203.0.113.0`,
      customer_id: "acme",
      privacy_key_version: "v7",
    });
    expect(JSON.parse(row!["attributes"])).to.deep.equal({
      email: pseudonym("ada@example.com"),
      tokens: "1200",
      claims: { email: pseudonym("ada@example.com"), phone: pseudonym("4915112345") },
      forwarded: "203.0.113.0, 198.51.100.0",
      resourceId: "r1",
    });
    expect(JSON.stringify(row)).not.to.match(/ada@|assumed-role|203\.0\.113\.7/);
  });

  it("shows a customer named by the authorizer, but hides one that is a person", async () => {
    const ask = async (customerSource: string[]) =>
      (await (await transformerRig({ config: { templates, principals: "pseudonymise", customerSource } })).rows(fill(format, values)))[0]!;
    expect(await ask(["authorizer:tokens"])).to.include({ customer_id: "1200", customer: "1200" });
    for (const source of ["authorizer:email", "claim:email", "authorizer:principalId"]) {
      const row = await ask([source]);
      expect(row["customer_id"]).to.equal(pseudonym("ada@example.com"));
      expect(row).not.to.have.property("customer");
    }
  });

  it("transforms nothing while the key cannot be read, and goes on with the last one when it could be", async () => {
    const broken = await transformerRig({
      config: { principals: "pseudonymise" },
      secret: () => {
        throw new ServiceError("AccessDenied", 400);
      },
    });
    const answers = await broken.transform([record(line()), record("x")]);
    expect(answers.map(({ result, errorMessage }) => [result, errorMessage])).to.deep.equal(
      Array(2).fill(["ProcessingFailed", "the key of the pseudonyms cannot be read"]),
    );
    expect(broken.stdout[0]).to.include({ RecordsIn: 2, RowsOut: 0, RecordsFailed: 2 });
    let readable = true;
    const rig = await transformerRig({
      config: { clientIp: "pseudonymise" },
      secret: () => {
        if (!readable) throw new ServiceError("AccessDenied", 400);
        return key;
      },
    });
    await rig.rows(line());
    readable = false;
    const { now } = Date;
    Date.now = () => now() + 2 * 3600000;
    try {
      expect((await rig.rows(line()))[0]!["source_ip"]).to.equal(pseudonym("203.0.113.7"));
    } finally {
      Date.now = now;
    }
  });
});

describe("transform-access-logs lets no secret out", () => {
  const secrets = {
    apiKey: "kZ8sPlantedApiKeyValue0123456789",
    bearer: "Bearer plantedbearertoken.abcdefghijklmnop",
    jwt: "eyJhbGciOiJub25lIn0.eyJzdWIiOiJwbGFudGVkIn0.c2ln",
    certificate: "-----BEGIN CERTIFICATE-----MIIBplanted-----END CERTIFICATE-----",
    password: "planted-password-1",
  };
  const template = `{"requestId":"$context.requestId","status":"$context.status","k":"$context.identity.apiKey","pem":"$context.identity.clientCert.clientCertPem","t":"$context.authorizer.token","j":"$context.authorizer.assertion","p":"$context.authorizer.password","m":$context.error.messageString,"b":"$context.authorizer.header"}`;
  const values = {
    requestId: "r1",
    status: "200",
    "identity.apiKey": secrets.apiKey,
    "identity.clientCert.clientCertPem": secrets.certificate,
    "authorizer.token": "planted-token-value",
    "authorizer.assertion": secrets.jwt,
    "authorizer.password": secrets.password,
    "authorizer.header": secrets.bearer,
    "error.messageString": '"Forbidden"',
  };
  const planted = /planted|kZ8s|aB3dE6|eyJ|BEGIN/i;

  it("by template, by key, in bad lines' reasons, in metrics, on standard output", async () => {
    const byTemplate = await transformerRig({ config: { templates: [{ name: "leaky", template }], metricsFor: ["a1b2c3d4e5/prod"] } });
    const byKey = await transformerRig();
    const lines = [
      fill(template, values),
      JSON.stringify({
        status: "200",
        api_key: secrets.apiKey,
        "x-api-key": secrets.apiKey,
        identity: { apiKey: secrets.apiKey, clientCert: { clientCertPem: secrets.certificate } },
        authorization: secrets.bearer,
        headers: [secrets.bearer],
        note: `sent ${secrets.bearer}`,
        idToken: secrets.jwt,
        cookie: "session=planted",
        nested: { deep: secrets.jwt },
        k: "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF3hJ6kL9nplanted".slice(0, 40),
      }),
      `{"status":"200","api_key":"${secrets.apiKey}"`,
      `broken ${secrets.bearer} ${secrets.apiKey}`,
    ];
    for (const [rig, sent] of [
      [byTemplate, lines],
      [byKey, lines.slice(1)],
    ] as const) {
      const answers = await rig.transform(sent.map((text) => record(text)));
      expect(answers.filter(({ result }) => result === "Ok")).to.have.length(sent.length - 2);
      const seen = [...answers.flatMap(rowsOf), ...rig.stdout, ...answers.map(({ errorMessage }) => errorMessage)];
      for (const one of seen) expect(`${JSON.stringify(one)}`).not.to.match(planted);
    }
    const [row] = rowsOf((await byTemplate.transform([record(lines[0]!)]))[0]!);
    expect(row).to.include({ request_id: "r1", status: 200, error_message: "Forbidden" });
    expect(JSON.parse(row!["attributes"])).to.deep.equal({ request_time_source: "arrival" });
  });

  it("in lists, and deep inside of what is kept as JSON", async () => {
    const key = "0123456789abcdefghijABCDEFGHIJ0123456789";
    const deep = { a: { b: { c: { d: { e: { password: "hunter2", ok: "kept" } } } } } };
    const told = { apiId: "a1", status: "200", list: [key, "kept", { token: "hunter2" }, `Bearer ${key}`, [[key]]], ...deep };
    const [row] = await (await transformerRig()).rows(JSON.stringify(told));
    expect(JSON.stringify(row)).not.to.contain(key).and.not.to.contain("hunter2");
    const attributes = JSON.parse(row!["attributes"]);
    expect(JSON.parse(attributes.list)).to.deep.equal([null, "kept", {}, null, [[null]]]);
    expect(attributes["a.b.c.d.e"]).to.equal('{"ok":"kept"}');
  });

  it("keeps the raw text of bad lines only where failed records are kept, and out of every reason (X1-6, X3-1)", async () => {
    const rig = await transformerRig({ config: { source: "bridge" } });
    await rig.transform([record(logBatch([line(), `bad ${secrets.bearer}`]))]);
    const [failed] = rig.failedLines();
    expect(Buffer.from(failed!.rawData, "base64").toString()).to.contain(secrets.bearer);
    expect(JSON.stringify({ ...failed, rawData: "" })).not.to.match(planted);
    expect(JSON.stringify(rig.stdout)).not.to.match(/planted|203\.0\.113|curl/);
  });
});

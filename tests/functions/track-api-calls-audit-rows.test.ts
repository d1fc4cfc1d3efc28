import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { auditEventColumns } from "../../analytics/schema";
import { makeAddressKeeper } from "../../functions/client-address";
import { makeAuditRows } from "../../functions/track-api-calls/audit-row";
import { delivery, trackerRig, trailEvent } from "./stand-ins/tracker-rig";

const keep = { clientIp: "keep", principals: "keep" } as const;
const at = Date.UTC(2026, 10, 21, 9, 30);
const rowOf = (event: any, columns?: string[]) =>
  makeAuditRows(keep, columns, (text) => text, null)({ event, time: Date.parse(event.eventTime) || at, arrival: at });
const gateway = (eventName: string, requestParameters: unknown, responseElements: unknown = null) =>
  rowOf(
    trailEvent({
      eventSource: "apigateway.amazonaws.com",
      eventTime: "2026-11-21T09:00:05Z",
      eventName,
      requestParameters,
      responseElements,
    }),
  );

describe("audit rows", () => {
  it("have exactly the columns of the table, and their day", () => {
    const row = gateway("UpdateStage", { restApiId: "a1b2c3d4e5", stageName: "prod" });
    expect(Object.keys(row)).to.deep.equal([...auditEventColumns.map(({ name }) => name), "dt"]);
    expect(row).to.deep.include({
      event_time: "2026-11-21 09:00:05.000",
      dt: "2026-11-21",
      outcome: "Success",
      read_only: true,
      user_name: "ada",
      source_ip: "203.0.113.7",
      source_ip_key: "00000000000000000000ffffcb007107",
      account_id: "111122223333",
      privacy_key_version: null,
    });
  });

  it("have only the columns that are kept", () => {
    expect(Object.keys(rowOf(trailEvent(), ["event_id", "user_name"]))).to.deep.equal(["event_id", "user_name", "dt"]);
  });

  it("are filed under the day of arrival where the event's own is out of all reason", () => {
    expect(rowOf(trailEvent({ eventTime: "2026-11-19T23:59:59Z" }))["dt"]).to.equal("2026-11-19");
    expect(rowOf(trailEvent({ eventTime: "2031-01-01T00:00:00Z" }))["dt"]).to.equal("2026-11-21");
    expect(rowOf(trailEvent({ eventTime: "1999-01-01T00:00:00Z" }))["dt"]).to.equal("2026-11-21");
  });

  it("name who did it, for every kind of identity", () => {
    const names: [unknown, string | null][] = [
      [{ type: "IAMUser", userName: "ada", arn: "arn:aws:iam::1:user/ada" }, "ada"],
      [
        { type: "AssumedRole", arn: "arn:aws:sts::1:assumed-role/deploy/ci", sessionContext: { sessionIssuer: { userName: "deploy" } } },
        "deploy",
      ],
      [{ type: "Root", arn: "arn:aws:iam::111122223333:root" }, "arn:aws:iam::111122223333:root"],
      [{ type: "AWSService", invokedBy: "cloudtrail.amazonaws.com" }, "cloudtrail.amazonaws.com"],
      [undefined, null],
      ["text", null],
    ];
    for (const [userIdentity, name] of names) expect(rowOf(trailEvent({ userIdentity }))["user_name"]).to.equal(name);
  });

  it("say which API, stage or other thing it was about", () => {
    const cases: [string, unknown, unknown, Partial<Record<"api_id" | "api_name" | "stage" | "resource", string | null>>][] = [
      [
        "CreateDeployment",
        { restApiId: "a1", createDeploymentInput: { stageName: "prod" } },
        { id: "d1" },
        { api_id: "a1", stage: "prod", resource: "stage a1/prod" },
      ],
      [
        "UpdateStage",
        { restApiId: "a1", stageName: "prod", updateStageInput: {} },
        null,
        { api_id: "a1", stage: "prod", resource: "stage a1/prod" },
      ],
      ["UpdateStage", { apiId: "h1", stageName: "$default" }, null, { api_id: "h1", stage: "$default", resource: "stage h1/$default" }],
      [
        "CreateRestApi",
        { createRestApiInput: { name: "orders" } },
        { id: "a1", name: "orders" },
        { api_id: "a1", api_name: "orders", resource: "API a1" },
      ],
      [
        "CreateApi",
        { name: "chat", protocolType: "WEBSOCKET" },
        { apiId: "w1", name: "chat" },
        { api_id: "w1", api_name: "chat", resource: "API w1" },
      ],
      ["DeleteRestApi", { restApiId: "a1" }, null, { api_id: "a1", api_name: null, resource: "API a1" }],
      [
        "PutMethod",
        { restApiId: "a1", resourceId: "r1", httpMethod: "POST" },
        null,
        { api_id: "a1", resource: "method POST r1 of API a1" },
      ],
      ["DeleteAuthorizer", { restApiId: "a1", authorizerId: "z1" }, null, { resource: "authorizer z1 of API a1" }],
      [
        "TagResource",
        { resourceArn: "arn:aws:apigateway:eu-west-1::/restapis/a1/stages/prod" },
        null,
        { api_id: "a1", stage: "prod", resource: "stage a1/prod" },
      ],
      ["TagResource", { resourceArn: "arn:aws:apigateway:eu-west-1::/usageplans/p1" }, null, { api_id: null, resource: "usage plan p1" }],
      ["CreateUsagePlan", { createUsagePlanInput: { name: "gold" } }, { id: "p1", name: "gold" }, { resource: "usage plan p1 (gold)" }],
      ["CreateApiKey", { createApiKeyInput: { name: "acme" } }, { id: "k1", name: "acme", value: "x" }, { resource: "API key k1 (acme)" }],
      ["UpdateApiKey", { apiKey: "k1k1k1k1k1" }, null, { resource: "API key k1k1k1k1k1" }],
      ["UpdateUsagePlan", { usageplanId: "p1" }, null, { resource: "usage plan p1" }],
      ["GetAccount", null, null, { api_id: null, stage: null, resource: null }],
    ];
    for (const [name, parameters, answer, expected] of cases) expect(gateway(name, parameters, answer), name).to.deep.include(expected);
    expect(rowOf(trailEvent({ requestParameters: { bucketName: "b" } }))["resource"]).to.equal("bucketname b");
    expect(rowOf(trailEvent({ resources: [{ ARN: "arn:aws:s3:::b" }] }))["resource"]).to.equal("arn:aws:s3:::b");
  });

  it("hold no secret, wherever it was planted", () => {
    const planted = "PLANTED-sUp3r-s3cret";
    const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
    const pem = `-----BEGIN RSA PRIVATE KEY-----\n${planted}\n-----END RSA PRIVATE KEY-----`;
    const cases: [string, unknown][] = [
      ["CreateApiKey", { createApiKeyInput: { name: "acme", value: planted } }],
      [
        "UpdateApiKey",
        { apiKey: "k1k1k1k1k1", updateApiKeyInput: { patchOperations: [{ op: "replace", path: "/value", value: planted }] } },
      ],
      ["ImportApiKeys", { body: `name,key\nacme,${planted}`, format: "csv" }],
      ["GetApiKey", { apiKey: planted }],
      ["CreateStage", { restApiId: "a1", createStageInput: { variables: { dbHost: planted } } }],
      ["UpdateStage", { updateStageInput: { patchOperations: [{ op: "replace", path: "/variables/x", value: planted }] } }],
      ["UpdateFunctionConfiguration", { environment: { variables: { HOST: planted } } }],
      ["CreateDomainName", { certificateBody: planted, certificatePrivateKey: planted, certificateChain: planted }],
      [
        "PutIntegration",
        { requestParameters: { "integration.request.header.Authorization": `'Basic ${Buffer.from(planted).toString("base64")}'` } },
      ],
      ["TestInvokeMethod", { headers: { Authorization: planted, "x-api-key": planted, Cookie: planted } }],
      ["Any", { Password: planted, masterUserPassword: planted, clientSecret: planted, secretString: planted, auth_token: planted }],
      ["Any", { credentials: { inner: [planted] }, privateKey: { kid: planted }, "connection-string": planted, pin: planted }],
      [
        "Any",
        {
          tags: [
            { key: "db-password", value: planted },
            { Key: "ApiToken", Value: planted },
          ],
        },
      ],
      ["Any", { parameters: [{ name: "DbPassword", value: planted }] }],
      ["Any", { description: `Bearer ${planted}`, note: jwt, file: pem, text: "key AKIAIOSFODNN7EXAMPLE" }],
      ["Any", [{ deep: { deeper: [{ token: planted }] } }]],
    ];
    for (const [name, parameters] of cases) {
      const text = JSON.stringify(gateway(name, parameters, { value: planted }));
      for (const secret of [planted, Buffer.from(planted).toString("base64"), jwt, "AKIAIOSFODNN7EXAMPLE"]) {
        expect(text.includes(secret), `${name} ${JSON.stringify(parameters)} → ${text}`).to.equal(false);
      }
    }
    expect(String(rowOf(trailEvent({ errorCode: "x", errorMessage: `bad header Bearer ${planted}` }))["error_message"])).not.to.contain(
      planted,
    );
  });

  it("hold what is no secret, so that a change can be understood", () => {
    const parameters = {
      authorizationType: "AWS_IAM",
      apiKeyRequired: true,
      credentials: "arn:aws:iam::111122223333:role/integration",
      patchOperations: [{ op: "replace", path: "/throttle/rateLimit", value: "10" }],
      tags: { team: "orders" },
      createUsagePlanKeyInput: { keyId: "k1k1k1k1k1", keyType: "API_KEY" },
    };
    expect(JSON.parse(String(gateway("UpdateMethod", parameters)["request_parameters"]))).to.deep.equal(parameters);
    expect(gateway("GetAccount", null)["request_parameters"]).to.equal(null);
  });

  it("hold no token, wherever in a word it begins", () => {
    const token = "eyJhbGciOi.eyJzdWIiOi.c2ln";
    const words = [
      `a-${token}`,
      `x.y.${token}`,
      `${token}.${token}`,
      `(${token})`,
      `AKIAABCDEFGHIJKLMNOP-${token}`,
      `eyJ-${token}`,
      `bearer ${token}`,
    ];
    for (const description of words) {
      const { request_parameters } = gateway("UpdateStage", { description });
      expect(request_parameters)
        .to.contain("(removed)")
        .and.not.match(/eyJ[\w-]{5}|AKIA/);
    }
    expect(gateway("UpdateStage", { description: "eyJ-eyJhbGciOi" })["request_parameters"]).to.contain("eyJ-eyJhbGciOi");
  });

  it("are written in time whatever a caller has made up", () => {
    const hide = makeAuditRows({ clientIp: "keep", principals: "pseudonymise" }, undefined, () => "p-1", null);
    for (const piece of [
      "-eyJ",
      "eyJabcdef.",
      "bearer ",
      "-----BEGIN A-----",
      "a.",
      "a@",
      "arn:aws:iam::1:user/",
      "AKIA",
      "\\u0000",
      " ",
    ]) {
      const value = piece.repeat(250_000 / piece.length);
      const event = trailEvent({
        errorMessage: value,
        requestParameters: { value, list: Array.from({ length: 100 }, () => value.slice(0, 2_048)) },
      });
      const began = performance.now();
      hide({ event, time: at, arrival: at });
      expect(performance.now() - began, piece).to.be.lessThan(2_000);
    }
  });

  it("stay small and valid JSON whatever the parameters are", () => {
    let nested: unknown = "end";
    for (let i = 0; i < 5000; i++) nested = { nested };
    for (const parameters of [
      nested,
      { body: "x".repeat(1e6) },
      Array.from({ length: 1e5 }, () => "y"),
      Object.fromEntries(Array.from({ length: 20000 }, (_, i) => [`k${i}`, i])),
      "text",
      5,
      false,
    ]) {
      const text = String(gateway("PutRestApi", parameters)["request_parameters"]);
      JSON.parse(text);
      expect(text.length).to.be.at.most(32000);
    }
  });
});

describe("client addresses", () => {
  const pseudonym = (text: string) => `p-${text.length}`;
  it("have one key per address, however it is written", () => {
    const keyOf = (text: string) => makeAddressKeeper("keep", pseudonym)(text).key;
    expect(keyOf("203.0.113.7")).to.equal("00000000000000000000ffffcb007107");
    expect(keyOf("::ffff:203.0.113.7")).to.equal(keyOf("203.0.113.7"));
    expect(keyOf("2001:DB8::1")).to.equal("20010db8000000000000000000000001");
    expect(keyOf("2001:db8:0:0:0:0:0:1")).to.equal(keyOf("2001:db8::1"));
    expect(keyOf("::")).to.equal("0".repeat(32));
    expect(keyOf("fe80::1%eth0")).to.equal("fe800000000000000000000000000001");
    for (const text of ["apigateway.amazonaws.com", "AWS Internal", "1.2.3", "", "1.2.3.4.5"]) expect(keyOf(text)).to.equal(null);
  });
  it("are cut to their network, or replaced, key and all", () => {
    const truncate = makeAddressKeeper("truncate", pseudonym);
    expect(truncate("203.0.113.7")).to.deep.equal({ text: "203.0.113.0", key: "00000000000000000000ffffcb007100" });
    expect(truncate("2001:db8:1:2::3")).to.deep.equal({ text: "2001:db8:1::", key: "20010db8000100000000000000000000" });
    expect(truncate("apigateway.amazonaws.com").text).to.equal("apigateway.amazonaws.com");
    expect(makeAddressKeeper("pseudonymise", pseudonym)("203.0.113.7")).to.deep.equal({ text: "p-11", key: null });
  });
});

describe("real CloudTrail files", () => {
  const own = path.join(__dirname, "../data/cloudtrail");
  const shared = path.join(__dirname, "../../../shared/data/cloudtrail");
  const folder = existsSync(shared) ? shared : own;

  it(`are counted as an independent count has them (${folder === own ? "one file; the other 54 are not here" : "all files"})`, async () => {
    const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
    const records = files.flatMap((file) => JSON.parse(readFileSync(path.join(folder, file), "utf8")).Records as any[]);
    const rig = await trackerRig({ window: null, maxMetricSeries: 10000, auditEventSources: "*" });
    let counted = 0;
    for (let start = 0; start < records.length; start += 700)
      counted += (await rig.track(delivery(records.slice(start, start + 700)))).counted;
    const expected = new Map<string, number>();
    for (const { eventTime, eventName, awsRegion, eventSource } of records) {
      const key = [`${eventTime.slice(0, 16)}:00.000Z`, eventName, awsRegion, eventSource].join(" ");
      expected.set(key, (expected.get(key) ?? 0) + 1);
    }
    const published = new Map<string, number>();
    for (const { MetricName, Dimensions, Timestamp, Value } of rig.datums()) {
      if (MetricName === "Errors") continue;
      const key = [Timestamp.toISOString(), MetricName, ...Dimensions.map((one) => one.Value)].join(" ");
      published.set(key, (published.get(key) ?? 0) + Value);
    }
    expect(counted).to.equal(records.length);
    expect([...published].sort()).to.deep.equal([...expected].sort());
    expect(rig.sum("Errors")).to.equal(records.filter(({ errorCode }) => errorCode).length);
    expect(rig.records).to.have.length(records.length);
  });
});

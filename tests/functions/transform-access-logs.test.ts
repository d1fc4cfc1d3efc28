import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { dayOf, fill, lakeTime, noon, record, request, restFormat, rowsOf, transformerRig } from "./stand-ins/transformer-rig";

/** The README's 46-field format of the enrichment sample that this product comes from. */
const format46 =
  '{"apiId":"$context.apiId","stage":"$context.stage","requestId":"$context.requestId","ip":"$context.identity.sourceIp","requestTime":"$context.requestTime","httpMethod":"$context.httpMethod","routeKey":"$context.routeKey","status":"$context.status","protocol":"$context.protocol","responseLength":"$context.responseLength","accountId":"$context.accountId","authorizerClaimsProperty":"$context.authorizer.claims.property","authorizerPrincipalId":"$context.authorizer.principalId","authorizerProperty":"$context.authorizer.property","domainName":"$context.domainName","domainPrefix":"$context.domainPrefix","errorMessage":"$context.error.message","errorResponseType":"$context.error.responseType","identityAccountId":"$context.identity.accountId","identityApiKeyId":"$context.identity.apiKeyId","identityCaller":"$context.identity.caller","identityCognitoAuthenticationProvider":"$context.identity.cognitoAuthenticationProvider","identityCognitoAuthenticationType":"$context.identity.cognitoAuthenticationType","identityCognitoIdentityId":"$context.identity.cognitoIdentityId","identityCognitoIdentityPoolId":"$context.identity.cognitoIdentityPoolId","identityPrincipalOrgId":"$context.identity.principalOrgId","identityUser":"$context.identity.user","identityUserAgent":"$context.identity.userAgent","identityUserArn":"$context.identity.userArn","path":"$context.path","resourcePath":"$context.resourcePath","wafResponseCode":"$context.wafResponseCode","webaclArn":"$context.webaclArn","sub":"$context.authorizer.claims.sub","clientId":"$context.authorizer.claims.iss","aud":"$context.authorizer.claims.aud","authorizeError":"$context.authorize.error","authorizeLatency":"$context.authorize.latency","authorizeStatus":"$context.authorize.status","authorizerError":"$context.authorizer.error","authorizerIntegrationLatency":"$context.authorizer.integrationLatency","authorizerIntegrationStatus":"$context.authorizer.integrationStatus","authorizerLatency":"$context.authorizer.latency","authorizerStatus":"$context.authorizer.status","integrationLatency":"$context.integration.latency","responseLatency":"$context.responseLatency"}';
const clf =
  '$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId $context.extendedRequestId';

describe("transform-access-logs reads lines of the direct stream", () => {
  it("turns a line of the stack's own format into one typed row, newline after it, in the day of the request", async () => {
    const rig = await transformerRig();
    const sent = record(`${fill(restFormat, request({ status: "429", "error.responseType": "THROTTLED" }))}\n`);
    const [answer] = await rig.transform([sent]);
    expect(answer).to.include({ recordId: sent.recordId, result: "Ok" });
    expect(answer!.metadata).to.deep.equal({ partitionKeys: { dt: dayOf(noon) } });
    expect(Buffer.from(answer!.data!, "base64").toString().endsWith("}\n")).to.equal(true);
    const [{ ingested_at, ...row }] = rowsOf(answer!) as [Record<string, unknown>];
    expect(ingested_at).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/);
    expect(row).to.deep.equal({
      schema_version: 1,
      request_time: lakeTime(noon),
      row_key: "UJfKzDoEFXQ=",
      extended_request_id: "UJfKzDoEFXQ=",
      request_id: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
      region: "eu-west-1",
      api_id: "a1b2c3d4e5",
      api_kind: "REST",
      api_name: "orders",
      stage: "prod",
      http_method: "GET",
      path: "/prod/orders/17",
      route: "GET /orders/{id}",
      status: 429,
      response_bytes: 348,
      response_latency_ms: 27,
      source_ip: "203.0.113.7",
      source_ip_key: "00000000000000000000ffffcb007107",
      user_agent: "curl/8.5.0",
      api_key_id: "key1",
      customer_id: "acme",
      customer: "Acme Ltd",
      usage_plan_id: "gold",
      usage_plan: "Gold",
      error_response_type: "THROTTLED",
    });
  });

  it("gives back one bad record among 500 alone, with its reason, and 499 rows (X1-4)", async () => {
    const rig = await transformerRig();
    const records = Array.from({ length: 500 }, (_, i) =>
      record(i === 137 ? "half a line" : fill(restFormat, request({ extendedRequestId: `id-${i}` }))),
    );
    const answers = await rig.transform(records);
    expect(answers.map(({ recordId }) => recordId)).to.deep.equal(records.map(({ recordId }) => recordId));
    expect(answers.filter(({ result }) => result === "Ok")).to.have.length(499);
    expect(answers[137]).to.deep.equal({
      recordId: records[137]!.recordId,
      result: "ProcessingFailed",
      errorMessage: "no known access-log format fits the line",
    });
    expect(new Set(answers.flatMap(rowsOf).map((row) => row["row_key"])).size).to.equal(499);
    expect(rig.stdout).to.have.length(1);
    expect(rig.stdout[0]).to.include({ RecordsIn: 500, RowsOut: 499, RecordsFailed: 1, function: "transform-access-logs" });
    expect(rig.stdout[0]!["failures"]).to.deep.equal({ "no known access-log format fits the line": 1 });
  });

  it("does not say why in Firehose's answer unless it is asked to: the contract has no such field", async () => {
    const rig = await transformerRig({ config: { explainFailures: false } });
    expect(await rig.transform([record("?", 1, "r1")])).to.deep.equal([{ recordId: "r1", result: "ProcessingFailed" }]);
  });

  it("reads JSON as JSON: null, true and numbers are values, not errors (X1-3)", async () => {
    const rig = await transformerRig();
    const [row] = await rig.rows(
      '{"requestId":"r1","apiId":"x","status":503,"isCanaryRequest":true,"path":null,"responseLatency":12,"tier":"a\\" \\"b"}',
    );
    expect(row).to.include({ request_id: "r1", status: 503, is_canary: true, response_latency_ms: 12 });
    expect(row).not.to.have.property("path");
    expect(JSON.parse(row!["attributes"])).to.include({ tier: 'a" "b' });
  });

  it("keeps a row without a key id, without a time and without a plan (X1-4, X1-5, X3-4, X3-6)", async () => {
    const rig = await transformerRig();
    const at = noon + 5000;
    const answers = await rig.transform([record('{"request_id":"r2","status":"200","api_id":"x"}', at)]);
    expect(answers[0]!.metadata).to.deep.equal({ partitionKeys: { dt: dayOf(at) } });
    const [row] = rowsOf(answers[0]!);
    expect(row).to.include({ row_key: "r2", request_time: lakeTime(at) });
    expect(row).not.to.have.any.keys("api_key_id", "customer_id", "usage_plan_id");
    expect(JSON.parse(row!["attributes"])).to.deep.equal({ request_time_source: "arrival" });
    expect(rig.stdout[0]).to.include({ RowsWithoutCustomer: 1 });
  });

  it("converts the Common Log Format's time with its zone (X1-14, X3-9)", async () => {
    const rig = await transformerRig();
    const [row] = await rig.rows('{"requestId":"r","status":"200","requestTime":"31/Dec/2025:23:30:00 -0230"}');
    expect(row!["request_time"]).to.equal("2026-01-01 02:00:00.000");
    const [other] = await rig.rows(
      '{"requestId":"r","status":"200","requestTimeEpoch":"1767234600","requestTime":"31/Dec/2025:23:30:00 -0230"}',
    );
    expect(other!["request_time"], "seconds since 1970").to.equal("2026-01-01 02:30:00.000");
  });

  it("files the last week of December under its own year (X1-7)", async () => {
    const rig = await transformerRig();
    const answers = await rig.transform(
      ["2025-12-28", "2025-12-29", "2025-12-31"].map((day) =>
        record(fill(restFormat, request({ requestTimeEpoch: String(Date.parse(`${day}T23:59:59.999Z`)) }))),
      ),
    );
    expect(answers.map(({ metadata }) => metadata!.partitionKeys.dt)).to.deep.equal(["2025-12-28", "2025-12-29", "2025-12-31"]);
  });

  it("answers base64 text, never bytes (X1-17)", async () => {
    const rig = await transformerRig();
    const answers = await rig.transform([record(fill(restFormat, request({ "identity.userAgent": "Zoë ✓" })))]);
    expect(answers[0]!.data)
      .to.be.a("string")
      .that.matches(/^[A-Za-z0-9+/]+=*$/);
    expect(rowsOf(answers[0]!)[0]!["user_agent"]).to.equal("Zoë ✓");
  });

  it("reads the 46 fields by their template, so that the issuer in `clientId` is the issuer", async () => {
    const rig = await transformerRig({ config: { templates: [{ name: "46", kind: "REST", template: format46 }] } });
    const values = request({
      requestTime: "21/Nov/2025:10:11:12 +0000",
      "authorizer.claims.iss": "https://login.example.com",
      "authorizer.claims.sub": "user-9",
      "integration.latency": "-",
      "authorizer.principalId": "p1",
    });
    const [row] = await rig.rows(fill(format46, values));
    expect(row).to.include({
      jwt_issuer: "https://login.example.com",
      jwt_subject: "user-9",
      principal: "p1",
      api_kind: "REST",
      route: "GET /orders/{id}",
    });
    expect(row).not.to.have.any.keys("jwt_client_id", "integration_latency_ms", "attributes");
  });

  it("reads Common Log Format lines of a known template", async () => {
    const rig = await transformerRig({ config: { templates: [{ name: "clf", kind: "REST", template: clf }] } });
    const [row] = await rig.rows(fill(clf, request({ requestTime: "21/Nov/2025:10:11:12 +0200", protocol: "HTTP/1.1" })));
    expect(row).to.include({
      request_time: "2025-11-21 08:11:12.000",
      source_ip: "203.0.113.7",
      http_method: "GET",
      protocol: "HTTP/1.1",
      status: 200,
    });
  });

  it("reads the compact formats with and without the partner's authorizer, and never their `api_key`", async () => {
    const rig = await transformerRig();
    const line = {
      api_id: "a1b2c3d4e5",
      api_key: "SECRET-VALUE-OF-THE-KEY",
      key_id: "key1",
      ip: "203.0.113.7",
      method: "POST",
      uri: "/prod/x",
      response_size: "12",
      response_status: "201",
      resource_id: "r9",
      request_id: "q1",
      request_latency: "7",
      request_time: "21/Nov/2025:10:11:12 +0000",
      stage: "prod",
    };
    const [row, current] = await rig.rows(
      JSON.stringify(line),
      JSON.stringify({ ...line, request_time: String(noon), subscription_id: "sub-7", plan_id: "gold" }),
    );
    expect(row).to.include({
      request_time: "2025-11-21 10:11:12.000",
      api_key_id: "key1",
      customer_id: "acme",
      usage_plan: "Gold",
      status: 201,
      response_bytes: 12,
      response_latency_ms: 7,
      http_method: "POST",
      path: "/prod/x",
    });
    expect(JSON.parse(row!["attributes"])).to.deep.equal({ resource_id: "r9" });
    expect(current).to.include({ customer_id: "sub-7", usage_plan_id: "gold", usage_plan: "Gold", request_time: lakeTime(noon) });
    expect(JSON.stringify([row, current])).not.to.contain("SECRET-VALUE");
  });

  it("refuses a line that two known formats read differently, and takes the one that its stage is known to use", async () => {
    const one = "$context.requestId $context.status $context.apiId $context.stage";
    const other = "$context.extendedRequestId $context.status $context.apiId $context.stage";
    const templates = [one, other].map((template, i) => ({ name: String(i), template }));
    const line = "r1 200 a1b2c3d4e5 prod";
    const rig = await transformerRig({ config: { templates }, directory: () => ({ text: '{"apis":{},"keys":{},"plans":{}}' }) });
    expect((await rig.transform([record(line)]))[0]!.errorMessage).to.equal("ambiguous: several known formats fit the line");
    const apis = { a1b2c3d4e5: { name: "orders", kind: "REST", stages: { prod: { accessLogFormat: other } } } };
    const knowing = await transformerRig({
      config: { templates },
      directory: () => ({ text: JSON.stringify({ apis, keys: {}, plans: {} }) }),
    });
    expect((await knowing.rows(line))[0]).to.include({ extended_request_id: "r1", status: 200 });
  });

  it("prefers the format that the directory knows for the line's stage to the stack's own where both fit", async () => {
    const altered = restFormat.replace("$context.path", "$context.customDomain.basePathMatched");
    const apis = { a1b2c3d4e5: { name: "orders", kind: "REST", stages: { prod: { accessLogFormat: altered } } } };
    const rig = await transformerRig({ directory: () => ({ text: JSON.stringify({ apis, keys: {}, plans: {} }) }) });
    const [row] = await rig.rows(fill(altered, request({ "customDomain.basePathMatched": "v1" })));
    expect(row).not.to.have.property("path");
    expect(JSON.parse(row!["attributes"])).to.deep.equal({ "customDomain.basePathMatched": "v1" });
  });

  it("refuses JSON that is no access log", async () => {
    const rig = await transformerRig();
    const answers = await rig.transform(
      ['{"level":"info","requestId":"r","timestamp":"2025-11-21T10:00:00Z"}', "[1,2]", '{"status":', "{}", '"text"'].map((line) =>
        record(line),
      ),
    );
    expect(answers.map(({ result }) => result)).to.deep.equal(Array(5).fill("ProcessingFailed"));
  });

  it("refuses JSON by its keys where one stands twice: a client that can write quotes might have added it", async () => {
    const rig = await transformerRig();
    const line = (more: string) => `{"id":"r1","apiId":"a1","status":"500","agent":"x"${more}}`;
    const [one, forged, nested, same] = await rig.transform([
      record(line("")),
      record(line(',"status":"200","agent":"y"')),
      record(line(',"who":{"ip":"192.0.2.1","ip":2}')),
      record(line(',"who":{"id":"r2"},"list":[1,"a",{"b":"c \\"d\\""}],"none":null')),
    ]);
    expect([one!.result, same!.result]).to.deep.equal(["Ok", "Ok"]);
    for (const refused of [forged, nested])
      expect(refused).to.include({ result: "ProcessingFailed", errorMessage: "ambiguous: the JSON object has a key twice" });
  });

  it("reads a line in time whatever a client has made up", async () => {
    const rig = await transformerRig();
    for (const piece of ["-eyJ", ".eyJabcdefgh", "bearer ", "1,", "::", "arn:aws:iam::"]) {
      const began = performance.now();
      const [answer] = await rig.transform([
        record(JSON.stringify({ apiId: "a1", status: 200, told: piece.repeat(200_000 / piece.length) })),
      ]);
      expect(answer!.result).to.equal("Ok");
      expect(performance.now() - began, piece).to.be.lessThan(2_000);
    }
  });

  it("reads gzip, several lines in a record, and keeps bytes that are no UTF-8", async () => {
    const rig = await transformerRig();
    const lines = [1, 2, 3].map((i) => fill(restFormat, request({ extendedRequestId: `id-${i}` })));
    expect((await rig.rows(gzipSync(lines.join("\n")))).map((row) => row["row_key"])).to.deep.equal(["id-1", "id-2", "id-3"]);
    const latin = Buffer.from(fill(restFormat, request({ "identity.userAgent": "Zo\u00eb" })), "latin1");
    expect((await rig.rows(latin))[0]!["user_agent"]).to.equal("Zo\ufffd");
    const answers = await rig.transform([record(gzipSync(lines[0]!).subarray(0, 40)), record(""), record("\n\n")]);
    expect(answers.map(({ errorMessage }) => errorMessage)).to.deep.equal([
      "the record is broken gzip",
      "the record is empty",
      "the record is empty",
    ]);
  });
});

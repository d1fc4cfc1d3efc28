import { expect } from "chai";
import { ServiceError } from "../../local/stand-ins/sdk-module";
import { directory, fill, record, request, restFormat, rowsOf, transformerRig } from "./stand-ins/transformer-rig";

const line = (values: Record<string, string> = {}) => fill(restFormat, request(values));
const withTenant = restFormat.replace(
  /}$/,
  ',"authorizer.tenant":"$context.authorizer.tenant","authorizer.claims.org":"$context.authorizer.claims.org"}',
);
const templates = [{ name: "own-rest", kind: "REST", template: withTenant, own: true }] as const;
const tenantConfig = { templates, customerSource: ["authorizer:tenant", "claim:org", "api-key"] };

describe("transform-access-logs names customer and plan", () => {
  it("takes the plan that holds the stage among the key's plans: the key alone does not say (X1-15)", async () => {
    const rig = await transformerRig();
    const [row, other] = await rig.rows(line(), line({ apiId: "other" }));
    expect(row).to.include({ usage_plan_id: "gold", usage_plan: "Gold" });
    expect(other).to.include({ customer_id: "acme", usage_plan_id: "silver", usage_plan: "Silver" });
  });

  it("keeps two keys of one name apart, and a key without a customer id under its own id (X1-15, X1-23)", async () => {
    const keys = { key1: { name: "Acme", plans: [] }, key2: { name: "Acme", plans: [] }, key3: { customerId: "c3", plans: [] } };
    const rig = await transformerRig({ directory: () => ({ text: JSON.stringify({ ...directory, keys }) }) });
    const rows = await rig.rows(...["key1", "key2", "key3"].map((id) => line({ "identity.apiKeyId": id })));
    expect(rows.map((row) => [row["customer_id"], row["customer"]])).to.deep.equal([
      ["key1", "Acme"],
      ["key2", "Acme"],
      ["c3", undefined],
    ]);
  });

  it("shows an unknown key as itself, without a name, and counts it", async () => {
    const rig = await transformerRig();
    const [row] = await rig.rows(line({ "identity.apiKeyId": "brand-new" }));
    expect(row).to.include({ customer_id: "brand-new" }).and.not.to.have.any.keys("customer", "usage_plan_id");
    expect(rig.stdout[0]).to.include({ UnknownKeys: 1 });
  });

  it("knows plan 26 and key 1,001: nothing of the directory is cut off (X1-1)", async () => {
    const plans = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`p${i}`, { name: `Plan ${i}`, stages: [`api${i}/prod`] }]));
    const keys = Object.fromEntries(Array.from({ length: 10000 }, (_, i) => [`k${i}`, { name: `Customer ${i}`, plans: [`p${i % 500}`] }]));
    const rig = await transformerRig({ directory: () => ({ text: JSON.stringify({ ...directory, keys, plans }) }) });
    const rows = await rig.rows(...[26, 1001, 9999].map((i) => line({ apiId: `api${i % 500}`, "identity.apiKeyId": `k${i}` })));
    expect(rows.map((row) => [row["customer"], row["usage_plan"]])).to.deep.equal([
      ["Customer 26", "Plan 26"],
      ["Customer 1001", "Plan 1"],
      ["Customer 9999", "Plan 499"],
    ]);
  });

  it("asks the configured sources in order: authorizer, claim, key", async () => {
    const rig = await transformerRig({ config: tenantConfig });
    const ask = (values: Record<string, string>) => fill(withTenant, request(values));
    const rows = await rig.rows(
      ask({ "authorizer.tenant": "t1", "authorizer.claims.org": "o1" }),
      ask({ "authorizer.claims.org": "o1" }),
      ask({}),
      ask({ "authorizer.tenant": "acme", "identity.apiKeyId": "-" }),
      ask({ "identity.apiKeyId": "-" }),
    );
    expect(rows.map((row) => [row["customer_id"], row["customer"]])).to.deep.equal([
      ["t1", "t1"],
      ["o1", "o1"],
      ["acme", "Acme Ltd"],
      ["acme", "Acme Ltd"],
      [undefined, undefined],
    ]);
    expect(JSON.parse(rows[0]!["attributes"])).to.deep.equal({ tenant: "t1", claims: { org: "o1" } });
  });

  it("finds the authorizer's property by key where there is no format", async () => {
    const rig = await transformerRig({ config: tenantConfig });
    const [flat, nested] = await rig.rows(
      '{"status":"200","tenant":"t2"}',
      '{"status":"200","authorizer":{"tenant":"t3","claims":{"org":"o3"}}}',
    );
    expect([flat!["customer_id"], nested!["customer_id"]]).to.deep.equal(["t2", "t3"]);
    expect(JSON.parse(nested!["attributes"]))
      .to.include({ tenant: "t3" })
      .and.to.deep.include({ claims: { org: "o3" } });
  });

  it("takes plan and subscription from the partner's authorizer, and keeps token counts for the views", async () => {
    const template =
      '{"request_id":"$context.requestId","request_time":"$context.requestTimeEpoch","response_status":"$context.status","key_id":"$context.identity.apiKeyId","subscription_id":"$context.authorizer.apiable_subscription_id","plan_id":"$context.authorizer.apiable_plan_id","usage_total_tokens":"$context.authorizer.usage_total_tokens"}';
    const rig = await transformerRig({ config: { templates: [{ name: "compact", template }] } });
    const values = request({
      "authorizer.apiable_subscription_id": "sub-1",
      "authorizer.apiable_plan_id": "gold",
      "authorizer.usage_total_tokens": "1234",
    });
    const [row, plain] = await rig.rows(fill(template, values), fill(template, request()));
    expect(row).to.include({ customer_id: "sub-1", usage_plan_id: "gold", usage_plan: "Gold" });
    expect(JSON.parse(row!["attributes"])).to.deep.equal({ usage_total_tokens: "1234" });
    expect(plain, "falls back to the key").to.include({ customer_id: "acme", customer: "Acme Ltd" });
  });
});

describe("transform-access-logs reads the directory", () => {
  /** Lets a minute pass for the handler. */
  const later = async <T>(minutes: number, run: () => Promise<T>): Promise<T> => {
    const { now } = Date;
    Date.now = () => now() + minutes * 60000;
    try {
      return await run();
    } finally {
      Date.now = now;
    }
  };
  const named = (name: string) => JSON.stringify({ ...directory, keys: { key1: { name, plans: [] } } });

  it("at most once a minute, and only if it has changed (X1-2)", async () => {
    let version = 1;
    const rig = await transformerRig({ directory: () => ({ text: named(`Acme ${version}`), etag: `"${version}"` }) });
    const customer = async () => (await rig.rows(line()))[0]!["customer"];
    expect([await customer(), await customer()]).to.deep.equal(["Acme 1", "Acme 1"]);
    expect(rig.gets).to.have.length(1);
    expect(await later(2, customer)).to.equal("Acme 1");
    expect(rig.gets[1]).to.include({ IfNoneMatch: '"1"' });
    expect(rig.stdout[2]).not.to.have.property("DirectoryErrors");
    version = 2;
    expect(await later(4, customer)).to.equal("Acme 2");
  });

  it("works without one, and says so; names come with the first that can be read", async () => {
    let there = false;
    const rig = await transformerRig({
      directory: () => {
        if (!there) throw new ServiceError("NoSuchKey", 404);
        return { text: named("Acme") };
      },
    });
    const answers = await rig.transform([record(line())]);
    expect(answers[0]!.result).to.equal("Ok");
    expect(rowsOf(answers[0]!)[0])
      .to.include({ customer_id: "key1", api_id: "a1b2c3d4e5" })
      .and.not.to.have.any.keys("customer", "api_name", "usage_plan");
    expect(rig.stdout[0]).to.include({ DirectoryErrors: 1 });
    there = true;
    expect((await later(2, () => rig.rows(line())))[0]).to.include({ customer: "Acme", api_name: "orders" });
  });

  it("serves the one before while the new one is broken or S3 is down, and reports its age", async () => {
    const generatedAt = new Date(Date.now() - 120_000).toISOString();
    let text: string | null = JSON.stringify({ ...JSON.parse(named("Acme")), generatedAt });
    const rig = await transformerRig({
      directory: () => {
        if (text === null) throw new ServiceError("SlowDown", 503);
        return { text };
      },
    });
    await rig.rows(line());
    for (const broken of ["{", "[]", '"x"', '{"apis":{}}', null]) {
      text = broken;
      const minutes = rig.stdout.length * 2;
      expect((await later(minutes, () => rig.rows(line())))[0]).to.include({ customer: "Acme", api_name: "orders" });
      expect(rig.stdout.at(-1)).to.include({ DirectoryErrors: 1 });
    }
    // Twelve minutes, and however long a busy machine took for the test itself.
    expect(rig.stdout.at(-1)!["DirectoryAgeSeconds"]).to.be.within(715, 830);
  });

  it("skips entries of the wrong shape, and is not moved by names such as __proto__", async () => {
    const text = `{"apis":{"a1b2c3d4e5":null,"__proto__":{"name":"x"}},"logGroups":7,"keys":{"key1":{"name":5,"plans":"gold"},"__proto__":{"name":"Evil","plans":[]}},"plans":{"gold":{"stages":[1,null]},"toString":3}}`;
    const rig = await transformerRig({ directory: () => ({ text }) });
    const rows = await rig.rows(line(), line({ "identity.apiKeyId": "__proto__" }), line({ "identity.apiKeyId": "constructor" }));
    expect(rows.map((row) => [row["customer_id"], row["customer"]])).to.deep.equal([
      ["key1", undefined],
      ["__proto__", "Evil"],
      ["constructor", undefined],
    ]);
  });
});

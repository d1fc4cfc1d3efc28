import { expect } from "chai";
import { deployed } from "../deployments";

describe("DataLake", () => {
  it("lets rows expire by folder, raw failures soonest, and never the directory or the reference tables", async () => {
    const { named } = await deployed("everything");
    const rules: any[] = named("lake-bucket-lifecycle").inputs.rules;
    const days = Object.fromEntries(
      rules.filter(({ expiration }) => expiration).map(({ filter, expiration }) => [filter.prefix, expiration.days]),
    );
    expect(days).to.deep.equal({
      "access_logs/": 365,
      "audit_events/": 365,
      "usage_hourly/": 365,
      "reports/": 365,
      "failed/": 14,
      "redriven/": 14,
    });
    const previous = Object.fromEntries(
      rules
        .filter(({ expiration }) => expiration)
        .map(({ filter, noncurrentVersionExpiration }) => [filter.prefix, noncurrentVersionExpiration.noncurrentDays]),
    );
    expect(previous["failed/"]).to.equal(1);
    expect(previous["access_logs/"]).to.equal(7);
    expect(new Set(rules.map(({ id }) => id)).size).to.equal(rules.length);
  });

  it("is encrypted by the customer's key where asked, with a bucket key so that it costs little", async () => {
    const withKey = (await deployed("everything")).named("lake-bucket-encryption").inputs.rules[0];
    expect(withKey.applyServerSideEncryptionByDefault).to.deep.equal({
      sseAlgorithm: "aws:kms",
      kmsMasterKeyId: "arn:aws:kms:eu-west-1:123456789012:key/encryption-key",
    });
    expect(withKey.bucketKeyEnabled).to.equal(true);
    const without = (await deployed("minimal")).named("lake-bucket-encryption").inputs.rules[0];
    expect(without).to.deep.equal({ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } });
  });
});

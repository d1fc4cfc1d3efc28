/** A keyed way to replace a text by a name that says nothing, and the version of the key, stored with every row. */
export interface Pseudonyms {
  pseudonym(text: string): string;
  version: string;
}

/**
 * Reads the key of the pseudonyms from the secret `PSEUDONYM_KEY_SECRET` (an ARN) and answers HMAC-SHA256 pseudonyms made with it:
 * one text has one pseudonym per key version, and nobody without the key can try texts until one fits.
 *
 * The answer is kept for an hour, so a new version of the key is used within one; older rows keep theirs. Throws while the secret
 * cannot be read: rows are never stored with the plain text instead.
 */
export function makePseudonymKey(secretArn: string) {
  const { createHmac } = require("node:crypto") as typeof import("node:crypto");
  let client: import("@aws-sdk/client-secrets-manager").SecretsManagerClient | undefined;
  let loaded: { until: number; pseudonyms: Pseudonyms } | undefined;

  return async (): Promise<Pseudonyms> => {
    if (loaded && loaded.until > Date.now()) return loaded.pseudonyms;
    const sdk = require("@aws-sdk/client-secrets-manager") as typeof import("@aws-sdk/client-secrets-manager");
    client ??= new sdk.SecretsManagerClient({});
    const secret = await client.send(new sdk.GetSecretValueCommand({ SecretId: secretArn }));
    const key = secret.SecretString ?? (secret.SecretBinary ? Buffer.from(secret.SecretBinary).toString("base64") : "");
    if (key.length < 16) throw new Error("The secret of the pseudonym key is shorter than 16 characters.");
    const pseudonyms: Pseudonyms = {
      pseudonym: (text) => `p-${createHmac("sha256", key).update(text).digest("hex").slice(0, 32)}`,
      version: secret.VersionId ?? "1",
    };
    loaded = { until: Date.now() + 3600000, pseudonyms };
    return pseudonyms;
  };
}

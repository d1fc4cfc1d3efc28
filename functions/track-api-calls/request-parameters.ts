/**
 * Frees the request parameters of a CloudTrail event from secrets, and writes them as JSON.
 *
 * CloudTrail hides some secrets itself, not all: an API key's value given by the caller, a certificate's body, a stage variable that
 * holds a password, and whatever people put into a header or a description. Removed are, at any depth,
 * - texts and structures under a key that speaks of a secret: password, secret, token, authorization, credential, private key, PEM, …
 *   An ARN under such a key is a reference and stays, and so do true, false and the words that only configure (`authorizationType`);
 * - the `value` of an API key, of a pair whose name speaks of a secret and of a patch to such a path; the file of ImportApiKeys;
 * - values of stage and environment variables, whose names stay;
 * - anywhere: bearer and basic credentials, JWTs, PEM blocks, AWS access keys.
 * Long texts, long lists and deep nesting are cut and say so, and the whole is at most 32,000 characters.
 */
export function makeParameterCleaner() {
  const isArray = Array.isArray;
  const stringify = JSON.stringify;
  const entriesOf = Object.entries;
  const gone = "(removed)";
  const secretKey =
    /passw|passphrase|secret|token|credential|authorization|privatekey|accesskey|signature|cookie|^x?apikeys?(?:value)?$|certificatebody|certificatechain|certificatepem|pemencoded|sharedkey|connectionstring|(?:^|[^a-z])pin$/;
  const configuring =
    /^(authorization(type|scopes|config)|secret(id|name|arn|version|versionid|versionstage)|credential(arn|s)?provider|token(type|validity.*|use)|accesskeyid)$/;
  const keyId = /^[a-z0-9]{10}$/;
  const credential =
    /\b(?:bearer|basic)\s+[\w.~+/=-]{8,}|-----BEGIN [^-]*-----[\s\S]*?(?:-----END [^-]*-----|$)|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/gi;
  // Looks for a word that a dot ends before it looks into it: a word that begins many tokens would otherwise be read as many times.
  const webToken = /(?<![\w-])(?=[\w-]+\.[\w-])([\w-]*?)\beyJ[\w-]{5,}\.[\w-]+\.?[\w-]*/gi;
  const variables = /^(variables|stagevariables|environmentvariables|environment)$/;

  const cleanText = (text: string): string => {
    const safe = text.replace(webToken, `$1${gone}`).replace(credential, gone);
    return safe.length > 2048 ? `${safe.slice(0, 2048)}… (${safe.length} characters)` : safe;
  };
  const speaksOfSecret = (name: unknown): boolean => {
    if (typeof name !== "string") return false;
    const plain = name.replace(/[^a-zA-Z]/g, "").toLowerCase();
    return secretKey.test(plain) && !configuring.test(plain);
  };
  const isReference = (key: string, value: string): boolean =>
    value === "" || value.startsWith("arn:") || (key.toLowerCase() === "apikey" && keyId.test(value));

  // Before its first use: the serializer looks for names in the order in which they are declared.
  const hidden = (values: object) => Object.fromEntries(entriesOf(values).map(([name]) => [name, gone]));

  const clean = (value: any, key: string, depth: number, eventName: string): any => {
    if (typeof value === "string") return cleanText(value);
    if (value === null || typeof value !== "object") return value;
    if (depth > 12) return "(nested too deeply)";
    if (isArray(value)) {
      const kept = value.slice(0, 200).map((item) => clean(item, key, depth + 1, eventName));
      if (value.length > kept.length) kept.push(`(${value.length - kept.length} more)`);
      return kept;
    }
    const ofKey = eventName.includes("ApiKey") || /apikey/i.test(key);
    const ofSecret = speaksOfSecret(value.name ?? value.Name ?? value.key ?? value.Key) || speaksOfSecret(value.path);
    const ofVariable = typeof value.path === "string" && /^\/(variables|stageVariables)\//i.test(value.path);
    const result: Record<string, unknown> = {};
    for (const [name, item] of entriesOf(value)) {
      const lower = name.toLowerCase();
      const hidesValue = lower === "value" && (ofSecret || ofVariable || (ofKey && value.path === undefined));
      const hidesPatch = lower === "value" && ofKey && value.path === "/value";
      const hidesFile = lower === "body" && eventName === "ImportApiKeys";
      if (typeof item === "boolean" || item === null) result[name] = item;
      else if (hidesValue || hidesPatch || hidesFile) result[name] = gone;
      else if (speaksOfSecret(name) && !(typeof item === "string" && isReference(name, item))) result[name] = gone;
      else if (variables.test(lower) && typeof item === "object" && !isArray(item)) {
        result[name] =
          lower === "environment" ? clean({ variables: (item as any).variables }, name, depth + 1, eventName) : hidden(item as object);
      } else result[name] = clean(item, name, depth + 1, eventName);
    }
    return result;
  };

  return {
    cleanText,
    /** The parameters without secrets. */
    cleanParameters: (parameters: unknown, eventName: string): unknown => clean(parameters, "", 0, eventName),
    /** Cleaned parameters as JSON; null where there are none. `reword` may replace every text that stays, for privacy. */
    writeParameters: (cleaned: any, reword?: (text: string) => string): string | null => {
      if (cleaned === null || cleaned === undefined) return null;
      const text = stringify(cleaned, reword ? (_name, value) => (typeof value === "string" ? reword(value) : value) : undefined);
      if (text.length <= 32000) return text;
      return stringify({ cut: `${text.length} characters`, keys: Object.keys(Object(cleaned)).slice(0, 50) });
    },
  };
}

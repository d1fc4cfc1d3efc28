type Answer = (args: any, defaults: { region: string; account: string }) => unknown;

const oneOrAll = (values: unknown[] | undefined) => (values?.length === 1 ? values[0] : values);
const compact = (object: object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

function principals(entries: { type: string; identifiers: string[] }[] | undefined) {
  if (!entries?.length) return undefined;
  if (entries.some((entry) => entry.type === "*")) return "*";
  const byType: Record<string, string[]> = {};
  for (const { type, identifiers } of entries) (byType[type] ??= []).push(...identifiers);
  return Object.fromEntries(Object.entries(byType).map(([type, ids]) => [type, oneOrAll(ids)]));
}

function conditions(entries: { test: string; variable: string; values: string[] }[] | undefined) {
  if (!entries?.length) return undefined;
  const out: Record<string, Record<string, unknown>> = {};
  for (const { test, variable, values } of entries) (out[test] ??= {})[variable] = oneOrAll(values);
  return out;
}

/** The JSON that the provider renders for a policy document; a later statement replaces an earlier one of the same Sid. */
function policyDocument({ version, policyId, statements = [], sourcePolicyDocuments = [], overridePolicyDocuments = [] }: any) {
  const own = statements.map((s: any) =>
    compact({
      Sid: s.sid,
      Effect: s.effect ?? "Allow",
      Principal: principals(s.principals),
      NotPrincipal: principals(s.notPrincipals),
      Action: oneOrAll(s.actions),
      NotAction: oneOrAll(s.notActions),
      Resource: oneOrAll(s.resources),
      NotResource: oneOrAll(s.notResources),
      Condition: conditions(s.conditions),
    }),
  );
  const merged: any[] = [];
  for (const text of [...sourcePolicyDocuments, own, ...overridePolicyDocuments])
    for (const statement of typeof text === "string" ? [JSON.parse(text).Statement].flat() : text) {
      const twin = statement.Sid ? merged.findIndex((s) => s.Sid === statement.Sid) : -1;
      if (twin < 0) merged.push(statement);
      else merged[twin] = statement;
    }
  const json = JSON.stringify(compact({ Version: version ?? "2012-10-17", Id: policyId, Statement: merged })).replace(/&\{/g, "${");
  return { id: "policy", json, minifiedJson: json };
}

const regionAnswer: Answer = (args, { region }) => {
  const name = args.region ?? region;
  return { id: name, name, region: name, description: "Region", endpoint: `ec2.${name}.amazonaws.com` };
};

const ANSWERS: Record<string, Answer> = {
  "aws:index/getCallerIdentity:getCallerIdentity": (_, { account }) => ({
    id: account,
    accountId: account,
    userId: "AIDACKCEVSQ6C2EXAMPLE",
    arn: `arn:aws:iam::${account}:user/deployer`,
  }),
  "aws:index/getRegion:getRegion": regionAnswer,
  "aws:index/getPartition:getPartition": () => ({
    id: "aws",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:iam/getPolicyDocument:getPolicyDocument": policyDocument,
  "aws:cloudwatch/getLogGroup:getLogGroup": ({ name }, { region, account }) => ({
    id: name,
    name,
    arn: `arn:aws:logs:${region}:${account}:log-group:${name}`,
    retentionInDays: 0,
    tags: {},
  }),
};

/** The answer to one data-source call, or undefined when nobody knows it. `given` maps a token to an answer and wins. */
export function answerInvoke(token: string, args: any, defaults: { region: string; account: string }, given: Record<string, any>): any {
  return given[token] ?? ANSWERS[token]?.(args, defaults);
}

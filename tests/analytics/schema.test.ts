import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import {
  type ApiKind,
  accessLogColumns,
  apiCallColumns,
  apiKinds,
  auditEventColumns,
  type Column,
  compactExportColumns,
  directoryHistoryColumns,
  leftOutVariables,
  usageHourlyColumns,
} from "../../analytics/schema";
import { aliasClaims, decodePlan, normaliseKey, secretVariables } from "../../analytics/schema/decode-plan";
import { duckdbType } from "../../analytics/schema/duckdb-table";
import { glueColumn } from "../../analytics/schema/glue-columns";
import { generatedPages } from "../../docs/generate";
import { compactPlan } from "../../functions/transform-access-logs/compact-plan";
import { makeLineBinder } from "../../functions/transform-access-logs/line-binder";
import * as documented from "../data/context-variables.json";

const documentedFor: Record<ApiKind, readonly string[]> = { REST: documented.REST, HTTP: documented.HTTP, WEBSOCKET: documented.WS };
const tables: Record<string, readonly Column[]> = {
  access_logs: accessLogColumns,
  audit_events: auditEventColumns,
  usage_hourly: usageHourlyColumns,
  directory_history: directoryHistoryColumns,
  api_calls: apiCallColumns,
  compact: compactExportColumns,
};
/** Claims that the documentation only names by a placeholder. */
const namedClaim = /^authorizer\.claims\.(?!property$)\w+$/;

describe("schema", () => {
  for (const kind of apiKinds)
    it(`${kind}: every documented variable fills a column or is left out with a reason`, () => {
      const mapped = accessLogColumns.flatMap(({ variables }) => (variables?.[kind] ? [variables[kind]] : []));
      const alsoRead = Object.keys(decodePlan.otherVariables);
      const missing = documentedFor[kind].filter(
        (variable) => !mapped.includes(variable) && !(variable in leftOutVariables) && !alsoRead.includes(variable),
      );
      expect(missing).to.deep.equal([]);
      expect(new Set(mapped).size).to.equal(mapped.length);
    });

  for (const kind of apiKinds)
    it(`${kind}: no column asks for a variable that this kind of API does not have`, () => {
      const unknown = accessLogColumns
        .flatMap(({ variables }) => (variables?.[kind] ? [variables[kind]] : []))
        .filter((variable) => !documentedFor[kind].includes(variable) && !namedClaim.test(variable));
      expect(unknown).to.deep.equal([]);
    });

  it("leaves out only variables that exist, and none that a column takes", () => {
    const all = new Set(apiKinds.flatMap((kind) => documentedFor[kind]));
    const mapped = accessLogColumns.flatMap(({ variables }) => Object.values(variables ?? {}));
    for (const [variable, reason] of Object.entries(leftOutVariables)) {
      expect(all.has(variable), variable).to.equal(true);
      expect(mapped, variable).not.to.include(variable);
      expect(reason, variable).to.match(/^.{10,}$/);
    }
  });

  for (const [table, columns] of Object.entries(tables))
    it(`${table}: names, types, descriptions and privacy are complete`, () => {
      expect(new Set(columns.map(({ name }) => name)).size).to.equal(columns.length);
      for (const column of columns) {
        expect(column.name).to.match(/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/);
        expect(column.name).not.to.equal("dt");
        expect(column.description, column.name).to.match(/\.$/).and.to.have.length.within(8, 255);
        expect(column.privacy, column.name).to.be.oneOf(["none", "personal"]);
        if (column.governedBy) expect(column.privacy, column.name).to.equal("personal");
        expect(duckdbType(column.type), column.name).to.match(/^[A-Z]+$/);
        expect(glueColumn(column)).to.deep.equal({ name: column.name, type: column.type, comment: column.description });
      }
    });

  it("has no column for a secret", () => {
    const variables = accessLogColumns.flatMap(({ variables }) => Object.values(variables ?? {}));
    expect(variables.filter((variable) => secretVariables.includes(variable))).to.deep.equal([]);
    expect(secretVariables).to.deep.equal(
      Object.entries(leftOutVariables)
        .filter(([, reason]) => reason.startsWith("secret"))
        .map(([variable]) => variable),
    );
  });
});

describe("decode plan", () => {
  it("gives every alias to one column; what two claim is told apart by its exact spelling", () => {
    const shared = [...aliasClaims()].filter(([, columns]) => columns.size > 1).map(([alias]) => alias);
    expect(shared).to.deep.equal(["integrationstatus"]);
    expect(decodePlan.aliasToColumn).not.to.have.property("integrationstatus");
    const { columns, targetOf } = makeLineBinder(compactPlan(decodePlan), decodePlan.secretKeys);
    const spellings = ["integration_status", "integration.status", "integrationStatus", "Integration-Status"];
    expect(spellings.map((key) => columns[targetOf(key)])).to.deep.equal([
      "integration_status",
      "integration_status",
      "integration_service_status",
      undefined,
    ]);
  });

  it("names only columns that exist, and aliases in their normal form", () => {
    const names = new Set(accessLogColumns.map(({ name }) => name));
    const { variableToColumn, otherVariables, aliasToColumn, columnTypes, governedBy } = decodePlan;
    for (const targets of [...Object.values(variableToColumn), otherVariables, aliasToColumn])
      for (const [key, column] of Object.entries(targets)) expect(names.has(column), `${key} → ${column}`).to.equal(true);
    expect(Object.keys(columnTypes)).to.deep.equal([...names]);
    for (const alias of Object.keys(aliasToColumn)) expect(alias).to.equal(normaliseKey(alias));
    expect(Object.keys(governedBy)).to.include.members(["source_ip", "principal", "attributes"]);
  });

  it("reads keys in any case and punctuation", () => {
    const column = (key: string) => decodePlan.aliasToColumn[normaliseKey(key)];
    expect(["Response_Latency", "responseLatency", "request-latency"].map(column)).to.deep.equal(Array(3).fill("response_latency_ms"));
    expect(["ip", "sourceIp", "$context.identity.sourceIp".slice(9)].map(column)).to.deep.equal(Array(3).fill("source_ip"));
    expect(column("api_key")).to.equal(undefined);
    expect(decodePlan.secretKeys).to.include.members(["apikey", "identityapikey", "clientcertpem"]);
  });

  it("is plain JSON, small enough to travel in a function", () => {
    expect(JSON.parse(JSON.stringify(decodePlan))).to.deep.equal(decodePlan);
    expect(JSON.stringify(decodePlan).length).to.be.below(20_000);
  });
});

describe("generated pages", () => {
  for (const [file, make] of Object.entries(generatedPages))
    it(`docs/${file} is fresh (npm run docs)`, () => {
      expect(readFileSync(join(__dirname, "../../docs", file), "utf8")).to.equal(make());
    });
});

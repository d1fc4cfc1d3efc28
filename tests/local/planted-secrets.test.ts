import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { knownFormats } from "../../analytics/schema/known-formats";
import { formatFor } from "../../analytics/schema/log-format";
import { makeRedriver } from "../../functions/redrive-failed-records";
import { makeDirectoryRefresher } from "../../functions/refresh-directory";
import { handlerText } from "../../local/handler-text";
import { accessLogLine } from "../../local/sample/access-log-line";
import { deployed } from "../deployments";
import { plantedValue } from "../functions/stand-ins/gateway";
import { changeEvent, refresherRig } from "../functions/stand-ins/refresher-rig";
import { delivery, trackerRig, trackerText, trailEvent } from "../functions/stand-ins/tracker-rig";
import { fill, logBatch, record, request, rowsOf, transformerRig, transformerText } from "../functions/stand-ins/transformer-rig";
import { onVirtualClock } from "../functions/stand-ins/virtual-clock";
import { localRuns } from "./local-runs";

/** What must never be seen again, planted wherever callers, authorizers and administrators can put it. */
const secrets = {
  apiKey: "pLaNtEdKeyValue0123456789abcdefABCDEF012",
  bearer: "Bearer pLaNtEdBearer.abcdefghijklmnopqrstuvwxyz",
  jwt: "eyJhbGciOiJub25lIn0.eyJlbWFpbCI6InBsYW50ZWRAcGVyc29uLmV4YW1wbGUifQ.pLaNtEdSig",
  certificate: "-----BEGIN CERTIFICATE-----\nMIIBpLaNtEdCertificate\n-----END CERTIFICATE-----",
  email: "pLaNtEd@person.example",
};
const traces = /pLaNtEd|eyJhbGciOiJub25lIn0|MIIBpLaN/;
/** The same in base64, at any of the three offsets. */
const encoded = ["pLaNtEd", " pLaNtEd", "  pLaNtEd"].map((text) => Buffer.from(text).toString("base64").slice(4, 10));
const seen = (where: string, text: string) => {
  expect(
    traces.test(text),
    `${where}: ${traces.exec(text)?.[0]} in …${text.slice(Math.max(0, text.search(traces) - 80), text.search(traces) + 60)}`,
  ).to.equal(false);
  for (const part of encoded) expect(text.includes(part), `${where}, in base64`).to.equal(false);
};

const time = Date.UTC(2026, 10, 18, 12);
const leaky = `{"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId","requestTimeEpoch":"$context.requestTimeEpoch","apiId":"$context.apiId","stage":"$context.stage","status":"$context.status","k":"$context.identity.apiKey","pem":"$context.identity.clientCert.clientCertPem","t":"$context.authorizer.access_token","h":"$context.authorizer.header","mail":"$context.authorizer.claims.email","who":"$context.authorizer.principalId","agent":"$context.identity.userAgent"}`;
const call = (id: string) => ({
  requestId: id,
  extendedRequestId: `${id}=`,
  requestTimeEpoch: time,
  apiId: "a1",
  stage: "prod",
  status: 200,
  "identity.apiKey": secrets.apiKey,
  "identity.clientCert.clientCertPem": secrets.certificate,
  "authorizer.access_token": secrets.jwt,
  "authorizer.header": secrets.bearer,
  "authorizer.claims.email": secrets.email,
  "authorizer.principalId": secrets.email,
  "identity.userAgent": "curl/8",
});
const trail = [
  trailEvent({
    eventSource: "apigateway.amazonaws.com",
    eventName: "CreateApiKey",
    readOnly: false,
    requestParameters: { createApiKeyInput: { name: "acme", value: secrets.apiKey } },
    responseElements: { id: "k1", value: secrets.apiKey },
  }),
  trailEvent({
    eventSource: "apigateway.amazonaws.com",
    eventName: "UpdateStage",
    requestParameters: {
      restApiId: "a1",
      stageName: "prod",
      updateStageInput: { patchOperations: [{ op: "replace", path: "/variables/token", value: secrets.jwt }] },
    },
  }),
  trailEvent({
    eventSource: "apigateway.amazonaws.com",
    eventName: "CreateDomainName",
    requestParameters: { certificateBody: secrets.certificate, headers: { Authorization: secrets.bearer } },
    errorCode: "BadRequestException",
    errorMessage: `Invalid header ${secrets.bearer}`,
  }),
  trailEvent({
    eventName: "AssumeRoleWithSAML",
    eventSource: "sts.amazonaws.com",
    userIdentity: { type: "SAMLUser", principalId: secrets.email, userName: secrets.email, accountId: "111122223333" },
  }),
];

describe("planted secrets are found nowhere but where raw failed records are kept:", () => {
  const { file, build, run, printed, target } = localRuns();

  it("an import of every kind of line, the redrive of what failed, tables, history, summary, report and console", async () => {
    const envelope = {
      messageType: "DATA_MESSAGE",
      owner: "111122223333",
      logGroup: "/api/web",
      logStream: "s",
      subscriptionFilters: ["f"],
      logEvents: [accessLogLine(leaky, call("bridge")), `broken ${secrets.bearer}`].map((message, id) => ({
        id: `${id}`,
        timestamp: time,
        message,
      })),
    };
    const byKeys = {
      status: "200",
      requestId: "keys",
      api_key: secrets.apiKey,
      "x-api-key": secrets.apiKey,
      authorization: secrets.bearer,
      idToken: secrets.jwt,
      identity: { apiKey: secrets.apiKey, clientCert: { clientCertPem: secrets.certificate } },
      note: `sent ${secrets.bearer}`,
      claims: { email: secrets.email },
    };
    const portal = knownFormats.find(({ id }) => id === "portal-13")!.template;
    const lines = [
      accessLogLine(leaky, call("direct")),
      accessLogLine(portal, { ...call("portal"), "identity.apiKeyId": "k1" }),
      JSON.stringify(byKeys),
      JSON.stringify(envelope),
      `never understood ${secrets.bearer} ${secrets.apiKey} ${secrets.email}`,
      `{"requestId":"cut","api_key":"${secrets.apiKey}"`,
    ];
    const directory = {
      schemaVersion: 1,
      generatedAt: new Date(time).toISOString(),
      apis: { a1: { name: "Web", kind: "REST", stages: { prod: { accessLogFormat: leaky } } } },
      logGroups: { "/api/web": ["a1/prod"] },
      keys: {},
      plans: {},
    };
    const options = {
      accessLogs: [file("lines.log", lines.join("\n"))],
      cloudtrail: [file("trail.json", JSON.stringify({ Records: trail }))],
      directory: file("directory.json", JSON.stringify(directory)),
      clientIp: "pseudonymise",
      principals: "pseudonymise",
    } as const;
    const { summary, lake } = await build("everywhere", options);
    expect(summary.accessLogs, JSON.stringify(summary.accessLogs.reasons)).to.include({ read: 7, stored: 4, failed: 3 });
    expect(summary.cloudTrail).to.include({ read: 4, stored: 4, failed: 0 });
    const again = await run("everywhere", { redrive: true, clientIp: "pseudonymise", principals: "pseudonymise" });
    expect(again.summary.redrive).to.include({ records: 3, returned: 3 });

    const opened = await lake();
    for (const table of ["access_logs", "audit_events", "api_calls", "usage_hourly", "requests", "audit"]) {
      const { columns, rows } = await opened.query(`SELECT * FROM ${table}`);
      seen(table, JSON.stringify(rows));
      if (table === "access_logs") {
        expect(rows).to.have.length(4);
        const principal = columns.findIndex(({ name }) => name === "principal");
        expect(rows.filter((row) => String(row[principal]).startsWith("p-"))).to.have.length(2);
      }
      if (table === "audit_events") expect(rows).to.have.length(4);
    }
    opened.close();
    seen("console", printed());
    let failedBytes = "";
    for (const entry of readdirSync(target("everywhere"), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const where = path.relative(target("everywhere"), path.join(entry.parentPath, entry.name));
      const text = readFileSync(path.join(entry.parentPath, entry.name)).toString("latin1");
      if (/^lake\/(failed|redriven)\//.test(where)) failedBytes += text;
      else seen(where, text);
    }
    // Raw records hold what the clients sent: they have a folder of their own, with a retention of their own. The reasons beside them hold nothing.
    const kept = failedBytes.split("\n").filter((line) => line.startsWith("{") && line.includes("rawData"));
    expect(kept.some((line) => traces.test(Buffer.from(JSON.parse(line).rawData, "base64").toString("utf8")))).to.equal(true);
    for (const line of kept) seen("reasons of failed records", JSON.stringify({ ...JSON.parse(line), rawData: "" }));
    expect(existsSync(path.join(target("everywhere"), "report.html"))).to.equal(true);
  });

  it("the transformer's rows, metrics, log lines and reasons, whatever settings ask to be logged", async () => {
    const asked = { authorizerProperties: ["access_token", "header"], jwtClaims: ["email"] };
    const { template } = formatFor("REST", asked);
    const rig = await transformerRig({
      config: {
        templates: [{ name: "own", kind: "REST", template, own: true }],
        customerSource: ["authorizer:access_token", "claim:email", "api-key"],
        ...asked,
        principals: "pseudonymise",
        metricsFor: ["a1b2c3d4e5/prod"],
      },
    });
    const values = request(Object.fromEntries(Object.entries(call("own")).map(([name, value]) => [name, String(value)])));
    const answers = await rig.transform([
      record(fill(template, { ...values, apiId: "a1b2c3d4e5" })),
      record(`broken ${secrets.bearer}`),
      record(logBatch([`broken ${secrets.apiKey}`])),
    ]);
    expect(answers.map(({ result }) => result)).to.deep.equal(["Ok", "ProcessingFailed", "ProcessingFailed"]);
    seen("rows", JSON.stringify(answers.flatMap(rowsOf)));
    seen("reasons", JSON.stringify(answers.map(({ errorMessage }) => errorMessage)));
    seen("metrics and log lines", JSON.stringify(rig.stdout));
    expect(rig.stdout.length).to.be.greaterThan(1);
  });

  it("the tracker's metrics, rows, state and log lines", async () => {
    const rig = await trackerRig({ auditEventSources: "*", principals: "pseudonymise" }, { PSEUDONYM_KEY_SECRET: "arn" });
    await rig.track(delivery([...trail, `no event ${secrets.bearer}`]));
    expect(rig.records).to.have.length(4);
    for (const [where, what] of Object.entries({ rows: rig.records, metrics: rig.requests, log: rig.stdout, warnings: rig.warnings }))
      seen(where, JSON.stringify(what));
    seen("state", JSON.stringify([...rig.state.items.values()]));
  });

  it("the directory's snapshot, history and log lines, although the service answers values of keys", () =>
    onVirtualClock(async () => {
      const { log } = console;
      const lines: unknown[] = [];
      console.log = (line: unknown) => void lines.push(line);
      const rig = await refresherRig();
      try {
        rig.world.keys.set("k1", { name: "acme", customerId: "c1", tags: {} });
        rig.world.plans.set("gold", { name: "Gold", apiStages: [], keys: ["k1"] });
        await rig.refresh({});
        rig.world.keys.get("k1")!.name = "Acme";
        await rig.refresh(
          changeEvent("CreateApiKey", { createApiKeyInput: { value: secrets.apiKey } }, { id: "k1", value: secrets.apiKey }),
        );
      } finally {
        console.log = log;
      }
      expect(rig.snapshot().keys.k1.name).to.equal("Acme");
      for (const key of rig.lake.keys()) expect(rig.lake.text(key), key).not.to.match(/planted/i);
      expect(JSON.stringify(lines)).not.to.match(/planted/i);
      expect(plantedValue("k1"), "what the fake answers").to.match(/planted/i);
    }));

  it("the packages of the functions, and everything that is deployed", async () => {
    const { AWS_SECRET_ACCESS_KEY } = process.env;
    process.env["AWS_SECRET_ACCESS_KEY"] = secrets.apiKey;
    try {
      for (const text of [
        await transformerText(),
        await trackerText(),
        await handlerText(makeDirectoryRefresher, {}),
        await handlerText(makeRedriver, {}),
      ])
        seen("package", text);
    } finally {
      if (AWS_SECRET_ACCESS_KEY === undefined) delete process.env["AWS_SECRET_ACCESS_KEY"];
      else process.env["AWS_SECRET_ACCESS_KEY"] = AWS_SECRET_ACCESS_KEY;
    }
  });

  it("raw failed records: kept for days, each stream's where it writes them, and read by nobody but the redriver", async () => {
    const { resources } = await deployed("everything");
    const readers = resources.flatMap(({ name, type, inputs }) =>
      type !== "aws:iam/rolePolicy:RolePolicy"
        ? []
        : (JSON.parse(inputs.policy).Statement as { Action: string[]; Resource: string[] }[])
            .filter(({ Action }) => Action.includes("s3:GetObject"))
            .flatMap(({ Resource }) => Resource)
            .filter((arn) => /:lake-bucket\/(\*|failed)/.test(arn))
            .map((arn) => `${name} ${arn.split("lake-bucket/")[1]}`),
    );
    expect(readers).to.have.members([
      "trail-audit-events-delivery-role-policy failed/api-usage-analytics-test-audit-events/*",
      "access-logs-stream-delivery-role-policy failed/amazon-apigateway-api-usage-analytics-test-logs/*",
      "access-logs-bridge-delivery-role-policy failed/api-usage-analytics-test-bridge/*",
      "redrive-redrive-failed-records-role-policy failed/*",
    ]);
  });
});

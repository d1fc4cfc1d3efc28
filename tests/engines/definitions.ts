import * as path from "node:path";
import { CONFIGURATIONS, type Configuration } from "./configurations";
import { checkCloudFormation } from "./definitions/cloud-formation";
import { checkDashboardBody } from "./definitions/dashboard-body";
import { compileEventPattern } from "./definitions/event-pattern";
import { checkIamDocuments } from "./definitions/iam-documents";
import { checkLogFormat, type StageKind } from "./definitions/log-format";
import { checkAskedMetrics } from "./definitions/published-metrics";
import { checkParsers } from "./definitions/self-check";
import { checkServiceRoles } from "./definitions/service-roles";
import { checkSubscriptions } from "./definitions/subscriptions";
import type { Engine, EngineReport, Finding } from "./engine";
import { nothingChecked } from "./nothing-checked";
import { findPythonEnvironment, PYTHON_INSTALL } from "./python-environment";
import { recordProgram } from "./recording/record-program";
import { REGION } from "./recording/recording";
import { withTemporaryFolder } from "./temporary-folder";

const LINTERS = { "cfn-lint": "1.51.1", parliament: "1.6.4" };

/** What stands inside texts: CloudFormation types, dashboard bodies, filter and event patterns, log formats, IAM documents. */
export const engine: Engine = {
  name: "definitions",

  async available() {
    if (findPythonEnvironment("lint", LINTERS)) return { ok: true };
    return { ok: false, missing: "cfn-lint and parliament", install: PYTHON_INSTALL, needs: ["python3"] };
  },

  run: (): Promise<EngineReport> =>
    withTemporaryFolder("definitions", async (work) => {
      const { checked: examples, findings } = checkParsers();
      const counts = noneYet();
      for (const configuration of CONFIGURATIONS) {
        const found = await checkDefinitions(configuration, work, counts);
        findings.push(...found.map(({ where, message }) => ({ where: `${configuration.name}: ${where}`, message })));
      }
      const own = ownFormats();
      counts.formats += own.checked;
      findings.push(...own.findings, ...nothingChecked({ ...counts, examples }));
      const text = `${counts.cloudFormation} Cloud Control states, ${counts.dashboards} dashboards, ${counts.filters} filter and ${counts.events} event patterns, ${counts.formats} log formats, ${counts.documents} IAM documents, ${counts.roles} roles; ${examples} examples of the documentation`;
      return { version: `cfn-lint ${LINTERS["cfn-lint"]}, parliament ${LINTERS.parliament}, ajv 8`, checked: text, findings };
    }),
};

const noneYet = () => ({ cloudFormation: 0, dashboards: 0, filters: 0, events: 0, formats: 0, documents: 0, roles: 0 });

/** What stands inside the texts of one configuration. */
export async function checkDefinitions({ config }: Configuration, work: string, counts = noneYet()): Promise<Finding[]> {
  const { resources, errors } = await recordProgram({ config, assets: path.join(work, "assets") });
  const cloudFormation = await checkCloudFormation(resources, REGION, work);
  const documents = await checkIamDocuments(resources);
  const roles = checkServiceRoles(resources);
  const subscriptions = checkSubscriptions(resources, config);
  const found: Finding[] = errors.map((message) => ({ where: "program", message }));
  for (const part of [cloudFormation, documents, roles, subscriptions]) found.push(...part.findings);
  counts.cloudFormation += cloudFormation.checked;
  counts.documents += documents.checked;
  counts.roles += roles.checked;
  counts.filters += subscriptions.checked;
  for (const { type, name, inputs } of resources) {
    if (type === "aws:cloudwatch/dashboard:Dashboard") {
      counts.dashboards++;
      found.push(...checkDashboardBody(name, inputs.dashboardBody));
      found.push(...(await checkAskedMetrics(name, inputs.dashboardBody, String(config["metricNamespace"] ?? "API-COUNT"))));
    }
    if (type === "aws:cloudwatch/eventRule:EventRule" && inputs.eventPattern) {
      counts.events++;
      try {
        compileEventPattern(inputs.eventPattern);
      } catch (error: any) {
        found.push({ where: `${name} eventPattern`, message: error.message });
      }
    }
    if (inputs.accessLogSettings) {
      counts.formats++;
      const kind: StageKind = type.includes("apigatewayv2") ? "HTTP" : "REST";
      found.push(...checkLogFormat(`${name} accessLogSettings.format`, kind, inputs.accessLogSettings.format));
    }
  }
  return found;
}

/** The formats that the project gives to stages, for every kind of API, plain and with everything that settings add. */
export function ownFormats(): { checked: number; findings: Finding[] } {
  const { formatFor } = require("../../analytics/schema/log-format") as typeof import("../../analytics/schema/log-format");
  const settings = [
    {},
    { authorizerProperties: ["customerId", "tenant-id"], jwtClaims: ["sub", "client_id"], droppedColumns: ["user_agent"] },
  ];
  const cases = (["REST", "HTTP", "WEBSOCKET"] as const).flatMap((kind) =>
    settings.map((given) => ({ kind, format: formatFor(kind, given).template })),
  );
  return { checked: cases.length, findings: cases.flatMap(({ kind, format }) => checkLogFormat(`the ${kind} format`, kind, format)) };
}

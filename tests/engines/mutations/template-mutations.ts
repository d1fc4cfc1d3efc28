import type { Mutation } from "./mutation";

/** Mistakes in the LogsApi's mapping templates and import document. The engine 'velocity' plants 18 more in the templates by itself at every run. */
export const templateMutations: readonly Mutation[] = [
  {
    mistake: "a quote lost in a template",
    file: "components/logs-api/request-template.ts",
    find: ': `"${escaped(parameter.name)}"`},`',
    replace: ': `"${escaped(parameter.name)}`},`',
    judge: "velocity",
    says: /sent \{.*, not \{/,
  },
  {
    mistake: "a page that is none is answered as a success",
    file: "components/logs-api/response-template.ts",
    find: "    override(problems.badGateway.status),\n    problemBody(problems.badGateway),",
    replace: "    override(200),\n    problemBody(problems.badGateway),",
    judge: "velocity",
    says: /the caller sees 200, not 502/,
  },
  {
    mistake: "the wrong method of an integration",
    file: "components/logs-api/import-document.ts",
    find: 'httpMethod: "POST"',
    replace: 'httpMethod: "GET"',
    judge: "moto",
    says: /integration method GET/,
  },
  {
    mistake: "bodies of other types passed through to the service",
    file: "components/logs-api/import-document.ts",
    find: 'passthroughBehavior: "never"',
    replace: 'passthroughBehavior: "when_no_match"',
    judge: "moto",
    says: /passthrough/i,
  },
];

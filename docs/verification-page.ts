import type { Mutation } from "../tests/engines/mutations/mutation";
import { mutations } from "../tests/engines/mutations/mutations";

/** What each engine is, proves, needs and takes on two cores that do nothing else. */
const engines: readonly { name: string; judge: string; proves: string; needs: string; licence: string }[] = [
  {
    name: "provider",
    judge: "Terraform AWS provider 5.100.0, whose code Pulumi's provider bridges; MiniStack 1.5.33",
    proves:
      "Four configurations (minimal, everything on, existing trail, no QuickSight): every type and property is known to the provider and passes its validation and plan, and the documented rules of Firehose, Glue, API Gateway and IAM that no provider checks. Then everything is applied to an emulator, planned again without a difference, and destroyed.",
    needs: "Terraform 1.x with the provider (a mirror folder, `TF_PLUGIN_DIR=FOLDER`, or `TF_PLUGIN_DIR=direct`); Python 3.9 for MiniStack",
    licence: "provider MPL-2.0, Terraform BUSL-1.1, MiniStack MIT",
  },
  {
    name: "pulumi-cli",
    judge: "Pulumi CLI and engine v3.259.0, built from their Go module, with a stand-in AWS provider and language host of our own",
    proves:
      "`preview`, `up`, a second `up` without changes, `preview --refresh` without drift, changed settings whose diff touches only what it should, `destroy`. Wrong and unknown settings are refused before anything is made; data outlives `destroy` and nothing else does; the policy pack runs and finds nothing; a planted secret is in no package, plan, state or export.",
    needs: "Go 1.25 or later, once (3 minutes, 1.4 GB of modules)",
    licence: "Apache-2.0",
  },
  {
    name: "emulator",
    judge: "MiniStack 1.5.33 with its gaps closed (`tests/engines/emulator/serve.py` lists them), IAM enforced",
    proves:
      "The very packages that Pulumi would upload run behind the program's own streams, subscriptions, tables and roles. A recorded day of CloudTrail becomes metrics equal to an independent count, and audit rows. Access logs by both ways become rows equal to what was sent; broken and ambiguous lines are kept under `failed/`; failed records come back by redrive; the directory is read over pages and holds no key value. Every function's role: each right is taken away, one at a time, and the work must fail; where it does not, the role is too wide.",
    needs: "Python 3.9; Terraform and the provider, which put the program there",
    licence: "MIT",
  },
  {
    name: "trino",
    judge: "Trino 476, the engine inside Athena, over a local Glue and S3",
    proves:
      "Every table, view and saved query and both exports for partners, from the program's own Glue arguments over Parquet of the local run, answers what DuckDB answers, row by row; bytes read prove that days are pruned; the checked-in column types of the views are the real ones; wrong types and stale views are noticed.",
    needs: "a JDK of 24 or later and Maven (450 MB, once)",
    licence: "Apache-2.0",
  },
  {
    name: "lambda-contract",
    judge: "AWS's runtime interface client 4.0.2, in the Lambda runtime's Node",
    proves:
      "Every package, with only its own files and the SDK: cold start, warm call, the largest event, memory, errors in Lambda's form, AWS refusing and AWS silent, a missing environment; at most 20 kB zipped.",
    needs: "g++, make and cmake, once",
    licence: "Apache-2.0",
  },
  {
    name: "velocity",
    judge: "Apache Velocity 1.7 and 2.4.1, the language of mapping templates",
    proves:
      "The LogsApi's templates turn 120,000 hostile requests into exactly the requests that an independent model expects, and every answer of the service into a page or a refusal that names nothing; recipes of the documentation run; 18 planted mistakes are noticed.",
    needs: "a JDK of 17 or later and Maven",
    licence: "Apache-2.0",
  },
  {
    name: "moto",
    judge: "moto 5.2.1, with the AWS provider",
    proves:
      "Every form of the LogsApi is imported from its OpenAPI document and read back method by method; alarms and dashboards are read back as they were written, which the other emulator keeps only in part.",
    needs: "Python 3.9; Terraform and the provider",
    licence: "Apache-2.0",
  },
  {
    name: "definitions",
    judge: "cfn-lint 1.51.1, parliament 1.6.4, ajv 8, and parsers of our own tested with the documentation's examples",
    proves:
      "QuickSight and other Cloud Control states against the registry's schemas, with no reference that leads nowhere; dashboard bodies, and that somebody publishes every metric they ask for; subscription filters, which pass exactly what the settings ask for; event patterns; log formats, whose variables are documented for their kind of API; IAM documents; and for roles that services take, exactly the rights that the service's documentation asks for.",
    needs: "Python 3.9",
    licence: "cfn-lint MIT-0, parliament BSD-3-Clause, ajv MIT",
  },
  {
    name: "browser",
    judge: "Chromium, driven by playwright-core",
    proves:
      "Every dashboard of the local page over a week of sample traffic, without an error and with all its figures; every CloudWatch dashboard in the page's preview; the report opens from a file and asks the network for nothing.",
    needs: "`apt-get install chromium`, or `CHROMIUM=/path/to/a/browser`",
    licence: "Chromium BSD-3-Clause, playwright-core Apache-2.0",
  },
];

const row = (...cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

const mutationRow = ({ mistake, file, judge }: Mutation) => row(mistake, `\`${file}\``, judge);

/** `docs/verification.md`: what the engines prove, and which mistakes each of them has been seen to notice. */
export const verificationPage = (): string => `# Verification
Mocks accept anything. \`npm run verify\` holds the program against engines that nobody here wrote, two at a time, prints one table (engine, version, findings,
seconds, what was checked) and fails on any finding. Its last line is \`engines: N passed, N failed\`.

## The engines
${[row("engine", "who judges", "what it proves"), row("---", "---", "---"), ...engines.map(({ name, judge, proves }) => row(name, judge, proves))].join("\n")}

## Run
\`\`\`
bash tests/engines/install-engines.sh      # once: fetches and builds what the machine allows, into \${XDG_CACHE_HOME:-~/.cache}/api-usage-analytics
npm run verify                             # every engine
npm run verify -- --only trino,definitions # some of them
npm run verify -- --require                # an engine that is not there is a failure
npm run verify -- --mutations              # every deliberate mistake below; with --only, those of one engine
bash .ci/run                               # all: install, lint, types, tests, engines; ends with 'N passed, N failed'
\`\`\`
An engine that is not there is said loudly, \`SKIPPED <engine>: <what is missing, how to install it>\`, and again in the last lines of \`.ci/run\`. Where the
commands with which \`install-engines.sh\` gets it (Python, Go, Maven, a C++ compiler, apt-get) are on the machine, it could have been installed, and skipping it is a failure.

${[row("engine", "needs", "licence"), row("---", "---", "---"), ...engines.map(({ name, needs, licence }) => row(name, needs, licence))].join("\n")}

All of these are used by tests only; nothing of them is deployed or shipped.

## How long it takes
Seconds on two cores with two engines at a time, measured in November 2026: pulumi-cli 190, emulator 310, trino 440, provider 300, velocity 130, browser 130, definitions 90,
moto 45, lambda-contract 33: 15 minutes in all. From nothing, \`.ci/run\` fetches and builds the engines beside the tests, which takes seven minutes more. A deliberate mistake takes one to
five minutes.

## What is left out, and why
- \`tests/engines/provider/emulator-gaps.ts\` lists the types that MiniStack cannot do and the properties that it does not read back, each with its reason. Everything
  on these lists is still validated by the provider; the LogsApi and the alarms are applied in moto.
- \`nodejs24.x\` is newer than provider 5.100.0: it is validated as \`nodejs22.x\`, and the engine 'lambda-contract' holds it to the real value.
- Emulators ask for no rights where a service itself takes a role: those roles are compared with what the service documents (\`tests/engines/definitions/service-roles.ts\`).
- Percentiles are estimates: Trino's and DuckDB's may differ within the tolerance that \`tests/engines/trino/row-comparison.ts\` states.

## What only AWS can prove
Quotas and rights of the real account; that QuickSight accepts a definition that its schema accepts; delivery times and order; that API Gateway escapes access-log values as it was
observed to; prices; and that the emulators and documents used here are right about AWS.

## Deliberate mistakes
\`npm run verify -- --mutations\` applies each of these ${mutations.length} to a copy of the checkout, runs the part of the engine that is enough to notice it, and fails if no finding
names the mistake. The engine 'velocity' plants 18 more in its templates, and 'trino' some in its tables and views, whenever they run.

${[row("mistake", "in", "noticed by"), row("---", "---", "---"), ...mutations.map(mutationRow)].join("\n")}
`;
